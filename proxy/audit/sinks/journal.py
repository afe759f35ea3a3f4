"""What a killed process had not written yet: lines lie in shared memory until a sink's thread has written them.

A line is copied into a file that is mapped into memory, before it is queued: 1 µs, no system call, and nothing to wait
for. The kernel keeps the pages when the process is killed; whoever opens the same outlet next finds the journals of
those who are no more (their lock is free) and writes what is in them. Between writing a line and taking it out of the
journal a kill makes it come twice.

Journals are on a tmpfs, with their pages allocated beforehand: a mapped file on a disk may have to wait for that, and
where the disk is full the process would be killed by SIGBUS. So what is kept outlives the process, not the machine, nor
a container whose /dev/shm ends with it.

File: bytes taken out and put in so far (8 bytes each), then a ring of whole lines.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import mmap
import os
import stat
import struct
from collections import deque
from itertools import count
from pathlib import Path

# Three thousand lines. A sink's thread writes them after a tenth of a second; a tmpfs of a container is 64 MB.
SIZE = 1 << 21
SHARED = Path("/dev/shm")  # noqa: S108 - the folder below it is ours alone
"""Linux' tmpfs for shared memory."""

_COUNTERS = struct.Struct("<QQ")
_note = struct.Struct("<Q").pack_into
_TAKEN_OUT, _PUT_IN = 0, 8


def place(below: Path = SHARED) -> Path | None:
    """The folder for journals, ours alone; None where there is no tmpfs, or somebody else has taken its name."""
    folder = below / f"stillwatch-{os.geteuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return None
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o077:
        return None
    for path in folder.glob("[!.]*"):  # what is hidden is being made
        _taken(path, whole=False)
    return folder


class Journal:
    """One sink's lines that are not written yet. `put` by one thread, `done` by another."""

    def __init__(self, folder: Path, outlet: str, size: int = SIZE) -> None:
        """`outlet` says where the lines go; `left` is what others who wrote there have left. Raises OSError."""
        stem = hashlib.blake2b(outlet.encode(), digest_size=8).hexdigest()
        self.left: list[bytes] = [line for path in sorted(folder.glob(f"{stem}.*")) for line in _taken(path)]
        self._room, self._start, self._end = size, 0, 0
        self._sizes: deque[int] = deque()
        self._file, self._path = _made(folder, stem, _COUNTERS.size + size)
        self._map = mmap.mmap(self._file, _COUNTERS.size + size)

    def put(self, line: bytes) -> None:
        """Keep a line; where there is no room for it, it is only counted."""
        size, end = len(line), self._end
        if end + size - self._start > self._room:
            self._sizes.append(0)
            return
        at = _COUNTERS.size + end % self._room
        first = min(size, _COUNTERS.size + self._room - at)
        self._map[at : at + first] = line[:first]
        if first < size:
            self._map[_COUNTERS.size : _COUNTERS.size + size - first] = line[first:]
        self._end = end + size
        _note(self._map, _PUT_IN, self._end)
        self._sizes.append(size)

    def done(self, lines: int) -> None:
        """So many of the lines that were put first are written."""
        self._start += sum([self._sizes.popleft() for _ in range(lines)])
        _note(self._map, _TAKEN_OUT, self._start)

    def close(self) -> None:
        """Give the memory back; what is not written is left for whoever comes next."""
        if self._start == self._end:
            self._path.unlink(missing_ok=True)
        self._map.close()
        os.close(self._file)


def _made(folder: Path, stem: str, size: int) -> tuple[int, Path]:
    """A journal of our own, locked before anybody can find it."""
    for number in count():
        name = f"{stem}.{os.getpid()}-{number}"
        hidden, path = folder / f".{name}", folder / name
        if path.exists():
            continue
        with contextlib.suppress(FileExistsError):
            file = os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.posix_fallocate(file, 0, size)
                hidden.rename(path)
            except OSError:
                hidden.unlink(missing_ok=True)
                os.close(file)
                raise
            return file, path
    raise AssertionError("count() never ends")


def _taken(path: Path, *, whole: bool = True) -> list[bytes]:
    """The lines of a journal whose process is no more, which is then no more, either; not `whole`: if it has none."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return []
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        lines = _lines(os.pread(file, os.fstat(file).st_size, 0))
        if whole or not lines:
            path.unlink(missing_ok=True)
    except OSError:  # in use
        return []
    finally:
        os.close(file)
    return lines


def _lines(content: bytes) -> list[bytes]:
    """What a ring holds, oldest first; nothing where it is none of ours."""
    ring = content[_COUNTERS.size :]
    if not ring:
        return []
    start, end = _COUNTERS.unpack_from(content)
    if not 0 <= end - start <= len(ring):
        return []
    at, size = start % len(ring), end - start
    whole = (ring[at:] + ring[:at])[:size]
    return [line + b"\n" for line in whole.split(b"\n")[:-1]]
