"""Passages: what texts share in their middle."""

from __future__ import annotations

from collections import Counter
from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.features.passages import KEPT, LETTERS, Passages, tells
from proxy.features.shingles import Shingler
from proxy.features.skeleton import SLOT
from proxy.sketches.keyed import Key


def keyed(secret: bytes) -> Passages:
    """Passages under this secret."""
    return Passages(Key(secret), Shingler(Key(secret)))


PASSAGES = keyed(b"a secret of tests, long enough")
TEMPLATE = (
    "please read the following question with care, write down every consideration that leads you to the result, "
    "name the rule that you apply at each point, and close with the result alone on a line of its own"
)
HAN = "请仔细阅读下面的问题写出得到结果的每一个考虑说明你在每一步所使用的规则最后单独用一行给出结果并且不要省略过程"
WORDS = [f"{letter}{ending}" for letter in "bcdfghklmnprst" for ending in ("ornet", "alling", "ethod", "iver", "ump")]


def words(count: int, seed: int) -> str:
    """So many words that say nothing."""
    return " ".join(Random(seed).choices(WORDS, k=count))  # noqa: S311 - drawn the same every time


def digests(text: str, *, unspaced: bool = False) -> tuple[int, ...]:
    return PASSAGES.digests(text.encode(), unspaced)


@pytest.mark.parametrize("around", [5, 40, 120])
def test_texts_meet_in_a_template_as_often_as_it_is_long(around: int) -> None:
    """Of m runs in n, the least of the template's is the least in about m of n texts, and among four in more."""
    chosen, known = [], []
    for secret in range(60):
        passages = keyed(b"%d" % secret)
        own, *_ = passages.digests(f"ahead {TEMPLATE} behind".encode(), False)
        for seed in range(20):
            text = f"{words(around, 2 * seed)} {TEMPLATE} {words(around, 2 * seed + 1)}"
            found = passages.digests(text.encode(), False)
            chosen.append(own == found[0])
            known.append(own in found)
    runs = len(TEMPLATE.split()) - 7
    share = runs / (runs - 2 + 2 * around)
    assert fmean(chosen) == pytest.approx(share, abs=0.1)
    assert fmean(known) == pytest.approx(1 - (1 - share) ** KEPT, abs=0.1)


def test_scripts_without_spaces_meet_as_well() -> None:
    """Sixteen characters are a run where there are no spaces between words."""
    noise, common = Random(3), []  # noqa: S311
    ends = ["".join(noise.choices("天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏", k=9)) for _ in range(40)]
    for secret in range(30):
        passages = keyed(b"%d" % secret)
        found = Counter(passages.digests(f"{end}{HAN}{end[::-1]}".encode(), True)[0] for end in ends)
        common.append(found.most_common(1)[0][1] / len(ends))
    assert fmean(common) > 0.6


def test_what_has_no_middle_has_no_passage() -> None:
    """A text that is little more than its edges has none, and neither its first nor its last run is ever one."""
    assert digests(words(17, 1)) == ()
    assert digests(HAN[:35], unspaced=True) == ()
    for seed in range(50):
        text = words(18, seed).split()
        whole = digests(" ".join(text))
        assert whole
        assert whole == digests(" ".join(["other", *text[1:-1], "words"]))


@pytest.mark.parametrize(
    "text",
    [
        f"{SLOT} and " * 40, "| --- " * 60, "no no no yes " * 20, "{ } ( ) [ ] ; : + - * / = < > " * 9,
        f"on {SLOT} at {SLOT} {SLOT} met {SLOT} by the " * 9,
    ],
)  # fmt: skip
def test_a_run_must_say_something(text: str) -> None:
    """Slots, tables, refrains and brackets name no bucket."""
    assert digests(text.strip()) == ()


def test_repetition_is_one_passage() -> None:
    """A run that comes again in the same text is one passage of it."""
    found = digests(" ".join([TEMPLATE] * 6))
    assert 1 <= len(found) == len(set(found)) < KEPT


@given(st.text("ab \x05é日", max_size=300), st.booleans())
def test_any_text(text: str, unspaced: bool) -> None:
    """Every text has up to four passages, the same ones every time, and of another secret others."""
    found = digests(text, unspaced=unspaced)
    assert found == digests(text, unspaced=unspaced)
    assert len(found) <= KEPT
    assert not set(found) & set(keyed(b"another").digests(text.encode(), unspaced))


def test_telling() -> None:
    """Eight short words are enough, if they are words."""
    assert tells(b"go and see who it is that came", False)
    assert not tells(b"x" * LETTERS, False)
    assert tells(HAN[:16].encode(), True)
    assert not tells(("。" * 16).encode(), True)
