"""The text with its slots masked: what stays the same when a template is filled again.

Masked, each by one control character (normalised text has none): code blocks, quotations, links, e-mail addresses,
numbers, names in mid-sentence, long literals. Then case is folded and lists of masks shrink to one, so that three
numbers look like five.

Linear time on any text: the standard `re` is used where each pattern begins with a character or a set that it can
seek, where what fails is skipped by the next attempt, and nothing repeats inside a repetition; what would need more is
done by splitting. (google-re2's `sub` is a Python loop and slower.) A test doubles adversarial inputs and compares.
"""

from __future__ import annotations

import re

CODE, QUOTE, LINK, MAIL, NUMBER, NAME, LITERAL = "\x01", "\x02", "\x03", "\x04", "\x05", "\x06", "\x0e"
_MASKS = (CODE + QUOTE + LINK + MAIL + NUMBER + NAME + LITERAL).encode()

EDGE = 8
"""Words in the opening and in the ending: a template's first and last words come before and after its slot.
Eight separated templates in the notes' prototype; fewer make "write a short story about …" a template."""

LONG = 32
"""Longer words are identifiers, hashes and encodings; the longest words of common dictionaries have 28 letters."""

QUOTED = 400
"""A quotation longer than this is rather an unpaired mark (inches, minutes) and is left standing."""

_FENCE = "```"
# A set first, so that the search skips to capitals; the look-behind asks for a small letter before it, so that
# beginnings of sentences and titles in capitals stay.
_NAMES = re.compile(r"[A-Z](?<=[a-z,] [A-Z])[a-z]+(?:[ -][A-Z][a-z]+)*")
_QUOTES = (
    ('"', re.compile(rf'"[^"]{{1,{QUOTED}}}"')),
    ("“", re.compile(rf"“[^“”]{{1,{QUOTED}}}”")),
    ("«", re.compile(rf"«[^«»]{{1,{QUOTED}}}»")),
    ("「", re.compile(rf"「[^「」]{{1,{QUOTED}}}」")),
    ("『", re.compile(rf"『[^『』]{{1,{QUOTED}}}』")),
    ("„", re.compile(rf"„[^„“”]{{1,{QUOTED}}}[“”]")),
    ("`", re.compile(rf"`[^`]{{1,{QUOTED}}}`")),
)
_LINKS = re.compile(r"https?://[^ ]+")
_NUMBERS = re.compile(r"[0-9](?:[0-9.,:/-]*[0-9])?")
_OTHER_NUMBERS = re.compile(r"\d+")
_LISTS = re.compile(rf"([{_MASKS.decode()}])(?:[ ,;]*\1)+")


def mask(spelled: str, longest: int) -> str:
    """Mask the slots of a normalised text that has kept its case; `longest` is the length of its longest word."""
    if _FENCE in spelled:
        spelled = _mask_code(spelled)
    masked = _NAMES.sub(NAME, spelled).lower()
    for mark, pattern in _QUOTES:
        if mark in masked:
            masked = pattern.sub(QUOTE, masked)
    if "://" in masked:
        masked = _LINKS.sub(LINK, masked)
    if "@" in masked or longest >= LONG:
        masked = " ".join(_mask_word(word) for word in masked.split(" "))
    masked = _NUMBERS.sub(NUMBER, masked)
    if not masked.isascii():
        masked = _OTHER_NUMBERS.sub(NUMBER, masked)
    return _LISTS.sub(r"\1", masked)


def _mask_code(text: str) -> str:
    """Every second piece between fences is code; an open fence runs to the end."""
    pieces = text.split(_FENCE)
    return CODE.join(pieces[::2])


def _mask_word(word: str) -> str:
    name, at, domain = word.partition("@")
    if at and name and "." in domain:
        return MAIL
    # Scripts without spaces have long "words" that are sentences; literals are ASCII.
    return LITERAL if len(word) >= LONG and word.isascii() else word


def share(masked: str, spelled: str) -> float:
    """Which share of the characters was masked, 0..1."""
    if not spelled:
        return 0.0
    kept = len(masked.encode("utf-8", "replace").translate(None, _MASKS)) / max(1, len(spelled.encode()))
    return min(1.0, max(0.0, 1.0 - kept))


def edges(masked: str, unspaced: bool) -> tuple[str, str]:
    """The first and the last eight words; for scripts without spaces the first and last sixteen characters."""
    if unspaced:
        return masked[: 2 * EDGE], masked[-2 * EDGE :]
    return " ".join(masked.split(" ", EDGE)[:EDGE]), " ".join(masked.rsplit(" ", EDGE)[-EDGE:])
