"""The lexicon as a whole: noise, languages, and texts made to be slow."""

from __future__ import annotations

from time import process_time

import pytest
import re2  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.features import Elicitation as Kind
from proxy.features.lexicon import BEYOND_ASCII, LEXICON
from proxy.features.lexicon.grammar import near, worded
from proxy.features.normalise import normalise
from proxy.features.phrasing import Phrasebook, Phrasing, everything
from tests.features.lexicon.asking import asked

WORDINGS = [wording for wordings in LEXICON.values() for wording in wordings]
USUAL = ["the", "answer", "your", "and then.", "step by", "reasoning!", "before", "。", "give", "a b c"]
NOISY = [
    "s\u200bt\u200be\u200bp by s\u200btep",
    "ѕteр bу stеp",  # Cyrillic ѕ, р, у, е
    "ＳＴＥＰ　ＢＹ　ＳＴＥＰ",
    "𝐬𝐭𝐞𝐩 𝐛𝐲 𝐬𝐭𝐞𝐩",
    "st\u0336ep by st\u0336ep",
    "step   by\n\tstep",
    "\u202estep by step\u202c",
    "STEP-BY-STEP",
]


@pytest.mark.parametrize("text", NOISY)
def test_noise(text: str) -> None:
    """Unicode noise does not hide a wording."""
    assert Kind.STEPS in asked(text)


def test_every_language_words_every_kind() -> None:
    """Each language has at least one wording of each kind; markup has those that it can have."""
    for language, wordings in LEXICON.items():
        kinds = {asked for asked, _ in wordings}
        assert kinds == ({Kind.TAGS, Kind.WRAPPER} if language == "markup" else {kind for kind in Kind if kind})


def test_weak_and_strong_do_not_overlap() -> None:
    """Every kind is either weak or strong."""
    assert not Kind.WEAK & Kind.STRONG
    assert Kind((1 << 7) - 1) == Kind.WEAK | Kind.STRONG


def test_nothing_to_find() -> None:
    """A text without any wording, or without any text, asks for nothing."""
    assert everything().asks(b"") is Kind.NONE
    assert everything().asks(b"\xff\xfe not utf-8 \x00") is Kind.NONE


@pytest.mark.parametrize(
    "piece",
    [
        "generate new ",
        "think step before ",
        "reasoning behind the given ",
        "рассуждения стоящие за ",
        "<think",
        "### instruction: ",
        "(((((",
        "write a write a write ",
    ],
)
def test_cost_is_linear(piece: str) -> None:
    """Eight times the text costs no more than about eight times the work, whatever it is made of."""

    def cost(length: int) -> float:
        text = (piece * length)[:length].encode()
        best = []
        for _ in range(5):
            start = process_time()
            everything().asks(text)
            best.append(process_time() - start)
        return min(best)

    cost(1_000)
    # Backtracking over nested gaps would cost 64 times as much at least; noise stays well below the other half.
    assert cost(32_000) < 8 * cost(4_000) * 4 + 0.002


def test_own_everything() -> None:
    """Wordings given are the wordings looked for."""
    own = Phrasing([(Kind.JUDGE, "blue"), (Kind.STEPS, "red")])
    assert own.asks(b"red and blue") == Kind.JUDGE | Kind.STEPS
    assert own.asks(b"step by step") == Kind.NONE


@pytest.mark.parametrize(("gap", "found"), [(0, True), (19, True), (21, False), (500, False)])
def test_gaps_are_bounded(gap: int, found: bool) -> None:
    """The parts of a wording count only within its gap, however far apart the first look lets them be."""
    phrasing = Phrasing(worded(Kind.TAGS, near("alpha", "omega", within=20)))
    assert phrasing.asks(f"say alpha{'x' * gap}omega now".encode()) is (Kind.TAGS if found else Kind.NONE)


def test_every_pass_is_made() -> None:
    """What both passes find is put together; the second is left out where a text is all ASCII."""
    book = Phrasebook(Phrasing([(Kind.JUDGE, "blue"), (Kind.STEPS, "red")]), Phrasing([(Kind.TAGS, "ok")]))
    assert book.asks(b"red, blue, ok") == Kind.JUDGE | Kind.STEPS
    assert book.asks("red, ok, ü".encode()) == Kind.STEPS | Kind.TAGS


def test_languages_beyond_ascii() -> None:
    """No wording of a language that is not looked for in ASCII could be found there."""
    printable = bytes(range(32, 127))
    for language in BEYOND_ASCII:
        assert all(not pattern.isascii() for _, pattern in LEXICON[language])
        assert not Phrasing(LEXICON[language]).asks(printable)


def test_every_wording_is_watched_for() -> None:
    """Each wording has something rare in it: a text of nothing but usual words meets no pattern."""
    usual = b"please write and give us all of the reply with your own full name and each of the next days before noon"
    for wordings in LEXICON.values():
        assert not Phrasing(wordings).candidates(usual)


@given(st.data())
def test_nothing_is_passed_over(data: st.DataObject) -> None:
    """Whatever is put together from a wording's own text and from usual words, it is found where RE2 finds it."""
    asked, pattern = data.draw(st.sampled_from(WORDINGS))
    bits = st.one_of(st.from_regex(pattern, fullmatch=True), st.sampled_from(USUAL))
    text = normalise(" ".join(data.draw(st.lists(bits, min_size=1, max_size=4)))).folded.encode()
    met = re2.compile(pattern, re2.Options()).search(text) is not None
    assert (Phrasing([(asked, pattern)]).asks(text) == asked) is met


def test_a_text_of_many_sentences_is_read_to_its_end() -> None:
    """A wording is found behind any number of sentences that begin like it."""
    phrasing = Phrasing(worded(Kind.TAGS, near("alpha", "omega")))
    assert phrasing.asks(b"alpha. " * 500 + b"alpha and omega") == Kind.TAGS
    assert not phrasing.asks(b"alpha. " * 500 + b"omega")


def test_nothing_to_watch_for() -> None:
    """A wording that any text might meet is refused, not tried on every text."""
    with pytest.raises(ValueError, match="nothing to watch for"):
        Phrasing([(Kind.TAGS, "[a-z]+")])
