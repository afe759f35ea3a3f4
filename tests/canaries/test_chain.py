"""The chain: whatever is done to it is found, at the very line."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.canaries.chain import FIRST, Head, check, head_of, link
from proxy.canaries.keys import CanaryKey

KEY = CanaryKey(b"the deployment's secret").chain
OTHER = CanaryKey(b"somebody else's secret").chain


def chain(count: int, key: bytes = KEY) -> list[bytes]:
    """So many lines."""
    head, lines = Head(), []
    for number in range(count):
        line, head = link(head, {"kind": "served", "at": 1.5 + number, "whom": "k_1", "marks": [f"{number:016x}"]}, key)
        lines.append(line)
    return lines


def changed(line: bytes, **members: Any) -> bytes:
    """The line with other members."""
    return orjson.dumps({**orjson.loads(line), **members})


def rewritten(lines: list[bytes], at: int, key: bytes) -> list[bytes]:
    """The chain as a forger makes it who changes one line and computes all others anew, sealed with a key of theirs."""
    head = Head() if at == 0 else head_of(lines[at - 1])
    done = lines[:at]
    for number, line in enumerate(lines[at:], at):
        entry = {name: value for name, value in orjson.loads(line).items() if name not in ("n", "prev", "hash", "seal")}
        fresh, head = link(head, {**entry, "whom": "k_2"} if number == at else entry, key)
        done.append(fresh)
    return done


def test_an_untouched_chain_holds() -> None:
    """Every line is read, with and without the key, and the head counts them."""
    for keys in ((), (KEY,), (OTHER, KEY)):
        found = check(chain(5), keys)
        assert found.holds
        assert (found.head.entries, len(found.entries), found.sealed) == (5, 5, bool(keys))
    assert check([]).head == Head(0, FIRST)


@given(st.integers(0, 19), st.sampled_from(["at", "whom", "marks", "kind", "n", "prev", "hash"]), st.booleans())
def test_a_changed_member_is_found_at_its_line(at: int, member: str, sealed: bool) -> None:
    """Whatever member of whatever line is changed, that line is named, and only what stands before it is believed."""
    lines = chain(20)
    lines[at] = changed(lines[at], **{member: "x" * 64})
    found = check(lines, (KEY,) if sealed else ())
    assert (found.line, len(found.entries)) == (at + 1, at)
    assert found.fault


@given(st.integers(0, 19), st.integers(0, 400))
def test_a_changed_byte_is_found_at_its_line(at: int, place: int) -> None:
    """Any byte: the line is no JSON any more, another line, or fits no hash or seal."""
    lines = chain(20)
    line = bytearray(lines[at].rstrip())
    line[place % len(line)] ^= 1
    lines[at] = bytes(line)
    assert check(lines, (KEY,)).line == at + 1


@given(st.integers(0, 18))
def test_missing_and_inserted_lines_are_found(at: int) -> None:
    """A line taken out, put in twice or exchanged with the next one is found where that was done."""
    lines = chain(20)
    assert check(lines[:at] + lines[at + 1 :], (KEY,)).line == at + 1
    assert check([*lines[: at + 1], lines[at], *lines[at + 1 :]], (KEY,)).line == at + 2
    swapped = [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]
    assert check(swapped, (KEY,)).line == at + 1


@given(st.integers(0, 19))
def test_a_chain_written_anew_is_found_by_its_seals(at: int) -> None:
    """Who changes a line and computes all hashes behind it anew is found at that line by whoever has the key."""
    forged = rewritten(chain(20), at, OTHER)
    assert check(forged).holds
    assert check(forged, (KEY,)).line == at + 1


def test_a_chain_written_anew_is_found_by_a_noted_head() -> None:
    """Even by a forger who has the key: whoever noted a head outside finds that it is another one."""
    lines = chain(20)
    noted = {10: check(lines[:10]).head.hash}
    assert check(lines, (KEY,), noted).holds
    found = check(rewritten(lines, 4, KEY), (KEY,), noted)
    assert (found.line, "noted" in found.fault) == (10, True)


def test_lines_missing_at_the_end_are_found_by_a_noted_head() -> None:
    """A chain that was cut holds in itself; a head noted outside tells that there was more."""
    lines = chain(20)
    assert check(lines[:15], (KEY,)).holds
    assert check(lines[:15], (KEY,), {20: "0" * 64}).line == 16


@pytest.mark.parametrize("line", [b"", b"nonsense", b"[]", b"{}", b"1", b'{"hash": 1}', b'{"hash":"a","n":0}'])
def test_what_is_no_line_is_said_to_be_none(line: bytes) -> None:
    """Other files are no registries, and reading one says so instead of failing."""
    assert check([line]).line == 1
    if line != b'{"hash":"a","n":0}':
        with pytest.raises(ValueError, match=r"."):
            head_of(line)
