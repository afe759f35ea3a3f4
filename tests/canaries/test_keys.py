"""Draws: even, the same everywhere, and nothing without the secret."""

from __future__ import annotations

from collections import Counter

import pytest

from proxy.canaries.keys import CanaryKey

KEY = CanaryKey(b"a secret of the deployment")


def test_equal_secrets_draw_alike() -> None:
    """Every worker of every replica draws the same; another secret draws something else."""
    twin, other = CanaryKey(b"a secret of the deployment"), CanaryKey(b"another secret")
    names = [f"feature-{n}" for n in range(64)]
    assert [KEY.draw("k_1", each, 16) for each in names] == [twin.draw("k_1", each, 16) for each in names]
    assert [KEY.draw("k_1", each, 16) for each in names] != [other.draw("k_1", each, 16) for each in names]
    assert KEY.commitment == twin.commitment != other.commitment


def test_draws_are_even() -> None:
    """Over many callers every number is drawn about as often (4096 draws, sixteen numbers, five deviations)."""
    drawn = Counter(KEY.draw(f"k_{n}", "cue:fern", 16) for n in range(4096))
    assert set(drawn) == set(range(16))
    assert all(abs(count - 256) < 5 * 15.5 for count in drawn.values())


def test_coins_are_even() -> None:
    """A share of a tenth takes about a tenth of the questions."""
    taken = sum(KEY.coin("k_1", f"question {n}") < 0.1 for n in range(4096))
    assert 320 < taken < 500


@pytest.mark.parametrize("of", [0, 3, 10, 2**33])
def test_uneven_draws_are_refused(of: int) -> None:
    """A number of possibilities that is no power of two would favour some of them."""
    with pytest.raises(ValueError, match="power of two"):
        KEY.draw("k_1", "f", of)


def test_nothing_shows_the_key() -> None:
    """Neither the repr nor the commitment contains the secret, and an empty one is refused."""
    assert repr(KEY) == "CanaryKey(…)"
    assert "secret" not in KEY.commitment
    with pytest.raises(ValueError, match="guessable"):
        CanaryKey(b"")


def test_parts_do_not_run_together() -> None:
    """A caller and a feature whose names join to the same letters draw differently."""
    pairs = [("k_1", "2f"), ("k_12", "f")]
    drawn = [[KEY.draw(whom + "_", feature + str(n), 16) for n in range(32)] for whom, feature in pairs]
    assert drawn[0] != drawn[1]
