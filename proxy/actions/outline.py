"""Where the members of JSON objects and the elements of lists stand in the bytes.

The text is valid JSON already, so finding strings and brackets is all it takes. Only the containers that are asked for
are taken apart; what is nested deeper is stepped over at the speed of a regular expression.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

# Possessive throughout, so that no text makes the matching go back.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
# Short strings without escapes are stepped over in one go with all that is no bracket; the others are better searched
# for their quote, at memory speed.
_PLAIN = rb'[^"{}\[\]]++|"[^"\\]{0,256}+"'
_TO_SIGN = re.compile(rb"(?:" + _PLAIN + rb"|[\[{](?:" + _PLAIN + rb')*+[\]}])*+(["{}\[\]])')
_SCALAR = re.compile(rb"[^\s,\]}]++")
_GAP = re.compile(rb"[\s,]*+")
_COLON = re.compile(rb"\s*+:\s*+")
_OPENING = b"{["
_CLOSING = b"}]"
_QUOTE, _BACKSLASH = ord('"'), ord("\\")


class Part(NamedTuple):
    """A member or an element: `text[start:end]` is all of it, `text[value:end]` its value; elements have numbers."""

    key: str | int
    start: int
    value: int
    end: int


def outline(text: bytes, at: int) -> list[Part]:
    """The parts of the container whose bracket stands at `at`, in order."""
    return _members(text, at + 1) if text[at] == ord("{") else _elements(text, at + 1)


def first_bracket(text: bytes) -> int:
    """Where the text's value begins, spaces (and a byte order mark) left aside."""
    return len(text) - len(text.lstrip(b"\xef\xbb\xbf \t\r\n"))


def _members(text: bytes, at: int) -> list[Part]:
    found: list[Part] = []
    while True:
        start = _after(_GAP, text, at)
        if text[start] != _QUOTE:
            return found
        colon = _end_of_string(text, start)
        key = text[start + 1 : colon - 1]
        value = _after(_COLON, text, colon)
        at = end_of(text, value)
        name = json.loads(text[start:colon]) if b"\\" in key else key.decode()
        found.append(Part(name, start, value, at))


def _elements(text: bytes, at: int) -> list[Part]:
    found: list[Part] = []
    while True:
        start = _after(_GAP, text, at)
        if text[start] == ord("]"):
            return found
        at = end_of(text, start)
        found.append(Part(len(found), start, start, at))


def end_of(text: bytes, at: int) -> int:
    """Where the value that begins at `at` ends."""
    sign = text[at]
    if sign == _QUOTE:
        return _end_of_string(text, at)
    return _end_of_nest(text, at) if sign in _OPENING else _after(_SCALAR, text, at)


def _end_of_string(text: bytes, at: int) -> int:
    end = text.find(b'"', at + 1) + 1
    return end if end and text[end - 2] != _BACKSLASH else _after(_STRING, text, at)


def _end_of_nest(text: bytes, at: int) -> int:
    depth = 1
    at += 1
    while depth:
        end = _after(_TO_SIGN, text, at)
        sign = text[end - 1]
        at = _end_of_string(text, end - 1) if sign == _QUOTE else end
        depth += (sign in _OPENING) - (sign in _CLOSING)
    return at


def _after(pattern: re.Pattern[bytes], text: bytes, at: int) -> int:
    found = pattern.match(text, at)
    if found is None:
        raise ValueError("no JSON")
    return found.end()
