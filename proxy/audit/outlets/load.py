"""A file becomes words, or a `PolicyError` with every problem in it at its line and column."""

from __future__ import annotations

from pathlib import Path

from proxy.audit.outlets.words import StillwatchWords, faults
from proxy.policy import positions
from proxy.policy.fitting import failure, fit
from proxy.policy.nodes import Broken, Mark, compose

NAME = "stillwatch.yaml"
"""Looked for beside the policy."""

HINT = "this file is a mapping: lines of `word: value`, the first `events:`"

# As for policies: a hundred times what anybody writes.
LARGEST = 256 * 1024


def load(path: Path) -> StillwatchWords:
    """Read and check a file. Raises `PolicyError`."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise failure(str(path), [(Mark(1, 1), f"cannot be read: {error.strerror}")]) from None
    return read(content, str(path))


def read(content: bytes, name: str) -> StillwatchWords:
    """Check a file's content; `name` is the file that problems are told of. Raises `PolicyError`."""
    try:
        root = compose(_text(content))
    except Broken as broken:
        raise failure(name, [(broken.mark, broken.message)]) from None
    if root is None:
        raise failure(name, [(Mark(1, 1), "there is nothing in this file; it starts with `events:`")])
    reading = positions.read(root)
    words = fit(reading, StillwatchWords, None, name, HINT)
    wrong = [(reading.mark(_known(reading, loc)), message) for loc, message in faults(words)]
    if wrong:
        raise failure(name, wrong)
    return words


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise Broken(Mark(1, 1), f"larger than {LARGEST // 1024} KiB, which no such file is")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Broken(Mark(line, 1), "this is not UTF-8; save the file as UTF-8") from None


def _known(reading: positions.Reading, loc: positions.Loc) -> positions.Loc:
    """A section that was written without a list stands where the list would."""
    return loc if loc in reading.places else (loc[0], *loc[2:])
