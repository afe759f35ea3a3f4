"""Shares within a window: counted where a rule asks, and evidence of nothing by themselves."""

from __future__ import annotations

import pytest

from proxy.core.features import Elicitation, Features
from proxy.core.vocabulary import FACTS, ON_DEMAND
from proxy.detectors.profile import DAY
from proxy.detectors.windows import WINDOWS, shares, windowed
from proxy.state.memory import MemoryStore
from tests.detectors.scenes import NOW, ask

TAGS, STEPS = Elicitation.TAGS, Elicitation.STEPS


async def after(*requests: Features, windows: tuple[str, ...] = ("1h", "24h")) -> dict[str, float]:
    """The signals of the last request, by name."""
    store = MemoryStore()
    for each in requests:
        asked = windowed(each, windows)
        readings = await store.take(list(asked.values()), each.at)
        assert readings is not None
    return {signal.name: signal.value for signal in shares(dict(zip(asked, readings, strict=True)))}


def test_every_window_is_a_fact() -> None:
    """Signals and the vocabulary name the same windows of the same facts."""
    names = {key for fact in FACTS if fact.name in ON_DEMAND for key in fact.keys if "[" in key}
    assert {signal.name for signal in shares(dict.fromkeys(WINDOWS, _Nothing()))} == names
    assert all(signal.score == 0.0 and signal.why for signal in shares(dict.fromkeys(WINDOWS, _Nothing())))


class _Nothing:
    """Sums before the first request."""

    values = ()
    since = 0.0


async def test_shares_are_of_the_window() -> None:
    """What is older than the window counts no more, and what was asked within it is told by its share."""
    old = [ask(at=NOW - 2 * 3600.0, asks=TAGS) for _ in range(6)]
    new = [ask(at=NOW + n, asks=asks) for n, asks in enumerate((STEPS, TAGS, Elicitation.NONE, Elicitation.NONE))]
    found = await after(*old, *new)
    assert found["elicitation.reasoning_share[1h]"] == pytest.approx(0.5)
    assert found["elicitation.strong_share[1h]"] == pytest.approx(0.25)
    assert found["elicitation.weak_share[1h]"] == pytest.approx(0.25)
    assert found["elicitation.reasoning_share[24h]"] == pytest.approx(0.8)


async def test_a_day_later_nothing_is_left() -> None:
    """A share of nothing is none."""
    found = await after(ask(asks=TAGS), ask(at=NOW + DAY + 3600.0, operation="embedding", user=None))
    assert set(found.values()) == {0.0}


async def test_what_counts() -> None:
    """Conversations and tools make no wording suspicious; retries and listings are not counted at all."""
    talk = ask(at=NOW, turns=3, user_turns=2, asks=TAGS)
    again = ask(at=NOW, asks=TAGS, retries=1)
    listing = ask(at=NOW, operation="models", user=None)
    found = await after(ask(at=NOW, logprobs=True), talk, again, listing)
    assert found["elicitation.reasoning_share[1h]"] == 0.0
    assert found["precision.logprobs_share[1h]"] == pytest.approx(0.5)
    assert found["coverage.single_turn[1h]"] == pytest.approx(0.5)


def test_only_what_is_asked_for_is_remembered() -> None:
    """Without a rule nothing is asked of the state, and one window costs one tally."""
    assert windowed(ask(), ()) == {}
    assert list(windowed(ask(), ("1h",))) == ["1h"]
    assert getattr(windowed(ask(), ("1h",), counts=False)["1h"], "values", None) == ()
