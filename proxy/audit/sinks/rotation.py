"""A file that begins anew when it is large enough: `events.jsonl`, `events.jsonl.1` the one before, and so on.

Where a log rotation of the system's own runs, use a plain file; both notice each other's work.
Several workers share the file: whoever finds it too large takes a lock, looks again and renames.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

from proxy.audit.sinks.targets import FileTarget


class RotatingTarget(FileTarget):
    """A file of at most `size` bytes (and one batch), with `keep` older ones beside it."""

    def __init__(self, path: Path, size: int, keep: int) -> None:
        super().__init__(path)
        self._size, self._keep = size, keep

    def take(self, batch: bytes) -> None:
        """Begin with a new batch, in a new file if the old one is full."""
        if self._large():
            with contextlib.suppress(OSError):  # the next batch tries again; writing goes on
                self._turn()
        super().take(batch)

    def _large(self) -> bool:
        try:
            return self._path.stat().st_size >= self._size
        except OSError:
            return False

    def _turn(self) -> None:
        lock = os.open(self._named(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self._large():
                return
            for number in range(self._keep - 1, 0, -1):
                with contextlib.suppress(FileNotFoundError):
                    self._named(f".{number}").replace(self._named(f".{number + 1}"))
            if self._keep:
                self._path.replace(self._named(".1"))
            else:
                self._path.unlink()
            self.stale = True
        finally:
            os.close(lock)

    def _named(self, ending: str) -> Path:
        return self._path.with_name(self._path.name + ending)
