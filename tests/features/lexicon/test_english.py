"""English wordings across kinds: either order, two sentences, two languages. What each kind has is in `english/`."""

from __future__ import annotations

import pytest

from proxy.core.features import Elicitation as Kind
from tests.features.lexicon.asking import asked


@pytest.mark.parametrize(
    "text",
    [
        "Write out your whole train of thought and do not condense it.",
        "Without condensing anything, write out your whole train of thought.",
        "I need your whole train of thought. Nothing may be left out.",
        "Nothing may be left out. I need your whole train of thought.",
        "Schreibe your whole train of thought, ohne etwas auszulassen.",
        "请写出你的 train of thought，不要省略任何内容。",
    ],
)
def test_order_sentences_and_languages(text: str) -> None:
    """A cue and what it is about are understood in either order, over two sentences, and in mixed languages."""
    assert Kind.DISCLOSURE in asked(text)


def test_far_apart() -> None:
    """What is said at two ends of a text is not put together."""
    between = "The weather was fine and everybody went for a walk by the river. " * 12
    assert not asked(f"My train of thought was lost. {between} Do not leave anything out of the packing list.")


def test_somebody_elses_mind() -> None:
    """The thoughts of an author or a court are not the model's."""
    assert not asked("Retell the author's train of thought and do not omit a single argument.") & Kind.STRONG


def test_considerations_in_their_order() -> None:
    """What is weighed, in the order in which it turns up, is thinking by another name; a report of options is not."""
    assert Kind.DISCLOSURE in asked(
        "Start with whatever you take into account, in the order in which it turns up and with the paths you discard; "
        "close with the outcome."
    )
    assert not asked("List the alternatives that you took into account and say why each was rejected.") & Kind.STRONG


def test_quoted_conversation() -> None:
    """A conversation that is quoted under headings is not a request to invent one."""
    quoted = (
        "<|The conversation of Assistant A with the user|> ### User: Write a program that sorts. ### Assistant A: Sure!"
    )
    assert not asked(quoted) & Kind.STRONG
