"""How it is asked for in Chinese, simplified and traditional."""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.grammar import Wording, near, one, worded

_THOUGHT = one("推理|思考|思维|思維|思路|推导|推導")

_ANSWER = one("答案|回答|回复|回覆|答复|回应|回應|输出|輸出|结论|結論|解答")

_MAKE = one("生成|编写|編寫|创建|創建|写出|寫出|设计|設計|产生|產生|构造|構造|给出|提出|创作|想出")

_VARIED = one("多样|多樣|不同|各种|各種|全新|新颖|新穎|互不相同|不重复|不重複|[0-9]+|[二三四五六七八九十百]")

_TASKS = one("指令|提示词|提示詞|任务描述|任務描述|用户(?:请求|提问|问题|指令)|使用者(?:請求|提問|問題)|prompt")

_PROMPT = "(?:指令|提示|prompt|问题|問題|题目|題目)"
_REWRITE = "(?:改写|改寫|重写|重寫|演化|改编|改編)"
_REWRITTEN = f"{_REWRITE}[^.!?。]{{0,30}}{_PROMPT}|{_PROMPT}[^.!?。]{{0,10}}{_REWRITE}"

WORDINGS: tuple[Wording, ...] = (
    *worded(
        Elicitation.STEPS,
        "一步一步|一步步",
        f"逐步(?:地)?(?:{_THOUGHT}|分析|解释|解釋|解答|说明|說明|计算|計算)",
        "思维链|思維鏈",
        near(
            one("写出|寫出|给出|給出|展示|说明|說明|列出|写下|寫下"),
            f"{_THOUGHT}(?:的)?(?:过程|過程|步骤|步驟)|解题(?:过程|步骤)|解題(?:過程|步驟)",
            within=12,
        ),
        f"(?:详细|詳細|完整)的?(?:{_THOUGHT}|解题|解題)(?:过程|過程|步骤|步驟)",
        f"先(?:{_THOUGHT}|思考)",
    ),
    *worded(
        Elicitation.JUDGE,
        near(
            one("打分|评分|評分|评价|評價|评估|評估"),
            one("[0-9]+ ?分|[0-9] ?(?:到|至|-|~) ?[0-9]+|满分|滿分"),
            within=24,
        ),
        near("[0-9] ?(?:到|至|-|~) ?[0-9]+ ?分?", one("打分|评分|評分|评价|評價"), within=16),
        "(?:评分|評分|评价|評價|打分)(?:标准|標準|细则|細則|规则|規則|量表)",
        "奖励(?:模型|分数|信号)|獎勵(?:模型|分數|訊號)",
        near(
            one("哪个|哪個|哪一个|哪一個|哪"),
            one("回答|回复|回覆|答案|助手|回应|回應"),
            "更?(?:好|优|優|佳)",
            within=10,
        ),
        ("(?:公正|公平|客观|客觀|严格|嚴格)的?(?:评委|評委|裁判|评审|評審|评判者|評判者|评估者|評估者)"),
    ),
    *worded(
        Elicitation.REVERSE,
        near(
            one("还原|還原|重建|重构|重構|反推|倒推|逆推|推断|推斷|想象|想像|复原|復原|补全|補全"), _THOUGHT, within=30
        ),
        near(_ANSWER, one("背后|背後"), _THOUGHT, within=12),
        near(one("内部|內部|内在|內在|隐含|隱含"), _THOUGHT, one("得出|得到|导致|導致|产生|產生"), within=10),
        near(one("已经?完成|已經?完成|给定|給定|已有|现成|現成"), _ANSWER, _THOUGHT, within=24),
    ),
    *worded(
        Elicitation.TAGS,
        near(_THOUGHT, one("标签|標籤|标记|標記"), within=16),
        near(one("放在|写在|寫在|置于|置於|包裹在|包在"), "<[a-z_]{2,20}>", within=12),
        near(_THOUGHT, one("放|写|寫|置|包"), "<[^<> ]{2,20}>", within=24),
    ),
    *worded(
        Elicitation.SYNTHESIS,
        near(_MAKE, _VARIED, _TASKS, within=16),
        "问答对|問答對|问题-?答案对|問題-?答案對|指令-?(?:回答|回复|响应|輸出|输出)对",
        near(
            # "Rewrite the instruction" and "make the instruction, rewritten": both orders are common.
            _REWRITTEN,
            one("更(?:加)?(?:复杂|複雜|难|難|具挑战|具挑戰|有挑战|有挑戰)|难度|難度"),
            within=30,
        ),
        near(
            one(f"{_MAKE}|合成|扩充|擴充"),
            ("(?:训练|訓練|微调|微調|合成|蒸馏|蒸餾)(?:用)?的?(?:数据|數據|資料|语料|語料|样本|樣本)"),
            within=16,
        ),
        near(one("扮演|假装|假裝|模拟|模擬"), one("用户|用戶|使用者"), one("提问|提問|提出|发送"), within=20),
    ),
    *worded(
        Elicitation.WRAPPER,
        near("(?:以下|下面)是", one("描述|说明|說明"), one("任务|任務"), "指令", within=12),
        near("(?:以下|下面)是", "指令", one("任务|任務|输入|輸入"), within=12),
        near(
            one("写出|给出|撰写|編寫|寫出"),
            one("适当|恰当|合适|適當"),
            one("完成|满足|滿足"),
            one("请求|請求|指令"),
            within=12,
        ),
    ),
    *worded(
        Elicitation.DISCLOSURE,
        near(
            one("输出|輸出|展示|显示|顯示|公开|公開|重复|重複|透露|打印|泄露|复述|複述"),
            one("隐藏|隱藏|内部|內部|内在|之前|先前|上一轮|上一輪|原始|未删减|加密"),
            _THOUGHT,
            within=20,
        ),
        near(
            _THOUGHT,
            one("逐字|一字不|原样|原樣|(?:不要|不得|不能|无需|勿)(?:省略|总结|總結|概括|删减|刪減|缩写)"),
            within=20,
        ),
        near(
            _THOUGHT,
            one("同一?种?语言|同一?種?語言|相同的?语言|相同的?語言|用户的?语言|使用者的?語言|提问的?语言"),
            within=24,
        ),
    ),
)
