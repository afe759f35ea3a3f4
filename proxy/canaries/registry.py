"""The registry's file: appended to in batches by whoever holds its lock, so that any number of workers share one chain.

Used by a sink's thread, off every request's path. The lock (flock) is held for one batch; under it the last line is
read again, so it does not matter who wrote it. What a crash left unfinished is cut off before the next line, and a
batch that cannot be written whole is taken back and tried again. Nothing is ever rotated: a chain has one file.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import orjson

from proxy.canaries.chain import Head, head_of, link

# It tells when whom was suspected of what, so only the proxy's own user reads it.
_MODE = 0o600
# A line with every feature there is has 2 KB.
_TAIL = 64 * 1024


class ChainKey(Protocol):
    """What seals a chain, and what commits to it."""

    @property
    def commitment(self) -> str:
        """Told in the chain; says nothing of the key."""
        ...

    @property
    def chain(self) -> bytes:
        """The key of the seals."""
        ...


class ChainTarget:
    """Where a sink writes records (JSON objects, one a line); the chain's own members are added here."""

    def __init__(self, path: Path, key: ChainKey, clock: Callable[[], float]) -> None:
        """Open the file, made where there is none. Raises OSError."""
        self.stale = False
        self._path, self._key, self._opened = path, key, clock()
        self._batch: list[bytes] = []
        self._told = False
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(self._open())

    def take(self, batch: bytes) -> None:
        """Begin with a new batch of records."""
        self._batch = batch.splitlines()

    def write(self) -> None:
        """Append the batch. Raises OSError where it cannot be written, and then none of it is."""
        # Opened for each batch, ten times a second at most: so a file that was replaced or restored is the right one.
        with _locked(self._open(), fcntl.LOCK_EX) as file:
            head, end = _last(file)
            lines = []
            if not self._told:
                opened = {"kind": "key", "at": round(self._opened, 3), "commitment": self._key.commitment}
                line, head = link(head, opened, self._key.chain)
                lines.append(line)
            for record in self._batch:
                line, head = link(head, orjson.loads(record), self._key.chain)
                lines.append(line)
            _append(file, end, b"".join(lines))
        self._told, self._batch = True, []

    def close(self) -> None:
        """Nothing is kept open."""

    def _open(self) -> int:
        return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _MODE)


def read(path: Path) -> list[bytes]:
    """The lines of a registry, without one that a crash left unfinished. Raises OSError."""
    with _locked(os.open(path, os.O_RDONLY | os.O_CLOEXEC), fcntl.LOCK_SH):
        found = path.read_bytes().split(b"\n")
    return found[:-1]


@contextmanager
def _locked(file: int, how: int) -> Iterator[int]:
    try:
        fcntl.flock(file, how)
        yield file
    finally:
        os.close(file)  # which gives up the lock


def _last(file: int) -> tuple[Head, int]:
    """The head of the chain and where its last line ends. Raises OSError for a file that is no registry."""
    size = os.fstat(file).st_size
    tail = os.pread(file, _TAIL, max(0, size - _TAIL))
    end = tail.rfind(b"\n") + 1
    if not end:
        return Head(), 0 if size <= _TAIL else _foreign()
    begin = tail.rfind(b"\n", 0, end - 1) + 1
    try:
        return head_of(tail[begin:end]), size - len(tail) + end
    except ValueError:
        return Head(), _foreign()


def _foreign() -> int:
    raise OSError(0, "this file is no registry and no audit trail; name another one")


def _append(file: int, end: int, lines: bytes) -> None:
    """Write at the end, or not at all. What stood behind the last line is an unfinished one."""
    os.ftruncate(file, end)
    try:
        done = 0
        while done < len(lines):
            done += os.pwrite(file, lines[done:], end + done)
        os.fsync(file)
    except OSError:
        os.ftruncate(file, end)
        raise
