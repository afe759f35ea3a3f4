"""What a sink's thread writes to: a file that may be rotated, or an open descriptor. May block; used by one thread."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Protocol

# POSIX: writes up to PIPE_BUF are not mixed with those of other processes, so that lines of several workers on one
# pipe stay whole. 4096 on Linux; our lines are a fifth of that.
_PIPE_PIECE = 4096
# Readable by the log shipper's group, not by everybody: events are pseudonymous, not anonymous.
_MODE = 0o640


class Target(Protocol):
    """Something that takes a batch of lines and writes it, resuming after errors."""

    stale: bool
    """Set from outside: open again before the next write."""

    def take(self, batch: bytes) -> None:
        """Begin with a new batch of whole lines."""
        ...

    def write(self) -> None:
        """Write the rest of the batch. Raises OSError; call again to resume."""
        ...

    def close(self) -> None:
        """Give back what was opened."""
        ...


class DescriptorTarget:
    """An open file descriptor that is not ours to close or reopen: standard output, standard error."""

    def __init__(self, descriptor: int) -> None:
        self.stale = False
        self._descriptor = descriptor
        self._pipe = descriptor >= 0 and stat.S_ISFIFO(os.fstat(descriptor).st_mode)
        self._batch = b""
        self._done = 0

    def take(self, batch: bytes) -> None:
        """Begin with a new batch of whole lines."""
        self._batch, self._done = batch, 0

    def write(self) -> None:
        """Write the rest of the batch, in pieces that a pipe does not tear."""
        while self._done < len(self._batch):
            self._done += os.write(self._descriptor, self._piece())

    def close(self) -> None:
        """Nothing to give back."""

    def _piece(self) -> bytes | memoryview:
        if not self._pipe:
            return memoryview(self._batch)[self._done :]
        end = self._batch.rfind(b"\n", self._done, self._done + _PIPE_PIECE) + 1
        if not end:
            end = self._batch.find(b"\n", self._done) + 1 or len(self._batch)
        return self._batch[self._done : end]


class FileTarget(DescriptorTarget):
    """A file by name, opened again when it was rotated away (or on `stale`)."""

    def __init__(self, path: Path) -> None:
        super().__init__(-1)
        self._path = path
        # A pipe without a reader would hold up the start; anything else should fail now, while somebody looks.
        if not path.is_fifo():
            self._open()

    def write(self) -> None:
        """Write the rest of the batch to the file that has the name now."""
        if self.stale or self._rotated():
            self.close()
            self.stale = False
        if self._descriptor < 0:
            self._open()
        super().write()

    def close(self) -> None:
        """Close the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _open(self) -> None:
        flags = os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        kind = os.O_WRONLY if self._path.is_fifo() else os.O_RDWR
        self._descriptor = os.open(self._path, flags | kind, _MODE)
        status = os.fstat(self._descriptor)
        self._pipe = stat.S_ISFIFO(status.st_mode)
        # A line begun in another file, or before a crash, is not continued here.
        self._done = self._batch.rfind(b"\n", 0, self._done) + 1
        if (
            stat.S_ISREG(status.st_mode)
            and status.st_size
            and os.pread(self._descriptor, 1, status.st_size - 1) != b"\n"
        ):
            os.write(self._descriptor, b"\n")

    def _rotated(self) -> bool:
        if self._descriptor < 0:
            return False
        try:
            return not os.path.samestat(self._path.stat(), os.fstat(self._descriptor))
        except FileNotFoundError:
            return True
