"""A file becomes a `Policy`, or a `PolicyError` with every problem in it at its line and column.

Order of the work: bytes -> text -> tree (nodes) -> plain values (positions) -> words (model) -> cross checks ->
compiled policy (evaluate). A step that fails ends it; within a step everything that is wrong is told at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from proxy.errors import PolicyError, Problem
from proxy.policy import crosscheck, positions
from proxy.policy.catalogue import Digest
from proxy.policy.complaints import complaints
from proxy.policy.evaluate import Policy, compile_policy
from proxy.policy.model import PolicyWords
from proxy.policy.nodes import Broken, Mark, compose, mark_at
from proxy.policy.rulewords import names_in
from proxy.policy.units import clip

__all__ = ["Path", "load", "read", "stamp", "unkeyed"]

# Fifty times a long policy, and still read within a second or two; larger files are something else by mistake.
LARGEST = 256 * 1024

_MARKS_OF_OTHERS = {
    b"\xef\xbb\xbf": "the file starts with a byte order mark; save it as UTF-8 without one",
    b"\xff\xfe": "the file is UTF-16; save it as UTF-8",
    b"\xfe\xff": "the file is UTF-16; save it as UTF-8",
}


def unkeyed(word: str) -> str:
    """A digest for checks, replay and tests, where nothing is stored. `serve` gives one keyed with its secret."""
    return hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def load(path: Path, digest: Digest = unkeyed, now: float | None = None) -> Policy:
    """Read, check and compile a policy. Raises `PolicyError`. With a time (`now`), expired exceptions are warnings."""
    draft = read(_content(path), str(path), now)
    directory, missing = _directory(draft, path)
    return compile_policy(draft.words, draft.version, digest, directory, (*draft.warnings, *missing))


@dataclass(frozen=True, slots=True)
class Draft:
    """A policy's words, known to hold, with what is doubtful about them."""

    words: PolicyWords
    version: str
    warnings: tuple[Problem, ...]
    reading: positions.Reading


def read(content: bytes, name: str, now: float | None = None) -> Draft:
    """Check a policy's content; `name` is the file that problems are told of. Raises `PolicyError`."""
    try:
        root = compose(_text(content))
    except Broken as broken:
        raise _error(name, [(broken.mark, broken.message)]) from None
    if root is None:
        raise _error(name, [(Mark(1, 1), "there is nothing in this file; a policy starts with `policy: NAME`")])
    reading = positions.read(root)
    words = _words(reading, name)
    wrong = list(crosscheck.faults(words))
    if wrong:
        raise _error(name, _placed(reading, wrong))
    warnings = tuple(_problems(name, _placed(reading, crosscheck.doubts(words, now))))
    return Draft(words, hashlib.sha256(content).hexdigest()[:12], warnings, reading)


def stamp(path: Path) -> tuple[int, int, int] | None:
    """What tells one state of a file from another: time, size and inode; None where there is no such file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or "no usable path"
        raise _error(str(path), [(Mark(1, 1), f"cannot be read: {reason}")]) from None


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise Broken(Mark(1, 1), f"larger than {LARGEST // 1024} KiB, which no policy is")
    # Told by name, because an editor shows neither the mark nor the encoding.
    for mark, message in _MARKS_OF_OTHERS.items():
        if content.startswith(mark):
            raise Broken(Mark(1, 1), message)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        where = mark_at(before, len(before))
        raise Broken(where, f"byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8") from None


def _words(reading: positions.Reading, name: str) -> PolicyWords:
    """The document as words, or every fault of its keys and values at once."""
    if not isinstance(reading.value, dict):
        found = (reading.at(()).value, "a policy is a mapping: lines of `word: value`, the first `policy: NAME`")
        raise _error(name, [*reading.faults, found])
    faults = list(reading.faults)
    try:
        words = PolicyWords.model_validate(reading.value, context=names_in(reading.value))
    except ValidationError as error:
        told = error.errors(include_url=False, include_context=True)
        # pydantic also calls a list too short whose every item is wrong.
        told = [each for each in told if each["type"] != "too_short" or not each["input"]]
        faults += [found for each in told for found in complaints(each, reading, PolicyWords)]
        raise _error(name, faults) from None
    if faults:
        raise _error(name, faults)
    return words


def _directory(draft: Draft, path: Path) -> tuple[str, tuple[Problem, ...]]:
    """Where the key directory is, and a warning where it is not (yet): another job may write it."""
    named = draft.words.callers.directory
    if not named:
        return "", ()
    # Beside the policy, wherever the process was started: the two are edited and shipped together.
    place = path.parent / named
    if stamp(place) is not None:
        return str(place), ()
    mark = draft.reading.at(("callers", "directory")).value
    message = f"there is no file {clip(str(place))}; until there is, no caller has an org or a tier"
    return str(place), (Problem(str(path), mark.line, mark.column, message),)


def _placed(reading: positions.Reading, findings: Iterable[crosscheck.Finding]) -> list[tuple[Mark, str]]:
    return [(reading.mark(loc), message) for loc, message in findings]


def _problems(name: str, faults: Iterable[tuple[Mark, str]]) -> list[Problem]:
    return sorted({Problem(name, mark.line, mark.column, message) for mark, message in faults})


def _error(name: str, faults: Iterable[tuple[Mark, str]]) -> PolicyError:
    return PolicyError(tuple(_problems(name, faults)))
