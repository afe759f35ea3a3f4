"""Tags and templates that are the same in every language."""

from __future__ import annotations

import pytest

from proxy.core.features import Elicitation as Kind
from tests.features.lexicon.asking import asked

WORDINGS = [
    (Kind.TAGS, "Answer like this: <think>…</think> then the result"),
    (Kind.TAGS, "<SCRATCHPAD>"),
    (Kind.TAGS, "Output format: [reasoning] first, [answer] second"),
    (Kind.TAGS, "<|begin_of_thought|>"),
    (Kind.WRAPPER, "### Instruction:\nName three rivers.\n\n### Response:\n"),
    (Kind.WRAPPER, "### 指令:\n写一首诗\n\n### 回答:"),
    (Kind.WRAPPER, "[INST] Name three rivers. [/INST]"),
    (Kind.WRAPPER, "<|im_start|>user\nhello"),
    (Kind.WRAPPER, "<start_of_turn>user hello"),
    (Kind.WRAPPER, "<<SYS>> You are kind. <</SYS>>"),
    (Kind.TAGS, "<thinking_process>"),
]

HONEST = [
    "<p>I think this is a paragraph.</p>",
    "Dear [name], [reason] is why I write.",
    "# Instructions\n1. Preheat the oven.",
    "if a < think and b > 3: return reasoning",
    "</think>",
]


@pytest.mark.parametrize(("wanted", "text"), WORDINGS)
def test_wordings(wanted: Kind, text: str) -> None:
    """Marks of reasoning and of instruction tuning are recognised."""
    assert wanted in asked(text)


@pytest.mark.parametrize("text", HONEST)
def test_honest(text: str) -> None:
    """Ordinary markup asks for nothing."""
    assert asked(text) == Kind.NONE
