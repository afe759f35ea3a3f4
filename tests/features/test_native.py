"""The kernel beside the Python that it stands for, value for value; and installations without it."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.features.concepts import Vocabulary
from proxy.features.lexicon import LEXICON
from proxy.features.native import EDITION, Kernel, find
from proxy.features.normalise import normalise
from proxy.features.phrasing import together
from proxy.features.shingles import CAPACITY
from proxy.features.skeleton import edges, mask, share
from proxy.features.sketching import Sketcher
from proxy.features.texts import Texts
from proxy.sketches.keyed import Key
from tests.kernel import SOURCES, build, current, edition

KEY = Key(b"a secret of tests, long enough")
NUMPY, PYTHON = Sketcher(KEY), Texts(KEY, kernel=None)
# More different words than one-byte counters hold.
WORDS = st.integers(0, 900).map(lambda most: " ".join(f"word{number * 7919}" for number in range(most + 1)))


# What makes slots, and what nearly does: marks, names, numbers with separators, quotations of every length.
PIECES = st.one_of(
    st.sampled_from([
        '"', "`", "```", "@", "://", "http://a.b/c", "HTTPS://x", "https://", "http:", "a@b.c", "@b.c", "a@b", "a.b@c",
        " ", "  ", "\n", "\n\n", "\t", "\x00", "\x05", "\x1c", "\x7f", ",", ";", ", ", "; ", ".", "-", "/", ":", "12",
        "1,000.5", "3-4", "2026/01/02", "1.", "Berlin", "New York", "Jean-Luc", "IBM", "McDonald", "a B", ", C",
        "word", "the", "step by step", "training data", "\\u0041", "%41", "&#65;", "\\x41", "%", "&#", "=", "<|user|>",
        "your reasoning", "chain of thought", "rubric", "Leave nothing out.", "x" * 31, "y" * 32, "Ab9" * 14, "o_o",
    ]),
    st.text("ab A1.\"`@ ", max_size=12),
    st.integers(395, 405).map(lambda size: '"' + "q" * (size % 7) + " " * (size - size % 7) + '"'),
    st.integers(398, 403).map(lambda size: '"' + "q r" * (size // 3) + "s" * (size % 3) + '"'),
    st.integers(398, 403).map(lambda size: "`" + "q r" * (size // 3) + "s" * (size % 3) + "`"),
)  # fmt: skip
ADVERSARIAL = st.tuples(st.lists(PIECES, min_size=1, max_size=40), st.sampled_from(["", " ", "", " "])).map(
    lambda pair: pair[1].join(pair[0])
)
NAMES = together(list(LEXICON))
BITS = {name: 1 << place for place, name in enumerate(NAMES)}
# Words of the lexicon, cut off and run together.
SPOKEN = sorted({cut for words in NAMES.values() for word in words for cut in (word.strip("_"), word[:4], word[1:])})


@cache
def vocabularies(kernel: Kernel) -> tuple[Vocabulary, Vocabulary]:
    """The words of all languages, twice."""
    return Vocabulary(NAMES, BITS, NAMES, kernel), Vocabulary(NAMES, BITS, NAMES, None)


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    """The functions in C."""
    return current()


def test_the_edition_is_that_of_the_sources() -> None:
    """Whoever changes the kernel's sources says so in Python and in C, so that no older library is taken for it."""
    assert edition() == EDITION, f"write 0x{edition():08X} into native.py and edition.h"
    assert f"0x{EDITION:08X}" in (SOURCES / "edition.h").read_text()


@pytest.mark.parametrize("named", [EDITION ^ 1, None])
def test_a_library_of_other_sources_is_not_used(monkeypatch: pytest.MonkeyPatch, named: int | None) -> None:
    """What an update of the source has left behind is not asked: it might give other values."""
    stale = ModuleType("stale_kernel")
    stale.__dict__.update(shingle=None, EDITION=named)
    monkeypatch.setitem(sys.modules, stale.__name__, stale)
    assert find(stale.__name__) is None


def test_an_installation_without_a_compiler_has_none() -> None:
    """Where there is no library nothing is raised; the source runs as it is."""
    assert find("proxy.features._no_such_kernel") is None


def test_it_compiles_without_a_warning(tmp_path: Path) -> None:
    """A warning of the compiler is a mistake."""
    assert build(tmp_path, "-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers")


@given(st.one_of(st.text("ab c", min_size=1), st.text(min_size=1), WORDS), st.booleans())
@settings(max_examples=300, deadline=None)
def test_equal_sketches_of_any_text(kernel: Kernel, text: str, unspaced: bool) -> None:
    """Both give the same sketches of the same text, value for value."""
    folded = text.encode("utf-8", "replace")
    assert Sketcher(KEY, kernel).sketch(folded, unspaced) == NUMPY.sketch(folded, unspaced)


@pytest.mark.parametrize("unspaced", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        b"a", b"abcdef", b" ", b"   ", b"x" * 3 * CAPACITY, b"word " * CAPACITY, b"word" * 64 + b" other",
        " ".join(map(str, range(10_000, 20_000))).encode(), bytes(range(256)) * 8,
        "".join(map(chr, range(0x4E00, 0x4E00 + 1025))).encode(), "".join(map(chr, range(0x4E00, 0x7E00))).encode(),
    ],
)  # fmt: skip
def test_equal_sketches_at_the_edges(kernel: Kernel, text: bytes, unspaced: bool) -> None:
    """So they are of the shortest, the longest, and the most various texts, and where pairs begin to be sampled."""
    assert Sketcher(KEY, kernel).sketch(text, unspaced) == NUMPY.sketch(text, unspaced)


@given(st.one_of(ADVERSARIAL, st.text(st.characters(max_codepoint=127))))
@settings(max_examples=1500, deadline=None)
def test_equal_readings_of_any_text(kernel: Kernel, text: str) -> None:
    """A text of ASCII is the same text to both: its slots, edges, digests, words, noise and all else."""
    assert Texts(KEY, kernel=kernel).sketch(text) == PYTHON.sketch(text)


@given(st.lists(st.one_of(PIECES, st.sampled_from(["é", "“", "”", "推理", "шаг"])), max_size=20).map("".join))
@settings(max_examples=200, deadline=None)
def test_equal_readings_beyond_ascii(kernel: Kernel, text: str) -> None:
    """So is any other text, of which the kernel makes the sketches."""
    assert Texts(KEY, kernel=kernel).sketch(text) == PYTHON.sketch(text)


@pytest.mark.parametrize("size", [6143, 6144, 6145, 8191, 8192, 8193, 20_000])
def test_equal_readings_of_long_texts(kernel: Kernel, size: int) -> None:
    """So is a text of which only the ends are read, and one that is too long for the kernel."""
    text = ('Anna paid 12 "of" `them`, and 3 more. ' * 600)[:size]
    assert Texts(KEY, kernel=kernel).sketch(text) == PYTHON.sketch(text)
    reader, normal = Sketcher(KEY, kernel), normalise(text)
    reading = reader.read(text)
    assert (reading.folded if reading else None) == (normal.folded.encode() if size <= 8192 else None)


@given(ADVERSARIAL)
@settings(max_examples=300, deadline=None)
def test_equal_masks(kernel: Kernel, text: str) -> None:
    """The share that is masked, and the digests of what is not, are those of the mask in Python."""
    text = text[:8192]  # the longest that the kernel reads
    reading, normal = Sketcher(KEY, kernel).read(text), normalise(text)
    if reading is None:
        assert not normal.folded
        return
    masked = mask(normal.spelled, reading.longest)
    opening, ending = edges(masked, False)
    assert reading.folded == normal.folded.encode()
    assert reading.masked == share(masked, normal.spelled)
    assert [reading.skeleton, reading.opening, reading.ending] == [
        KEY.digest(masked.encode(), b"skeleton"),
        KEY.digest(opening.encode(), b"opening"),
        KEY.digest(ending.encode(), b"ending"),
    ]


SAID = st.lists(
    st.sampled_from(["a", "the", "шаг", "\x05", "", "é", "longer", "words", "still", "|", "12", "推理", "步", "𠮷。"]),
    max_size=90,
)


@given(SAID, st.integers(1, 40), st.sampled_from(["", " "]), st.booleans())
@settings(max_examples=700, deadline=None)
def test_equal_passages(kernel: Kernel, said: list[str], step: int, between: str, unspaced: bool) -> None:
    """Both select the same runs of the same words or characters, of few and of many different ones."""
    words = [word if place % step else f"{word}{chr(0x4E00 + place)}" for place, word in enumerate(said)]
    masked = between.join(words).encode()
    assert Sketcher(KEY, kernel).passages(masked, unspaced) == NUMPY.passages(masked, unspaced)


@pytest.mark.parametrize("unspaced", [False, True])
@pytest.mark.parametrize("text", [b"", b" " * 40, b"word " * CAPACITY, b"%d  " * 99 % tuple(range(99)), bytes(256)])
def test_equal_passages_at_the_edges(kernel: Kernel, text: bytes, unspaced: bool) -> None:
    """So they do of nothing, of nothing but spaces, and of more than is read."""
    assert Sketcher(KEY, kernel).passages(text, unspaced) == NUMPY.passages(text, unspaced)


@given(st.binary(max_size=600))
def test_equal_digests(kernel: Kernel, content: bytes) -> None:
    """Keyed BLAKE2b is that of hashlib, whatever the length."""
    reader = kernel.reader(KEY.itself, bytes(1024), 1, bytes(64 * 64))
    assert kernel.token(reader, content) == KEY.token(content)


@given(st.lists(st.sampled_from(SPOKEN), max_size=30), st.sampled_from(["", " ", "x", ". "]))
@settings(max_examples=300, deadline=None)
def test_equal_words(kernel: Kernel, said: list[str], between: str) -> None:
    """The words of all languages are found where the automaton finds them, in its order."""
    tree, automaton = vocabularies(kernel)
    text = between.join(said).encode()
    assert tree.met(text) == automaton.met(text)


@pytest.mark.parametrize(
    "given",
    [
        (), (None,), ("reader", b"text", False), (1, b"", False), (Ellipsis, "text", False), (Ellipsis, b"", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["token", "shingle", "read", "met", "reader", "vocabulary"])
def test_refuses_anything_else(kernel: Kernel, name: str, given: tuple[object, ...]) -> None:
    """What is no text, or no reader, raises; nothing is read beyond what was given."""
    reader = kernel.reader(KEY.itself, bytes(1024), 1, bytes(64 * 64))
    asked = [reader if each is Ellipsis else each for each in given]
    with pytest.raises((TypeError, ValueError)):
        getattr(kernel, name)(*asked)


@pytest.mark.parametrize("given", [(), (None, b"", False), (b"", False), (b"", False, 1), (Ellipsis, "text", False)])
def test_refuses_passages_of_anything_else(kernel: Kernel, given: tuple[object, ...]) -> None:
    """So do passages, of which an empty text has none."""
    reader = kernel.reader(KEY.itself, bytes(1024), 1, bytes(64 * 64))
    assert kernel.passages(reader, b"", False) == ()
    with pytest.raises((TypeError, ValueError)):
        kernel.passages(*[reader if each is Ellipsis else each for each in given])  # type: ignore[arg-type]


def test_refuses_a_vocabulary_that_says_nothing(kernel: Kernel) -> None:
    """An empty word, or as many meanings as do not fit, raises."""
    for words, begins, meanings in (((b"",), b"\0", (1, 1)), ((b"a",), b"", (1, 1)), ((b"a",), b"\0", (1,))):
        with pytest.raises((TypeError, ValueError)):
            kernel.vocabulary(words, begins, meanings)
