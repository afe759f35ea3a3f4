"""Readers of replies that edit nothing: of whole JSON, of streams, and of what is not metered."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import orjson

from proxy.core.exchange import Call, Usage
from proxy.dialects.base import Document
from proxy.dialects.members import find_object_after
from proxy.dialects.metering import Meter, Reports, parse
from proxy.dialects.splitter import Splitter

# A reply up to this size is kept and read whole. 1 MiB is 250,000 tokens of text, more than any model answers; only
# logprobs and embeddings are larger, and parsing this much takes 10 ms at worst.
KEPT = 1024 * 1024
# Of a larger one the last bytes are searched: every API writes its usage behind its output.
_TAIL = 64 * 1024


class UnmeteredReply:
    """A reply that costs nothing, such as an error or a list of models."""

    edits = False

    def feed(self, chunk: bytes) -> bytes:
        """Pass it on."""
        return chunk

    def finish(self) -> bytes:
        """Nothing was held back."""
        return b""

    def usage(self) -> Usage:
        """Nothing, as nobody bills it."""
        return Usage(0, 0, estimated=True)


class WholeReply:
    """A reply that is one JSON object, kept up to a bound."""

    edits = False

    def __init__(self, reports: Reports, call: Call) -> None:
        self._reports = reports
        self._call = call
        self._kept = bytearray()
        self._size = 0

    def feed(self, chunk: bytes) -> bytes:
        """Keep a copy, of a large reply only its end."""
        self._size += len(chunk)
        self._kept += chunk
        if self._size > self._reports.kept and len(self._kept) > 2 * _TAIL:
            del self._kept[:-_TAIL]
        return chunk

    def finish(self) -> bytes:
        """Nothing was held back."""
        return b""

    def usage(self) -> Usage:
        """The figures reported; where there are none, our own count of what has come."""
        meter = Meter(self._reports, self._call)
        document = self._document()
        if document is None:
            meter.say(self._size)
        else:
            meter.conclude(document)
        return meter.usage()

    def _document(self) -> Document | None:
        if self._size > self._reports.kept:
            return find_object_after(bytes(self._kept), self._reports.sign)
        try:
            document = orjson.loads(self._kept)
        except orjson.JSONDecodeError:
            return None
        return document if type(document) is dict else None


class StreamReply:
    """A stream of events, each with one JSON object. Nothing is edited and nothing is held back."""

    edits = False

    def __init__(
        self,
        meter: Meter,
        splitter: Splitter,
        documents: Callable[[bytes], Iterator[bytes]],
        begin: bytes,
        sign: bytes,
    ) -> None:
        """`begin` occurs once an event; `sign` occurs in every event that reports figures."""
        self._meter = meter
        self._splitter = splitter
        self._documents = documents
        self._begin = begin
        self._sign = sign
        # OpenAI writes `"usage":null` into every event but the last: nothing to read there.
        self._nothing = sign + b":null"

    def feed(self, chunk: bytes) -> bytes:
        """Count what is whole."""
        for octets, whole in self._splitter.feed(chunk):
            self._count(octets, whole)
        return chunk

    def finish(self) -> bytes:
        """Count an event that came without its end."""
        for octets, whole in self._splitter.finish():
            self._count(octets, whole)
        return b""

    def usage(self) -> Usage:
        """What the exchange cost so far."""
        return self._meter.usage()

    def _count(self, octets: bytes, whole: bool) -> None:
        if not whole:
            self._meter.say(len(octets))
            return
        due = self._meter.pass_events(octets.count(self._begin))
        if due or self._reports(octets):
            self._read(octets, due)

    def _reports(self, octets: bytes) -> bool:
        signs = octets.count(self._sign)
        return signs > 0 and signs > octets.count(self._nothing)

    def _read(self, octets: bytes, due: bool) -> None:
        """Read the events that report figures, and samples where that is due."""
        if due:
            self._meter.read(self._documents(octets))
        if self._reports(octets):
            for document in map(parse, filter(self._reports, self._documents(octets))):
                if document is not None:
                    self._meter.report(document)
