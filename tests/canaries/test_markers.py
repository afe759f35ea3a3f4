"""Markers: read wherever they turn up, whose they are, and nobody else's."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from proxy.canaries.keys import CanaryKey
from proxy.canaries.markers import find, looks_marked, marker, short

KEY, OTHER = CanaryKey(b"one secret"), CanaryKey(b"another secret")
digests = st.integers(0, 2**64 - 1).map(lambda n: f"{n:016x}")


@given(digests, st.sampled_from("kac"), st.text(max_size=8))
def test_a_marker_names_its_caller(digest: str, kind: str, salt: str) -> None:
    """Whoever it was given to is read off it, in any text, by any process with the secret, and by nobody else."""
    whom = f"{kind}_{digest}"
    token = marker(KEY, whom, salt)
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", token)
    assert find(CanaryKey(b"one secret"), f"As said (Reference: {token}). And so on.") == {short(whom)}
    assert find(OTHER, token) == frozenset()


def test_callers_and_campaigns_are_told_apart() -> None:
    """Equal digests of a caller and of a campaign are two."""
    assert short("c_0123456789ab") != short("k_0123456789ab")


def test_markers_of_one_caller_differ() -> None:
    """Answers carry different markers, so none can be stripped because it is seen everywhere."""
    assert len({marker(KEY, "k_00ff", f"d_{n}") for n in range(500)}) == 500


def test_what_only_looks_like_one_is_none() -> None:
    """Serial numbers of that shape pass no seal; a marker with another letter neither."""
    token = marker(KEY, "k_00ff", "d_1")
    changed = ("0" if token[0] != "0" else "1") + token[1:]
    assert looks_marked(f"{changed} is a number of mine")
    assert find(KEY, f"{changed} 7KQM-2XVA-9TRD-B0EF") == frozenset()
    assert not looks_marked("state-of-the-art 1234-5678 AAAA-BBBB-CCCC-DDDD-EEEE")


def test_looking_is_bounded() -> None:
    """Of a long text the ends are read, and of a text of tokens the first few are tried."""
    token = marker(KEY, "k_00ff", "d_1")
    assert find(KEY, "a " * 100_000 + token) == {short("k_00ff")}
    assert find(KEY, "a " * 50_000 + token + " b" * 50_000) == frozenset()
    assert find(KEY, "7KQM-2XVA-9TRD-B0EF " * 40 + token) == frozenset()
