"""The compact table behind the directory, held against a dict."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from proxy.callers.roll import Draft, Entry, Roll

IDS = st.integers(0, 2**64 - 1).map(lambda number: f"k_{number:016x}")
FEW_IDS = st.sampled_from([f"k_{number:016x}" for number in (0, 1, 2, 2**63, 2**64 - 1)])
ENTRIES = st.builds(
    Entry,
    org=st.sampled_from(["", "org_a", "org_b"]),
    tier=st.sampled_from(["", "free", "pro", "org_a"]),
    created_at=st.none() | st.floats(0, 2e9),
    verified=st.booleans(),
)


@given(st.lists(st.tuples(IDS | FEW_IDS, ENTRIES), max_size=60), st.lists(IDS | FEW_IDS, max_size=10))
def test_equals_a_dict(rows: list[tuple[str, Entry]], strangers: list[str]) -> None:
    """A roll answers what a dict filled in the same order would: the last row about a caller counts."""
    draft = Draft()
    for caller_id, entry in rows:
        draft.add(caller_id, entry)
    roll, expected = Roll(draft), dict(rows)
    assert len(roll) == len(expected)
    for caller_id in [*expected, *strangers]:
        assert roll.find(caller_id) == expected.get(caller_id)


def test_empty_roll_knows_nobody() -> None:
    """Without a directory nobody is found, and nothing raises."""
    assert Roll().find("k_0123456789abcdef") is None


def test_only_credentials_have_entries() -> None:
    """An anonymous caller's id never meets an entry of equal digits."""
    draft = Draft()
    draft.add("k_0123456789abcdef", Entry(org="org_a"))
    assert Roll(draft).find("a_0123456789abcdef") is None


def test_a_caller_costs_25_bytes() -> None:
    """Memory per caller is that of its columns; names are kept once."""
    draft = Draft()
    for number in range(1000):
        draft.add(f"k_{number:016x}", Entry(org="org_of_everybody", tier="free"))
    roll = Roll(draft)
    columns = (roll._digests, roll._orgs, roll._tiers, roll._created)
    assert sum(column.itemsize * len(column) for column in columns) + len(roll._verified) == 25_000
    assert len(roll._names) == 3
