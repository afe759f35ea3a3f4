"""One request's judgement, as plain function calls on a clock of the test's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.block import REFUSAL as BAN
from proxy.core.campaign import Membership
from proxy.core.decision import Action, Decision, Level
from proxy.core.effect import Block
from proxy.core.exchange import Call, Caller, Turn, Usage
from proxy.core.tally import Held, Readings, Room, Settlement, Spend
from proxy.features.extract import Extractor
from proxy.policy.evaluate import Policy
from proxy.remedies import Banned
from proxy.screening import (
    CREDENTIAL_REFUSAL,
    OVERSIZE_REFUSAL,
    STATE_REFUSAL,
    Opening,
    Ruling,
    begin,
    claims_text,
    conclude,
    remember,
    settle,
    turned_away,
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
    return conclude(begin(policy, CALLER, CHAT, NOW), readings, "d_1", unknown=unknown).decision


class Desk:
    """Judges calls one after the other against a store in memory, as the handler does."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.store = MemoryStore()
        self.openings: list[Opening] = []
        self.rulings: list[Ruling] = []

    async def ask(self, now: float, call: Call = CHAT) -> Decision:
        """One call at this time."""
        opening = begin(self.policy, CALLER, call, now)
        self.openings.append(opening)
        self.rulings.append(conclude(opening, await self.store.take(opening.tallies, now), f"d_{len(self.openings)}"))
        return self.rulings[-1].decision

    async def close(self, usage: Usage, now: float) -> Sequence[Settlement]:
        """Settle the last call."""
        corrections = settle(self.openings[-1], self.rulings[-1], usage)
        await self.store.settle(corrections, now)
        return corrections


def test_without_budgets_nothing_is_asked() -> None:
    """A policy without budgets asks the store for nothing and allows."""
    opening = begin(policy_of("policy: p\n"), CALLER, CHAT, NOW)
    assert opening.tallies == []
    decision = conclude(opening, (), "d_1").decision
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
    decision = conclude(opening, (FREE,) if opening.tallies else (), "d_1").decision
    assert (decision.action, decision.refusal, decision.enforced) == (Action.BLOCK, early, mode == "enforce")


def test_refusals_show_nothing_of_the_body() -> None:
    """What is said of an unreadable body is one of our own words."""
    assert unreadable_refusal("not_json").message == "The gateway could not read this request body (not json)."


async def test_tokens_are_reserved_and_corrected() -> None:
    """A call reserves its prompt and its cap; afterwards what it really used counts, and what is left can be used."""
    desk = Desk(limited(100, "total_tokens", reserve_output="50"))
    first = await desk.ask(NOW)
    assert first.standings[0].remaining == 70
    (correction,) = await desk.close(Usage(12, 3), NOW + 1)
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
    assert await desk.close(Usage(900, 900), NOW) == ()


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


RULED = """
policy: p
mode: MODE
rules:
  - name: many
    why: More in an hour than a person asks
    when: volume.requests[1h] >= 3
    then: [THEN]
    for: 1h
EXTRA"""


class Court(Desk):
    """Judges with features, and remembers, as the handler does."""

    extractor = Extractor(b"a secret of the tests")

    def __init__(self, mode: str = "enforce", then: str = "block", extra: str = "") -> None:
        self.banned = Banned()
        super().__init__(policy_of(RULED.replace("MODE", mode).replace("THEN", then).replace("EXTRA", extra)))

    async def hear(self, now: float, text: str = "Why is the sky blue in the evening?") -> Decision:
        """One question at this time."""
        call = Call("openai", "chat", "m", turns=(Turn("user", text),), input_tokens=10)
        features = self.extractor.features(call, CALLER, [], now)
        opening = begin(
            self.policy, CALLER, call, now, features=features, path="/v1/chat/completions",
            knocking=CALLER.id in self.banned,
        )  # fmt: skip
        ruling = conclude(opening, await self.store.take(opening.tallies, now), "d_1")
        self.banned.note(ruling.decision)
        await self.store.settle(remember(opening, ruling), now)
        self.openings.append(opening)
        self.rulings.append(ruling)
        return ruling.decision


async def test_a_rule_fires_where_its_condition_holds() -> None:
    """The third request within the hour meets the rule, and the decision names it and carries what it does."""
    court = Court()
    found = [await court.hear(NOW + number) for number in range(3)]
    assert [decision.action for decision in found] == [Action.ALLOW, Action.ALLOW, Action.BLOCK]
    assert (found[2].rules, found[2].effects, found[2].enforced) == (("many",), (Block(),), True)
    assert found[2].refusal is not None
    assert (found[2].refusal.status, found[2].refusal.retry_after) == (403, None)


async def test_a_remedy_runs_as_long_as_the_rule_says() -> None:
    """It goes on after the condition has ceased to hold, and ends an hour after the rule last fired."""
    court = Court(then="degrade: {strip: [logprobs]}")
    for number in range(3):
        await court.hear(NOW + number)
    assert (await court.hear(NOW + 3599)).rules == ("many",)
    assert (await court.hear(NOW + 9 * 3600)).rules == ()


async def test_observing_decides_the_same_and_does_nothing() -> None:
    """In observe mode the decision says what would be done, and that it is not."""
    court = Court("observe")
    found = [await court.hear(NOW + number) for number in range(3)][2]
    assert (found.action, found.enforced, found.rules, found.effects) == (Action.BLOCK, False, ("many",), (Block(),))


async def test_excepted_callers_are_never_acted_on() -> None:
    """Neither when the rule's condition holds nor while an old remedy would run."""
    extra = "exceptions:\n  - {name: e, callers: [k_1], rules: [many], until: 2099-01-01, owner: o, reason: r}\n"
    court = Court(extra=extra)
    assert {(await court.hear(NOW + number)).action for number in range(5)} == {Action.ALLOW}


async def test_every_decision_carries_its_evidence() -> None:
    """Signals with their sentences, a risk and a level stand in every decision on a call that could be read."""
    decision = await Court().hear(NOW)
    assert {signal.name for signal in decision.signals} >= {"volume.requests[1h]", "elicitation.strong_share"}
    assert all(signal.why for signal in decision.signals)
    assert (decision.risk, decision.level) == (0.0, Level.CLEAR)


async def test_what_a_budget_refuses_is_no_evidence() -> None:
    """Our own refusals are neither counted as requests nor remembered as risk."""
    court = Court(extra="budgets: [{name: b, per: caller, meter: requests, limit: 1, window: 1m}]\n")
    for number in range(6):
        decision = await court.hear(NOW + number)
    assert decision.rules == ("b",)
    volume = {signal.name: signal.value for signal in decision.signals}
    assert volume["volume.requests[1h]"] <= 2
    assert remember(court.openings[-1], court.rulings[-1]) == ()


async def test_a_ban_does_not_feed_itself() -> None:
    """A caller who keeps knocking is let in again when the ban is over: knocking neither counts nor renews it."""
    court = Court()
    found = [await court.hear(NOW + 60 * number) for number in range(64)]
    assert [decision.action is Action.BLOCK for decision in found] == [False] * 2 + [True] * 60 + [False] * 2


def test_who_is_banned_is_forgotten_before_it_fills_the_memory() -> None:
    """The memory of banned callers is bounded, and a caller who is served again is no longer in it."""
    banned = Banned()
    banned.MOST = 2
    for number in range(3):
        banned.note(Decision("d", NOW, Caller(f"k_{number}"), Action.BLOCK, True, "0", refusal=BAN))
    assert [f"k_{number}" in banned for number in range(3)] == [False, False, True]
    banned.note(Decision("d", NOW, Caller("k_2"), Action.ALLOW, True, "0"))
    assert "k_2" not in banned


def test_a_member_is_judged_with_its_campaign() -> None:
    """The campaign's budget and a rule on its facts speak to its members only, and the decision names it."""
    policy = policy_of(
        "policy: p\nmode: enforce\nbudgets: [{name: b, per: campaign, meter: requests, limit: 9, window: 1m}]\n"
        "rules: [{name: r, why: x, when: [campaign.callers >= 10, campaign.age >= 1h], then: [block]}]\n"
    )
    member = Membership("c_0123456789ab", NOW - 7200.0, 12, 4, 900.0, 0.8, tied=True, matches=False)
    for membership, rules in ((member, ("r",)), (None, ())):
        opening = begin(policy, CALLER, CHAT, NOW, membership=membership)
        readings = (*[FREE for _ in opening.claims], Held((0.0,), 0, 0.0))
        decision = conclude(opening, readings, "d_1").decision
        assert (len(opening.claims), decision.rules) == (len(rules), rules)
        assert decision.campaign == (membership.id if membership else None)


CALLED = replace(CALLER, id="k_00000000000000a1")
"""Its id is a digest, as the detectors expect."""


@pytest.mark.parametrize(
    ("risk", "tied", "matches", "claims"),
    [(0.7, False, True, True), (0.7, True, True, False), (0.7, False, False, False), (0.45, False, True, False)],
)
def test_whose_text_it_is(risk: float, tied: bool, matches: bool, claims: bool) -> None:
    """The text of a campaign that is acted on speaks against that, of one that is only watched against the sender."""
    member = Membership("c_0123456789ab", NOW, 12, 4, 900.0, risk, tied=tied, matches=matches)
    assert claims_text(policy_of("policy: p\n"), member) == claims
    assert not claims_text(policy_of("policy: p\n"), None)


async def test_a_rule_on_a_window_counts_it() -> None:
    """A share within the hour is counted because a rule asks, fires the rule, and is told among the signals."""
    policy = policy_of(
        "policy: p\nmode: enforce\nrules: [{name: r, why: x, then: [block], "
        "when: ['elicitation.reasoning_share[1h] >= 0.3', 'volume.requests[1h] >= 3']}]\n"
    )
    store, extractor, rules = MemoryStore(), Extractor(b"a secret of the tests"), []
    call = replace(CHAT, turns=(Turn("user", "Think step by step: which number comes after 4711 and before 4713?"),))
    for n in range(4):
        features = extractor.features(call, CALLED, [], NOW + n)
        opening = begin(policy, CALLED, call, NOW + n, features=features)
        ruling = conclude(opening, await store.take(opening.tallies, NOW + n), f"d_{n}")
        rules.append(ruling.decision.rules)
    assert rules == [(), (), ("r",), ("r",)]
    signals = {signal.name: signal.value for signal in ruling.decision.signals}
    assert signals["elicitation.reasoning_share[1h]"] == 1.0
    assert "elicitation.reasoning_share[24h]" not in signals


def test_windows_cost_nothing_where_no_rule_asks() -> None:
    """Without such a rule not one tally more is asked for."""
    plain = policy_of("policy: p\nrules: [{name: r, why: x, when: risk >= 0.9, then: [block]}]\n")
    features = Extractor(b"a secret of the tests").features(CHAT, CALLED, [], NOW)
    assert begin(plain, CALLED, CHAT, NOW, features=features).windows == {}


def test_a_caller_banned_by_name_is_turned_away() -> None:
    """Whatever the policy's mode: the ban is done, and nothing is reserved, remembered or settled."""
    opening = Opening(limited(mode="observe"), CALLER, CHAT, NOW)
    ruling = turned_away(opening, "d_1")
    decision = ruling.decision
    assert (decision.action, decision.enforced, decision.rules) == (Action.BLOCK, True, ("operator-ban",))
    assert decision.refusal == BAN
    assert [*remember(opening, ruling), *settle(opening, ruling, Usage(5, 5))] == []
