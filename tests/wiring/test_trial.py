"""Fixtures are played through the screening, and what does not come out as it says is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from proxy.callers.digests import Keyed
from proxy.core.campaign import Membership
from proxy.core.decision import Action, Decision, Level
from proxy.core.exchange import Caller
from proxy.core.signal import Family, Signal
from proxy.policy.evaluate import Policy
from proxy.policy.fixtures import read_fixtures
from proxy.policy.fixturewords import ExpectWords
from proxy.policy.load import load
from proxy.wiring.trial import SECRET, Verdict, Watched, failed, known, trial, uncovered
from tests.house import ROOT
from tests.policies import policy_of
from tests.traffic import START, openai, said, write

SHIPPED = sorted({*(ROOT / "policies").glob("*.yaml")} - {*(ROOT / "policies").glob("*.test.yaml")})
POLICY = """
policy: p
mode: enforce
budgets: [{name: b, per: caller, meter: requests, limit: 5, window: 1h}]
rules:
  - {name: ring, why: x, when: campaign.callers >= 10, then: [block], for: 1h}
  - {name: free, why: x, when: tier == free, then: [{degrade: {strip: [logprobs]}}], mode: observe}
  - {name: silent, why: x, when: risk.level == hostile, then: [block]}
"""
CASES = """
tests:
  - {name: plain, traffic: {say: x, requests: 7}, expect: [{until: 5, action: allow}, {at: 6, rule: b}]}
  - {name: member, traffic: {say: x, campaign: {callers: 10}}, expect: {action: block, rule: ring, enforced: true}}
  - {name: free, traffic: {say: x, tier: free}, expect: {action: degrade, rule: free, enforced: false}}
  - name: two
    traffic: [{caller: one, say: x, requests: 5}, {caller: two, say: x, requests: 5, tier: free}]
    expect: [{caller: one, untouched: true}, {caller: two, rule: free}]
"""


async def tried(cases: str = CASES, policy: Policy | None = None, name: str = "p.test.yaml") -> list[Verdict]:
    """The verdicts on these fixtures."""
    law = policy or policy_of(POLICY)
    return await trial(law, read_fixtures(cases.encode(), name, law))


async def test_what_holds() -> None:
    """Budgets, rules, campaigns and tiers are judged as they would be served, each fixture for itself."""
    verdicts = await tried()
    assert [verdict.failures for verdict in verdicts] == [()] * 4
    assert [len(verdict.watched) for verdict in verdicts] == [7, 1, 1, 10]
    assert [sorted(verdict.spoke) for verdict in verdicts] == [["b"], ["ring"], ["free"], ["free"]]


async def test_rules_that_stay_silent_are_told() -> None:
    """In policy order, budgets first."""
    assert uncovered(policy_of(POLICY), await tried()) == ("silent",)
    assert uncovered(policy_of(POLICY), []) == ("b", "ring", "free", "silent")


async def test_failures_stand_in_the_file() -> None:
    """An expectation that is not met is told at its line, with what happened instead."""
    (verdict,) = await tried("tests:\n- name: a\n  traffic: {say: x, requests: 6}\n  expect:\n  - {action: block}\n")
    assert [str(each) for each in verdict.failures] == [
        "p.test.yaml:5:5: request 1: expected block, was allow by nobody"
    ]


async def test_a_trace_may_be_played(tmp_path: Path) -> None:
    """Recorded traffic beside the fixtures; callers are then called by their ids."""
    write(tmp_path / "t.jsonl", [openai(START + n, "sk-one", said("Why is the sky blue?")) for n in range(6)])
    caller = Keyed(SECRET).caller(b"sk-one")
    cases = f"tests: [{{name: a, trace: t.jsonl, expect: [{{caller: {caller}, until: 5, untouched: true}}]}}]"
    (verdict,) = await tried(cases, name=str(tmp_path / "p.test.yaml"))
    assert (verdict.failures, set(verdict.spoke)) == ((), {"b"})
    (verdict,) = await tried(cases.replace(caller, "k_nobody"), name=str(tmp_path / "p.test.yaml"))
    assert [each.message for each in verdict.failures] == ["no such request was sent"]


def decision(number: int = 0, action: Action = Action.ALLOW, level: Level = Level.CLEAR, *rules: str) -> Watched:
    """A judged request of the caller `one`."""
    signals = (Signal("structure.sweep", Family.STRUCTURE, 0.5, 0.5, "x"),)
    return Watched(
        "one", Decision(f"d_{number}", 0.0, Caller("k"), action, True, "v", rules, 0.4, level, signals, held_for=9.0)
    )


SEEN = [decision(), decision(1), decision(2, Action.DEGRADE, Level.SUSPECT, "r"), decision(3)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"at": 3, "action": "degrade", "level": "suspect", "rule": "r", "enforced": True}, ""),
        ({"at": 9, "action": "degrade"}, "request 9: only 4 requests"),
        ({"by": 3, "action": "degrade"}, ""),
        ({"by": 2, "action": "degrade"}, ("none of the first 2 does, and the first is request 3; request 2: expected "
         "degrade, was allow by nobody")),
        ({"by": 2, "action": "block"}, ("none of the first 2 does, and none does later; request 2: expected block, was "
         "allow by nobody")),
        ({"until": 2, "untouched": True}, ""),
        ({"until": 3, "untouched": True}, "request 3: expected to be left alone, was degrade by r"),
        ({"from": 4, "level": "clear"}, ""),
        ({"from": 3, "level": ("clear", "watch")}, "request 3: expected level clear or watch, was suspect (risk 0.40)"),
        ({"rule": ("r", "s"), "from": 3}, "request 3: expected s to speak, but r did"),
        ({"enforced": False}, "request 1: expected to be observed only, was not"),
        ({"that": "structure.sweep >= 0.6"}, "request 1: expected structure.sweep >= 0.6, which does not hold"),
        ({"that": ("risk <= 0.5", "risk.held_for >= 5s")}, ""),
        ({"caller": "two", "untouched": True}, "no such request was sent"),
    ],
)  # fmt: skip
def test_expectations(words: dict[str, object], told: str) -> None:
    """Every kind of place and of claim, met and missed."""
    assert failed(ExpectWords.model_validate(words), SEEN) == told


def test_facts_are_those_of_the_decision() -> None:
    """Signals by their names, and the caller's risk."""
    facts = known(SEEN[2].decision)
    assert facts == {"structure.sweep": 0.5, "risk": 0.4, "risk.level": 2, "risk.held_for": 9.0}
    assert Membership("c", 0.0, 1, 1, 1.0, 0.1, tied=False, matches=False).callers == 1


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
async def test_shipped_policies_come_out_as_they_say(path: Path) -> None:
    """Every policy that we ship has fixtures, all of them hold, and every rule and budget speaks in one of them."""
    policy = load(path, Keyed(SECRET).word)
    beside = path.with_name(f"{path.stem}.test.yaml")
    verdicts = await trial(policy, read_fixtures(beside.read_bytes(), str(beside), policy))
    assert [str(failure) for verdict in verdicts for failure in verdict.failures] == []
    assert uncovered(policy, verdicts) == ()
    assert any(not verdict.spoke for verdict in verdicts)
