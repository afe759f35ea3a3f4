"""Long strings of a large JSON body, shortened in the bytes before anything is parsed.

A 30 MB body is mostly images. Parsing it takes 50 ms, and 160 ms where one emoji turns 32 MB of ASCII into four-byte
characters; finding its quotes takes 10. So of every string above 32 KiB the first and last 12 KiB stay, and between
them stands a mark with the number of bytes left out (`left_out` reads it), which still count as tokens.

The bytes left out are not checked. What goes upstream is the client's own body: where they are no JSON, the model's
server refuses it.
"""

from __future__ import annotations

import re

# The longest string that stays whole. Larger than most messages, smaller than most images.
_LONG = 32 * 1024
# What stays at either end: the 8,192 characters that `prompt` keeps, half of them in two bytes.
_KEPT = 12 * 1024
# Finding a place to cut takes a step or two in any text; the longest escape is a surrogate pair, 12 bytes.
_CUT_WITHIN = 64
_LONGEST_ESCAPE = 12
# The walk costs 0.2 µs a quote: 20 ms at most. A body of more is no body of long strings.
_MAX_QUOTES = 100_000
# Longer rows of backslashes are found in attacks only; such a body stays as it is.
_MAX_ROW = 4096

_BACKSLASH = ord("\\")
_MARK = re.compile("\x00([0-9]{1,12})\x00")
_LOW_SURROGATE = re.compile(rb"\\u[dD][c-fC-F]")


def shorten(body: bytes) -> bytes:
    """Return the body with long strings shortened: the same object where none is."""
    if body.count(b'"') > _MAX_QUOTES:
        return body
    pieces: list[bytes] = []
    done = 0
    for start, end in _long_strings(body):
        head, tail = _cut(body, start + _KEPT), _cut(body, end - _KEPT)
        if head is None or tail is None:
            continue
        pieces += (body[done:head], b"\\u0000%d\\u0000" % (tail - head))
        done = tail
    return b"".join((*pieces, body[done:])) if pieces else body


def _long_strings(body: bytes) -> list[tuple[int, int]]:
    """Stretches within strings that hold no quote and are longer than `_LONG`."""
    found = []
    inside = False
    at = body.find(b'"')
    while at >= 0:
        row = _backslashes(body, at) if inside else 0
        if row == _MAX_ROW:
            return []
        inside ^= row % 2 == 0
        after = body.find(b'"', at + 1)
        if inside and after - at > _LONG:
            found.append((at + 1, after))
        at = after
    return found


def _backslashes(body: bytes, at: int) -> int:
    """How many backslashes stand before the byte at `at`, up to `_MAX_ROW`."""
    if body[at - 1] != _BACKSLASH:
        return 0
    before = body[max(0, at - _MAX_ROW) : at]
    return len(before) - len(before.rstrip(b"\\"))


def _cut(body: bytes, near: int) -> int | None:
    """A place at or after `near` that splits neither a character nor an escape; None in a row of backslashes."""
    return next((at for at in range(near, near + _CUT_WITHIN) if _between(body, at)), None)


def _between(body: bytes, at: int) -> bool:
    if body[at] & 0xC0 == 0x80:
        return False
    if body[at] == _BACKSLASH:
        return body[at - 1] != _BACKSLASH and not _LOW_SURROGATE.match(body, at)
    return b"\\" not in body[at - _LONGEST_ESCAPE : at]


def left_out(text: str) -> tuple[str, int]:
    """A string without its mark, and the bytes that were left out.

    A client can write such a mark itself; that costs it nothing but its own tokens, which never count for more than
    the body's bytes.
    """
    found = _MARK.search(text)
    if found is None:
        return text, 0
    return text[: found.start()] + text[found.end() :], int(found[1])
