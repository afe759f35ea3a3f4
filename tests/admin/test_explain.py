"""Why, as values."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import orjson
import pytest

from proxy.admin.explain import Case, explained, remembered, row
from proxy.admin.lately import Lately, Remembered, Spoken
from proxy.core.signal import Family
from proxy.detectors.risk import assess, contribution
from tests.admin.cases import WHO, Court
from tests.detectors.scenes import signal
from tests.policies import policy_of

SPOKEN = Spoken("openai", "chat", "m", "/v1/chat/completions", stream=False, tools=0)


def hidden(address: str) -> str:
    """What may be told of an address."""
    return f"a_{len(address)}"


@pytest.fixture
async def harvester() -> Remembered:
    """The last ruling on a caller that collects a training set."""
    lately = Lately()
    lately.note(*await Court().harvest())
    found = lately.caller(WHO.id)
    assert found is not None
    return found


def rules(told: dict[str, Any]) -> dict[str, Any]:
    """The rules of an explanation by name."""
    return {rule["rule"]: rule for rule in told["rules"]}


async def test_the_risk_can_be_taken_apart(harvester: Remembered) -> None:
    """Witnesses multiply to the risk; every signal is there with value, score, family and sentence."""
    told = remembered(harvester, hidden)
    assert harvester.evidence is not None
    innocent = math.prod(1.0 - each["contribution"] for each in told["witnesses"])
    assert told["risk"] == told["untempered"] == pytest.approx(1.0 - innocent, abs=1e-6)
    assert (told["level"], told["action"], told["enforced"]) == ("suspect", "degrade", True)
    assert {each["name"] for each in told["signals"]} == {each.name for each in harvester.evidence.signals}
    assert all(each["why"] and each["family"] for each in told["signals"])
    strong = next(each for each in told["signals"] if each["name"] == "elicitation.strong_share")
    assert "worded as training material" in strong["why"]
    assert strong["contribution"] > 0.1


async def test_rules_are_told_whether_they_fired_or_not(harvester: Remembered) -> None:
    """Every condition with the value that was there: one that holds, one that does not, one that is unknown."""
    told = rules(remembered(harvester, hidden))
    fired, lab = told["extraction"], told["from-the-lab"]
    assert (fired["holds"], fired["running"], fired["lifted"], fired["enforced"]) == (True, True, False, True)
    assert [(part["condition"], part["value"]) for part in fired["condition"]["parts"]] == [
        ("risk.level >= suspect", "suspect"), ("volume.requests[1h] >= 20", 40.0)
    ]  # fmt: skip
    assert (lab["holds"], lab["running"]) == (False, False)
    assert [part["holds"] for part in lab["condition"]["parts"]] == [False, True, None]


async def test_addresses_are_shown_as_they_may_be(harvester: Remembered) -> None:
    """The client's address is in no explanation, unless it may be told."""
    assert WHO.address.encode() not in orjson.dumps(remembered(harvester, hidden))
    lab = rules(remembered(harvester, hidden))["from-the-lab"]["condition"]["parts"][0]
    assert lab["value"] == "a_11"
    assert remembered(harvester, str)["request"]["address"] == WHO.address


async def test_without_a_request_what_it_says_is_unknown(harvester: Remembered) -> None:
    """A caller that is read from the state has no model and no path: conditions on them are unknown, not false."""
    policy = policy_of("policy: p\nrules: [{name: r, why: w, when: {model: big}, then: block}]\n")
    case = Case(policy, WHO, 0.0, harvester.evidence)
    assert rules(explained(case))["r"]["holds"] is None
    assert rules(explained(replace(case, spoken=SPOKEN)))["r"]["holds"] is False


async def test_a_case_without_evidence(harvester: Remembered) -> None:
    """Where nobody was judged there is no risk, and rules are unknown."""
    told = explained(Case(harvester.policy, WHO, 0.0, None))
    assert (told["judged"], told["risk"], told["signals"]) == (False, None, [])
    assert rules(told)["extraction"]["holds"] is None


async def test_marks_and_exceptions_are_told(harvester: Remembered) -> None:
    """Rules that run, were lifted, or are kept off by an exception say so."""
    text = "policy: p\nrules: [{name: r, why: w, when: risk >= 0.1, then: block}]\nexceptions:\n"
    policy = policy_of(text + f"  - {{name: e, callers: [{WHO.id}], rules: r, until: 2099-01-01, owner: o, reason: r}}")
    case = Case(policy, WHO, 0.0, harvester.evidence, running=frozenset({"r"}), lifted=frozenset({"r"}))
    told = rules(explained(case))["r"]
    assert [told[word] for word in ("holds", "running", "lifted", "excepted", "enforced")] == [True] * 4 + [False]


async def test_a_row_tells_what_speaks_most(harvester: Remembered) -> None:
    """A caller in a list has its level, its strongest signals in order, and what runs."""
    told = row(harvester, signals=2)
    assert (told["caller"], told["level"], told["rules"]) == (WHO.id, "suspect", ["extraction"])
    scores = [each["score"] for each in told["signals"]]
    assert len(scores) == 2
    assert scores == sorted(scores, reverse=True)


def test_contributions() -> None:
    """A signal adds what the risk would lose without it: nothing where a stronger one of its family says the same."""
    strong, weak = signal(Family.ELICITATION, 1.0), signal(Family.ELICITATION, 0.5)
    other, silent = signal(Family.PRECISION, 0.4), signal(Family.PRECISION, 0.0)
    signals = (strong, weak, other, silent)
    assert contribution(weak, signals) == contribution(silent, signals) == 0.0
    assert contribution(strong, signals) == assess(signals).score - assess((weak, other)).score > 0.1
    assert contribution(other, signals) == pytest.approx(0.45 * 0.22)
