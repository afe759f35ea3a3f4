"""The key directory: what the operator's user database says about callers.

JSON lines: `{"key": "sk-…", "org": "org_…", "tier": "free", "created_at": 1789000000, "verified": true}`; everything
but `key` may be missing. Keys are digested while the file is read and not kept. Lines that cannot be used are skipped
and reported by number, without their content, because their content may be a key.

Write the file beside and rename it into place. A file that changes while it is read is not taken; the old entries
stay in force until a whole one has been read.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import orjson

from proxy.callers.digests import Keyed
from proxy.callers.roll import Draft, Entry, Roll
from proxy.core.exchange import Caller
from proxy.errors import Problem

# A file of the wrong kind would otherwise be reported line by line, a million times.
REPORTED = 20
# About 0.5 ms of reading, then a pause: the event loop shares the interpreter with the thread that reloads.
_PAUSE_EVERY = 128
# Names stand in events and rate-limit errors; no real org id or tier is longer.
_NAME_LIMIT = 128

Stamp = tuple[int, int, int]


def _no_pause() -> None:
    """At the start nobody waits."""


class Directory:
    """The entries in force. `reload` may run in a thread: it swaps the whole `roll` at once."""

    __slots__ = ("_keyed", "_path", "_stamp", "problems", "roll", "skipped")

    def __init__(self, keyed: Keyed, path: Path | None = None) -> None:
        self._keyed = keyed
        self._path = path
        self._stamp: Stamp | None = None
        self.roll = Roll()
        self.problems: tuple[Problem, ...] = ()
        self.skipped = 0

    def resolve(self, caller_id: str, address: str = "", *, anonymous: bool = False) -> Caller:
        """The caller with what the directory says; without an entry it is an org of its own."""
        entry = self.roll.find(caller_id)
        if entry is None:
            return Caller(caller_id, address, org="o_" + caller_id[2:], anonymous=anonymous)
        org = entry.org or "o_" + caller_id[2:]
        key = self._keyed.org(entry.org) if entry.org else ""
        return Caller(caller_id, address, org, entry.tier, entry.created_at, entry.verified, anonymous, key)

    def changed(self) -> bool:
        """True where the file is not the one that was read last (time, size or inode)."""
        return self._path is not None and _stamp(self._path.stat()) != self._stamp

    def reload(self, pause: Callable[[], None] = _no_pause) -> bool:
        """Read the file if it changed; True where new entries are in force. Raises OSError, the old ones stay.

        `pause` is called between pieces of about half a millisecond; give one that sleeps when others wait.
        """
        if self._path is None or not self.changed():
            return False
        with self._path.open("rb") as file:
            before = _stamp(os.fstat(file.fileno()))
            roll, problems, skipped = read(file, self._keyed, str(self._path), pause)
            after = _stamp(os.fstat(file.fileno()))
        if before != after:
            return False
        self.roll, self.problems, self.skipped, self._stamp = roll, problems, skipped, after
        return True

    async def refresh(self) -> bool:
        """`reload` in a thread that steps aside for the event loop: 1 M lines delay it by 20 ms at worst.

        Raises OSError as `reload` does.
        """
        # One stat here; a thread only where there is something to read.
        return self.changed() and await asyncio.to_thread(self.reload, _step_aside)


def read(
    lines: Iterable[bytes], keyed: Keyed, path: str, pause: Callable[[], None] = _no_pause
) -> tuple[Roll, tuple[Problem, ...], int]:
    """Entries, the first problems and the number of lines skipped."""
    draft = Draft()
    problems: list[Problem] = []
    skipped = 0
    for number, line in enumerate(lines, 1):
        if not number % _PAUSE_EVERY:
            pause()
        if not line.strip():
            continue
        try:
            key, entry = parse(line)
        except ValueError as wrong:
            skipped += 1
            if len(problems) < REPORTED:
                problems.append(Problem(path, number, 1, str(wrong)))
            continue
        draft.add(keyed.caller(key), entry)
    return Roll(draft), tuple(problems), skipped


def parse(line: bytes) -> tuple[bytes, Entry]:
    """One line. Raises ValueError with a text that shows nothing of it."""
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        # The decoder's error carries the document, and with it the key.
        raise ValueError("not JSON") from None
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - one kind of error for one kind of reader
    key = _name(row, "key", limit=None)
    if not key:
        raise ValueError("no key")
    verified = row.get("verified") or False
    if not isinstance(verified, bool):
        raise ValueError("verified must be true or false")  # noqa: TRY004 - as above
    return key.encode(), Entry(_name(row, "org"), _name(row, "tier"), _time(row), verified)


def _name(row: dict[str, Any], field: str, limit: int | None = _NAME_LIMIT) -> str:
    value = row.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{field} must be a string")  # noqa: TRY004 - as above
    value = value.strip(" \t")
    if not value.isprintable() or (limit and len(value) > limit):
        raise ValueError(f"{field} must be printable" + (f" and at most {limit} characters" if limit else ""))
    return value


def _time(row: dict[str, Any]) -> float | None:
    value = row.get("created_at")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("created_at must be seconds since the epoch")  # noqa: TRY004 - as above
    return float(value)


def _step_aside() -> None:
    # Sleeping zero would give the lock up and take it back before the loop has woken.
    time.sleep(0.0001)


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_mtime_ns, status.st_size, status.st_ino
