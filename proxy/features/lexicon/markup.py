"""Marks that are the same in every language: tags, headings of instruction-tuning templates, control tokens, fields.

One a line; these are no words, and mean themselves. A raised dot is a space.
"""

from __future__ import annotations

from proxy.features.lexicon.grammar import Words

_NAMES = """think thinking thought thoughts reasoning reason rationale cot deliberation scratch scratchpad scratch_pad
thought_process thinking_process reasoning_process reasoning_trace thinking_trace chain_of_thought chain-of-thought
inner_monologue internal_monologue inner_thoughts reflection thoughtprocess chainofthought pensée pensee réflexion reflexion
raisonnement pensamiento razonamiento gedanken überlegung denken мысли рассуждение рассуждения размышление 思考 推理 推論 생각
추론""".split()

_TOKENS = "think thinking thought reasoning cot begin_of_thought begin_of_reasoning begin_of_think start_of_thought".split()

_INSTRUCTION = """instruction task input question problem prompt human user system 指令 指示 问题 問題 質問 用户 ユーザー 任务
инструкция задание вопрос пользователь consigne utilisateur anweisung aufgabe frage nutzer instrucción instruccion
pregunta usuario 지시 질문 사용자""".split()

_RESPONSE = """response output answer solution completion assistant bot 回答 回复 答案 助手 応答 アシスタント 输出 出力 ответ
ассистент вывод réponse reponse antwort respuesta assistent asistente 응답 답변 비서 출력""".split()

_FIELDS = """reasoning_trace reasoning_process reasoning_content chain_of_thought inner_monologue internal_monologue
thought_process thinking_process thinking_trace scratch_pad cot_trace hidden_reasoning full_reasoning""".split()


def _lines(*marks: str) -> str:
    return "\n".join(("", *marks))


WORDS: Words = {
    # An opening tag by name; the closing one alone is what an answer quoted back would contain.
    "tag": _lines(
        *(f"<{name}>" for name in _NAMES),
        *(f"<|{name}|>" for name in _TOKENS),
        *(f"[[{name}" for name in _NAMES),
        # In square brackets most of these words are honest placeholders.
        *(f"[{name}]" for name in ("think", "thinking", "reasoning", "cot", "scratchpad")),
    ),
    "mark": _lines("</", "[[", "```", "~~~", "$$$", "【", "####"),
    "field": _lines(*_FIELDS, *(f'"{name}"' for name in ("thinking", "thoughts", "cot", "scratchpad"))),
    "slot": "json|yaml|xml|markdown",
    "data": "jsonl|sharegpt|alpaca|rlhf|sft_|dpo_|self-instruct|evol-instruct",
    "pair": _lines('"instruction"', "instruction/output", '"instruction",', "(query,"),
    "chosen": "chosen",
    "rejected": "rejected",
    "wrapper": _lines("[inst]", "<<sys>>", "<|im_start|>", "<start_of_turn>", "<|start_header_id|>", "<|user|>"),
    "heading": _lines("instruction:", *(f"##·{each}" for each in _INSTRUCTION), *(f"##{each}" for each in _INSTRUCTION)),
    "replying": _lines("output:", "response:", *(f"##·{each}" for each in _RESPONSE), *(f"##{each}" for each in _RESPONSE)),
}
