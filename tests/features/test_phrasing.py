"""The lexicon as a whole: noise, languages, sentences, and texts made to be slow."""

from __future__ import annotations

from time import process_time

import pytest

from proxy.core.features import Elicitation as Kind
from proxy.features.lexicon import BEYOND_ASCII, LEXICON
from proxy.features.lexicon.grammar import rules, spelled
from proxy.features.phrasing import AFTER, BEFORE, SENTENCES, Phrasebook, Phrasing, everything, sentence, together
from tests.features.lexicon.asking import asked

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

OWN = {"colour": ["red", "blue_"], "thing": ["apple", "car_"]}


class Counting(Phrasing):
    """Counts the pieces of text that are read for all concepts."""

    pieces: tuple[int, ...] = ()

    def _read(self, folded: bytes, first: int, behind: int, known: int) -> int:
        self.pieces += (first,)
        return super()._read(folded, first, behind, known)


def own(*written: str, across: bool = False) -> Phrasing:
    return Phrasing(OWN, rules(Kind.JUDGE, *written, across=across), ["colour"], ())


@pytest.mark.parametrize("text", NOISY)
def test_noise(text: str) -> None:
    """Unicode noise does not hide a wording."""
    assert Kind.STEPS in asked(text)


def test_weak_and_strong_do_not_overlap() -> None:
    """Every kind is either weak or strong."""
    assert not Kind.WEAK & Kind.STRONG
    assert Kind((1 << 8) - 1) == Kind.WEAK | Kind.STRONG


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
        "thought. ",
        "your reasoning in full and ",
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


def test_own_words() -> None:
    """Words and rules given are those looked for."""
    assert own("colour thing").asks(b"a red apple") == Kind.JUDGE
    assert own("colour thing").asks(b"step by step, a red pear") == Kind.NONE


@pytest.mark.parametrize("across", [False, True])
def test_sentences(across: bool) -> None:
    """A rule holds within a sentence, or over the next one where it says so."""
    text = b"it is red. and an apple."
    assert own("colour thing", across=across).asks(text) is (Kind.JUDGE if across else Kind.NONE)


def test_sentence_of_a_word() -> None:
    """A sentence begins behind the end of the one before and has a bounded length."""
    text = b"one. two red three! four"
    start, end = sentence(text, 9, 12)
    assert text[start:end] == b"two red three!"
    long = b"x" * 2_000
    start, end = sentence(long, 1_000, 1_003)
    assert (1_000 - start, end - 1_003) == (BEFORE, AFTER + 1)


def test_the_end_of_a_long_sentence_is_read() -> None:
    """A sentence longer than what is read at once is read further on, from the next anchor."""
    text = b"red " + b"x" * 1_000 + b" red apple"
    assert own("colour thing").asks(text) == Kind.JUDGE


def test_many_sentences_are_read_in_larger_pieces() -> None:
    """Behind a crowd of anchors a request is still found, and the crowd costs little more than one sentence each."""
    crowd = b"red. " * 500
    assert own("colour thing").asks(crowd + b"a red apple. ") == Kind.JUDGE
    counting = Counting(OWN, rules(Kind.JUDGE, "colour thing"), ["colour"], ())
    counting.asks(crowd)
    assert len(counting.pieces) <= SENTENCES + len(crowd) / AFTER + 1


def test_concepts_are_told() -> None:
    """What a text speaks of can be asked for, to see why a rule is met."""
    assert own("colour thing").concepts(b"red apples and blueberries") == ("colour", "thing")


def test_ascii_texts_are_read_for_languages_written_in_it() -> None:
    """A text in ASCII is read by the smaller vocabulary, any other by the whole one."""
    red, apple = rules(Kind.JUDGE, "colour"), rules(Kind.TAGS, "thing")
    book = Phrasebook(Phrasing(OWN, red, ["colour"], ()), Phrasing(OWN, apple, ["thing"], ()))
    assert book.asks(b"red apple") == Kind.JUDGE
    assert book.asks("red apple, ü".encode()) == Kind.TAGS


def test_languages_beyond_ascii() -> None:
    """Words of a language that is not looked for in ASCII are not written in it, but for a name or two."""
    for language in BEYOND_ASCII:
        words = [each for forms in LEXICON[language].values() for each in spelled(forms)]
        plain = [word for word in words if word.isascii() and word.strip("_ ").isalpha()]
        assert len(plain) < len(words) / 50


def test_languages_are_read_together() -> None:
    """The words of a concept are those of all languages."""
    words = together(["english", "german"])
    assert {"monolog", "monologue"} <= set(words["monologue"])
