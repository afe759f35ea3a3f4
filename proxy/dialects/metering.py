"""What a reply cost: as the upstream reports it, else by our own count.

The own count serves streams that end early and servers that report nothing. Of a stream every event is counted and a
few are read: the first four that say something, then one in sixteen. Output tokens are the number of events times the
mean tokens of those read, so that both a server that sends a token an event and one that sends a sentence are counted
about right.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import orjson

from proxy.core.exchange import Call, Usage
from proxy.dialects.base import Document

Figures = tuple[int | None, int | None]
"""Input and output tokens as one document of a reply reports them; None where it does not."""


class Reports(Protocol):
    """How replies of one API report what they cost."""

    sign: bytes
    """The key, in quotes, without which an event or a reply reports no figures."""
    kept: int
    """Replies up to this many bytes are read whole."""

    def figures_of(self, document: Document) -> Figures:
        """What one document reports."""
        ...

    def spoken(self, document: Document) -> int:
        """Estimated tokens of what the model says in one document."""
        ...


_READ_AT_FIRST = 4
_READ_EVERY = 16
# JSON around a text takes about as much as it saves, so an unread reply counts a token per four bytes.
_BYTES_PER_TOKEN = 4
# Where the APIs put what the model says. Logprobs repeat it and are skipped.
_SPOKEN = frozenset({
    "content", "text", "delta", "partial_json", "thinking", "arguments", "reasoning", "reasoning_content", "refusal",
    "response", "generated_text",
})  # fmt: skip
# A walk longer than this has seen enough: it bounds the cost of reading one reply of 1 MiB.
_MAX_STEPS = 10_000


def parse(text: bytes) -> Document | None:
    """One event's object; None for `[DONE]` and whatever else is none."""
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return document if type(document) is dict else None


def count_of(document: Document, key: str) -> int | None:
    """A token count, or None where there is none worth the name."""
    value = document.get(key)
    return value if type(value) is int and value >= 0 else None


def spoken_tokens(document: Document) -> int:
    """Estimated tokens of what the model says in a reply or in one event of it.

    A token per four characters of English, one per three bytes of anything else.
    """
    kind = document.get("type")
    if type(kind) is str and kind.startswith("response.") and not kind.endswith(".delta"):
        return 0  # OpenAI's responses repeat at the end what their deltas said
    if "token" in document:
        return 1  # TGI: one token an event; the last one repeats the whole text
    return sum((len(text) + 3) // 4 if text.isascii() else (len(text.encode()) + 2) // 3 for text in _spoken(document))


def _spoken(document: Document) -> Iterator[str]:
    waiting: list[object] = [document]
    for _ in range(_MAX_STEPS):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            yield from (text for key, text in value.items() if key in _SPOKEN and type(text) is str)
            waiting.extend(part for key, part in value.items() if isinstance(part, list | dict) and key != "logprobs")


class Meter:
    """Adds up one reply."""

    __slots__ = (
        "_before", "_cap", "_due", "_events", "_input", "_loose", "_output", "_prompt", "_read", "_reports", "_spoken"
    )  # fmt: skip

    def __init__(self, reports: Reports, call: Call) -> None:
        """The call gives our estimate of the input, and the cap that no own count of the output exceeds."""
        self._reports = reports
        self._prompt = call.input_tokens
        self._cap = call.max_output_tokens
        self._input: int | None = None
        self._output: int | None = None
        self._events = self._before = self._read = self._spoken = self._due = self._loose = 0

    def report(self, document: Document) -> None:
        """Take what a document reports; later figures replace earlier ones, as all providers add up."""
        given, made = self._reports.figures_of(document)
        self._input = self._input if given is None else given
        self._output = self._output if made is None else made

    def pass_events(self, number: int) -> bool:
        """Count a stretch of events; True where some of them should be read."""
        self._before = self._events
        self._events += number
        return self._events > self._due

    def read(self, events: Iterator[bytes]) -> None:
        """Take samples from the stretch that was counted last. Events that say nothing (a ping, a role) are none.

        No more of `events` is asked for than that takes: cutting a stretch costs more than reading one event of it.
        """
        for number, text in enumerate(events, self._before + 1):
            if number <= self._due:
                continue
            document = parse(text)
            spoken = 0 if document is None else self._reports.spoken(document)
            if spoken:
                self._read += 1
                self._spoken += spoken
            self._due = number if self._read < _READ_AT_FIRST else number + _READ_EVERY - 1
            if self._due >= self._events:
                return

    def conclude(self, document: Document) -> None:
        """Take a whole reply."""
        self.report(document)
        if self._output is None:  # the walk over a reply costs more than reading it
            self._loose += self._reports.spoken(document)

    def say(self, size: int) -> None:
        """Count bytes of output that cannot be read."""
        self._loose += size // _BYTES_PER_TOKEN

    def usage(self) -> Usage:
        """What the exchange cost so far."""
        estimated = self._input is None or self._output is None
        given = self._prompt if self._input is None else self._input
        return Usage(given, self._counted() if self._output is None else self._output, estimated)

    def _counted(self) -> int:
        count = -(-self._events * self._spoken // self._read) if self._read else self._events
        count += self._loose
        return count if self._cap is None else min(count, self._cap)
