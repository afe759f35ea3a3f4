"""What waits on disk for a receiver that is away: lines in order, bounded, over restarts and kills.

A folder of segments, `000000000001.events` and so on, each a few MB of whole lines; a cursor says how far they were
delivered. Lines are written before they are sent, so a process that is killed has lost at most what it had not yet
written (a tenth of a second), and sends at most one batch again. Beyond `limit` bytes the oldest segment is dropped and
its lines are counted. Nothing is synced: this is against a process that dies, not against a machine that does.

Every process has a place of its own in the folder, held by a lock; what a process left that is no more is taken over.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from itertools import count
from pathlib import Path

# Large enough that a file is an event of seconds, small enough that dropping one is a small part of any limit.
SEGMENT = 4 * 2**20
# A limit is kept to within an eighth.
PARTS = 8
_MODE = 0o640
_CHUNK = 1 << 20


class Spool:
    """One process's place. `waiting` and `size` are lines and bytes not yet delivered."""

    def __init__(self, folder: Path, limit: int, segment: int = SEGMENT) -> None:
        """Lock a place and take over what was left. Raises OSError where the folder cannot be used."""
        self._limit = limit
        self._largest = min(segment, max(limit // PARTS, 1))
        self._place, self._lock = _own_place(folder)
        self.dropped = self.waiting = 0
        self._sizes: dict[int, int] = {}
        self._lines: dict[int, int] = {}
        self._writer = -1
        self._taken: tuple[int, int, int] | None = None
        self._adopt(folder)
        self._recover()
        self._tell()

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(self._sizes.values())

    def append(self, lines: list[bytes]) -> int:
        """Keep as many of these lines as fit into one segment; how many. Raises OSError where the disk takes none."""
        last = max(self._sizes, default=0)
        if not last or self._sizes[last] >= self._largest:
            self._begin(last + 1)
            last += 1
        if self._writer < 0:
            self._writer = self._open(last)
        fitting = _fitting(lines, self._largest - self._sizes[last])
        text = b"".join(fitting)
        self._write(text, self._sizes[last])
        self._sizes[last] += len(text)
        self._lines[last] += len(fitting)
        self._keep_to_limit()
        self._tell()
        return len(fitting)

    def read(self, lines: int, size: int) -> list[bytes]:
        """The oldest lines that are not delivered, at most so many and so many bytes, but at least one."""
        while self._sizes:
            first = min(self._sizes)
            try:
                found = self._lines_of(first, size)[:lines]
            except FileNotFoundError:  # somebody made room by hand
                self.dropped += self._lines[first]
                self._drop(first)
                self._tell()
                continue
            if found:
                self._taken = (first, len(found), sum(map(len, found)))
                return found
            if first == max(self._sizes):
                return []
            self._drop(first)
        return []

    def _lines_of(self, number: int, size: int) -> list[bytes]:
        with self._path(number).open("rb") as file:
            file.seek(self._offset)
            text = file.read(max(size, 1))
            if text and not text.endswith(b"\n"):
                text += file.readline()
        # Not splitlines: that would end a line at a carriage return, too.
        return [line + b"\n" for line in text.split(b"\n")[:-1]]

    def done(self) -> None:
        """What was last read is delivered."""
        if self._taken is None:
            return
        first, lines, size = self._taken
        self._taken = None
        if first != min(self._sizes, default=-1):
            return  # dropped for want of room while it was under way
        self._offset += size
        self._lines[first] -= lines
        self._note(first)
        if self._offset >= self._sizes[first]:
            self._drop(first)
        self._tell()

    def close(self) -> None:
        """Leave the place; what is in it stays for the next one."""
        self._shut()
        os.close(self._lock)

    def _tell(self) -> None:
        # Other threads ask, and must not find a dict that changes while they add it up.
        self.waiting = sum(self._lines.values())

    def _begin(self, number: int) -> None:
        self._shut()
        self._writer = self._open(number)
        self._sizes[number], self._lines[number] = 0, 0

    def _open(self, number: int) -> int:
        return os.open(self._path(number), os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, _MODE)

    def _write(self, text: bytes, before: int) -> None:
        try:
            done = 0
            while done < len(text):
                done += os.write(self._writer, text[done:])
        except OSError:
            # A piece of a line would make the next one unreadable.
            with contextlib.suppress(OSError):
                os.ftruncate(self._writer, before)
            raise

    def _keep_to_limit(self) -> None:
        while self.size > self._limit and len(self._sizes) > 1:
            first = min(self._sizes)
            self.dropped += self._lines[first]
            self._drop(first)

    def _drop(self, number: int) -> None:
        if number == max(self._sizes):
            self._shut()
        self._path(number).unlink(missing_ok=True)
        del self._sizes[number], self._lines[number]
        self._offset = 0
        self._note(min(self._sizes, default=number + 1))

    def _note(self, first: int) -> None:
        """Write down how far things were delivered; without it everything in the first segment is sent again."""
        with contextlib.suppress(OSError):
            (self._place / "cursor").write_text(f"{first} {self._offset}\n")

    def _shut(self) -> None:
        if self._writer >= 0:
            os.close(self._writer)
            self._writer = -1

    def _path(self, number: int) -> Path:
        return self._place / f"{number:012d}.events"

    def _recover(self) -> None:
        """Find what an earlier process left here."""
        self._offset = 0
        for path in sorted(self._place.glob("*.events")):
            number = int(path.stem)
            self._lines[number], self._sizes[number] = _whole_lines(path)
        first = min(self._sizes, default=0)
        with contextlib.suppress(OSError, ValueError):
            segment, offset = map(int, (self._place / "cursor").read_text().split())
            if segment == first and offset <= self._sizes[first]:
                self._offset = offset
                self._lines[first] -= _count(self._path(first), offset)

    def _adopt(self, folder: Path) -> None:
        """Take over the places of processes that are no more: their lines are newer or older, but never lost."""
        last = max((int(path.stem) for path in self._place.glob("*.events")), default=0)
        numbers = count(last + 1)
        for place in sorted(folder.iterdir()):
            lock = None if place == self._place or not place.is_dir() else _locked(place)
            if lock is None:
                continue
            for path in sorted(place.glob("*.events")):
                path.rename(self._path(next(numbers)))
            (place / "cursor").unlink(missing_ok=True)
            os.close(lock)


def _fitting(lines: list[bytes], room: int) -> list[bytes]:
    """The first lines that fill the room, the last of them perhaps beyond it: a line is never cut."""
    size = 0
    for number, line in enumerate(lines):
        size += len(line)
        if size >= room:
            return lines[: number + 1]
    return lines


def _own_place(folder: Path) -> tuple[Path, int]:
    for number in count():
        place = folder / str(number)
        place.mkdir(parents=True, exist_ok=True, mode=0o750)
        lock = _locked(place)
        if lock is not None:
            return place, lock
    raise AssertionError  # count() has no end


def _locked(place: Path) -> int | None:
    lock = os.open(place / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _MODE)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock


def _whole_lines(path: Path) -> tuple[int, int]:
    """Lines and bytes of a segment; a line that was begun when its process died is cut off."""
    size = path.stat().st_size
    lines = _count(path, size)
    with path.open("r+b") as file:
        end = size
        while end:
            start = max(end - _CHUNK, 0)
            file.seek(start)
            found = file.read(end - start).rfind(b"\n")
            if found >= 0:
                end = start + found + 1
                break
            end = start
        if end != size:
            file.truncate(end)
    return lines, end


def _count(path: Path, size: int) -> int:
    lines = 0
    with path.open("rb") as file:
        while size > 0 and (chunk := file.read(min(_CHUNK, size))):
            lines += chunk.count(b"\n")
            size -= len(chunk)
    return lines
