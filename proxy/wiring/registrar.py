"""The registry of canaries, as one worker writes it: opened with the first canary, by a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson

from proxy.audit.sinks.thread import ThreadSink
from proxy.canaries.keys import CanaryKey
from proxy.canaries.registry import ChainTarget

# A folder that cannot be written is looked at again this often: each attempt is a system call on the event loop.
AGAIN_AFTER_S = 10.0


class FileRegistrar:
    """Hands what was served to a sink, which appends it to the chain. Without a file nothing is served."""

    def __init__(
        self,
        path: Path,
        key: CanaryKey,
        clock: Callable[[], float],
        ticks: Callable[[], float],
        say: Callable[[str], None],
    ) -> None:
        """`clock` tells the time of day, `ticks` one that never goes back; `say` is told what goes wrong."""
        self._path, self._key, self._clock, self._ticks, self._say = path, key, clock, ticks, say
        self._sink: ThreadSink | None = None
        self._not_before = -AGAIN_AFTER_S

    @property
    def dropped(self) -> int:
        """Answers that were served and could not be written down: nobody can be held to them."""
        return self._sink.dropped if self._sink is not None else 0

    def ready(self) -> bool:
        """Whether the registry can be written to. Where it cannot, that is said, and tried again later."""
        if self._sink is not None:
            return not self._sink.lag  # a disk that is full by now
        if self._ticks() < self._not_before:
            return False
        try:
            target = ChainTarget(self._path, self._key, self._clock)
        except OSError as trouble:
            self._not_before = self._ticks() + AGAIN_AFTER_S
            self._say(f"no canaries are served: {self._path} cannot be written to: {trouble.strerror}")
            return False
        self._sink = ThreadSink(target, lambda text: self._say(f"the registry {self._path}: {text}"))
        return True

    def note(self, whom: str, marks: list[str], answer: str, at: float) -> None:
        """Write down one answer, soon."""
        if self._sink is not None:
            record = {"kind": "served", "at": round(at, 3), "whom": whom, "marks": marks, "answer": answer}
            self._sink.put(orjson.dumps(record) + b"\n")

    def sighted(self, by: str, origin: int, at: float) -> None:
        """Write down that a prompt of this caller repeats a marker of `origin`: 32 bits that tell whose."""
        if self._sink is not None:
            record = {"kind": "seen", "at": round(at, 3), "by": by, "of": f"{origin:08x}"}
            self._sink.put(orjson.dumps(record) + b"\n")

    async def close(self) -> None:
        """Write what is left."""
        if self._sink is not None:
            await self._sink.close()
