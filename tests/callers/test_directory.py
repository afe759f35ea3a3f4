"""The key directory: what is read, what is skipped, and that a reload is whole or not at all."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.callers.digests import Keyed
from proxy.callers.directory import REPORTED, Directory, parse, read
from proxy.callers.roll import Entry
from proxy.core.exchange import Caller

KEYED = Keyed(b"test")
ALICE = KEYED.caller(b"sk-alice")
FULL = b'{"key": "sk-alice", "org": "org_a", "tier": "pro", "created_at": 1789000000, "verified": true}\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.jsonl"


def renamed(path: Path, content: bytes) -> None:
    """Write as operators should: beside, then into place."""
    beside = path.with_suffix(".new")
    beside.write_bytes(content)
    beside.rename(path)


def test_entry_is_resolved(path: Path) -> None:
    """A caller in the directory has its org, also as a digest for the state, its tier, age and verification."""
    path.write_bytes(FULL)
    directory = Directory(KEYED, path)
    assert directory.reload()
    key = KEYED.org("org_a")
    expected = Caller(ALICE, "203.0.113.7", "org_a", "pro", 1789000000.0, verified=True, org_key=key)
    assert directory.resolve(ALICE, "203.0.113.7") == expected


def test_without_entry_an_org_of_its_own() -> None:
    """A caller that the directory does not know is alone in its org."""
    assert Directory(KEYED).resolve(ALICE) == Caller(ALICE, org="o_" + ALICE[2:])


def test_entry_without_org_is_an_org_of_its_own(path: Path) -> None:
    """Callers whose entries name no org do not share the empty one."""
    path.write_bytes(b'{"key": "sk-alice", "tier": "free"}')
    directory = Directory(KEYED, path)
    directory.reload()
    assert directory.resolve(ALICE) == Caller(ALICE, org="o_" + ALICE[2:], tier="free")


BAD = [
    (b"{", "not JSON"),
    (b'{"key": "\\ud800"}', "not JSON"),
    (b"\xff\xfe", "not JSON"),
    (b"[1]", "not a JSON object"),
    (b"{}", "no key"),
    (b'{"key": ""}', "no key"),
    (b'{"key": 7}', "key must be a string"),
    (b'{"key": "k", "org": 7}', "org must be a string"),
    (b'{"key": "k", "org": "a\\u001b[31m"}', "org must be printable"),
    (b'{"key": "k", "tier": "' + b"x" * 200 + b'"}', "at most 128"),
    (b'{"key": "k", "created_at": "yesterday"}', "created_at must be seconds"),
    (b'{"key": "k", "created_at": true}', "created_at must be seconds"),
    (b'{"key": "k", "verified": "yes"}', "verified must be true or false"),
]


@pytest.mark.parametrize(("line", "message"), BAD)
def test_bad_line_is_skipped_and_reported(line: bytes, message: str) -> None:
    """A line that cannot be used is named by number and reason; its neighbours count."""
    roll, problems, skipped = read([b"\n", line, FULL], KEYED, "keys.jsonl")
    assert (len(roll), skipped, problems[0].line) == (1, 1, 2)
    assert message in problems[0].message
    assert str(problems[0]).startswith("keys.jsonl:2:1: ")


def test_reports_are_bounded() -> None:
    """A file of the wrong kind is told in a few lines and one number."""
    _, problems, skipped = read([b"nonsense"] * 1000, KEYED, "keys.jsonl")
    assert (len(problems), skipped) == (REPORTED, 1000)


@given(
    st.binary()
    | st.recursive(st.none() | st.text() | st.floats(), lambda inner: st.dictionaries(st.text(), inner)).map(
        orjson.dumps
    )
)
def test_any_line_is_entry_or_reason(line: bytes) -> None:
    """Whatever a line holds, it becomes an entry or a ValueError, nothing else."""
    try:
        outcome = parse(line)[0].decode()
    except ValueError as wrong:
        outcome = str(wrong)
    assert outcome


@pytest.mark.parametrize("line", [b'{"key": "sk-hidden"', b'{"key": "sk-hidden", "org": 1}', b'"sk-hidden"'])
def test_problems_show_no_key(line: bytes) -> None:
    """Neither the text nor the traceback of the error shows anything of the line."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - any text will do, as long as it is silent
        parse(line)
    assert "sk-hidden" not in "".join(traceback.format_exception(caught.value))


def test_reload_follows_the_file(path: Path) -> None:
    """A new file is taken once, and an unchanged one not again."""
    renamed(path, FULL)
    directory = Directory(KEYED, path)
    assert (directory.reload(), directory.reload()) == (True, False)
    renamed(path, FULL.replace(b"pro", b"free"))
    assert (directory.changed(), directory.reload(), directory.changed()) == (True, True, False)
    assert directory.resolve(ALICE).tier == "free"


def test_same_size_and_time_but_another_inode_is_a_change(path: Path) -> None:
    """A file renamed into place is noticed even with the old size and time."""
    renamed(path, FULL)
    directory = Directory(KEYED, path)
    directory.reload()
    before = path.stat()
    beside = path.with_suffix(".beside")
    beside.write_bytes(FULL.replace(b"pro", b"max"))
    os.utime(beside, ns=(before.st_atime_ns, before.st_mtime_ns))
    beside.rename(path)
    assert directory.reload()
    assert directory.resolve(ALICE).tier == "max"


def test_file_that_grows_while_read_is_not_taken(path: Path) -> None:
    """Half a file never comes into force; the next look takes the whole."""
    path.write_bytes(FULL)
    directory = Directory(KEYED, path)
    directory.reload()
    path.write_bytes(b'{"key": "sk-bob"}\n' * 200)

    def grow() -> None:
        with path.open("ab") as file:
            file.write(FULL)

    assert not directory.reload(grow)
    assert directory.resolve(ALICE).tier == "pro"
    assert directory.reload()
    assert directory.roll.find(KEYED.caller(b"sk-bob")) == Entry()


def test_missing_file_leaves_the_old_entries(path: Path) -> None:
    """A file that went away raises, and everybody keeps what the last one said."""
    path.write_bytes(FULL)
    directory = Directory(KEYED, path)
    directory.reload()
    path.unlink()
    with pytest.raises(FileNotFoundError):
        directory.reload()
    assert directory.resolve(ALICE).tier == "pro"


@pytest.fixture
def long(path: Path) -> Directory:
    path.write_bytes(FULL * 300)
    return Directory(KEYED, path)


async def test_refresh_reads_in_a_thread(long: Directory) -> None:
    """`refresh` takes a new file without the event loop reading it."""
    assert await long.refresh()
    assert not await long.refresh()
    assert len(long.roll) == 1


def test_no_directory_is_never_read() -> None:
    """Without a path there is nothing to reload."""
    assert not Directory(KEYED).reload()


def test_keys_are_not_kept(path: Path) -> None:
    """After loading, no key is left in anything that the directory holds."""
    path.write_bytes(FULL + b'{"key": "sk-broken", "org": 1}\n')
    directory = Directory(KEYED, path)
    directory.reload()
    roll = directory.roll
    held = [directory.problems, *(getattr(roll, slot) for slot in roll.__slots__)]
    assert "sk-" not in repr(held)
