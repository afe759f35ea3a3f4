"""Marks that are the same in every language: tags, headings of instruction-tuning templates, control tokens, fields.

Marks are no words and mean themselves, so they are one a line (`grammar.spelled`); a raised dot is a space.
"""

from __future__ import annotations

from proxy.features.lexicon.grammar import Words

_THOUGHTS = (
    "think thinking reasoning cot deliberation scratch scratchpad scratch_pad "
    "thought_process thinking_process reasoning_process reasoning_trace thinking_trace chain_of_thought reflection "
    "chain-of-thought inner_monologue internal_monologue inner_thoughts thoughtprocess chainofthought pensée pensee "
    "réflexion reflexion raisonnement pensamiento razonamiento gedanken überlegung denken мысли рассуждение "
    "рассуждения размышление 思考 推理 推論 생각 추론"
)
_TOKENS = "think thinking thought reasoning cot begin_of_thought begin_of_reasoning begin_of_think start_of_thought"
_IN_BRACKETS = "think thinking reasoning cot scratchpad"
_FIELDS = (
    "reasoning_trace reasoning_process reasoning_content chain_of_thought inner_monologue internal_monologue cot_trace "
    "thinking_trace scratch_pad hidden_reasoning full_reasoning thought_process thinking_process internal_reasoning "
    "inner_thoughts"
)
_QUOTED_FIELDS = "thinking thoughts cot scratchpad"
# Not "question" and "input": those head the prompts of everybody who has documents searched.
_INSTRUCTION = (
    "instruction_ human_ 指令 指示 инструкция задание consigne anweisung instrucción instruccion 지시 ユーザー 用户 "
    "пользователь utilisateur nutzer usuario 사용자"
)
_RESPONSE = (
    "response output answer solution completion assistant bot 回答 回复 答案 助手 応答 アシスタント 输出 出力 ответ "
    "ассистент вывод réponse reponse antwort respuesta assistent asistente 응답 답변 비서 출력"
)

_ASKED = '"question"·and·"answer" "question","answer" "question",·"answer"'
_HEADED = ("##·{}", "##{}", "@@·{}")


def _marks(*forms: tuple[str, str]) -> str:
    """Every name in every form that is given for it (`{}` is the name), one a line."""
    return "\n".join(["", *(form.format(name) for form, names in forms for name in names.split())])


WORDS: Words = {
    # An opening tag by name; the closing one alone is what an answer quoted back would contain. `<thought>` is a
    # placeholder in the prompts of agents.
    "tag": _marks(
        ("<{}>", _THOUGHTS),
        ("<|{}|>", _TOKENS),
        ("[[{}", _THOUGHTS),
        ("[/{}", _THOUGHTS + " thought thoughts"),
        # In single brackets most of these words are honest placeholders.
        ("[{}]", _IN_BRACKETS),
    ),
    "mark": _marks(("{}", "[[ ~~~ $$$ 【 ####")),
    "field": _marks(("{}", _FIELDS), ('"{}"', _QUOTED_FIELDS)),
    "slot": "json|yaml|xml|markdown",
    "data": "jsonl|sharegpt|alpaca|rlhf|sft_|dpo_|self-instruct|evol-instruct",
    "pair": _marks(("{}", f'"instruction" instruction/output (query, {_ASKED}')),
    "chosen": "chosen",
    "rejected": "rejected",
    "wrapper": _marks(("{}", "[inst] <<sys>> <|im_start|> <start_of_turn> <|start_header_id|> <|user|>")),
    "heading": _marks(*((form, _INSTRUCTION) for form in _HEADED), ("{}", "instruction:")),
    "replying": _marks(*((form, _RESPONSE) for form in _HEADED), ("{}", "output: response:")),
}
