"""One spelling for every way of writing the same text, and what was in the way of it.

NFKC (so full-width, ligature and mathematical letters become plain ones), case folding, zero-width and direction
controls and piled-up combining marks removed, look-alike letters inside mostly Latin words made Latin, white space
made single spaces (OWASP AISVS 2.1.1). Most traffic is ASCII and takes a path of a few C calls.

Every step looks at each character a bounded number of times, so cost is linear whatever the text. NFKC can make one
character into eighteen; the result is cut to `GROWTH` times the input.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import normalize

from proxy.core.features import Noise
from proxy.features.census import BIDI, CONTROL, HIDDEN, LATIN, MARK, STYLED, WIDE, Census, Mix, count

GROWTH = 3
"""Honest text grows by a few per cent under NFKC and case folding (ß, ligatures); U+FDFA grows eighteen-fold."""

_ROUNDS = 4
"""Folding can enable folding (a mark removed lets two letters compose); a fuzz run never needed a third round."""

# The ligatures that grow most (eighteen- and eightfold; others up to fivefold): spelled out and cut beforehand, because
# NFKC would take 10 ms for 6,000 of them.
_LONGEST = tuple((ligature, normalize("NFKC", ligature)) for ligature in ("\ufdfa", "\ufdfb"))

_WHITE = b"\t\n\v\f\r\x1c\x1d\x1e\x1f"
_TO_SPACE = bytes.maketrans(_WHITE, b" " * len(_WHITE))
_CONTROLS = bytes(code for code in (*range(32), 127) if code not in _WHITE)

# Joiners between Persian, Indic or emoji characters are spelling; beside a Latin letter they are not.
_BESIDE_LATIN = re.compile(
    "[A-Za-z][\u00ad\u200b-\u200d\u2060-\u2064\ufeff]|[\u200b-\u200d\u2060-\u2064\ufeff][A-Za-z]|[\U000e0020-\U000e007f]"
)
_PILED = re.compile("[A-Za-z][\u0300-\u036f]{3}")

# Letters that are drawn like Latin ones in common fonts (after Unicode TR 39's confusables), both cases.
_LOOKALIKES = str.maketrans(
    "аеіїјорсухԁԛԝһӏѕѵкмтвнгАВЕІЈКМНОРСТУХЅԌԚԜҺαεικνορτυχγωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeiijopcyxdqwhlsvkmtbhrABEIJKMHOPCTYXSGQWhaeiknoptuxywABEZHIKMNOPTYX",
)
_ASCII_LETTER = re.compile("[A-Za-z]")

_ESCAPE = re.compile(r"\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|%[2-7][0-9a-f]|&#x?[0-9a-f]{2,6};", re.IGNORECASE)
ESCAPES = 6
"""One or two escapes are a link with a space in it; six letters are a word."""
_ESCAPE_SIGNS = ("\\u", "\\U", "\\x", "\\X", "%", "&#")
"""What escapes begin with: formulas and prices have one of them now and then, and counting is ten times as fast."""


class Normal(NamedTuple):
    """A normalised text: `spelled` keeps its case (the skeleton looks for names), `folded` does not."""

    spelled: str
    folded: str
    scripts: Mix
    noise: Noise


def normalise(text: str) -> Normal:
    """Bring a text into one spelling."""
    normal = _ascii(text) if text.isascii() else _unicode(text)
    if "\\" in text or "%" in text or "&#" in text:
        return normal._replace(noise=normal.noise | escapes(text))
    return normal


def _ascii(text: str) -> Normal:
    spelled = text.encode().translate(_TO_SPACE, _CONTROLS).decode()
    # Log2 of the longest run of spaces many passes of a memory search: cheaper than splitting into words.
    while "  " in spelled:
        spelled = spelled.replace("  ", " ")
    spelled = spelled.strip(" ")
    folded = spelled.lower()
    # `islower` asks for one letter at least; nearly every text has one at its very beginning.
    letters = folded[:16].islower() or folded.islower()
    return Normal(spelled, folded, LATIN if letters else (), Noise.NONE)


def _unicode(text: str) -> Normal:
    text = _scalar(text)
    met = count(text)
    noise = _noise(text, met)
    limit = len(text) * GROWTH
    spelled = _spell(text, limit)
    if spelled.isascii():
        spelled, folded, scripts, _ = _ascii(spelled)
        return Normal(spelled, folded, scripts, noise)
    met = count(spelled)
    if met.mixed and (latinised := _latinise(spelled)) != spelled:
        spelled, noise = latinised, noise | Noise.LOOKALIKES
    return Normal(spelled, _fold(spelled, limit), met.scripts, noise)


def _scalar(text: str) -> str:
    """Without the lone surrogates that JSON can carry and no encoding can."""
    return text.encode("utf-8", "replace").decode()


def _spell(text: str, limit: int) -> str:
    """At most `limit` characters: NFKC, nothing invisible, no left-over marks or controls, single spaces."""
    text = " ".join(text.split())
    met = count(text)
    if met.has(HIDDEN, BIDI, CONTROL, WIDE):
        text = met.without(HIDDEN, BIDI, CONTROL)
    # Marks go after composition: é in two pieces is é.
    for ligature, letters in _LONGEST:
        if ligature in text:
            text = text.replace(ligature, letters)[:limit]
    composed = normalize("NFKC", text)[:limit].rstrip()
    if composed != text or met.has(MARK, HIDDEN, BIDI, CONTROL):
        met = count(composed)
        composed = " ".join(met.without(HIDDEN, BIDI, CONTROL, MARK).split())
    return composed


def _fold(spelled: str, limit: int) -> str:
    folded = spelled.casefold()
    if folded == spelled or (len(folded) == len(spelled) and normalize("NFKC", folded) == folded):
        return folded
    for _ in range(_ROUNDS):
        before, folded = folded, _spell(folded, limit)
        folded = (_latinise(folded) if count(folded).mixed else folded).casefold()[:limit].rstrip()
        if folded == before:
            break
    return folded


def _latinise(text: str) -> str:
    """Make look-alikes Latin inside words that are mostly Latin; a Russian or Greek word is left alone."""
    return " ".join(_latinise_word(word) for word in text.split(" "))


def _latinise_word(word: str) -> str:
    if word.isascii():
        return word
    letters = len(_ASCII_LETTER.findall(word))
    foreign = sum(map(str.isalpha, word)) - letters
    return word.translate(_LOOKALIKES) if letters >= foreign > 0 else word


def _noise(text: str, met: Census) -> Noise:
    noise = Noise.NONE
    if met.has(HIDDEN) and _BESIDE_LATIN.search(text):
        noise |= Noise.INVISIBLE
    if met.has(MARK) and _PILED.search(text):
        noise |= Noise.STACKED
    if met.has(STYLED):
        noise |= Noise.LOOKALIKES
    # Where something runs from right to left, direction controls are spelling.
    if met.has(BIDI) and not any(script in {"arabic", "hebrew"} for script, _ in met.scripts):
        noise |= Noise.BIDI
    return noise


def escapes(text: str) -> Noise:
    """Whether several letters of a text, as it came, are written as escapes."""
    if sum(map(text.count, _ESCAPE_SIGNS)) < ESCAPES:
        return Noise.NONE
    found = _ESCAPE.finditer(text)
    enough = all(next(found, None) is not None for _ in range(ESCAPES))
    return Noise.ESCAPES if enough else Noise.NONE
