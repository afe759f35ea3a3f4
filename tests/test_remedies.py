"""From evidence to what is done: rules that fire, remedies that run, exceptions, lifts and rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions import block
from proxy.core.campaign import Membership
from proxy.core.decision import Action, Decision, Level, Refusal
from proxy.core.effect import Block, Degrade, Throttle
from proxy.core.exchange import Call, Caller
from proxy.core.tally import LIFTED, Held
from proxy.core.vocabulary import FACTS
from proxy.detectors.evidence import Evidence
from proxy.detectors.risk import Risk
from proxy.policy.evaluate import Policy, strictest
from proxy.remedies import (
    NOTHING,
    Banned,
    Course,
    ban_latches,
    bans,
    facts,
    latches,
    lifts,
    prescribe,
    running_on,
    slowed,
    throttles_of,
)
from proxy.state.memory import MemoryStore
from tests.detectors.scenes import ask
from tests.policies import policy_of

NOW = 1_790_000_000.0
CALLER = Caller("k_1", "203.0.113.7", org="o_1", tier="free")
CALL = Call("openai", "chat", "m", stream=True, tools=2)
RULES = """
policy: p
mode: MODE
rules:
  - {name: plain, why: x, when: risk >= 0.3, then: [{degrade: {strip: [logprobs]}}], for: 1h}
  - {name: slow, why: x, when: risk >= 0.6, then: [{throttle: {rate: 2/m}}], for: 2h}
  - {name: ban, why: x, when: risk >= 0.9, then: [block], for: 7d}
"""
EXCEPTION = "exceptions: [{name: e, callers: [k_1], rules: [RULE], until: 2099-01-01, owner: o, reason: r}]\n"

IDLE = Held((0.0,), 0, 0.0)
RUNNING = Held((60.0,), 1, 1.0)
UNDONE = Held((0.0,), 0, LIFTED)


def policy(mode: str = "enforce", more: str = "") -> Policy:
    """Three rules of rising strictness over one number."""
    return policy_of(RULES.replace("MODE", mode) + more)


def course(risk: float, *held: Held, law: Policy | None = None) -> Course:
    """What is done at this risk while these remedies run (none where nothing is said)."""
    return prescribe(law or policy(), CALLER, {"risk": risk}, held or (IDLE,) * 3, NOW)


def decided(found: Course) -> Decision:
    """A decision that follows this course."""
    return Decision(
        "d_1", NOW, CALLER, found.action, found.enforced, "0", found.rules, effects=found.effects, refusal=found.refusal
    )


def test_without_rules_nothing_is_asked_and_nothing_done() -> None:
    """A policy of budgets only asks for no mark and prescribes nothing."""
    bare = policy_of("policy: p\n")
    assert latches(bare, CALLER) == ()
    assert prescribe(bare, CALLER, {"risk": 1.0}, (), NOW) is NOTHING


def test_one_mark_a_rule_in_the_callers_group() -> None:
    """Each rule asks whether it still runs for this caller, for as long as it says, in policy order."""
    found = [(mark.group, mark.name, mark.patience) for mark in latches(policy(), CALLER)]
    assert found == [("c:k_1", "r:plain", 3600.0), ("c:k_1", "r:slow", 7200.0), ("c:k_1", "r:ban", 604_800.0)]


@pytest.mark.parametrize(
    ("risk", "rules", "action"),
    [
        (0.1, (), Action.ALLOW),
        (0.3, ("plain",), Action.DEGRADE),
        (0.7, ("plain", "slow"), Action.THROTTLE),
        (0.95, ("plain", "slow", "ban"), Action.BLOCK),
    ],
)
def test_the_strictest_of_what_fires_is_the_action(risk: float, rules: tuple[str, ...], action: Action) -> None:
    """All rules that fire are named; their effects are put together and the strictest is the action."""
    found = course(risk)
    assert (found.rules, found.action, found.enforced) == (rules, action, True)
    assert len(found.effects) == len(rules)
    assert (found.refusal == block.REFUSAL) == (action is Action.BLOCK)


def test_a_remedy_runs_on_without_evidence() -> None:
    """A remedy whose mark still holds is done though its rule no longer fires; it is not written on by that."""
    found = course(0.0, RUNNING, IDLE, IDLE)
    assert (found.rules, found.action, found.fired) == (("plain",), Action.DEGRADE, ())
    assert running_on(policy(), CALLER, found, NOW) == ()


def test_only_rules_that_fire_run_on() -> None:
    """What is written is one mark for each rule that fires now, at the time of the judgement."""
    law = policy()
    found = course(0.7, IDLE, IDLE, RUNNING, law=law)
    notes = running_on(law, CALLER, found, NOW)
    assert found.rules == ("plain", "slow", "ban")
    assert [(note.spend, note.at, note.actual) for note in notes] == [
        (mark, NOW, 1.0) for mark in latches(law, CALLER)[:2]
    ]


def test_what_was_lifted_neither_runs_nor_fires() -> None:
    """After a lift the rule leaves the caller alone whatever the evidence, and is not written on; others go on."""
    found = course(0.95, UNDONE, IDLE, UNDONE)
    assert (found.rules, found.action, found.refusal) == (("slow",), Action.THROTTLE, None)
    assert [rule.name for rule in found.fired] == ["slow"]


@given(st.floats(0.0, 1.0), st.lists(st.sampled_from([IDLE, RUNNING, UNDONE]), min_size=3, max_size=3))
def test_an_excepted_caller_is_never_acted_on(risk: float, held: list[Held]) -> None:
    """Whatever the evidence and whatever still runs: an exception from all rules leaves nothing to do."""
    spared = policy(more=EXCEPTION.replace("RULE", '"*"'))
    assert course(risk, *held, law=spared) is NOTHING


def test_an_exception_is_scoped_and_ends() -> None:
    """An exception from one rule leaves the others in force, and after its day there is none."""
    law = policy(more=EXCEPTION.replace("RULE", "ban"))
    assert course(0.95, RUNNING, RUNNING, RUNNING, law=law).rules == ("plain", "slow")
    later = prescribe(law, CALLER, {"risk": 0.95}, (IDLE,) * 3, NOW + 200 * 365 * 86_400.0)
    assert later.rules == ("plain", "slow", "ban")


def test_observing_decides_the_same_unenforced() -> None:
    """In observe mode the same rules, effects, action and refusal are told, and marked as not to be done."""
    observed, enforced = course(0.95, law=policy("observe")), course(0.95)
    assert not observed.enforced
    assert (observed.rules, observed.action, observed.effects, observed.refusal) == (
        enforced.rules, enforced.action, enforced.effects, enforced.refusal,
    )  # fmt: skip


def test_a_rule_in_force_acts_beside_one_that_observes() -> None:
    """Where some rules act and others only observe, all are named and only what acts is done."""
    text = RULES.replace("MODE", "enforce").replace("then: [block]", "mode: observe, then: [block]")
    found = course(0.95, law=policy_of(text))
    assert (found.rules, found.enforced, found.action) == (("plain", "slow", "ban"), True, Action.THROTTLE)
    assert found.refusal is None
    assert Block() not in found.effects


async def test_lifts_end_every_remedy_and_hold() -> None:
    """After a lift no rule runs for the caller until as long is over as it would have run; others are untouched."""
    law, store, other = policy(), MemoryStore(), replace(CALLER, id="k_2")
    for caller in (CALLER, other):
        fired = prescribe(law, caller, {"risk": 0.95}, await store.take(latches(law, caller), NOW), NOW)
        await store.settle(running_on(law, caller, fired, NOW), NOW)
    await store.settle(lifts(law, CALLER, NOW + 60), NOW + 60)

    async def rules(caller: Caller, at: float) -> tuple[str, ...]:
        return prescribe(law, caller, {"risk": 0.95}, await store.take(latches(law, caller), at), at).rules

    assert await rules(CALLER, NOW + 120) == ()
    assert await rules(other, NOW + 120) == ("plain", "slow", "ban")
    assert await rules(CALLER, NOW + 60 + 3601) == ("plain",)


ONCE = """
policy: p
mode: enforce
rules: [{name: once, why: x, when: risk >= 0.3, then: [{degrade: {strip: [logprobs]}}], for: request}]
"""


def test_a_rule_for_single_requests_does_not_run_on() -> None:
    """It falls on requests of which its condition holds, writes nothing, and is over with them."""
    law = policy_of(ONCE)
    found = prescribe(law, CALLER, {"risk": 0.5}, [IDLE], NOW)
    assert found.action is Action.DEGRADE
    assert running_on(law, CALLER, found, NOW) == ()
    assert prescribe(law, CALLER, {"risk": 0.1}, [RUNNING], NOW) == NOTHING


async def test_a_rule_for_single_requests_can_be_lifted() -> None:
    """After a lift it leaves the caller alone for a week."""
    law, store = policy_of(ONCE), MemoryStore()
    await store.settle(lifts(law, CALLER, NOW), NOW)

    async def action(at: float) -> Action:
        held = await store.take(latches(law, CALLER), at)
        return prescribe(law, CALLER, {"risk": 0.9}, held or (), at).action

    assert await action(NOW + 6 * 86400) is Action.ALLOW
    assert await action(NOW + 15 * 86400) is Action.DEGRADE


def test_facts_are_what_is_known_and_nothing_else() -> None:
    """Facts have the request's, the caller's and the clock's words; age, signals and risk only where they are known."""
    known = facts(CALLER, CALL, "/v1/chat/completions", None, None, NOW)
    assert (known["tier"], known["stream"], known["tools"], known["path"]) == ("free", True, 2, "/v1/chat/completions")
    assert (known["time.hour"], known["time.weekday"]) == (14, "mon")  # 2026-09-21, 14:13 UTC
    assert not {"caller.age", "risk", "risk.level"} & set(known)
    evidence = Evidence((), Risk(0.7, {}), 0.7, Level.SUSPECT, 30.0)
    more = facts(replace(CALLER, created_at=NOW + 5), CALL, "/", ask(), evidence, NOW)
    assert (more["caller.age"], more["risk"], more["risk.level"], more["risk.held_for"]) == (0.0, 0.7, 2, 30.0)


@pytest.mark.parametrize(("at", "day"), [(0.0, "thu"), (86_399.0, "thu"), (4 * 86_400.0, "mon"), (1.79e9, "mon")])
def test_weekdays(at: float, day: str) -> None:
    """The first of January 1970 was a Thursday; days change at midnight UTC."""
    assert facts(CALLER, CALL, "/", None, None, at)["time.weekday"] == day


@pytest.mark.parametrize("mode", ["enforce", "observe"])
def test_a_slowed_caller_has_one_throttle(mode: str) -> None:
    """Whichever rules run beside the one that slows a caller down, its throttle is the same."""
    found = [
        throttles_of(decided(course(risk, *held, law=policy(mode))))
        for risk, held in ((0.7, (IDLE,) * 3), (0.0, (IDLE, RUNNING, IDLE)))
    ]
    assert found == [(Throttle(2 / 60, 60.0),)] * 2


@pytest.mark.parametrize("risk", [0.0, 0.4, 0.95])
def test_others_are_not_slowed(risk: float) -> None:
    """Callers who are let through, only degraded, or banned have no throttle."""
    assert throttles_of(decided(course(risk))) == ()


def test_without_room_the_answer_is_429() -> None:
    """Beyond a rate the decision refuses with the longest wait; the rest of it stays as it was."""
    decision, soon = decided(course(0.7)), Refusal(429, "rate", "x", 30.0)
    assert slowed(decision, (None, soon, replace(soon, retry_after=2.0))) == replace(decision, refusal=soon)
    never = replace(soon, retry_after=None)
    assert slowed(decision, (soon, never)).refusal == never


def test_with_room_only_the_rest_is_done() -> None:
    """Within the rate the request is not held up: the other effects are all that is done."""
    decision = decided(course(0.7))
    found = slowed(decision, (None,))
    assert (found.refusal, found.action) == (None, Action.DEGRADE)
    assert found.effects == (Degrade(strip=frozenset({"logprobs"})),)
    assert found.rules == decision.rules


def test_a_throttle_alone_with_room_is_allowed() -> None:
    """A caller within the rate got the model's answer, unmodified and undelayed: that is to allow."""
    alone = decided(course(0.0, IDLE, RUNNING, IDLE))
    assert alone.action is Action.THROTTLE
    assert slowed(alone, ()).action is Action.ALLOW


def test_a_delay_stays_a_throttle() -> None:
    """A caller within its rate whose requests are delayed is throttled all the same."""
    alone = replace(decided(course(0.0, IDLE, RUNNING, IDLE)), effects=(Throttle(1.0, delay=2.0), Throttle(1.0)))
    found = slowed(alone, ())
    assert (found.action, found.effects) == (Action.THROTTLE, (Throttle(1.0, delay=2.0),))


def test_unknown_facts_fire_nothing() -> None:
    """Where the risk is not known no rule fires: what cannot be read convicts nobody."""
    nothing: Mapping[str, Any] = {}
    assert prescribe(policy(), CALLER, nothing, (IDLE,) * 3, NOW) is NOTHING


def test_members_bring_the_facts_of_their_campaign() -> None:
    """Each fact of a campaign is there for a member, its age on the request's clock; for others none is."""
    member = Membership("c_0123456789ab", NOW - 7200.0, 12, 4, 900.0, 0.8, tied=True, matches=False)
    names = {fact.name for fact in FACTS if fact.name.startswith("campaign.")}
    known = facts(CALLER, CALL, "/v1/x", None, None, NOW, member)
    assert {name: value for name, value in known.items() if name in names} == {
        "campaign.callers": 12, "campaign.orgs": 4, "campaign.risk": 0.8, "campaign.exchanges": 900.0,
        "campaign.age": 7200.0, "campaign.matches": False, "campaign.tied": True,
    }  # fmt: skip
    assert not names & set(facts(CALLER, CALL, "/v1/x", None, None, NOW))


def test_a_staged_rule_observes_the_rest() -> None:
    """Callers outside the stage get the same decision, unenforced, and what is enforced beside it still is."""
    staged = policy_of(RULES.replace("MODE", "enforce").replace("for: 2h}", "for: 2h, stage: 1%}"))
    found = course(0.6, IDLE, law=replace(staged, rules=(staged.rules[1],)))
    assert (found.rules, found.action, found.enforced) == (("slow",), Action.THROTTLE, False)
    found = course(0.6, IDLE, IDLE, IDLE, law=staged)
    assert (found.rules, found.action, found.enforced) == (("plain", "slow"), Action.DEGRADE, True)


RISKS = st.sampled_from([0.0, 0.4, 0.7, 0.95])
STEPS = st.lists(st.tuples(RISKS, st.integers(2, 3 * 86_400), st.booleans()), max_size=9)
THRESHOLDS = {"plain": (0.3, 3600.0), "slow": (0.6, 7200.0), "ban": (0.9, 604_800.0)}


@given(STEPS)
async def test_escalation(steps: list[tuple[float, int, bool]]) -> None:
    """Whatever a caller does: the strictest of all that fired is done, until it is over or lifted."""
    store, law, now = MemoryStore(), policy(), NOW
    fired: dict[str, float] = {}
    lifted: dict[str, float] = {}
    for risk, gap, lift in steps:
        now += gap
        if lift:
            await store.settle(lifts(law, CALLER, now), now)
            fired, lifted, now = {}, dict.fromkeys(THRESHOLDS, now), now + 2.0
        held = await store.take(latches(law, CALLER), now)
        found = prescribe(law, CALLER, {"risk": risk}, held, now)
        await store.settle(running_on(law, CALLER, found, now), now)
        for name, (threshold, lasts) in THRESHOLDS.items():
            if risk >= threshold and now - lifted.get(name, -1e9) >= lasts:
                fired[name] = now
        assert found.rules == tuple(name for name in THRESHOLDS if now - fired.get(name, -1e9) < THRESHOLDS[name][1])
        assert found.action is strictest(found.effects)
    over = prescribe(
        law, CALLER, {"risk": 0.0}, await store.take(latches(law, CALLER), now + 604_801.0), now + 604_801.0
    )
    assert over is NOTHING


async def test_bans_are_known_while_their_caller_is_answered() -> None:
    """Only rules that block are asked about; a ban that runs is seen, one that was lifted or excepted is not."""
    store, law = MemoryStore(), policy()
    (mark,) = ban_latches(law, CALLER)
    assert mark == latches(law, CALLER)[2]
    assert not bans(law, CALLER, await store.take((mark,), NOW), NOW)
    await store.settle(running_on(law, CALLER, course(0.95), NOW), NOW)
    held = await store.take((mark,), NOW + 1.0)
    assert bans(law, CALLER, held, NOW + 1.0)
    assert not bans(policy(more=EXCEPTION.replace("RULE", "ban")), CALLER, held, NOW + 1.0)
    await store.settle(lifts(law, CALLER, NOW + 2.0), NOW + 2.0)
    assert not bans(law, CALLER, await store.take((mark,), NOW + 3.0), NOW + 3.0)
    assert ban_latches(policy("observe"), CALLER) == ()


def test_a_block_of_one_request_is_asked_of_every_request() -> None:
    """A rule about the very request fires however the last one ended, and is no ban: only one that runs on is."""
    text = RULES.replace("MODE", "enforce").replace("for: 7d", "for: request")
    law = policy_of(text)
    held = (IDLE,) * 3
    for knocking in (False, True):
        found = prescribe(law, CALLER, {"risk": 0.9}, held, NOW, knocking=knocking)
        assert (found.action, found.banned) == (Action.BLOCK, False)
        assert found.rules == (("ban",) if knocking else ("plain", "slow", "ban"))
    assert prescribe(policy(), CALLER, {"risk": 0.9}, held, NOW).banned
    assert not prescribe(policy(), CALLER, {"risk": 0.6}, held, NOW).banned
    banned = Banned()
    course = prescribe(law, CALLER, {"risk": 0.9}, held, NOW)
    banned.note(decided(course), banned=course.banned)
    assert CALLER.id not in banned
