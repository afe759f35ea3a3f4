"""How it is asked for in Japanese."""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.grammar import Wording, near, one, worded

_THOUGHT = one("推論|思考|考え方?|思考の連鎖")

_ANSWER = one("回答|解答|応答|答え|返答|出力|結論")

_TASKS = one("指示|命令|タスク|インストラクション|プロンプト|質問文|ユーザーの質問")

_SHOW = one("出力|表示|公開|開示|見せ|教え|繰り返|書き出|示し")

WORDINGS: tuple[Wording, ...] = (
    *worded(
        Elicitation.STEPS,
        "ステップ(?:・)?バイ(?:・)?ステップ|ステップごと|一歩ずつ|一歩一歩",
        near(one("段階的に|順を追って|順番に"), one("考え|推論|説明|解|示"), within=10),
        near(
            one("思考|推論|途中|解答"),
            one("過程|プロセス|の?手順|の?ステップ"),
            one("説明|示|書|記述|出力|述べ"),
            within=8,
        ),
        "思考の連鎖|途中式",
    ),
    *worded(
        Elicitation.JUDGE,
        near("[0-9] ?(?:から|~|-|〜|点から) ?[0-9]+", one("評価|採点|点数|スコア"), within=20),
        near("[0-9]+ ?(?:段階|点満点)で", one("評価|採点"), within=12),
        "(?:採点|評価)(?:基準|ルーブリック)|ルーブリック",
        "報酬(?:モデル|スコア)",
        near("どちら", one("回答|応答|答え|アシスタント|出力"), one("優れ|良い|よい|適切|好まし"), within=12),
        "(?:公平|公正|中立)な(?:審査員|審判|評価者|採点者)",
    ),
    *worded(
        Elicitation.REVERSE,
        near(_ANSWER, one("背後|裏|至った|至る|導いた|たどり着いた|到達した"), _THOUGHT, within=16),
        near(one("内部|内的|内なる|隠れた"), _THOUGHT, one("再構成|再現|想像|復元|推測|言語化"), within=20),
        near(_THOUGHT, one("再構成|復元|逆算|再構築"), within=16),
        near(one("完成した|与えられた|既にある|既存の|すでにある"), _ANSWER, _THOUGHT, within=24),
    ),
    *worded(
        Elicitation.TAGS,
        near(_THOUGHT, "タグ", within=16),
        near(_THOUGHT, "<[^<> ]{2,20}>", one("囲|中|入れ|内|書"), within=24),
        "<[a-z_]{2,20}>(?: ?(?:と|から) ?</[a-z_]{2,20}>)? ?タグ",
    ),
    *worded(
        Elicitation.SYNTHESIS,
        near(
            one("多様|様々|さまざま|異なる|新しい|[0-9]+ ?(?:個|件|種類)"),
            _TASKS,
            one("生成|作成|作って|考え|書い|出力"),
            within=16,
        ),
        near(one("質問|問題"), one("と|・|-|/"), one("回答|答え|解答"), one("ペア|組|セット|対"), within=4),
        near(one("より|さらに"), one("複雑|難し|高度"), one("書き換え|書き直|変換|作り直|改変"), within=24),
        near(
            one("学習|訓練|合成|ファインチューニング|蒸留|指示チューニング"),
            one("データ|サンプル|コーパス"),
            one("生成|作成|作って|合成"),
            within=12,
        ),
        near(
            "ユーザー", one("役|になりき|として|ふり"), one("質問|依頼|メッセージ"), one("生成|作成|書|して"), within=20
        ),
    ),
    *worded(
        Elicitation.WRAPPER,
        near(
            "(?:以下|下記)(?:は|に)",
            one("タスク|課題"),
            one("説明する|記述する|述べる|示す"),
            "(?:指示|命令)",
            within=8,
        ),
        near(
            one("要求|依頼|指示"),
            one("適切に|正しく"),
            one("満たす|完了する|完成する"),
            one("応答|回答|返答"),
            within=12,
        ),
    ),
    *worded(
        Elicitation.DISCLOSURE,
        near(
            one("隠れた|隠された|内部の|以前の|先ほどの|前回の|直前の|非公開の|生の|これまでの"),
            _THOUGHT,
            _SHOW,
            within=20,
        ),
        near(_THOUGHT, one("省略(?:せず|しない)|要約(?:せず|しない)|そのまま|一字一句|全文|逐語"), within=24),
        near(_THOUGHT, one("同じ言語|ユーザーの言語|質問の言語|入力の言語"), within=24),
    ),
)
