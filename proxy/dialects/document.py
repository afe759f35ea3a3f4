"""A request body becomes a JSON object, in bounded time, or `UnreadableBody` with one of a fixed set of words.

    not_json        no JSON text; NaN, Infinity and lone surrogate escapes are none either (RFC 8259)
    not_object      JSON, but not an object
    invalid_utf8    bytes that are no UTF-8
    too_deep        nested deeper than 253: the depth up to which orjson writes, and far beyond any prompt
    too_complex     so many values that reading them would stall the loop
    duplicate_keys  a key twice in one object, anywhere: readers differ in which one they take, so the model could
                    be shown another prompt than the one that was screened
    wrong_types     a field we go by has another type than its API gives it

Duplicate keys are found by arithmetic. A parser keeps one of several equal keys, so the object it returns holds fewer
strings than the bytes did. Official SDKs write the very bytes that orjson writes, so one comparison mostly settles it;
otherwise the unescaped quotes of both texts are counted. No key can hide, however its letters are escaped.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import orjson

from proxy.dialects.base import Document
from proxy.dialects.shorten import shorten
from proxy.dialects.written import Written
from proxy.errors import UnreadableBody

_Octets = npt.NDArray[np.uint8]
_QUOTE, _BACKSLASH = ord('"'), ord("\\")

# Below this size no shape of JSON takes more than 30 ms (the worst, `[],` repeated: 87,000 arrays), so nothing is
# counted beforehand; above it counting costs a twentieth of the parsing.
_SMALL = 256 * 1024
# Bodies above this are shortened first. A prompt of a million tokens is 4 MB of text; images are far above it.
_LARGE = 1024 * 1024
# What may be left to parse after long strings were shortened: 4 MiB of the worst shape are about 40 ms.
_MAX_PARSED = 4 * 1024 * 1024
# A comma is at most one value (100 ns to read and to write back), a bracket one container (200 ns), a colon one key
# (500 ns): 32 ms in all. A 300,000-token embedding request, the provider's limit, sent as token numbers, stays below.
_MAX_WEIGHT = 320_000
# An escape takes 25 ns to read, to write and to count twice. 3 MB of JSON within JSON have a third of these.
_MAX_ESCAPES = 1_000_000
# `bytes.count` is faster than numpy's fixed cost of 5 µs up to about here.
_NUMPY_FROM = 4096


def read_document(body: bytes) -> Document:
    """Read a body; strings above 32 KiB of a body above 1 MiB come shortened (see `shorten`).

    Raises `UnreadableBody`, never anything else.
    """
    if len(body) > _SMALL:
        body = shorten(body) if len(body) > _LARGE else body
        if len(body) > _MAX_PARSED or _too_heavy(body):
            raise UnreadableBody("too_complex")
    if isinstance(body, Written):
        return _object(body.document)
    try:
        document = _object(orjson.loads(body))
    except orjson.JSONDecodeError as error:
        raise UnreadableBody(_reason(error)) from None
    _refuse_duplicates(body, document)
    return document


def _object(document: object) -> Document:
    if type(document) is not dict:
        raise UnreadableBody("not_object")
    return document


def _reason(error: orjson.JSONDecodeError) -> str:
    if "UTF-8" in error.msg and "BOM" not in error.msg:
        return "invalid_utf8"
    return "too_deep" if "depth" in error.msg else "not_json"


def _refuse_duplicates(body: bytes, document: Document) -> None:
    try:
        written = orjson.dumps(document)
    except TypeError:  # the only thing that orjson reads and does not write is depth
        raise UnreadableBody("too_deep") from None
    if written != body and _quotes(written) < _quotes(body):
        raise UnreadableBody("duplicate_keys")


def _quotes(text: bytes) -> int:
    """Count the quotes that open or close a string. `text` is valid JSON, where a backslash always escapes."""
    if len(text) >= _NUMPY_FROM:
        return _quotes_at_once(text)
    count = text.count(b'"')
    if b"\\" in text:
        # An escaped backslash must not be taken for the escape of the quote that follows it.
        count -= text.replace(b"\\\\", b"").count(b'\\"')
    return count


def _quotes_at_once(text: bytes) -> int:
    return int(np.count_nonzero(_unescaped_quotes(text)[1]))


def _unescaped_quotes(text: bytes) -> tuple[_Octets, npt.NDArray[np.bool_]]:
    """The text as octets, escaped backslashes left out where they matter, and where in them strings open or close."""
    octets = np.frombuffer(text, np.uint8)
    quotes = octets == _QUOTE
    escaped = quotes[1:] & (octets[:-1] == _BACKSLASH)
    if bool((escaped[1:] & (octets[:-2] == _BACKSLASH)).any()):
        # A quote behind two backslashes: does the second escape it, or the first the second?
        return _unescaped_quotes_only(np.frombuffer(text.replace(b"\\\\", b""), np.uint8))
    quotes[1:] &= ~escaped
    return octets, quotes


def _unescaped_quotes_only(octets: _Octets) -> tuple[_Octets, npt.NDArray[np.bool_]]:
    """The same for a text without escaped backslashes, where every backslash escapes what follows."""
    quotes = octets == _QUOTE
    quotes[1:] &= octets[:-1] != _BACKSLASH
    return octets, quotes


def _too_heavy(body: bytes) -> bool:
    """Whether parsing would take too long. Only where the signs in all the text are too many are strings set aside."""
    octets = np.frombuffer(body, np.uint8)
    if int(np.count_nonzero(octets == _BACKSLASH)) > _MAX_ESCAPES:
        return True
    if _weight(octets) <= _MAX_WEIGHT:
        return False
    octets, quotes = _unescaped_quotes(body)
    outside = octets[np.bitwise_xor.accumulate(quotes) == 0]
    return _weight(outside) > _MAX_WEIGHT


def _weight(octets: _Octets) -> int:
    """An upper bound of the values to be made, weighted by what each costs."""
    commas, colons = (int(np.count_nonzero(octets == ord(sign))) for sign in ",:")
    opens = sum(int(np.count_nonzero(octets == ord(sign))) for sign in "[{")
    return commas + 2 * opens + 5 * colons


def wrong_types() -> UnreadableBody:
    """The error for a field of another type than its API gives it."""
    return UnreadableBody("wrong_types")


def string(document: Document, key: str) -> str:
    """A string field; empty where it is absent or null."""
    value = document.get(key)
    if value is None:
        return ""
    if type(value) is not str:
        raise wrong_types()
    return value


def flag(document: Document, key: str, default: bool = False) -> bool:
    """A boolean field. `1` and `"true"` are refused: servers differ in what they make of them."""
    value = document.get(key)
    if value is None:
        return default
    if type(value) is not bool:
        raise wrong_types()
    return value


def whole(document: Document, key: str) -> int | None:
    """A count of at least 0; None where it is absent, null or negative (Ollama's -1 means no limit)."""
    value = document.get(key)
    if value is None:
        return None
    if type(value) is not int:
        raise wrong_types()
    return value if value >= 0 else None


def items(document: Document, key: str) -> list[object]:
    """A list field; empty where it is absent or null."""
    value = document.get(key)
    if value is None:
        return []
    if type(value) is not list:
        raise wrong_types()
    return value


def member(document: Document, key: str) -> Document:
    """An object field; empty where it is absent or null."""
    value = document.get(key)
    if value is None:
        return {}
    if type(value) is not dict:
        raise wrong_types()
    return value
