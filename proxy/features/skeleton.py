"""The text with its slots masked: what stays the same when a template is filled again.

A slot is a code block, a quotation, a link, an e-mail address, a number, a name in mid-sentence or a long literal; all
become the same control character (normalised text has none), neighbours become one, and case is folded. So "3 apples
from Berlin" and "12, 14 and 15 apples from New York" differ only in what stands outside slots.

Linear time on any text: the standard `re` is used where each pattern begins with a character or a set that it can
seek, where what fails is skipped by the next attempt, and nothing repeats inside a repetition; what would need more is
done by splitting. (google-re2's `sub` is a Python loop and slower.) A test doubles adversarial inputs and compares.
"""

from __future__ import annotations

import re

SLOT = "\x05"

EDGE = 8
"""Words in the opening and in the ending: a template's first and last words come before and after its slot. The
prototype in the detection notes used eight; fewer make a template of "write a short story about"."""

LONG = 32
"""Longer words are identifiers, hashes and encodings; the longest words of common dictionaries have 28 letters."""

QUOTED = 400
"""A quotation longer than this is rather an unpaired mark (inches, minutes) and is left standing."""

_FENCE = "```"
# One pass for the slots that most texts have. A set first, so that the search skips to it; look-behinds then tell which
# of them was met. Names follow a small letter, so that beginnings of sentences and shouting stay.
_SLOTS = re.compile(
    r'[0-9A-Z"](?:'
    r"(?<=[0-9])(?:[0-9.,:/-]*[0-9])?"
    r"|(?<=[a-z,] [A-Z])[a-z]+(?:[ -][A-Z][a-z]+)*"
    rf'|(?<=")[^"]{{1,{QUOTED}}}")'
)
_QUOTES = (
    ("“", re.compile(rf"“[^“”]{{1,{QUOTED}}}”")),
    ("«", re.compile(rf"«[^«»]{{1,{QUOTED}}}»")),
    ("「", re.compile(rf"「[^「」]{{1,{QUOTED}}}」")),
    ("『", re.compile(rf"『[^『』]{{1,{QUOTED}}}』")),
    ("„", re.compile(rf"„[^„“”]{{1,{QUOTED}}}[“”]")),
)
_TICKED = re.compile(rf"`[^`]{{1,{QUOTED}}}`")
_LINKS = re.compile(r"https?://[^ ]+", re.IGNORECASE)
_OTHER_NUMBERS = re.compile(r"\d+")
_NEIGHBOURS = re.compile(rf"{SLOT}(?:[ ,;]*{SLOT})+")


def mask(spelled: str, longest: int) -> str:
    """Mask the slots of a normalised text that has kept its case; `longest` is the length of its longest word."""
    if "`" in spelled:
        spelled = _TICKED.sub(SLOT, _mask_code(spelled))
    if "://" in spelled:
        spelled = _LINKS.sub(SLOT, spelled)
    if "@" in spelled or longest >= LONG:
        words = spelled.split(" ")
        spelled = " ".join([_mask_word(word) if len(word) >= LONG or "@" in word else word for word in words])
    masked = _SLOTS.sub(SLOT, spelled)
    if not masked.isascii():
        masked = _mask_beyond_ascii(masked)
    return _NEIGHBOURS.sub(SLOT, masked).lower()


def _mask_code(text: str) -> str:
    """Every second piece between fences is code; an open fence runs to the end."""
    pieces = text.split(_FENCE)
    return SLOT.join(pieces[::2]) + (SLOT if len(pieces) % 2 == 0 else "")


def _mask_word(word: str) -> str:
    name, at, domain = word.partition("@")
    if at and name and "." in domain:
        return SLOT
    # Scripts without spaces have long "words" that are sentences; literals are ASCII.
    return SLOT if len(word) >= LONG and word.isascii() else word


def _mask_beyond_ascii(masked: str) -> str:
    for mark, pattern in _QUOTES:
        if mark in masked:
            masked = pattern.sub(SLOT, masked)
    return _OTHER_NUMBERS.sub(SLOT, masked)


def share(masked: str, spelled: str) -> float:
    """Which share of the characters was masked, 0..1."""
    kept = len(masked) - masked.count(SLOT)
    return max(0.0, 1.0 - kept / len(spelled)) if spelled else 0.0


def edges(masked: str, unspaced: bool) -> tuple[str, str]:
    """The first and the last eight words; for scripts without spaces the first and last sixteen characters."""
    if unspaced:
        return masked[: 2 * EDGE], masked[-2 * EDGE :]
    return " ".join(masked.split(" ", EDGE)[:EDGE]), " ".join(masked.rsplit(" ", EDGE)[-EDGE:])
