"""Embeddings of few levels."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.blur import Blur, quantise
from proxy.actions.vectors import VectorEdits
from proxy.core.effect import Degrade
from tests.actions.degraded import JSON, answered, reader
from tests.dialects.exchange import PLACES, cut

PATH = "/v1/embeddings"
COARSE = Degrade(quantise_embeddings=5)
NUMBERS = st.lists(st.floats(-1, 1, width=32).map(lambda x: x or 0.5), min_size=3, max_size=40)


def reply(*vectors: Any) -> bytes:
    """A reply with these vectors."""
    entries = [{"object": "embedding", "index": i, "embedding": vector} for i, vector in enumerate(vectors)]
    usage = {"prompt_tokens": 3, "total_tokens": 3}
    return json.dumps({"object": "list", "data": entries, "model": "m", "usage": usage}).encode()


def packed(vector: list[float]) -> str:
    """A vector in base64."""
    return base64.b64encode(np.array(vector, "<f4").tobytes()).decode()


@given(NUMBERS, NUMBERS, PLACES)
def test_chunks_change_nothing(first: list[float], second: list[float], places: list[int]) -> None:
    """Floats and base64 come out alike, however the reply is cut, and all around them keeps its bytes."""
    text = reply(first, packed(second))
    got = answered(PATH, cut(text, places), JSON, COARSE)
    assert got == answered(PATH, text, JSON, COARSE)
    data = json.loads(got)["data"]
    spelt, unpacked = data[0].pop("embedding"), np.frombuffer(base64.b64decode(data[1].pop("embedding")), "<f4")
    assert spelt == pytest.approx(quantise(np.array(first), 5), abs=1e-6)
    assert unpacked == pytest.approx(quantise(np.array(second), 5), abs=1e-6)
    wanted = json.loads(text)
    for entry in wanted["data"]:
        del entry["embedding"]
    assert {**json.loads(got), "data": data} == wanted


def test_ollama() -> None:
    """Ollama's lists of lists, and its older single one."""
    got = json.loads(answered("/api/embed", b'{"embeddings":[[0.1,0.2,-0.4],[1.0,0.0,0.5]]}', JSON, COARSE))
    assert [len(set(vector)) for vector in got["embeddings"]] == [3, 3]
    assert got["embeddings"][0] != [0.1, 0.2, -0.4]
    assert b"0.3" not in answered("/api/embeddings", b'{"embedding":[0.3,0.2,-0.45]}', JSON, COARSE)


@pytest.mark.parametrize(
    "text",
    [
        b'{"data":[1, 2, 3]}',
        b'{"shape":[0.5, 1.5]}',
        b'{"embedding":"not base64!"}',
        b'{"embedding":"YWI="}',
        b'{"embedding":[0.0, 0.0, 0.0]}',
        b"[]",
    ],
)
def test_what_is_no_vector(text: bytes) -> None:
    """Whole numbers, short lists, texts and vectors of nothing stay as they are."""
    edits = VectorEdits(Blur(None, levels=5, noise=0.0, rotate=False))
    got = edits.feed(text) + edits.finish()
    assert got == text or json.loads(got) == json.loads(text)


def test_usage() -> None:
    """The reply is metered as it came."""
    made = reader(PATH, JSON, COARSE)
    for chunk in cut(reply([0.1] * 50), [7, 99, 200]):
        made.feed(chunk)
    made.finish()
    assert made.usage().input_tokens == 3
    assert made.edits
