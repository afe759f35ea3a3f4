"""A real `stillwatch serve` as a process of its own: started, asked, signalled and stopped by tests."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.servers import RedisServer, redis_server

Event = dict[str, Any]
Flag = str | int | float | Path | bool | None

# Starting takes a second; a test machine under load may need thirty times that. Only failures take this long.
DEADLINE = 120.0
SECRET = "e2e-secret-e2e-secret-e2e-secret"


@dataclass
class Proxy:
    """A running proxy. Its log and its events go to files in `folder`."""

    folder: Path
    process: subprocess.Popen[bytes]
    port: int = 0
    admin_port: int = 0
    tls: bool = False
    _read: int = field(default=0, repr=False)

    @property
    def url(self) -> str:
        """The data plane."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def admin(self) -> str:
        """The admin listener."""
        return f"http://127.0.0.1:{self.admin_port}"

    @property
    def policy(self) -> Path:
        """The policy file in force."""
        return self.folder / "policy.yaml"

    def log(self) -> list[Event]:
        """Every line of the log, each of which must be one JSON object."""
        return lines(self.folder / "log")

    def events(self, kind: str = "", **wanted: object) -> list[Event]:
        """Events so far, of this kind and with these fields."""
        found = lines(self.folder / "events.jsonl")
        return [e for e in found if kind in ("", e["event"]) and wanted.items() <= e.items()]

    async def event(self, kind: str, **wanted: object) -> Event:
        """The last event of this kind with these fields, waited for."""
        await eventually(lambda: self.events(kind, **wanted), f"{kind} {wanted}")
        return self.events(kind, **wanted)[-1]

    async def told(self, number: int, kind: str, **wanted: object) -> bool:
        """Whether there are exactly so many events, once that many are written and what came after them, too."""
        await eventually(lambda: len(self.events(kind, **wanted)) >= number, f"{number} of {kind} {wanted}")
        mark = f"/mark/{len(self.events())}"
        async with httpx.AsyncClient(timeout=DEADLINE) as client:
            await client.request("DELETE", self.url + mark)
        # Events are written in order: behind this one nothing of what was asked before can come.
        await eventually(lambda: self.events("access", method="DELETE", path=mark), "the mark")
        return len(self.events(kind, **wanted)) == number

    async def logged(self, what: str, **wanted: object) -> Event:
        """The last line of the log that says this, waited for."""

        def found() -> list[Event]:
            return [line for line in self.log() if line["log"] == what and wanted.items() <= line.items()]

        await eventually(found, f"{what} {wanted} in the log")
        return found()[-1]

    async def metrics(self) -> dict[str, float]:
        """Every sample of /metrics by its name with its labels."""
        async with httpx.AsyncClient(timeout=DEADLINE) as client:
            text = (await client.get(f"{self.admin}/metrics")).text
        samples = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in samples}

    async def metric(self, name: str, value: float) -> None:
        """Wait until a sample has this value."""
        seen: dict[str, float] = {}
        async with asyncio.timeout(DEADLINE):
            while seen.get(name) != value:
                seen = await self.metrics()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        return self.process.wait(DEADLINE)

    async def stopped(self) -> int:
        """Wait for the end; the exit code."""
        return await asyncio.to_thread(self.process.wait, DEADLINE)


def lines(path: Path) -> list[Event]:
    """The whole lines of a file of JSON lines; a line that is none raises."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]


async def eventually(holds: Callable[[], object], what: str, deadline: float = DEADLINE) -> None:
    """Ask again and again whether something holds that another process brings about."""
    never = asyncio.Event()
    end = time.monotonic() + deadline
    while not holds():
        assert time.monotonic() < end, f"waited in vain for {what}"
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(never.wait(), 0.02)


def command(folder: Path, flags: Mapping[str, Flag]) -> list[str]:
    """The command line: these flags over those that every test wants."""
    given: dict[str, Flag] = {
        "listen": "127.0.0.1:0",
        "admin": "127.0.0.1:0",
        "policy": folder / "policy.yaml",
        "state": "memory://",
        "events": folder / "events.jsonl",
        # A machine with a test on each core may keep a healthy store waiting; tests of slowness set their own.
        "state-limit": 2000,
        **flags,
    }
    words = [sys.executable, "-m", "proxy", "serve"]
    for name, value in given.items():
        if value is None:
            continue
        words += [f"--{name}"] if value is True else [f"--{name}", str(value)]
    return words


def launch(folder: Path, flags: Mapping[str, Flag], environ: Mapping[str, str]) -> Proxy:
    """Start a proxy without waiting for it."""
    own = {"STILLWATCH_SECRET": SECRET, **environ}
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("STILLWATCH_")}
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command(folder, flags), stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**inherited, **own}
        )
    return Proxy(folder, process)


@contextlib.contextmanager
def start_proxy(
    folder: Path,
    upstream: str,
    policy: str,
    environ: Mapping[str, str] | None = None,
    **flags: Flag,
) -> Iterator[Proxy]:
    """Run a proxy until the block ends; flags are spelled with underscores. `policy` is the policy's text."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "log").unlink(missing_ok=True)
    (folder / "policy.yaml").write_text(policy)
    dashed = {name.replace("_", "-"): value for name, value in flags.items()}
    proxy = launch(folder, {"upstream": upstream, **dashed}, environ or {})
    try:
        wait_until_listening(proxy)
        yield proxy
    finally:
        if proxy.process.poll() is None:
            proxy.process.kill()
            proxy.process.wait(DEADLINE)


@contextlib.contextmanager
def start_pair(
    folder: Path, upstream: str, policy: str, environ: Mapping[str, str] | None = None, **flags: Flag
) -> Iterator[tuple[RedisServer, Proxy, Proxy]]:
    """Two replicas on a Redis of their own."""
    with (
        redis_server() as redis,
        start_proxy(folder / "a", upstream, policy, environ, state=redis.url, **flags) as one,
        start_proxy(folder / "b", upstream, policy, environ, state=redis.url, **flags) as other,
    ):
        yield redis, one, other


def wait_until_listening(proxy: Proxy) -> None:
    """Learn the ports from the log."""
    for _ in range(int(DEADLINE / 0.02)):
        text = (proxy.folder / "log").read_text()
        assert proxy.process.poll() is None, f"the proxy ended: {text[-3000:]}"
        told = [line for line in text.splitlines() if line.startswith('{"log":"listening"') and line.endswith("}")]
        if told:  # a stand-in's greeting to people may stand beside it
            said = json.loads(told[0])
            proxy.port, proxy.admin_port, proxy.tls = said["port"], said["admin_port"], said["tls"]
            return
        select.select([], [], [], 0.02)
    raise AssertionError(f"the proxy did not start: {text[-3000:]}")
