"""Files and descriptors that lines are written to: whole lines, whatever goes wrong in between."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from proxy.audit.sinks.targets import DescriptorTarget, FileTarget


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.jsonl"


def write(target: FileTarget, batch: bytes) -> None:
    target.take(batch)
    target.write()


def test_appends(path: Path) -> None:
    """An existing file keeps what it holds."""
    path.write_bytes(b"old\n")
    target = FileTarget(path)
    write(target, b"new\n")
    target.close()
    assert path.read_bytes() == b"old\nnew\n"


def test_torn_last_line_is_closed(path: Path) -> None:
    """After a crash within a line the next one begins on its own."""
    path.write_bytes(b'{"whole":1}\n{"tor')
    target = FileTarget(path)
    write(target, b"{}\n")
    target.close()
    assert path.read_bytes() == b'{"whole":1}\n{"tor\n{}\n'


def test_not_readable_by_everybody(path: Path) -> None:
    """A new file is for its owner and group."""
    FileTarget(path).close()
    assert stat.S_IMODE(path.stat().st_mode) & 0o007 == 0


def test_missing_folder_fails_at_once(path: Path) -> None:
    """A file that cannot be opened fails while somebody looks, not with the first event."""
    with pytest.raises(FileNotFoundError):
        FileTarget(path / "x")


@pytest.mark.parametrize("change", ["rename", "unlink", "stale"])
def test_file_is_opened_again(path: Path, change: str) -> None:
    """Moved away, deleted or told to: the next batch goes to the file that has the name."""
    target = FileTarget(path)
    write(target, b"1\n")
    if change == "stale":
        target.stale = True
    else:
        path.rename(path.with_suffix(".1")) if change == "rename" else path.unlink()
    write(target, b"2\n")
    target.close()
    assert path.read_bytes() == (b"1\n2\n" if change == "stale" else b"2\n")


def test_resumes_after_a_partial_write(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk takes only part of a batch, the rest follows without a gap or a repetition."""
    target = FileTarget(path)
    target.take(b"first\nsecond\n")
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", _short(os.write, 9))
        with pytest.raises(OSError, match="No space"):
            target.write()
    assert path.read_bytes() == b"first\nsec"
    target.write()
    target.close()
    assert path.read_bytes() == b"first\nsecond\n"


def test_half_a_line_is_repeated_in_a_new_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line begun in a file that was rotated away stands whole in the new one."""
    target = FileTarget(path)
    target.take(b"first\nsecond\nthird\n")
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", _short(os.write, 9))
        with pytest.raises(OSError, match="No space"):
            target.write()
    path.rename(path.with_suffix(".1"))
    target.write()
    target.close()
    assert path.read_bytes() == b"second\nthird\n"


def _short(real: Callable[[int, bytes], int], room: int) -> Callable[[int, bytes], int]:
    """A disk that takes `room` bytes, then no more."""
    left = [room]

    def write(descriptor: int, piece: bytes) -> int:
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        piece = bytes(piece)[: left[0]]
        left[0] -= len(piece)
        return real(descriptor, piece)

    return write


def test_pipe_gets_whole_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Into a pipe that workers share, every write is whole lines and at most what the system keeps together."""
    reader, writer = os.pipe()
    real, pieces = os.write, []

    def spy(descriptor: int, piece: bytes) -> int:
        pieces.append(bytes(piece))
        return real(descriptor, piece)

    batch = b"".join(b"%d " % number + b"x" * 700 + b"\n" for number in range(40))
    target = DescriptorTarget(writer)
    monkeypatch.setattr(os, "write", spy)
    target.take(batch)
    target.write()
    target.close()
    assert b"".join(pieces) == batch
    assert all(piece.endswith(b"\n") and len(piece) <= 4096 for piece in pieces)
    os.close(writer)
    os.close(reader)


def test_overlong_line_goes_to_a_pipe_alone() -> None:
    """A line longer than the system keeps together is written all the same."""
    reader, writer = os.pipe()
    batch = b"a\n" + b"x" * 10_000 + b"\nb\n"
    target = DescriptorTarget(writer)
    target.take(batch)
    target.write()
    assert os.read(reader, 65_536) == batch
    os.close(writer)
    os.close(reader)
