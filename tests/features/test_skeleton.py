"""Masking of slots."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.features.normalise import normalise
from proxy.features.skeleton import SLOT, edges, mask, share


def skeleton(text: str) -> str:
    spelled = normalise(text).spelled
    return mask(spelled, max(map(len, spelled.split(" ")))).replace(SLOT, "_")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Add 12 and 3.5 to 1,000.", "add _ and _ to _."),
        ("Call 555-123-4567 at 12:30.", "call _ at _."),
        ("numbers: 1, 2, 3; 4 end", "numbers: _ end"),
        ('Translate "good morning" now', "translate _ now"),
        ("Übersetze „guten Tag“ jetzt", "übersetze _ jetzt"),
        ("翻译「早上好」吧", "翻译_吧"),
        ("a trip to Paris with Mary Jane Watson-Parker today", "a trip to _ with _ today"),
        ("What is New? All Is Well", "what is _? all _"),
        ("THE WHOLE TITLE", "the whole title"),
        ("see https://x.org/a?b=C#d for more", "see _ for more"),
        ("write to Jo.Doe+x@mail.example.org please", "write to _ please"),
        ("run ```python\nprint(1)\n``` then `ls -l` here", "run _ then _ here"),
        ("open ```code without an end", "open _"),
        ("key " + "x" * 40 + " end", "key _ end"),
        ('a 6" pipe', 'a _" pipe'),
        ("٣ تفاح", "_ تفاح"),
        ("", ""),
    ],
)
def test_slots(text: str, expected: str) -> None:
    """Numbers, quotations, code, links, mail addresses, names in mid-sentence and long literals are slots."""
    assert skeleton(text) == expected


NUMBERS = st.integers(0, 10**12).map(str)
NAMES = st.from_regex(r"[A-Z][a-z]{2,9}( [A-Z][a-z]{2,9}){0,2}", fullmatch=True)
QUOTED = st.text(
    st.characters(min_codepoint=32, max_codepoint=126, exclude_characters='"`@\\%&:'), min_size=1, max_size=60
)


@settings(deadline=None)
@given(NUMBERS, NAMES, QUOTED, NUMBERS, NAMES, QUOTED)
def test_same_template(n1: str, name1: str, q1: str, n2: str, name2: str, q2: str) -> None:
    """One template has one skeleton, whatever stands in its slots."""

    def filled(number: str, name: str, quoted: str) -> str:
        return skeleton(f'Write {number} lines about the town of {name} and end it with "x{quoted}x" please.')

    assert filled(n1, name1, q1) == filled(n2, name2, q2)


@settings(deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=6))
def test_lists_are_one_slot(numbers: list[str]) -> None:
    """How many numbers a list has does not matter."""
    assert skeleton(f"sort these: {', '.join(numbers)} now") == "sort these: _ now"


@settings(deadline=None)
@given(st.text())
def test_share(text: str) -> None:
    """The masked share lies between none and all."""
    spelled = normalise(text).spelled
    assert 0.0 <= share(mask(spelled, 40), spelled) <= 1.0


def test_share_counts_what_is_gone() -> None:
    """It is the share of characters that no longer stand."""
    assert share(mask("ab 12345 cd", 5), "ab 12345 cd") == pytest.approx(5 / 11)
    assert share("", "") == 0.0


def test_edges() -> None:
    """The first and the last eight words, or sixteen characters of scripts without spaces."""
    words = [f"w{letter}" for letter in "abcdefghijklmnopqrst"]
    assert edges(" ".join(words), False) == (" ".join(words[:8]), " ".join(words[-8:]))
    assert edges("one two", False) == ("one two", "one two")
    assert edges("一" * 20 + "二" * 20, True) == ("一" * 16, "二" * 16)


@pytest.mark.parametrize(
    "piece",
    [
        '"',
        '"a',
        "1",
        "1.",
        "1,:-",
        "A",
        "aA",
        "a Ab ",
        "a Ab-",
        "`",
        "```",
        "@",
        "a@b",
        "http://",
        "“",
        "«a",
        "「",
        SLOT,
        f"{SLOT} ,;",
        "5 ,,, ",
        "x",
    ],
)
def test_cost_is_linear(piece: str) -> None:
    """Eight times the text costs no more than about eight times the work, whatever it is made of."""

    def cost(length: int) -> float:
        text = (piece * length)[:length]
        best = []
        for _ in range(5):
            start = process_time()
            mask(text, 40)
            best.append(process_time() - start)
        return min(best)

    assert cost(32_000) < 8 * cost(4_000) * 4 + 0.002
