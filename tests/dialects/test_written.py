"""Bodies that were written here."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects import DIALECTS
from proxy.dialects.document import read_document
from proxy.dialects.written import Written
from proxy.errors import UnreadableBody

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def read(body: bytes) -> object:
    """What a reader of bodies makes of it: the document, or why there is none."""
    try:
        return read_document(body)
    except UnreadableBody as error:
        return error.reason


@given(JSON)
def test_reads_as_its_bytes_do(document: object) -> None:
    """A written body is read as the same bytes from a client would be, refusals included."""
    document = orjson.loads(orjson.dumps(document))
    written = Written.of(document)
    assert written == orjson.dumps(document)
    assert read(written) == read(bytes(written))


def test_large_ones_are_bounded() -> None:
    """Above the size up to which bodies are parsed as they are, a written one is held to the same bounds."""
    document: dict[str, list[list[str]]] = {"messages": [[] for _ in range(3_000_000)]}
    assert read(Written.of(document)) == "too_complex"


def test_a_dialect_reads_it() -> None:
    """A call is the same, whoever wrote its body."""
    document = {"model": "m", "messages": [{"role": "user", "content": "hello"}], "stream": True}
    written = Written.of(document)
    assert DIALECTS[0].read("chat", written) == DIALECTS[0].read("chat", bytes(written))
    assert document == orjson.loads(bytes(written))


def test_too_deep() -> None:
    """What is nested too deep to be written raises TypeError."""
    deep: object = []
    for _ in range(300):
        deep = [deep]
    with pytest.raises(TypeError):
        Written.of(deep)
