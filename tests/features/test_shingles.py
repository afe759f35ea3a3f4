"""Hashes of n-grams and words, against the plain definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.features.shingles import CAPACITY, GRAM, Shingler
from proxy.sketches.keyed import Key

SHINGLER = Shingler(Key(b"secret"))
TEXTS = st.lists(st.text("abcdé日 ", min_size=1, max_size=12).map(str.strip).filter(bool), min_size=1).map(" ".join)


def grams(text: bytes) -> dict[bytes, int]:
    """Every n-gram of a text and its hash, by cutting the text."""
    length = min(GRAM, len(text))
    found = SHINGLER.cut(text, False).grams.tolist()
    assert len(found) == len(text) - length + 1
    return {text[at : at + length]: found[at] for at in range(len(found))}


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_equal_grams_equal_hashes(one: str, other: str) -> None:
    """An n-gram has one hash wherever it stands, in whatever text, and different ones differ."""
    first, second = grams(one.encode()), grams(other.encode())
    both = first | second
    assert all(both[gram] == digest for gram, digest in first.items())
    assert len(set(both.values())) == len(both)


@settings(deadline=None)
@given(st.lists(st.text("abcde", min_size=1, max_size=9), min_size=1, max_size=30))
def test_topics_are_the_different_long_words(words: list[str]) -> None:
    """Words of more than three bytes count once each, in any order, anywhere."""
    cut = SHINGLER.cut(" ".join(words).encode(), False)
    shuffled = SHINGLER.cut(" ".join(sorted(words)).encode(), False)
    long = {word for word in words if len(word) > 3}
    assert len(cut.topics) == len(long)
    assert set(cut.topics.tolist()) == set(shuffled.topics.tolist())
    assert (cut.words, cut.longest) == (len(words), max(map(len, words)))


def test_pairs_of_characters() -> None:
    """Scripts without spaces are read by pairs of characters: a text and its rotation share all but one."""
    one = SHINGLER.cut("春眠不觉晓处处闻啼鸟".encode(), True)
    other = SHINGLER.cut("处闻啼鸟春眠不觉晓处".encode(), True)
    assert len(one.topics) == 9
    assert len(set(one.topics.tolist()) & set(other.topics.tolist())) == 8


def test_sampling_is_consistent() -> None:
    """In long texts of such scripts the same pairs are dropped from every text."""
    draw = np.random.default_rng(1)
    base = "".join(map(chr, draw.integers(0x4E00, 0x9F00, 3000)))
    one = set(SHINGLER.cut(base.encode(), True).topics.tolist())
    other = set(SHINGLER.cut((base[:1500] + base[:1500][::-1]).encode(), True).topics.tolist())
    assert 250 < len(one) < 500
    assert 0.35 < len(one & other) / len(one) < 0.65


def test_long_texts_are_cut() -> None:
    """No more than the tables hold is hashed."""
    assert len(SHINGLER.cut(b"x" * (CAPACITY + 10), False).grams) == CAPACITY - GRAM + 1


@pytest.mark.parametrize("text", [b"a", b"ab", b"abcdef", b"\xf0\x9f\x99\x82"])
def test_short_texts(text: bytes) -> None:
    """A text shorter than an n-gram is one n-gram."""
    assert len(SHINGLER.cut(text, False).grams) == 1


def test_keyed() -> None:
    """Another secret gives other hashes."""
    other = Shingler(Key(b"other")).cut(b"hello world", False)
    assert not set(other.grams.tolist()) & set(SHINGLER.cut(b"hello world", False).grams.tolist())


def test_bits_of_topics_are_balanced() -> None:
    """Every bit of the words' hashes is set about half the time, the low ones too."""
    text = " ".join(f"word{number}" for number in range(1500)).encode()
    bits = np.unpackbits(SHINGLER.cut(text, False).topics.view(np.uint8).reshape(-1, 8), axis=1)
    # Six standard deviations of a fair coin thrown 1,500 times are 0.077.
    assert np.abs(bits.mean(axis=0) - 0.5).max() < 0.078
