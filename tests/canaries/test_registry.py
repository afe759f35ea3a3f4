"""The registry's file: one chain, whoever writes, whatever happens meanwhile."""

from __future__ import annotations

import errno
import multiprocessing
import os
from pathlib import Path

import orjson
import pytest

from proxy.canaries.chain import Checked, check
from proxy.canaries.keys import CanaryKey
from proxy.canaries.registry import ChainTarget, read

KEY = CanaryKey(b"the deployment's secret")


def target(path: Path) -> ChainTarget:
    """A writer of its own, as each worker has one."""
    return ChainTarget(path, KEY, lambda: 1790000000.0)


def put(to: ChainTarget, *names: str) -> None:
    """Write records in one batch."""
    to.take(b"".join(orjson.dumps({"kind": "served", "whom": name, "marks": []}) + b"\n" for name in names))
    to.write()


def checked(path: Path) -> Checked:
    """The file, checked with the key."""
    return check(read(path), (KEY.chain,))


def whom(path: Path) -> list[str]:
    """Whom the served entries name."""
    return [entry["whom"] for entry in checked(path).entries if entry["kind"] == "served"]


def test_the_key_is_committed_to_first(tmp_path: Path) -> None:
    """The first line holds the commitment and its time, and only the owner reads the file."""
    path = tmp_path / "deep" / "canaries.jsonl"
    put(target(path), "a", "b")
    entries = checked(path).entries
    assert (entries[0]["kind"], entries[0]["commitment"], entries[0]["at"]) == ("key", KEY.commitment, 1790000000.0)
    assert whom(path) == ["a", "b"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_writers_take_turns(tmp_path: Path) -> None:
    """Two writers of one file go on where the other left off."""
    path = tmp_path / "r"
    one, two = target(path), target(path)
    for number in range(10):
        put((one, two)[number % 2], str(number))
    assert whom(path) == [str(number) for number in range(10)]
    assert checked(path).holds


def _write_many(path: Path, name: str, batches: int) -> None:
    to = target(path)
    for number in range(batches):
        put(to, *[f"{name}.{number}.{each}" for each in range(5)])


def test_processes_do_not_break_the_chain(tmp_path: Path) -> None:
    """Four processes at once: every record is there once, each writer's in order, and every line hangs on the last."""
    path = tmp_path / "r"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(path, str(n), 25)) for n in range(4)]
    for each in writers:
        each.start()
    for each in writers:
        each.join(60)
    assert [each.exitcode for each in writers] == [0] * 4
    assert checked(path).holds
    for n in range(4):
        mine = [name for name in whom(path) if name.startswith(f"{n}.")]
        assert mine == [f"{n}.{batch}.{each}" for batch in range(25) for each in range(5)]


def test_an_unfinished_line_is_cut_off(tmp_path: Path) -> None:
    """What a crash left half written is no entry; the chain goes on before it."""
    path = tmp_path / "r"
    put(target(path), "a")
    with path.open("ab") as file:
        file.write(b'{"n":2,"ki')
    assert whom(path) == ["a"]
    put(target(path), "b")
    assert whom(path) == ["a", "b"]
    assert checked(path).holds


def test_a_batch_that_cannot_be_written_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk leaves no half batch; the next attempt writes all of it, once."""
    path = tmp_path / "r"
    to = target(path)
    put(to, "a")
    pwrite = os.pwrite

    def full(file: int, content: bytes, at: int) -> int:
        pwrite(file, content[:40], at)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(OSError, match="space"):
        put(to, "b", "c")
    assert whom(path) == ["a"]
    monkeypatch.setattr(os, "pwrite", pwrite)
    to.write()
    assert whom(path) == ["a", "b", "c"]
    assert checked(path).holds


def test_another_file_is_not_written_into(tmp_path: Path) -> None:
    """A file of something else is left as it is, with a sentence that says what to do."""
    path = tmp_path / "r"
    path.write_text("a,b,c\n1,2,3\n")
    with pytest.raises(OSError, match="no registry"):
        put(target(path), "a")
    assert path.read_text() == "a,b,c\n1,2,3\n"
    path.write_text("x" * 100_000)
    with pytest.raises(OSError, match="no registry"):
        put(target(path), "a")


def test_a_file_that_vanished_begins_anew(tmp_path: Path) -> None:
    """A registry that somebody moved away is followed by a new chain under the name, which says the key again."""
    path = tmp_path / "r"
    put(target(path), "a")
    path.rename(tmp_path / "old")
    put(target(path), "b")
    assert checked(path).entries[0]["kind"] == "key"
    assert whom(tmp_path / "old") == ["a"]
