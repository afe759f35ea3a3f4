"""Pools: what is said of a bucket's callers together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.campaigns.pool import COUNTED, at_most, callers_of, novelty, share_of
from tests.campaigns.scenes import DAY, NOW, bucket, crowd, pool, sharer


def test_a_pool_counts_orgs_and_not_keys() -> None:
    """Keys of one org are one org, however many."""
    assert pool(crowd(12)).orgs == 12
    assert pool(crowd(12, org=7)).orgs == 1


def test_who_left_is_not_counted() -> None:
    """A caller who was last seen before the pool's memory begins belongs to it no more."""
    assert len(pool([*crowd(6), sharer(99, last=NOW - 20 * DAY)]).members) == 6


def test_shares_are_of_callers() -> None:
    """One caller with very many strongly worded requests does not make a strongly worded pool."""
    assert pool([*crowd(9), sharer(50, requests=5000, strong=5000)]).strong == pytest.approx(0.1)
    assert pool(crowd(9, strong=5)).strong == 1.0


def test_one_busy_caller_does_not_speak_for_the_cadence() -> None:
    """Of each caller's gaps only a few count, so that the pool's sessions are those of most."""
    assert pool([*crowd(9, gaps=8, short=0.6), sharer(50, gaps=255, short=0.0)]).sessions > 0.5


def test_novelty_is_the_share_of_different_contents() -> None:
    """Ever new contents are novel; one content over and over is not; what several orgs ask is common."""
    people = crowd(6)
    assert novelty(bucket(people)) == 1.0
    assert novelty(bucket(people, contents=((60, True),))) == pytest.approx(1 / 60)
    assert novelty(bucket(people, contents=())) == 0.0
    assert pool(people, contents=((1, True), (1, False), (2, True), (1, False))).common == 0.5


def test_a_sample_tells_how_many_there_are() -> None:
    """Where the sample holds a tenth of the callers there are ten times as many."""
    assert pool(crowd(96), share=0.1).callers == pytest.approx(950)
    assert pool(crowd(50)).callers == 50


@given(st.integers(0, 50), st.integers(0, 50))
def test_what_may_be_at_most_is_above_what_is(hits: int, more: int) -> None:
    """The bound lies between the share that was seen and 1, and nears it with more tries."""
    tries = hits + more
    bound = at_most(hits, tries)
    assert (hits / tries if tries else 0.0) - 1e-12 <= bound <= 1.0 + 1e-12
    assert at_most(hits * 100, tries * 100) <= bound + 1e-12


def test_nobody_has_no_share() -> None:
    """Of nobody nothing holds."""
    assert share_of([], lambda _: True) == 0.0


def test_wordings_are_known_of_the_first_requests() -> None:
    """Of a caller with more requests than are counted it counts how those were worded that are."""
    assert pool(crowd(9, requests=9000, strong=COUNTED, lone=COUNTED)).strong == 1.0
    assert pool(crowd(9, requests=9000, strong=100, lone=COUNTED)).strong == 0.0
    assert pool(crowd(9, requests=9000, lone=COUNTED)).lone == 1.0


def test_callers_of_several_texts_count_once() -> None:
    """Of texts with the same callers there are as many as of one; of those with others the sum, to a fifth."""
    people = [sharer(number, caller=number << 50) for number in range(1, 2**14, 16)]
    lower = [one for one in people if one.caller < 2**60]
    assert callers_of([pool(people[:40]), pool(people[20:60])]) == 60
    small, same = pool(lower, share=1 / 16), pool(lower, share=1 / 16, digest=2)
    assert callers_of([small, same]) == pytest.approx(len(people), rel=0.05)
    odd = [one._replace(caller=one.caller + 1) for one in lower]
    assert callers_of([small, pool(odd, share=1 / 16)]) == pytest.approx(2 * len(people), rel=0.05)
