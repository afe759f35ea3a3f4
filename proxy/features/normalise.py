"""One spelling for every way of writing the same text, and what was in the way of it.

NFKC (so full-width, ligature and mathematical letters become plain ones), case folding, zero-width and direction
controls and piled-up combining marks removed, look-alike letters inside mostly Latin words made Latin, white space
made single spaces (OWASP AISVS 2.1.1). Most traffic is ASCII and takes a path of a few C calls (3 µs for 2 KB).

Every step looks at each character a bounded number of times, so cost is linear whatever the text. NFKC can make one
character into eighteen; the result is cut to `GROWTH` times the input.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import normalize

from proxy.core.features import Noise
from proxy.features.scripts import Mix, mix

GROWTH = 3
"""Honest text grows by a few per cent under NFKC and case folding (ß, ligatures); U+FDFA grows eighteen-fold."""

_ROUNDS = 4
"""Folding can enable folding (a mark removed lets two letters compose); a fuzz run never needed a third round."""

_WHITE = b"\t\n\v\f\r\x1c\x1d\x1e\x1f"
_TO_SPACE = bytes.maketrans(_WHITE, b" " * len(_WHITE))
_CONTROLS = bytes(code for code in (*range(32), 127) if code not in _WHITE)

# Format characters, fillers, variation selectors, tags: drawn as nothing, so good for nothing but hiding.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_HIDDEN = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2028\u2029\u2060-\u2065\u206a-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_CONTROL_CHARACTERS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"

_ANY_HIDDEN = re.compile(f"[{_BIDI}{_HIDDEN}]")
_ANY_BIDI = re.compile(f"[{_BIDI}]")
# Joiners between Persian, Indic or emoji characters are spelling; beside a Latin letter they are not.
_BESIDE_LATIN = re.compile(
    "[A-Za-z][\u00ad\u200b-\u200d\u2060-\u2064\ufeff]|[\u200b-\u200d\u2060-\u2064\ufeff][A-Za-z]|[\U000e0020-\U000e007f]"
)
_PILED = re.compile("[A-Za-z][\u0300-\u036f]{3}")
_STYLED = re.compile("[\U0001d400-\U0001d7ff]")
_DROPPED = re.compile(f"[{_MARKS}{_CONTROL_CHARACTERS}]+")

# Letters that are drawn like Latin ones in common fonts (after Unicode TR 39's confusables), both cases.
_LOOKALIKES = str.maketrans(
    "аеіїјорсухԁԛԝһӏѕѵкмтвнгАВЕІЈКМНОРСТУХЅԌԚԜҺαεικνορτυχγωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeiijopcyxdqwhlsvkmtbhrABEIJKMHOPCTYXSGQWhaeiknoptuxywABEZHIKMNOPTYX",
)
_ASCII_LETTER = re.compile("[A-Za-z]")

_ESCAPE = re.compile(r"\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|%[2-7][0-9a-f]|&#x?[0-9a-f]{2,6};", re.IGNORECASE)
_ESCAPES = 6
"""One or two escapes are a link with a space in it; six letters are a word."""


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
        return normal._replace(noise=normal.noise | _escapes(text))
    return normal


def _ascii(text: str) -> Normal:
    spelled = text.encode().translate(_TO_SPACE, _CONTROLS).decode()
    # Log2 of the longest run of spaces many passes of a memory search: cheaper than splitting into words.
    while "  " in spelled:
        spelled = spelled.replace("  ", " ")
    spelled = spelled.strip(" ")
    return Normal(spelled, spelled.lower(), mix(spelled), Noise.NONE)


def _unicode(text: str) -> Normal:
    text = text.encode("utf-8", "replace").decode()
    noise = _noise(text)
    spelled = _spell(text)[: len(text) * GROWTH]
    scripts = mix(spelled)
    unmasked = _latinise(spelled, scripts)
    if unmasked != spelled:
        noise |= Noise.LOOKALIKES
    folded = unmasked
    for _ in range(_ROUNDS):
        before, folded = folded, _latinise(_spell(folded.casefold()), scripts)
        if folded == before or folded.isascii():
            break
    return Normal(unmasked, folded, scripts, noise | _bidi(text, scripts))


def _spell(text: str) -> str:
    """NFKC without invisible characters, left-over marks and control characters, single spaces."""
    if _ANY_HIDDEN.search(text):
        text = _ANY_HIDDEN.sub("", text)
    text = _DROPPED.sub("", normalize("NFKC", text))
    return " ".join(_ANY_HIDDEN.sub("", text).split())


def _latinise(text: str, scripts: Mix) -> str:
    """Make look-alikes Latin inside words that are mostly Latin; a Russian or Greek word is left alone."""
    present = {script for script, _ in scripts}
    if "latin" not in present or not present & {"cyrillic", "greek"}:
        return text
    return " ".join(_latinise_word(word) for word in text.split(" "))


def _latinise_word(word: str) -> str:
    if word.isascii():
        return word
    letters = len(_ASCII_LETTER.findall(word))
    foreign = sum(map(str.isalpha, word)) - letters
    return word.translate(_LOOKALIKES) if letters >= foreign > 0 else word


def _noise(text: str) -> Noise:
    noise = Noise.NONE
    if _BESIDE_LATIN.search(text):
        noise |= Noise.INVISIBLE
    if _PILED.search(text):
        noise |= Noise.STACKED
    if _STYLED.search(text):
        noise |= Noise.LOOKALIKES
    return noise


def _bidi(text: str, scripts: Mix) -> Noise:
    leftward = any(script in {"arabic", "hebrew"} for script, _ in scripts)
    return Noise.BIDI if not leftward and _ANY_BIDI.search(text) else Noise.NONE


def _escapes(text: str) -> Noise:
    found = _ESCAPE.finditer(text)
    enough = all(next(found, None) is not None for _ in range(_ESCAPES))
    return Noise.ESCAPES if enough else Noise.NONE
