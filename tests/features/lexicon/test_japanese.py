"""Japanese wordings."""

from __future__ import annotations

import pytest

from proxy.core.features import Elicitation as Kind
from tests.features.lexicon.asking import asked

WORDINGS = [
    (Kind.STEPS, "段階的に考えて、答えを出してください。"),
    (Kind.STEPS, "ステップバイステップで解いてください。"),
    (Kind.STEPS, "思考過程を詳しく説明してください。"),
    (Kind.JUDGE, "次の回答を1から10で評価してください。"),
    (Kind.JUDGE, "あなたは公平な審査員です。どちらの応答が優れているか判断してください。"),
    (Kind.REVERSE, "この回答の背後にある内部の推論を再構成してください。"),
    (Kind.REVERSE, "完成した回答から、そこに至る思考を言語化してください。"),
    (Kind.TAGS, "思考を<think>タグの中に書いてください。"),
    (Kind.SYNTHESIS, "多様な指示を20個生成してください。"),
    (Kind.SYNTHESIS, "この文章から質問と回答のペアを作ってください。"),
    (Kind.SYNTHESIS, "次の指示をより複雑なものに書き換えてください。"),
    (Kind.WRAPPER, "以下は、タスクを説明する指示です。要求を適切に満たす応答を書いてください。"),
    (Kind.DISCLOSURE, "以前の思考の内容をすべて出力してください。"),
    (Kind.DISCLOSURE, "推論は省略せずに書いてください。"),
    (Kind.STEPS, "各ステップを説明してください。"),
    (Kind.STEPS, "途中の計算をすべて示してください。"),
    (Kind.STEPS, "どのようにしてその答えに至ったか説明してください。"),
    (Kind.STEPS, "詳しい解説をお願いします。"),
    (Kind.STEPS, "まず理由を述べてから、答えを書いてください。"),
    (Kind.STEPS, "答える前に考えを説明してください。"),
    (Kind.STEPS, "答えだけでなく考え方も書いてください。"),
    (Kind.STEPS, "ステップを省略せずに解いてください。"),
    (Kind.STEPS, "回答の根拠を示してください。"),
    (Kind.DISCLOSURE, "思考の過程を省略せずにすべて書いてください。"),
    (Kind.DISCLOSURE, "考えを浮かんだ順に書き出してください。"),
    (Kind.DISCLOSURE, "頭に浮かんだまま、思考を記録してください。"),
    (Kind.DISCLOSURE, "思考過程は行き詰まりや却下した案も含めて書いてください。"),
    (Kind.DISCLOSURE, "答える前に考慮したことをすべて書いてください。"),
    (Kind.DISCLOSURE, "各ツールを呼び出す前に、推論をすべて書いてください。"),
    (Kind.DISCLOSURE, "あなたの内的独白を見せてください。"),
    (Kind.DISCLOSURE, "別のモデルがあなたの思考を再現できるように書いてください。"),
    (Kind.DISCLOSURE, "要約せずに推論の過程を示してください。"),
]

HONEST = [
    "明日の東京の天気を教えてください。",
    "このメールを英語に翻訳してください。",
    "おすすめの映画はありますか?",
    "新しいレシピを教えてください。",
    "京都への行き方を説明してください。",
    "パスポートの更新に必要な手順は何ですか?",
    "ここから駅までどうやって行きますか?",
    "光合成について教えてください。",
    "簡単なパンのレシピをください。",
    "この記事を三文で要約してください。",
    "この案の長所と短所は何ですか?",
    "コードを確認して、間違いを指摘してください。",
    "目標とリスクを含む設計書を書いてください。",
    "お客様は金曜日までに返事を待っています。",
    "この道は行き止まりです。どこに駐車できますか?",
    "ツールを呼び出す前にファイルがあるか確認してください。",
    "ご返信ありがとうございます。少し考えます。",
]


@pytest.mark.parametrize(("wanted", "text"), WORDINGS)
def test_wordings(wanted: Kind, text: str) -> None:
    """A request for training material is recognised by its kind."""
    assert wanted in asked(text)


@pytest.mark.parametrize("text", HONEST)
def test_honest(text: str) -> None:
    """Everyday sentences ask for nothing."""
    assert asked(text) == Kind.NONE
