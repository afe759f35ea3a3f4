"""Slots: a document leaves as it came, or with the pieces that were put into it, and not before all are settled."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.changes import Piece
from proxy.actions.slots import Entry, Parsed, Slot, Spoken
from proxy.actions.speech import Speech
from proxy.core.speech import Ruling

PIECE = Piece("key", ("a",), "often ")
RAW = b'data: {"a": "often ", "b": [1.50]}\n\n'
START = RAW.index(b'"often')


def entries() -> list[Entry]:
    """The same document, read and not."""
    return [Parsed(RAW, RAW[6:-2], Speech()), Spoken(RAW, START, START + len(b'"often "'))]


def never(_raw: bytes, _data: bytes) -> bytes:
    """For JSON that stands in its document as it is."""
    raise AssertionError


@given(st.text())
def test_what_is_put_stands_where_the_piece_was(text: str) -> None:
    """All other bytes stay, whether the document was parsed or not."""
    for entry in entries():
        entry.put(PIECE, text)
        assert entry.written(never) == RAW.replace(b'"often "', orjson.dumps(text))


@pytest.mark.parametrize("number", [0, 1])
def test_a_document_waits_for_all_its_reasons(number: int) -> None:
    """With the last of them it is settled; a text that came out as it was changes nothing."""
    entry = entries()[number]
    slot = Slot(entry, PIECE, Ruling("", "often ", None))
    slot.hold()
    slot.hold()
    slot.release()
    assert entry.pending == 1
    slot.release()
    assert (entry.pending, entry.written(never)) == (0, RAW)


def test_what_tells_the_same_is_changed_too() -> None:
    """Shadows of a piece stand there only as long as it is the model's own."""
    entry = entries()[0]
    entry.put(PIECE._replace(shadows=((("b",), b"[]"),)), "frequently ")
    assert entry.written(never) == RAW.replace(b"often ", b"frequently ").replace(b"[1.50]", b"[]")


def test_a_document_in_pieces_is_put_together_anew() -> None:
    """Where the JSON does not stand in the document as it is (lines of one event), the framing writes it."""
    entry = Parsed(b"data: {\ndata: }\n\n", b'{"a": "often "}', Speech())
    entry.put(PIECE, "x")
    assert entry.written(lambda _raw, data: data) == b'{"a": "x"}'
