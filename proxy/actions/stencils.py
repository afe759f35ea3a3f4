"""Events that say one piece of text: what surrounds it is the same in each, so the piece is found unparsed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from proxy.actions.changes import Piece
from proxy.actions.splice import Cut, parse

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SCALAR = re.compile(rb"[-+.\w]++")
# A choice, a block or a text each; streams of more go the long way.
_MOST = 4


class _Step(NamedTuple):
    """Literal bytes and a value behind them."""

    lead: bytes
    value: re.Pattern[bytes]
    spoken: bool


class Said(NamedTuple):
    """A piece that an event says, and where its JSON string stands in the event."""

    text: str
    start: int
    stop: int


class Stencil:
    """The shape of one event, made of an example."""

    __slots__ = ("_frame", "_steps", "_tail", "piece")

    def __init__(self, raw: bytes, cuts: Sequence[Cut], spoken: int, piece: Piece, data: bytes) -> None:
        """`cuts` are the values that vary from event to event, the `piece` of text at byte `spoken` among them."""
        self.piece = piece
        start = raw.find(data)
        self._frame = start, len(raw) - start - len(data)
        self._steps: list[_Step] = []
        at = 0
        for cut in cuts:
            value = _STRING if raw[cut.value : cut.value + 1] == b'"' else _SCALAR
            self._steps.append(_Step(raw[at : cut.value], value, cut.value == spoken))
            at = cut.stop
        self._tail = raw[at:]

    def read(self, raw: bytes) -> Said | None:
        """The piece that an event says; None where it is another event."""
        at = start = stop = 0
        for lead, value, spoken in self._steps:
            if not raw.startswith(lead, at):
                return None
            at += len(lead)
            found = value.match(raw, at)
            if found is None:
                return None
            if spoken:
                start, stop = at, found.end()
            at = found.end()
        if raw[at:] != self._tail:
            return None
        text = raw[start:stop]
        told: str = parse(text) if b"\\" in text else text[1:-1].decode()
        return Said(told, start, stop) if told else None

    def data(self, raw: bytes) -> bytes:
        """The JSON of an event that was read."""
        before, behind = self._frame
        return raw[before : len(raw) - behind]


class Stencils:
    """The stencils of one stream, the latest useful one first."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: list[Stencil] = []

    def read(self, raw: bytes) -> tuple[Stencil, Said] | None:
        """The stencil that an event fits, and what it says."""
        for number, stencil in enumerate(self._found):
            said = stencil.read(raw)
            if said is not None:
                if number:
                    self._found.insert(0, self._found.pop(number))
                return stencil, said
        return None

    def learn(self, stencil: Stencil) -> None:
        """Remember one, instead of the one that was of least use lately."""
        self._found.insert(0, stencil)
        del self._found[_MOST:]
