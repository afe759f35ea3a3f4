"""All outlets of a process: opened together, closed together, counted by name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from proxy.audit.outlets.build import Means, build, outlet
from proxy.audit.outlets.flags import read_flag
from proxy.audit.outlets.load import NAME, load
from proxy.audit.outlets.words import OutletWords
from proxy.audit.sinks import Sink
from proxy.audit.spread import Spread
from proxy.errors import SettingsError

# How long a stop waits for receivers; what is spooled by then is delivered after the next start.
CLOSE_S = 5.0


def described(flags: Sequence[str], policy: Path) -> tuple[OutletWords, ...]:
    """The outlets that are asked for: by flags, else by the file beside the policy, else standard output.

    Raises `SettingsError` or `PolicyError`.
    """
    if flags:
        names = ["events", *[f"events-{number}" for number in range(2, len(flags) + 1)]]
        return tuple(read_flag(text, name) for text, name in zip(flags, names, strict=True))
    beside = policy.parent / NAME
    return load(beside).events if beside.is_file() else (read_flag("-", "events"),)


class Outlets:
    """Sinks by the names of their outlets, and the spread over them."""

    def __init__(self, words: Sequence[OutletWords], means: Means) -> None:
        """Open all of them. Raises `SettingsError`, with none of them left open."""
        self.sinks: dict[str, Sink] = {}
        self._words = tuple(words)
        for each in self._words:
            try:
                self.sinks[each.name] = build(each, means)
            except SettingsError:
                self._abandon()
                raise
        self.spread = Spread([outlet(each, self.sinks[each.name]) for each in self._words])

    def each(self) -> Iterator[tuple[str, Sink]]:
        """Names and sinks."""
        yield from self.sinks.items()

    def total(self, number: Callable[[Sink], float]) -> float:
        """The sum of a number over all sinks."""
        return sum(number(sink) for sink in self.sinks.values())

    def reopen(self) -> None:
        """Begin new files."""
        for sink in self.sinks.values():
            sink.reopen()

    async def close(self, limit: float = CLOSE_S) -> None:
        """Write and deliver what is queued, all at once, for at most `limit` seconds."""
        await asyncio.gather(*(sink.close(limit) for sink in self.sinks.values()))

    def _abandon(self) -> None:
        # Threads are daemons: a process that cannot start ends with them.
        self.sinks.clear()
