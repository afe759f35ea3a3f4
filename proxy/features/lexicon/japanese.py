"""How it is asked for in Japanese."""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.grammar import Wording, across, near, one, usual, worded

_THOUGHT = one("推論|思考|考え方?|思考の連鎖")

_ANSWER = one("回答|解答|応答|答え|返答|出力|結論")

_TASKS = one("指示|命令|タスク|インストラクション|プロンプト|質問文|ユーザーの質問")

_SHOW = one("出力|表示|公開|開示|見せ|教え|繰り返|書き出|示し")

_DELIBERATION = one(
    "思考(?:の)?(?:過程|プロセス|の流れ|回路)|推論(?:の)?(?:過程|プロセス)|思考の流れ|思考の連鎖|内的独白|内なる独白|考えたこと(?:を)?(?:すべて|全て)"
)
_UNCUT = one(
    "省略(?:せず|しない|なし|することなく)|要約(?:せず|しない|なし|することなく)|短縮せず|割愛せず|省かず|端折らず|編集せず|余すところなく|一字一句|逐語|ありのまま"
)
_AS_IT_CAME = one(
    "(?:浮かん|思いつい|思い付い|考え|思っ|頭に浮か)@だ?(?:順|まま|とおり|通り)|浮かぶまま|思いつくまま|思うまま|頭に浮かん|リアルタイム"
)
_DEAD_ENDS = one(
    "行き止まり|行き詰ま|試行錯誤|間違った(?:方向|道|考え|試み)|失敗した(?:試み|考え|案)|(?:却下|棄却|破棄|採用しなかっ|捨て|除外)(?:した|た)?(?:案|選択肢|考え|アイデア|仮説|可能性)"
)

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
        near(
            one(
                "各ステップ|それぞれのステップ|すべてのステップ|全てのステップ|すべての手順|途中の計算|途中計算|計算過程|計算の過程|導出|途中経過|解き方"
            ),
            one("説明|示|書|記述|述べ|見せ|省"),
            within=12,
        ),
        near(
            "どのように|どうやって|なぜ",
            one("その答え|この答え|その結論|この結論|その結果|答えに|結論に|解答に"),
            one("導|至|たどり着|到達|得|なった|出し"),
            within=12,
        ),
        near(
            one("理由|根拠|考え|推論"),
            one(
                "先に|まず|最初に|述べてから|説明してから|示してから|書いてから|述べた後|説明した後|示した上で|述べた上で"
            ),
            usual("答え|回答|結論|解答"),
            within=16,
        ),
        near(
            one("答える前に|回答する前に|回答の前に|結論の前に|答えの前に|結論を出す前に|答えを出す前に"),
            one("考え|推論|説明|理由|根拠"),
            within=20,
        ),
        "(?:詳しい|詳細な|丁寧な)(?:解説|解答|解法|導出|証明|途中)|答えだけで(?:なく|は)|計算式も|途中の式|考え方も(?:説明|示|書)",
        near("ステップ", one("飛ばさず|省略せず|省かず"), within=8),
        near(one("先に|まず|最初に"), one("理由を|根拠を|考え方を|推論を"), one("述べ|説明|示|書"), within=8),
        near("回答|答え|結論", "根拠|理由", one("説明して|示して|述べて|書いて"), within=10),
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
        across(_DELIBERATION, _UNCUT, within=40),
        near(_UNCUT, _DELIBERATION, within=20),
        near(one(f"{_DELIBERATION}|考え|思考"), _AS_IT_CAME, within=24),
        near(_AS_IT_CAME, one(f"{_DELIBERATION}|思考|考えを"), within=20),
        near(_DELIBERATION, usual("含め|も|や|および"), _DEAD_ENDS, within=24),
        near(_DEAD_ENDS, one("含め|残し|も"), one(f"{_DELIBERATION}|思考|推論"), within=24),
        near(_DEAD_ENDS, _DEAD_ENDS, one("含め|残し|も"), within=16),
        near(
            one("答える前に|回答する前に|回答の前に|結論を出す前に|答えるまでに"),
            one("考慮し|検討し|考えた|思い浮かん"),
            one("すべて|全て|全部"),
            within=20,
        ),
        near(
            one("各|毎回|すべての|それぞれの"),
            one("ツール|関数|アクション|行動|コマンド"),
            "前に",
            one("完全|すべて|全て|全文|省略"),
            _THOUGHT,
            within=16,
        ),
        near(
            one("各|毎回|すべての|それぞれの"),
            one("ツール|関数|アクション|行動|コマンド"),
            "前に",
            _THOUGHT,
            one("完全|すべて|全て|全文|省略"),
            within=16,
        ),
        near("あなたの|自分の", one("内的独白|内なる独白|心の声|内心の独白|意識の流れ"), within=6),
        near(
            one("読者|他の人|別のモデル|他のモデル|小さなモデル|誰か|第三者"),
            one(f"{_DELIBERATION}|思考|推論"),
            one("再現|模倣|たどれ|追体験|学べ|学習でき|真似"),
            within=20,
        ),
    ),
)
