"""A bounded memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from proxy.features.memo import Memo


@given(st.integers(1, 5), st.lists(st.tuples(st.booleans(), st.integers(0, 12)), max_size=80))
def test_bounded_and_true(size: int, steps: list[tuple[bool, int]]) -> None:
    """It never holds more than two generations and never answers anything but what was put."""
    memo: Memo[int, str] = Memo(size)
    for put, key in steps:
        if put:
            memo.put(key, f"v{key}")
        assert memo.get(key) in ({f"v{key}"} if put else {f"v{key}", None})
        assert len(memo) <= 2 * size


def test_used_stays() -> None:
    """What is asked for again and again outlives any number of things asked for once."""
    memo: Memo[str, int] = Memo(4)
    memo.put("often", 1)
    for other in range(100):
        assert memo.get("often") == 1
        memo.put(str(other), other)
    assert memo.get("0") is None


def test_repr_shows_no_content() -> None:
    """Printing a memory shows its size and nothing else."""
    memo: Memo[str, str] = Memo(4)
    memo.put("key", "value")
    assert repr(memo) == "Memo(1 of 8)"
