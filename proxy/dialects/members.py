"""Where the members of a JSON object stand in its bytes, so that one can be edited and all other bytes stay.

The text is valid JSON already (orjson read it), so finding strings and brackets is all it takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import orjson

# A string, a bracket or a comma; everything else between them is of no interest. Possessive, so that no text makes
# the matching go back.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],]', re.DOTALL)
_LEADING_COLON = re.compile(rb"\s*:\s*\{")
_OPENING = b"{["
_CLOSING = b"}]"


class Member(NamedTuple):
    """One member: `text[start:end]` is key, colon and value; `text[value:end]` the value."""

    start: int
    value: int
    end: int


def find_member(text: bytes, key: str, start: int = 0) -> Member | None:
    """The member `key` of the object that begins at or after `start`; spaces around it belong to nobody."""
    found: tuple[int, int] | None = None
    expects_key = True
    for token in _at_top(text, text.index(b"{", start)):
        if text[token.start()] != ord('"'):
            if found is not None:
                return Member(*found, len(text[: token.start()].rstrip()))
            expects_key = True
        else:
            # Compared as it reads: a key may be spelled with escapes.
            if expects_key and orjson.loads(token.group()) == key:
                found = token.start(), _after_colon(text, token.end())
            expects_key = False
    return None


def _at_top(text: bytes, start: int) -> Iterator[re.Match[bytes]]:
    """The strings and commas that stand in the object itself, and its closing brace."""
    depth = 0
    for token in _TOKEN.finditer(text, start):
        sign = text[token.start()]
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
            if depth == 0:
                yield token
                return
        elif depth == 1:
            yield token


def _after_colon(text: bytes, at: int) -> int:
    at = text.index(b":", at) + 1
    while text[at] in b" \t\r\n":
        at += 1
    return at


def without(text: bytes, member: Member) -> bytes:
    """The text without a member and what parts it from its neighbour before, else after it: comma and spaces."""
    before = text[: member.start].rstrip()
    if before.endswith(b","):
        return before[:-1] + text[member.end :]
    after = text[member.end :].lstrip()
    return text[: member.start] + (after[1:].lstrip() if after.startswith(b",") else text[member.end :])


def find_object_after(text: bytes, sign: bytes) -> dict[str, object] | None:
    """The last member of `text`, the end of some JSON, whose key is `sign` (in quotes) and whose value is an object.

    Returns an object with that one member. Keys within strings have their quotes escaped and are never found.
    """
    at = text.rfind(sign)
    while at >= 0:
        value = _LEADING_COLON.match(text, at + len(sign))
        if value is not None:
            end = _end_of_object(text, value.end() - 1)
            try:
                found: dict[str, object] = orjson.loads(b"{" + text[at:end] + b"}")
            except orjson.JSONDecodeError:
                return None
            return found
        at = text.rfind(sign, 0, at)
    return None


def _end_of_object(text: bytes, start: int) -> int:
    depth = 0
    for token in _TOKEN.finditer(text, start):
        sign = text[token.start()]
        depth += (sign in _OPENING) - (sign in _CLOSING)
        if depth == 0:
            return token.end()
    return len(text)
