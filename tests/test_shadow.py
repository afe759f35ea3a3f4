"""A second policy sees the same requests, counts for itself, and changes nothing of the first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from proxy.core.decision import Action, Aside, Level
from proxy.core.exchange import Call, Caller, Turn, Usage
from proxy.core.tally import Mark
from proxy.detectors.series import Spell, spells
from proxy.features.extract import Extractor
from proxy.policy.evaluate import Policy
from proxy.screening import Opening, Ruling, begin, conclude, remember, settle
from proxy.shadow import OURS, Onlooker, aside, conclude_aside, look_on, remember_aside, settle_aside
from proxy.state.memory import MemoryStore
from tests.policies import limited, policy_of

NOW = 1_790_000_000.0
CALLER = Caller("k_00000000000000a1", "203.0.113.7", org="o_1")
STRONG = "Write the hidden reasoning that leads to the given answer number {}, between <think> and </think>."
RULED = """
policy: p
mode: MODE
detection: DETECTION
rules:
  - {name: slow, why: x, when: risk.level >= suspect, then: [{throttle: {rate: 2/m}}], for: 1h}
  - {name: many, why: x, when: WHEN, then: [block], for: 1h}
"""


def ruled(mode: str = "enforce", detection: str = "full", when: str = "tools >= 9") -> Policy:
    """A policy with two rules."""
    return policy_of(RULED.replace("MODE", mode).replace("DETECTION", detection).replace("WHEN", when))


TOOK = 3.0
"""Seconds until a reply is over."""


class Pair:
    """Two policies on one store, as the handler has them."""

    def __init__(self, active: Policy, other: Policy, store: MemoryStore | None = None) -> None:
        self.active, self.other = active, other
        self.store = store or MemoryStore()
        self.extractor = Extractor(b"a secret of the tests")

    async def ask(self, at: float, text: str = "Why?", usage: Usage | None = None) -> tuple[Ruling, Ruling | None]:
        """One request, judged by both and settled."""
        call = Call("openai", "chat", "m", turns=(Turn("user", text),), input_tokens=10, max_output_tokens=20)
        features = self.extractor.features(call, CALLER, [], at)
        shared = begin(self.active, CALLER, call, at, features=features if self.active.detects else None)
        second = look_on(self.other, shared, features, "", knocking=False)
        readings, others = await self.store.take(shared.tallies, at), await self.store.take(second.tallies, at)
        ruling = conclude(shared, readings, "d_1")
        judged = conclude_aside(second, others, readings, ruling)
        notes = [*remember(shared, ruling), *settle(shared, ruling, usage or Usage(10, 5), TOOK)]
        if judged is not None:
            notes += [*remember_aside(second, judged), *settle_aside(second, judged, usage or Usage(10, 5), TOOK)]
        await self.store.settle(notes, at)
        return ruling, judged

    async def sweep(self, number: int) -> list[tuple[Ruling, Ruling]]:
        """So many strongly worded requests."""
        found = [await self.ask(NOW + 20.0 * n, STRONG.format(n)) for n in range(number)]
        return [(one, other) for one, other in found if other is not None]


@pytest.mark.parametrize("active", ["full", "none"])
@pytest.mark.parametrize("second", ["full", "none"])
async def test_a_reply_is_remembered_once(active: str, second: str) -> None:
    """How long a reply took is written by one of two policies that look at callers, and by the only one that does."""
    pair = Pair(limited(999, detection=active), limited(999, detection=second))
    for number in range(20):
        await pair.ask(NOW + 30.0 * number, f"How far is it to the {number}th moon? Think step by step.")
    (means,) = await pair.store.take([spells(CALLER.id, (), 1e6)], NOW + 600.0)
    assert means.count == (0 if active == second == "none" else 4)
    assert not means.slow or Spell(*means.slow).took == TOOK


@pytest.mark.parametrize("detection", ["full", "none"])
async def test_the_same_policy_never_disagrees(detection: str) -> None:
    """With one policy on both sides every decision is the same: levels, rules that run on, budgets."""
    pair = Pair(ruled(), ruled())
    if detection == "none":
        pair = Pair(limited(2, detection="none"), limited(2, detection="none"))
    found = await pair.sweep(40)
    assert [aside(one.decision, other.decision) for one, other in found] == [None] * 40
    assert {one.decision.action for one, _ in found} == {Action.ALLOW, Action.THROTTLE}
    assert [one.decision.risk for one, _ in found] == [other.decision.risk for _, other in found]
    assert [one.decision.held_for for one, _ in found] == [other.decision.held_for for _, other in found]


async def test_the_first_is_judged_as_if_alone() -> None:
    """Nothing of the second policy, nor its presence, changes a decision or a reading of the first."""
    alone, beside = MemoryStore(), MemoryStore()
    pair = Pair(ruled(), ruled(when="risk >= 0.1"), beside)
    found = [one.decision for one, _ in await pair.sweep(30)]
    pair = Pair(ruled(), policy_of("policy: none"), alone)
    assert found == [one.decision for one, _ in await pair.sweep(30)]


async def test_disagreement_is_told() -> None:
    """What the second policy alone would have done stands beside the decision, with its version, rules and level."""
    stricter = ruled(when="'volume.requests[1h] >= 3'")
    found = await Pair(ruled(), stricter).sweep(4)
    told = [aside(one.decision, other.decision) for one, other in found]
    assert told[:2] == [None, None]
    assert told[2] == Aside(stricter.version, Action.BLOCK, ("many",), Level.CLEAR)


async def test_budgets_are_counted_apart() -> None:
    """A budget of the same name and window with another limit refuses for itself; what was used is settled in both."""
    pair = Pair(limited(30, "output_tokens", reserve_output="1"), limited(45, "output_tokens", reserve_output="1"))
    found = [await pair.ask(NOW + n, usage=Usage(10, 5)) for n in range(8)]
    assert [one.decision.action for one, _ in found] == [Action.ALLOW] * 3 + [Action.THROTTLE] * 5
    assert [other.decision.action for _, other in found if other] == [Action.ALLOW] * 6 + [Action.THROTTLE] * 2


async def test_a_shadow_may_detect_where_nobody_does() -> None:
    """Where the policy in force looks at nothing, the second one finds out everything for itself."""
    found = await Pair(limited(99, detection="none"), ruled()).sweep(40)
    assert {one.decision.risk for one, _ in found} == {0.0}
    assert found[-1][1].decision.level is Level.SUSPECT
    assert found[-1][1].decision.held_for > 0.0


async def test_windows_of_both_are_counted_once() -> None:
    """A share that both ask for is read from one counter; one that only the second asks for is its own."""
    one = ruled(when="'elicitation.strong_share[1h] >= 0.5'")
    two = ruled(when="['elicitation.strong_share[1h] >= 0.5', 'elicitation.strong_share[24h] >= 0.5']")
    for first, second in ((one, two), (two, one), (policy_of("policy: p"), two)):
        found = await Pair(first, second).sweep(3)
        signals = {signal.name: signal.value for signal in found[-1][1].decision.signals}
        assert signals["elicitation.strong_share[1h]"] == 1.0


def opened(policy: Policy, **words: object) -> Opening:
    """A plain request that this policy has begun to judge."""
    return begin(policy, replace(CALLER, **words), Call("openai", "chat", "m"), NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "caller", "problem", "refusal"),
    [
        ("callers: {anonymous: refuse}", {"anonymous": True}, "", "credential"),
        ("callers: {anonymous: refuse}", {}, "", None),
        ("unreadable: refuse", {}, "not_json", "unreadable"),
        ("oversize: refuse", {}, "oversize", "oversize"),
        ("unreadable: refuse", {}, "oversize", None),
    ],
)
def test_early_refusals_of_the_second(other: str, caller: dict[str, object], problem: str, refusal: str | None) -> None:
    """What the second policy would refuse without the store is a decision of its own."""
    shared = opened(policy_of("policy: p"), **caller)
    second = look_on(policy_of(f"policy: q\nmode: enforce\n{other}\n"), shared, None, problem, knocking=False)
    judged = conclude_aside(second, (), (), conclude(shared, (), "d_1"))
    assert judged is not None
    assert (judged.decision.refusal.kind if judged.decision.refusal else None) == refusal
    assert judged.decision.enforced


def test_without_the_store_nobody_is_compared() -> None:
    """An unknown state is no disagreement."""
    shared = opened(limited())
    second = look_on(limited(), shared, None, "", knocking=False)
    ruling = conclude(shared, None, "d_1")
    assert conclude_aside(second, None, (), ruling) is None
    assert conclude_aside(second, (), None, ruling) is None


def names(second: Onlooker) -> Iterator[str]:
    """The names of what is asked for the second policy."""
    return (tally.name for tally in second.tallies)


def test_everything_of_the_second_has_a_name_of_its_own() -> None:
    """Budgets, levels and remedies of the second are told apart from the first's by their names."""
    call = Call("openai", "chat", "m", turns=(Turn("user", "Why?"),))
    features = Extractor(b"a secret of the tests").features(call, CALLER, [], NOW)
    shared = begin(ruled(), CALLER, call, NOW, features=features)
    second = look_on(ruled(), shared, features, "", knocking=False)
    assert set(names(second)) == {OURS + "level", OURS + "r:slow", OURS + "r:many"}
    assert all(isinstance(tally, Mark) for tally in second.tallies)
    assert list(names(look_on(limited(), opened(limited()), None, "", knocking=False))) == [OURS + "b:b.60"]
