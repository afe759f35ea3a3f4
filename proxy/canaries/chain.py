"""The registry's lines: each hangs on the one before it, so none can be changed, taken out or put in unseen.

    {"n":17,"at":1790000000.1,"kind":"served","whom":"k_…","marks":["9f…"],"prev":"…","hash":"…","seal":"…"}

`hash` is SHA-256 of the line without `hash` and `seal`, with its members in order of their names and without spaces;
`prev` is the hash of the line before. That anybody can check. Whoever changes a line and all hashes behind it is found
out by `seal`, which is made of the hash with the deployment's key: at the very line with the key, and at the first line
that somebody noted the hash of without it. Only lines that are missing at the end leave no trace in the rest: note the
head now and then where nobody can change it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

FIRST: Final = "0" * 64
"""What the first line hangs on."""
_SEAL_BYTES = 16


@dataclass(frozen=True, slots=True)
class Head:
    """The last line: how many there are, and its hash."""

    entries: int = 0
    hash: str = FIRST


@dataclass(slots=True)
class Checked:
    """What a check of the chain found."""

    head: Head = field(default_factory=Head)
    entries: list[dict[str, Any]] = field(default_factory=list)
    """The lines that hold, from the first."""
    fault: str = ""
    """What is wrong with the first line that does not hold; empty where all do."""
    line: int = 0
    """Its number, counted from 1; 0 where all hold."""
    sealed: bool = False
    """Whether seals were checked, too."""

    @property
    def holds(self) -> bool:
        """Whether every line does."""
        return not self.line


def link(head: Head, record: Mapping[str, Any], key: bytes) -> tuple[bytes, Head]:
    """The next line of the chain, and the head that it becomes."""
    body = {**record, "n": head.entries, "prev": head.hash}
    digest = _hash(body)
    line = orjson.dumps({**body, "hash": digest, "seal": _seal(key, digest)}, option=orjson.OPT_APPEND_NEWLINE)
    return line, Head(head.entries + 1, digest)


def head_of(line: bytes) -> Head:
    """The head that a last line says. Raises `ValueError` where it is none of ours."""
    try:
        found = orjson.loads(line)
        return Head(found["n"] + 1, found["hash"])
    except (TypeError, KeyError):
        raise ValueError("no line of a registry") from None


def check(lines: Iterable[bytes], keys: Iterable[bytes] = (), heads: Mapping[int, str] | None = None) -> Checked:
    """Check lines from the first. With `keys` (one for each secret that was in use) seals have to be of one of them.

    `heads` are hashes that were noted elsewhere, by number of entries.
    """
    known = tuple(keys)
    found = Checked(sealed=bool(known))
    for number, line in enumerate(lines, 1):
        fault, entry = _fault(line, found.head, known)
        if not fault and heads and heads.get(number, entry["hash"]) != entry["hash"]:
            fault = "it is not the line whose hash was noted"
        if fault:
            found.fault, found.line = fault, number
            return found
        found.entries.append(entry)
        found.head = Head(number, entry["hash"])
    missing = [number for number in heads or () if number > found.head.entries]
    if missing:
        found.line, found.fault = found.head.entries + 1, f"lines are missing here: {max(missing)} were noted"
    return found


def _fault(line: bytes, head: Head, keys: tuple[bytes, ...]) -> tuple[str, dict[str, Any]]:
    """What is wrong with a line, and the line."""
    try:
        entry = orjson.loads(line)
    except ValueError:
        return "it is no JSON", {}
    if not isinstance(entry, dict) or not isinstance(entry.get("hash"), str):
        return "it is no line of a registry", {}
    body = {name: value for name, value in entry.items() if name not in ("hash", "seal")}
    if _hash(body) != entry["hash"]:
        return "its content is not what its hash was made of", entry
    if keys and not any(hmac.compare_digest(_seal(key, entry["hash"]), str(entry.get("seal"))) for key in keys):
        return "its seal is not of this deployment's secret: the line was written anew", entry
    if entry.get("n") != head.entries or entry.get("prev") != head.hash:
        return "it does not hang on the line before it: lines were changed, taken out or put in here", entry
    return "", entry


def _hash(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _seal(key: bytes, digest: str) -> str:
    return hashlib.blake2b(digest.encode(), key=key, digest_size=_SEAL_BYTES).hexdigest()
