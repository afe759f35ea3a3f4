"""One request's judgement, as plain function calls on a clock of the test's own."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.decision import Action, Decision
from proxy.core.exchange import Call, Caller, Usage
from proxy.core.tally import Readings, Room, Settlement, Spend
from proxy.policy.evaluate import Policy
from proxy.screening import (
    CREDENTIAL_REFUSAL,
    OVERSIZE_REFUSAL,
    STATE_REFUSAL,
    Opening,
    begin,
    conclude,
    settle,
    unreadable_refusal,
)
from proxy.state.memory import MemoryStore
from tests.policies import limited, policy_of

NOW = 1_790_000_000.0
CALLER = Caller("k_1", "203.0.113.7", org="o_1")
CHAT = Call("openai", "chat", "m", input_tokens=10, max_output_tokens=20)
FREE = Room(granted=True, used=1.0, wait=0.0, reset=60.0)
FULL = Room(granted=False, used=2.0, wait=30.0, reset=60.0)


def judged(policy: Policy, readings: Readings, *, unknown: bool = False) -> Decision:
    """The decision on a plain call."""
    return conclude(begin(policy, CALLER, CHAT, NOW), readings, "d_1", unknown=unknown)


class Desk:
    """Judges calls one after the other against a store in memory, as the handler does."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.store = MemoryStore()
        self.openings: list[Opening] = []

    async def ask(self, now: float, call: Call = CHAT) -> Decision:
        """One call at this time."""
        opening = begin(self.policy, CALLER, call, now)
        self.openings.append(opening)
        return conclude(opening, await self.store.take(opening.tallies, now), f"d_{len(self.openings)}")

    async def close(self, decision: Decision, usage: Usage, now: float) -> Sequence[Settlement]:
        """Settle the last call."""
        corrections = settle(self.openings[-1], decision, usage)
        await self.store.settle(corrections, now)
        return corrections


def test_without_budgets_nothing_is_asked() -> None:
    """A policy without budgets asks the store for nothing and allows."""
    opening = begin(policy_of("policy: p\n"), CALLER, CHAT, NOW)
    assert opening.tallies == ()
    decision = conclude(opening, (), "d_1")
    assert (decision.action, decision.refusal, decision.unknown) == (Action.ALLOW, None, False)


def test_a_budget_becomes_one_tally() -> None:
    """Every budget that is about the call is one spend, in policy order, under the caller's group."""
    opening = begin(limited(7), CALLER, CHAT, NOW)
    (spend,) = opening.tallies
    assert isinstance(spend, Spend)
    assert (spend.group, spend.amount, spend.limit, spend.window) == ("c:k_1", 1.0, 7.0, 60.0)


@pytest.mark.parametrize(("mode", "enforced"), [("enforce", True), ("observe", False)])
def test_a_full_budget_refuses(mode: str, enforced: bool) -> None:
    """No room means 429 with the wait, under the budget's name; `observe` concludes the same, unenforced."""
    decision = judged(limited(mode=mode), (FULL,))
    assert (decision.action, decision.enforced, decision.rules) == (Action.THROTTLE, enforced, ("b",))
    assert decision.refusal is not None
    assert (decision.refusal.status, decision.refusal.kind, decision.refusal.retry_after) == (429, "budget", 30.0)
    assert [standing.remaining for standing in decision.standings] == [0.0]


@pytest.mark.parametrize(
    ("word", "action", "status"),
    [("open", Action.ALLOW, None), ("local", Action.ALLOW, None), ("closed", Action.THROTTLE, 503)],
)
def test_an_unknown_state_is_the_policys_business(word: str, action: Action, status: int | None) -> None:
    """Without readings the decision says so and is what `on_state_failure` says."""
    decision = judged(limited(on_state_failure=word), None)
    assert decision.unknown
    assert decision.action is action
    assert (decision.refusal.status if decision.refusal else None) == status
    assert decision.standings == ()


def test_local_readings_count_and_are_told() -> None:
    """Readings from this process's own counters refuse like any, and the decision stays marked as unknown."""
    decision = judged(limited(on_state_failure="local"), (FULL,), unknown=True)
    assert (decision.action, decision.unknown) == (Action.THROTTLE, True)


@pytest.mark.parametrize("early", [CREDENTIAL_REFUSAL, OVERSIZE_REFUSAL, unreadable_refusal("not_json")])
@pytest.mark.parametrize("mode", ["enforce", "observe"])
def test_an_early_refusal_spends_nothing_where_it_is_enforced(mode: str, early: object) -> None:
    """What is refused before the state is asked asks nothing of it; in observe mode the call goes on and counts."""
    policy = limited(mode=mode)
    opening = begin(policy, CALLER, CHAT, NOW, early)  # type: ignore[arg-type]
    assert len(opening.tallies) == (0 if mode == "enforce" else 1)
    decision = conclude(opening, (FREE,) if opening.tallies else (), "d_1")
    assert (decision.action, decision.refusal, decision.enforced) == (Action.BLOCK, early, mode == "enforce")


def test_refusals_show_nothing_of_the_body() -> None:
    """What is said of an unreadable body is one of our own words."""
    assert unreadable_refusal("not_json").message == "The gateway could not read this request body (not json)."


async def test_tokens_are_reserved_and_corrected() -> None:
    """A call reserves its prompt and its cap; afterwards what it really used counts, and what is left can be used."""
    desk = Desk(limited(100, "total_tokens", reserve_output="50"))
    first = await desk.ask(NOW)
    assert first.standings[0].remaining == 70
    (correction,) = await desk.close(first, Usage(12, 3), NOW + 1)
    assert (correction.spend.amount, correction.actual) == (30.0, 15.0)
    second = await desk.ask(NOW + 2)
    assert second.standings[0].remaining == 55


@pytest.mark.parametrize("mode", ["enforce", "observe"])
async def test_refused_calls_settle_nothing(mode: str) -> None:
    """A refusal reserved nothing, so there is nothing to correct; in observe mode, too."""
    desk = Desk(limited(40, "total_tokens", reserve_output="30", mode=mode))
    assert (await desk.ask(NOW)).refusal is None
    refused = await desk.ask(NOW)
    assert refused.refusal is not None
    assert await desk.close(refused, Usage(900, 900), NOW) == ()


def test_unknown_calls_settle_nothing() -> None:
    """What was never reserved cannot be corrected."""
    opening = begin(limited(40, "total_tokens", reserve_output="30"), CALLER, CHAT, NOW)
    assert settle(opening, conclude(opening, None, "d_1"), Usage(5, 5)) == ()


def test_the_state_refusal_may_be_tried_again() -> None:
    """A closed state is a passing thing: SDKs are told when to come back."""
    assert STATE_REFUSAL.retry_after == 5.0


@given(
    limit=st.integers(1, 12),
    window=st.integers(1, 40),
    gaps=st.lists(st.floats(0, 20, allow_nan=False), min_size=1, max_size=60),
)
async def test_never_more_than_the_limit_in_any_window(limit: int, window: int, gaps: list[float]) -> None:
    """Whatever the pace, no window holds more granted calls than the limit, and a wait that is served out is enough."""
    desk = Desk(limited(limit, window=f"{window}s"))
    now, granted = NOW, []
    for gap in gaps:
        now += gap
        decision = await desk.ask(now)
        if decision.refusal is None:
            granted.append(now)
        else:
            assert decision.refusal.retry_after is not None
            now += decision.refusal.retry_after + 0.001
            assert (await desk.ask(now)).refusal is None
            granted.append(now)
    for start in granted:
        assert sum(start <= each < start + window for each in granted) <= limit
