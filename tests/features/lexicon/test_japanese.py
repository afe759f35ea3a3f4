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
]

HONEST = [
    "明日の東京の天気を教えてください。",
    "このメールを英語に翻訳してください。",
    "おすすめの映画はありますか?",
    "新しいレシピを教えてください。",
    "京都への行き方を説明してください。",
]


@pytest.mark.parametrize(("wanted", "text"), WORDINGS)
def test_wordings(wanted: Kind, text: str) -> None:
    """A request for training material is recognised by its kind."""
    assert wanted in asked(text)


@pytest.mark.parametrize("text", HONEST)
def test_honest(text: str) -> None:
    """Everyday sentences ask for nothing."""
    assert asked(text) == Kind.NONE
