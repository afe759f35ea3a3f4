"""The mock model as a process of its own: what stands upstream of the proxy in tests.

`benchmarks/upstream.py` answers in OpenAI's and Anthropic's shapes, fails on demand (`x-mock-*` headers) and tells
through its control paths what reached it: the last request byte for byte, and how many were finished or broken off.
"""

from __future__ import annotations

import asyncio
import base64
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

SCRIPT = Path(__file__).parent.parent / "benchmarks" / "upstream.py"


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it reached the model: header order, header case and body bytes as they were."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> list[str]:
        """Every value of a header, whatever its case."""
        return [value for key, value in self.headers if key.lower() == name.lower()]


@dataclass(frozen=True, slots=True)
class Stats:
    """What the model counted since it was last reset; `open…` are those of this moment."""

    requests: int
    completed: int
    aborted: int
    injected_failures: int
    open: int
    open_streams: int
    open_connections: int
    max_open: int
    frames: int
    abort_after_s: tuple[float, ...]
    """For recent aborts: seconds from the request's arrival until the model noticed that its client had gone."""


@dataclass(frozen=True, slots=True)
class Model:
    """A running mock model."""

    url: str
    process: subprocess.Popen[str]

    @property
    def port(self) -> int:
        """The port it listens on, at 127.0.0.1."""
        return int(self.url.rpartition(":")[2])

    async def last(self) -> Seen | None:
        """The last request that reached it, or None."""
        found = await self._control("GET", "last")
        if not found:
            return None
        headers = [(name, value) for name, value in found["headers"]]
        return Seen(found["method"], found["url"], headers, base64.b64decode(found["body_base64"]))

    async def stats(self) -> Stats:
        """Its counters."""
        found = await self._control("GET", "stats")
        words = [word for word in Stats.__slots__ if word != "abort_after_s"]
        after = tuple(float(abort["after_s"]) for abort in found["recent_aborts"])
        return Stats(**{word: int(found[word]) for word in words}, abort_after_s=after)

    async def until(self, holds: Callable[[Stats], bool], deadline: float = 5.0) -> Stats:
        """Ask for the counters until a condition holds; raises `TimeoutError` after `deadline` seconds."""
        async with asyncio.timeout(deadline):
            while not holds(stats := await self.stats()):
                pass
        return stats

    async def reset(self) -> None:
        """Forget the last request and start counting anew."""
        await self._control("POST", "reset")

    async def _control(self, method: str, word: str) -> dict[str, Any]:
        async with httpx.AsyncClient(base_url=self.url) as client:
            answer = await client.request(method, f"/__mock/{word}")
        found: dict[str, Any] = answer.json()
        return found


@contextmanager
def start_model(*flags: str, port: int = 0) -> Iterator[Model]:
    """Run a mock model with these flags (see `upstream.py --help`) until the block ends; port 0 takes a free one."""
    command = [sys.executable, str(SCRIPT), "--listen", f"127.0.0.1:{port}", *flags]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if "http://" not in line:
                raise RuntimeError("the mock model did not start; what it said is above")
            yield Model(line.split()[-1], process)
        finally:
            process.kill()
