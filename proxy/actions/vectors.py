"""Embeddings edited vector by vector as they pass; what becomes of a vector is `blur`'s.

In a reply of embeddings every flat list of numbers is a vector, and so is a string of base64 whose key is `embedding`.
"""

from __future__ import annotations

import base64
import binascii
import re

import numpy as np
import orjson

from proxy.actions.blur import Blur

_VECTOR = re.compile(rb'\[[-+0-9.eE,\s]++\]|(?<="embedding":)\s*+"[A-Za-z0-9+/=]++"')
_FLOAT = np.dtype("<f4")
# One or two numbers in a list are no embedding: shapes, or indices.
_LEAST = 3


class VectorEdits:
    """Edits vectors in a JSON text that comes in pieces; holds back the one that is not whole yet."""

    __slots__ = ("_blur", "_held")

    def __init__(self, blur: Blur) -> None:
        self._blur = blur
        self._held: list[bytes] = []

    def feed(self, chunk: bytes) -> bytes:
        """What is whole now, edited."""
        # A list ends in a bracket, an object with a string of base64 in a brace.
        cut = max(chunk.rfind(b"]"), chunk.rfind(b"}")) + 1
        if not cut:
            self._held.append(chunk)
            return b""
        ready = b"".join((*self._held, chunk[:cut]))
        self._held = [chunk[cut:]]
        return _VECTOR.sub(self._edit, ready)

    def finish(self) -> bytes:
        """What is left, edited."""
        left, self._held = b"".join(self._held), []
        return _VECTOR.sub(self._edit, left)

    def _edit(self, found: re.Match[bytes]) -> bytes:
        text = found[0]
        return self._packed(text) if text.endswith(b'"') else self._spelt(text)

    def _spelt(self, text: bytes) -> bytes:
        values = orjson.loads(text)
        # Whole numbers are token counts, or a vector that has few levels already.
        if len(values) < _LEAST or not any(type(one) is float for one in values):
            return text
        edited = self._blur(np.array(values, np.float64)).astype(np.float32)
        return orjson.dumps(edited, option=orjson.OPT_SERIALIZE_NUMPY)

    def _packed(self, text: bytes) -> bytes:
        start = text.index(b'"') + 1
        try:
            octets = base64.b64decode(text[start:-1], validate=True)
        except binascii.Error:
            return text
        if len(octets) % _FLOAT.itemsize or len(octets) < _LEAST * _FLOAT.itemsize:
            return text
        edited = self._blur(np.frombuffer(octets, _FLOAT).astype(np.float64)).astype(_FLOAT)
        return text[:start] + base64.b64encode(edited.tobytes()) + b'"'
