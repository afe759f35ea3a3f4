"""One spelling for every way of writing the same."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from proxy.core.features import Noise
from proxy.features.normalise import GROWTH, normalise

ODD = st.text(
    st.sampled_from("aAeбΑоßİǅﬁé\u0301\u0336\u200b\u202e\u00ad\u3000\u00a0Ａ！𝐬ｶﾞ\x00\t \n日ﷺ\ud800🙂\U000e0041'\"`%\\u")
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Hello \t\n World ", "hello world"),
        ("ＨＥＬＬＯ　ｗｏｒｌｄ！", "hello world!"),
        ("𝐡𝐞𝐥𝐥𝐨", "hello"),
        ("h\u200be\u00adl\ufefflo", "hello"),
        ("\u202ehello\u202c", "hello"),
        ("h\u0336e\u0336llo", "hello"),
        ("hеllо", "hello"),  # Cyrillic е, о
        ("pαsswοrd", "password"),  # Greek α, ο
        ("cafe\u0301", "café"),
        ("Straße", "strasse"),
        ("ﬁne", "fine"),
        ("Привет, Мир", "привет, мир"),
        ("今天，天气！", "今天,天气!"),
        ("\x1b[31mred\x00", "[31mred"),
        ("\ud800", "?"),
        ("\u200b", ""),
        ("", ""),
    ],
)
def test_spellings(text: str, expected: str) -> None:
    """What reads the same is spelled the same."""
    assert normalise(text).folded == expected


@pytest.mark.parametrize(
    ("text", "noise"),
    [
        ("plain text", Noise.NONE),
        ("b\u200by", Noise.INVISIBLE),
        ("\U000e0041tag", Noise.INVISIBLE),
        ("می\u200cخواهم", Noise.NONE),
        ("👨\u200d👩\u200d👧 family", Noise.NONE),
        ("a\u202eb", Noise.BIDI),
        ("שלום\u200f (hi)", Noise.NONE),
        ("pаssword", Noise.LOOKALIKES),
        ("слово word", Noise.NONE),
        ("𝐬𝐭𝐞𝐩", Noise.LOOKALIKES),
        ("a\u0336\u0336\u0336\u0336", Noise.STACKED),
        ("cafe\u0301", Noise.NONE),
        (r"\u0073\u0074\u0065\u0070\u0020\u0062", Noise.ESCAPES),
        ("%73%74%65%70%20%62%79", Noise.ESCAPES),
        ("&#115;&#116;&#101;&#112;&#32;&#98;", Noise.ESCAPES),
        ("https://x.org/a%20b 50% off", Noise.NONE),
    ],
)
def test_noise(text: str, noise: Noise) -> None:
    """What hides a text is noticed; what spells a language or a link is not held against it."""
    assert normalise(text).noise == noise


@settings(deadline=None)
@given(st.one_of(st.text(), ODD))
@example("İ")
@example("ᾳ\u0345")
@example("\u1fb7Α\u0345")
@example("aα\u0301")
def test_idempotent(text: str) -> None:
    """A normalised text is normal."""
    folded = normalise(text).folded
    assert normalise(folded).folded == folded


@settings(deadline=None)
@given(st.one_of(st.text(), ODD))
def test_clean(text: str) -> None:
    """Nothing of it is a control character, a surrogate or a second space, and it stays within bounds."""
    normal = normalise(text)
    for spelling in (normal.spelled, normal.folded):
        spelling.encode()
        assert "  " not in spelling
        assert spelling == spelling.strip()
        assert not any(character < " " or character == "\x7f" for character in spelling)
        assert len(spelling) <= max(1, GROWTH * len(text))


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=127)))
def test_paths_agree(text: str) -> None:
    """The quick path of ASCII spells a text as the other one does."""
    assert normalise(text + " é").folded.removesuffix("é").strip() == normalise(text).folded


@pytest.mark.parametrize("piece", [" ", "a ", "ﷺ", "é\u0301", "\u200ba", "aа", "\\u", "%", "&#", "，日", "İ"])
def test_cost_is_linear(piece: str) -> None:
    """Eight times the text costs no more than about eight times the work, whatever it is made of."""

    def cost(length: int) -> float:
        text = (piece * length)[:length]
        best = []
        for _ in range(5):
            start = process_time()
            normalise(text)
            best.append(process_time() - start)
        return min(best)

    assert cost(16_000) < 8 * cost(2_000) * 4 + 0.002
