"""Embeddings of few levels, edited vector by vector as they pass.

Every dimension is moved to the nearest of `levels` values that are spread evenly over the vector's own range, and the
vector is brought back to its length: whoever searches with it hardly notices, whoever inverts or distils it does.

In a reply of embeddings every flat list of numbers is a vector, and so is a string of base64 whose key is `embedding`.
"""

from __future__ import annotations

import base64
import binascii
import re

import numpy as np
import numpy.typing as npt
import orjson

_VECTOR = re.compile(rb'\[[-+0-9.eE,\s]++\]|(?<="embedding":)\s*+"[A-Za-z0-9+/=]++"')
_FLOAT = np.dtype("<f4")
# One or two numbers in a list are no embedding: shapes, or indices.
_LEAST = 3

_Floats = npt.NDArray[np.float64]


class VectorEdits:
    """Edits vectors in a JSON text that comes in pieces; holds back the one that is not whole yet."""

    __slots__ = ("_held", "_levels")

    def __init__(self, levels: int) -> None:
        self._levels = max(2, levels)
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
        edited = quantise(np.array(values, np.float64), self._levels).astype(np.float32)
        return orjson.dumps(edited, option=orjson.OPT_SERIALIZE_NUMPY)

    def _packed(self, text: bytes) -> bytes:
        start = text.index(b'"') + 1
        try:
            octets = base64.b64decode(text[start:-1], validate=True)
        except binascii.Error:
            return text
        if len(octets) % _FLOAT.itemsize or len(octets) < _LEAST * _FLOAT.itemsize:
            return text
        edited = quantise(np.frombuffer(octets, _FLOAT).astype(np.float64), self._levels).astype(_FLOAT)
        return text[:start] + base64.b64encode(edited.tobytes()) + b'"'


def quantise(vector: _Floats, levels: int) -> _Floats:
    """The vector with `levels` values spread evenly between its extremes, at its own length."""
    most = float(np.abs(vector).max())
    if not np.isfinite(most) or most == 0.0:
        return vector
    step = 2 * most / (levels - 1)
    edited = np.rint((vector + most) / step) * step - most
    length, before = float(np.linalg.norm(edited)), float(np.linalg.norm(vector))
    return edited * (before / length) if length else vector
