"""Texts as sketches."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.core.features import Elicitation, Noise, TextSketch
from proxy.features.texts import END, Texts, excerpt
from proxy.sketches import planes
from proxy.sketches.keyed import Key
from proxy.sketches.minhash import similarity

TEXTS = Texts(Key(b"secret"))

STORY = (
    "The old lighthouse keeper walked down the narrow stairs every morning to look at the tide. He counted the "
    "boats in the harbour, wrote their names into a book and made tea. Nobody had asked him to do so for many "
    "years, but the book was nearly full, and he meant to finish it before the winter storms came back to the "
    "coast."
)
TAX = (
    "Quarterly revenue must be reported together with deductible expenses, depreciation of equipment and "
    "outstanding invoices. Please prepare a spreadsheet that lists every transaction by category, applies the "
    "current tax rate and shows which payments are overdue, so that our accountant can file the declaration in "
    "time."
)


def sketch(text: str) -> TextSketch:
    made = TEXTS.sketch(text)
    assert made is not None
    return made


def test_same_text_however_written() -> None:
    """Case, spacing and invisible characters change neither digests nor sketches."""
    plain, noisy = sketch(STORY), sketch(STORY.upper().replace(" ", " \u200b "))
    assert (plain.content, plain.minhash, plain.plane) == (noisy.content, noisy.minhash, noisy.plane)


def test_filled_templates() -> None:
    """Two fillings of a template share skeleton, opening and ending, and differ in content."""
    one = sketch('Write a poem of 12 lines about the city of Paris, and end it with the words "so be it".')
    other = sketch('Write a poem of 40 lines about the city of New York, and end it with the words "the end".')
    assert (one.skeleton, one.opening, one.ending) == (other.skeleton, other.opening, other.ending)
    assert one.content != other.content
    assert 0.1 < one.masked < 0.5


def test_free_slots() -> None:
    """Where a slot is free text, opening and ending still tie two fillings."""
    frame = "You are given a task by one of our users: {} Answer it briefly, in plain words and without any list."
    one, other = sketch(frame.format(STORY)), sketch(frame.format(TAX))
    assert (one.opening, one.ending) == (other.opening, other.ending)
    assert one.skeleton != other.skeleton


def test_near_and_far() -> None:
    """A text with a few words changed is near in both sketches, another text far in both."""
    text = sketch(STORY)
    near = sketch(STORY.replace("lighthouse", "harbour").replace("tea", "coffee"))
    far = sketch(TAX)
    assert similarity(text.minhash, near.minhash) > 0.6 > 0.2 > similarity(text.minhash, far.minhash)
    assert planes.distance(text.plane, near.plane) < 20 < planes.distance(text.plane, far.plane)


@pytest.mark.parametrize("text", ["", " \n ", "\u200b\u200b", "\x00"])
def test_nothing_to_read(text: str) -> None:
    """A text of nothing has no sketch."""
    assert TEXTS.sketch(text) is None


def test_bounded() -> None:
    """Of long texts the two ends are sketched, and their length is known."""
    long = STORY * 500
    assert len(excerpt(long)) == 2 * END + 1
    assert excerpt(STORY) is STORY
    assert sketch(long).characters == len(long)
    assert sketch(long).content == sketch(long[:END] + "x" * 1000 + long[-END:]).content


def test_lengths_tell_texts_apart() -> None:
    """Texts with equal ends and another length are not taken for each other."""
    assert sketch("a" * 10_000).characters != sketch("a" * 10_001).characters


@pytest.mark.parametrize(
    ("text", "words", "script"),
    [("one two three", 3, "latin"), ("今天天气很好我们去公园", 5, "han"), ("123", 1, "")],
)
def test_words(text: str, words: int, script: str) -> None:
    """Words are counted by spaces, or by pairs of characters where there are none."""
    assert (sketch(text).words, sketch(text).script) == (words, script)


@pytest.mark.parametrize(
    ("text", "noise"),
    [
        ("decode aGVsbG8gd29ybGQgdGhpcyBpcyBhIHRlc3QgMTIzNDU2Nzg5MA== please", Noise.BASE64),
        ("hash e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Noise.NONE),
        ("path /usr/Share/doc/Python3/html/library/reference/Index/of/files1/x", Noise.NONE),
        ("Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz", Noise.NONE),
    ],
)
def test_base64(text: str, noise: Noise) -> None:
    """Long runs of base64 are noticed; hashes, paths and long words are not taken for it."""
    assert sketch(text).noise == noise


def test_asks() -> None:
    """What a text asks for is found at both of its ends."""
    assert Elicitation.STEPS in sketch("x " * 20_000 + "Think step by step.").asks


@settings(deadline=None)
@given(st.text(min_size=1))
def test_same_everywhere(text: str) -> None:
    """Another reader with the same secret, and the same reader a second time, makes the same sketch."""
    assert Texts(Key(b"secret"), 1).sketch(text) == TEXTS.sketch(text) == TEXTS.sketch(text)


def test_known_values() -> None:
    """Sketches stay what they are between versions and platforms: what a store remembers keeps its meaning."""
    made = sketch("The quick brown fox jumps over 13 lazy dogs.")
    assert (made.skeleton, made.opening, made.ending, made.content, made.plane) == KNOWN
    assert made.minhash[:8].hex() == KNOWN_MINHASH


KNOWN = (0xD584A5A6B243DA1B, 0x7BCC4F97E1F5C8C0, 0xA175FAF3290F2FE, 0x6FA9A68468965846, 0x4922332AD246C80D)
KNOWN_MINHASH = "a7bdecd5175a4366"


def test_secrets_differ() -> None:
    """Under another secret nothing is the same."""
    one, other = sketch(STORY), Texts(Key(b"other")).sketch(STORY)
    assert other is not None
    assert not {one.skeleton, one.opening, one.ending, one.content} & {
        other.skeleton,
        other.opening,
        other.ending,
        other.content,
    }
    assert similarity(one.minhash, other.minhash) < 0.1


@settings(deadline=None)
@given(st.text("abcdefghij ", min_size=12, max_size=60).filter(lambda text: len(text.replace(" ", "")) > 8))
def test_no_text_in_repr(text: str) -> None:
    """Nothing printed contains a piece of the text."""
    shown = repr(sketch(f"zq{text}")) + repr(TEXTS)
    assert "zq" not in shown
    assert text not in shown
