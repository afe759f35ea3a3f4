"""Markers: tokens in an answer that tell, wherever they turn up again, to whom it was given.

`7KQM-2XVA-9TRD-B0EF`: sixteen letters and digits, 80 bits. Twenty are drawn for each answer; under a key stream that
hangs on them stand the first 32 bits of the caller's or campaign's digest and a seal of 28. So a marker needs no table:
any worker of any replica that has the secret reads it, a token that is none passes the seal once in 268 million times,
and without the secret two markers of one caller cannot be told to belong together.
"""

from __future__ import annotations

import re
from typing import Final

from proxy.canaries.keys import CanaryKey

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without I, L, O and U, which are misread, and which make words."""
_VALUES: Final = {letter: value for value, letter in enumerate(_ALPHABET)}
_SYMBOLS, _GROUP, _BITS = 16, 4, 5
_WHOM, _SEAL, _SALT = 32, 28, 20
ODDS: Final = 1 << _SEAL
"""One token in so many that only looks like a marker passes the seal."""
_CAMPAIGN: Final = 1 << (_WHOM - 1)
"""The first bit of whom says campaign, the others are the last 31 of its or the caller's digest."""
_LETTERS = "[0-9A-HJKMNP-TV-Z]"
_MARKER = re.compile(rf"(?<![0-9A-Za-z-]){_LETTERS}{{4}}(?:-{_LETTERS}{{4}}){{3}}(?![0-9A-Za-z-])")
# Looked for in the two ends of a text, as its other features are; a prompt made of harvested answers has some there.
_END: Final = 4096
_MOST: Final = 32
"""Candidates that are tried in one text: each costs two digests, 3 µs."""


def short(whom: str) -> int:
    """Caller (`k_…`, `a_…`) or campaign (`c_…`) as a marker carries it. Raises `ValueError` for what is neither."""
    kind, _, digest = whom.partition("_")
    return int(digest, 16) % _CAMPAIGN | (_CAMPAIGN if kind == "c" else 0)


def names(origin: str, whom: str) -> bool:
    """Whether 32 bits that were read off a marker, in hex, are those of this caller or campaign."""
    return f"{short(whom):08x}" == origin


def marker(key: CanaryKey, whom: str, salt: str) -> str:
    """A marker for this caller or campaign; another one for another `salt` (an answer's question, or its id)."""
    drawn = key.draw(whom, "marker:" + salt, 1 << _SALT)
    payload = short(whom)
    sealed = payload << _SEAL | key.seal(drawn, payload)
    number = drawn << (_WHOM + _SEAL) | sealed ^ key.stream(drawn, _WHOM + _SEAL)
    letters = "".join(_ALPHABET[number >> shift & 31] for shift in range((_SYMBOLS - 1) * _BITS, -1, -_BITS))
    return "-".join(letters[at : at + _GROUP] for at in range(0, _SYMBOLS, _GROUP))


def looks_marked(text: str) -> bool:
    """Whether there is a token that looks like a marker."""
    return _MARKER.search(text) is not None


def find(key: CanaryKey, text: str) -> frozenset[int]:
    """To whom the markers in a text were given, as `short` has it. Bounded: two ends, and so many candidates."""
    if len(text) > 2 * _END:
        text = text[:_END] + " " + text[-_END:]
    found = set()
    for number, candidate in enumerate(_MARKER.finditer(text)):
        if number == _MOST:
            break
        whom = _read(key, candidate[0])
        if whom is not None:
            found.add(whom)
    return frozenset(found)


def _read(key: CanaryKey, text: str) -> int | None:
    """Whom a marker names; None where its seal is not ours."""
    number = 0
    for letter in text.replace("-", ""):
        number = number << _BITS | _VALUES[letter]
    drawn = number >> (_WHOM + _SEAL)
    opened = number % (1 << (_WHOM + _SEAL)) ^ key.stream(drawn, _WHOM + _SEAL)
    payload, seal = opened >> _SEAL, opened % (1 << _SEAL)
    return payload if seal == key.seal(drawn, payload) else None
