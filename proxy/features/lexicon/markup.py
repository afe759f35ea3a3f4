"""Marks that are the same in every language: tags, headings of instruction-tuning templates, control tokens."""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.grammar import Wording, one, worded

# Two lists: RE2's filter gives up on finding literals where more than sixteen alternatives follow one another.
_THOUGHTS = (
    one("think|thinking|thought|thoughts|reasoning|rationale|cot|deliberation"),
    one(
        "thought_process|thoughtprocess|reasoning_trace|chain_of_thought|chainofthought|scratchpad|scratch_pad"
        "|inner_monologue|internal_monologue|thinking_process|reasoning_process|inner_thoughts|chain-of-thought"
    ),
)
_RESPONSE = one("response|output|answer|回答|回复|输出|応答|ответ|réponse|antwort|respuesta")
_INSTRUCTION = one("instructions?|指令|指示|инструкция|задание|consigne|anweisung|aufgabe|instrucción|instruccion")

WORDINGS: tuple[Wording, ...] = (
    *worded(
        Elicitation.TAGS,
        # An opening tag by name; the closing one alone is what an answer quoted back would contain.
        *(rf"<{thought}>" for thought in _THOUGHTS),
        # In square brackets most of these words are honest placeholders.
        r"\[(?:think|thinking|reasoning|cot|scratchpad)\]",
        *(rf"<\|(?:begin_of_)?{thought}\|>" for thought in _THOUGHTS),
    ),
    *worded(
        Elicitation.WRAPPER,
        rf"## ?{_INSTRUCTION} ?:(?s:.)*## ?{_RESPONSE} ?:",
        r"## ?human ?:(?s:.)*## ?assistant ?:",
        r"\[inst\](?s:.)*\[/inst\]",
        r"<\|im_start\|> ?(?:user|system|assistant)",
        r"<start_of_turn> ?(?:user|model)",
        "<<sys>>",
        r"<\|(?:user|start_header_id)\|>(?s:.)*<\|(?:assistant|end_header_id)\|>",
    ),
)
