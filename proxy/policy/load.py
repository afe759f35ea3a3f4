"""A file becomes a `Policy`, or a `PolicyError` with every problem in it at its line and column.

Order of the work: bytes -> text -> tree (nodes) -> plain values (positions) -> words (model) -> cross checks ->
compiled policy (evaluate). A step that fails ends it; within a step everything that is wrong is told at once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from proxy.errors import PolicyError, Problem
from proxy.policy import crosscheck, positions
from proxy.policy.catalogue import Digest
from proxy.policy.evaluate import Policy, compile_policy
from proxy.policy.fitting import failure, fit, placed, problems
from proxy.policy.includes import LARGEST, Fetch, Unfetched, gather, nowhere
from proxy.policy.model import PolicyWords
from proxy.policy.nodes import Broken, Mark
from proxy.policy.rulewords import names_in
from proxy.policy.units import clip

__all__ = ["Path", "load", "read", "stamp", "unkeyed"]


MAPPING = "a policy is a mapping: lines of `word: value`, the first `policy: NAME`"


def unkeyed(word: str) -> str:
    """A digest for checks, replay and tests, where nothing is stored. `serve` gives one keyed with its secret."""
    return hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def load(path: Path, digest: Digest = unkeyed, now: float | None = None) -> Policy:
    """Read, check and compile a policy. Raises `PolicyError`. With a time (`now`), expired exceptions are warnings."""
    shelf = Shelf()
    try:
        content = shelf(str(path))
    except Unfetched as error:
        raise failure(str(path), [(Mark(1, 1), f"cannot be read: {error}")]) from None
    try:
        draft = read(content, str(path), now, shelf)
    except PolicyError as error:
        error.files = tuple(shelf.asked[1:])
        raise
    directory, missing = _directory(draft, path)
    policy = compile_policy(draft.words, draft.version, digest, directory, (*draft.warnings, *missing))
    return replace(policy, files=draft.files)


@dataclass(frozen=True, slots=True)
class Draft:
    """A policy's words, known to hold, with what is doubtful about them."""

    words: PolicyWords
    version: str
    warnings: tuple[Problem, ...]
    reading: positions.Reading
    files: tuple[str, ...] = ()
    """What it includes."""


def read(content: bytes, name: str, now: float | None = None, fetch: Fetch = nowhere) -> Draft:
    """Check a policy's content; `name` is the file that problems are told of. Raises `PolicyError`."""
    try:
        root, version, files = gather(content, name, fetch)
    except Broken as broken:
        raise failure(name, [(broken.mark, broken.message)]) from None
    if root is None:
        raise failure(name, [(Mark(1, 1), "there is nothing in this file; a policy starts with `policy: NAME`")])
    reading = positions.read(root)
    words = fit(reading, PolicyWords, _names(reading), name, MAPPING)
    wrong = list(crosscheck.faults(words))
    if wrong:
        raise failure(name, placed(reading, wrong))
    warnings = tuple(problems(name, placed(reading, crosscheck.doubts(words, now))))
    return Draft(words, version, warnings, reading, files)


def _names(reading: positions.Reading) -> object:
    return names_in(reading.value) if isinstance(reading.value, dict) else None


def stamp(path: Path) -> tuple[int, int, int] | None:
    """What tells one state of a file from another: time, size and inode; None where there is no such file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


class Shelf:
    """Fetches files from disk and remembers which were asked for, read or not."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, name: str) -> bytes:
        """The content of a file, or as much as tells that it is too large. Raises `Unfetched`."""
        self.asked.append(name)
        try:
            with Path(name).open("rb") as file:
                return file.read(LARGEST + 1)
        except (OSError, ValueError) as error:  # ValueError: a NUL in the path
            raise Unfetched(getattr(error, "strerror", None) or "no usable path") from None


def _directory(draft: Draft, path: Path) -> tuple[str, tuple[Problem, ...]]:
    """Where the key directory is, and a warning where it is not (yet): another job may write it."""
    named = draft.words.callers.directory
    if not named:
        return "", ()
    mark = draft.reading.at(("callers", "directory")).value
    # Beside the file that names it, wherever the process was started: the two are edited and shipped together.
    place = Path(mark.file or path).parent / named
    if stamp(place) is not None:
        return str(place), ()
    message = f"there is no file {clip(str(place))}; until there is, no caller has an org or a tier"
    return str(place), tuple(problems(str(path), [(mark, message)]))
