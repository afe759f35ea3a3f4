"""The policy in force: claims, refusals, settlements; and that asking it costs next to nothing."""

from __future__ import annotations

import math
from timeit import repeat
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.decision import Action
from proxy.core.effect import Degrade, Throttle
from proxy.core.exchange import Call, Caller, Usage
from proxy.core.tally import Room, Settlement, Spend
from proxy.policy.evaluate import (
    LONGEST_RETRY,
    Policy,
    RiskPolicy,
    compile_policy,
    compose,
    releases,
    settlements,
    strictest,
)
from proxy.policy.load import unkeyed
from proxy.policy.model import PolicyWords

CALLER = Caller("k_1", "192.0.2.1", "acme", "pro")
CALL = Call("openai", "chat", "gpt-4o", input_tokens=500, max_output_tokens=300)

FOUR = (
    {"name": "requests", "per": "caller", "meter": "requests", "limit": 600, "window": "1m"},
    {"name": "tokens", "per": ("org", "model"), "meter": "total_tokens", "limit": "1M", "window": "1h",
     "applies_to": {"model": ("gpt-4*", "o1")}},
    {"name": "output", "per": "everyone", "meter": "output_tokens", "limit": "1M", "window": "1m"},
    {"name": "spend", "per": "org", "meter": "cost", "limit": 100, "window": "1d"},
)  # fmt: skip


def policy(**words: Any) -> Policy:
    """A policy of four budgets, changed as given."""
    plain = {"policy": "p", "budgets": FOUR, "prices": {"gpt*": {"input": 2.5, "output": 10}}}
    return compile_policy(PolicyWords.model_validate({**plain, **words}), "v", unkeyed)


def room(granted: bool, wait: float = 0.0) -> Room:
    """A reading."""
    return Room(granted, 5.0, wait, 30.0)


def test_claims_stand_in_policy_order() -> None:
    """Each budget that is about the request claims its amount, in the order of the file."""
    claims = policy().claims(CALLER, CALL)
    assert [(claim.budget.name, claim.spend.amount) for claim in claims] == [
        ("requests", 1), ("tokens", 800), ("output", 300), ("spend", 4250),
    ]  # fmt: skip


def test_claims_leave_out_what_is_not_meant() -> None:
    """A file upload claims a request and nothing else; a model without a price costs nothing."""
    assert [claim.budget.name for claim in policy().claims(CALLER, Call("plain", "opaque"))] == ["requests"]
    other = Call("openai", "chat", "llama", input_tokens=1)
    assert [claim.budget.name for claim in policy().claims(CALLER, other)] == ["requests", "output"]


def test_no_client_word_reaches_the_state() -> None:
    """Whatever model a client names, groups and names hold only digests and words of the policy."""
    strange = Call("openai", "chat", "gpt-4 {evil}|e:\r\n")
    for claim in policy().claims(CALLER, strange):
        assert "evil" not in claim.spend.group + claim.spend.name
        assert "acme" not in claim.spend.group
        assert claim.spend.group.isprintable()


def test_no_budgets_no_claims() -> None:
    """A policy without budgets asks nothing of the store."""
    assert policy(budgets=()).claims(CALLER, CALL) == ()


def test_room_everywhere_refuses_nothing() -> None:
    """A request that all budgets grant is served."""
    claims = policy().claims(CALLER, CALL)
    assert policy().refusal(claims, [room(True)] * 4) is None
    assert policy().refusal((), ()) is None


def test_a_refusal_names_every_full_budget_and_waits_for_the_slowest() -> None:
    """The caller is told of the budget that takes longest, and the decision of all that were full."""
    claims = policy().claims(CALLER, CALL)
    spoken = policy().refusal(claims, [room(False, 7.5), room(True), room(False, 30.0), room(True)])
    assert spoken is not None
    names, refusal = spoken
    assert names == ("requests", "output")
    assert (refusal.status, refusal.kind, refusal.retry_after) == (429, "budget", 30.0)
    assert refusal.message.startswith("The budget 'output' allows 1,000,000 output tokens per minute for all callers")


def test_retries_are_never_sent_beyond_two_minutes() -> None:
    """A wait of a day is told as 120 seconds: official SDKs misbehave beyond."""
    claims = policy().claims(CALLER, CALL)
    spoken = policy().refusal(claims, [room(False, 86400.0), *[room(True)] * 3])
    assert spoken is not None
    assert spoken[1].retry_after == LONGEST_RETRY == 120


def test_what_never_fits_is_not_to_be_retried() -> None:
    """A request larger than a budget gets no Retry-After and reads why."""
    claims = policy().claims(CALLER, CALL)
    spoken = policy().refusal(claims, [room(False, 5.0), room(False, math.inf), room(True), room(True)])
    assert spoken is not None
    names, refusal = spoken
    assert (names, refusal.retry_after) == (("requests", "tokens"), None)
    assert "alone may need 800" in refusal.message


def test_standings_follow_the_claims() -> None:
    """One standing a claim, in the meter's own unit."""
    claims = policy().claims(CALLER, CALL)
    found = policy().standings(claims, [Room(True, 250_000.0, 0, 30)] * 4)
    assert [(each.budget, each.remaining) for each in found] == [
        ("requests", 0), ("tokens", 750_000), ("output", 750_000), ("spend", 99.75),
    ]  # fmt: skip


def test_settlements_correct_what_differs() -> None:
    """Requests stay, amounts become what was used, and what was guessed right needs no correction."""
    claims = policy().claims(CALLER, CALL)
    found = settlements(claims, Usage(500, 100), 7.0)
    assert [(each.spend.name, each.at, each.actual) for each in found] == [
        ("b:tokens.3600", 7.0, 600), ("b:output.60", 7.0, 100), ("b:spend.86400", 7.0, 2250),
    ]  # fmt: skip
    assert settlements(claims, Usage(500, 300), 7.0) == ()


def test_releases_give_back_everything() -> None:
    """A call that never reached a model counts for nothing, not even as a request."""
    claims = policy().claims(CALLER, CALL)
    assert releases(claims, 7.0) == tuple(Settlement(claim.spend, 7.0, 0.0) for claim in claims)


USES = st.tuples(st.integers(0, 5000), st.none() | st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 5000))


@given(st.lists(USES, max_size=8))
def test_what_stays_counted_is_what_was_used(uses: list[tuple[int, int | None, int, int]]) -> None:
    """Reservations and corrections of any calls add up to their real usage, in every budget."""
    counted: dict[str, float] = {}
    for estimate, cap, used_input, used_output in uses:
        claims = policy().claims(CALLER, Call("openai", "chat", "gpt-4", input_tokens=estimate, max_output_tokens=cap))
        for claim in claims:
            counted[claim.budget.name] = counted.get(claim.budget.name, 0.0) + claim.spend.amount
        for each in settlements(claims, Usage(used_input, used_output), 0.0):
            assert isinstance(each.spend, Spend)
            name = each.spend.name[2:].partition(".")[0]
            counted[name] += each.actual - each.spend.amount
    read, wrote = sum(use[2] for use in uses), sum(use[3] for use in uses)
    expected = {"requests": len(uses), "tokens": read + wrote, "output": wrote, "spend": read * 2.5 + wrote * 10}
    assert counted == ({name: pytest.approx(amount) for name, amount in expected.items()} if uses else {})


@pytest.mark.parametrize(("mode", "enforces"), [("observe", False), ("enforce", True)])
def test_mode(mode: str, enforces: bool) -> None:
    """Only `enforce` acts."""
    assert policy(mode=mode).enforces is enforces


@pytest.mark.parametrize(
    ("words", "path", "model", "taken"),
    [
        ({"paths": "/v1/embeddings"}, "/v1/embeddings", "any", True),
        ({"paths": "/v1/embeddings"}, "/v1/embeddings/x", "", True),
        ({"paths": "/v1/embeddings"}, "/v1/embeddings2", "", False),
        ({"models": "llama*"}, "/v1/chat/completions", "Llama-3", True),
        ({"models": "llama*"}, "/v1/chat/completions", "", False),
        ({"paths": "/v1", "models": "llama*"}, "/v1/x", "gpt", False),
    ],
)
def test_upstreams_take_their_requests(words: dict[str, object], path: str, model: str, taken: bool) -> None:
    """An upstream takes what fits its paths and its models, each where given."""
    (upstream,) = policy(upstreams=({"name": "u", "url": "http://h/", **words},)).upstreams
    assert (upstream.url, upstream.takes(path, model)) == ("http://h", taken)


RULES = (
    {"name": "suspected", "why": "x", "when": "risk.level >= suspect", "then": {"degrade": {"max_choices": 1}}},
    {"name": "hostile", "why": "x", "when": ("risk.level == hostile", "volume.requests[1h] > 5"),
     "then": ({"throttle": {"rate": "10/m"}}, {"degrade": {"strip": "reasoning"}}), "for": "24h", "mode": "enforce"},
)  # fmt: skip
LIFTED = {"name": "e", "callers": "k_1", "rules": "hostile", "until": "2026-12-31", "owner": "me", "reason": "x"}
NOW = 1_790_000_000.0  # 2026-09-21
FACTS = {"risk.level": 3, "volume.requests[1h]": 9.0}


def test_rules_fire_and_compose() -> None:
    """Rules speak in policy order, and what they ask for together is one degrade and one throttle."""
    found = policy(rules=RULES).fired(FACTS, CALLER, NOW)
    assert [(rule.name, rule.enforces, rule.lasts) for rule in found] == [
        ("suspected", False, 3600.0), ("hostile", True, 86400.0),
    ]  # fmt: skip
    effects = compose(found)
    assert effects == (Degrade(frozenset({"reasoning"}), max_choices=1), Throttle(10 / 60))
    assert strictest(effects) is Action.THROTTLE
    assert policy(rules=RULES).fired({"risk.level": 1}, CALLER, NOW) == ()
    assert policy().fired(FACTS, CALLER, NOW) == ()


def test_exceptions_take_rules_out() -> None:
    """Only the caller, only the rule, only until the date; and whoever asks later is told the same."""
    lifted = policy(rules=RULES, exceptions=(LIFTED,))
    assert [rule.name for rule in lifted.fired(FACTS, CALLER, NOW)] == ["suspected"]
    assert len(lifted.fired(FACTS, Caller("k_2"), NOW)) == 2
    assert len(lifted.fired(FACTS, CALLER, NOW + 365 * 86400)) == 2
    asked = [(CALLER, "hostile", NOW), (CALLER, "suspected", NOW), (Caller("k_2"), "hostile", NOW)]
    assert [lifted.excepted(*each) for each in asked] == [True, False, False]
    assert not lifted.excepted(CALLER, "hostile", NOW + 365 * 86400)


def test_the_policy_knows_its_rules_and_what_they_speak_of() -> None:
    """A rule is found by its name; facts that no rule asks for need not be found out."""
    found = policy(rules=RULES, risk={"corroboration": 3})
    assert found.rule("hostile") is found.rules[1]
    assert found.rule("gone") is None
    assert found.speaks_of == {"risk.level", "volume.requests[1h]"}
    assert found.risk == RiskPolicy((0.3, 0.6, 0.85), 7200.0, 3)


def test_fifty_rules_are_cheap() -> None:
    """50 rules cost some 10 µs a request (benchmarks/policy_cost.py); compiling anything anew costs milliseconds."""
    rules = tuple({**RULES[1], "name": f"r{n}"} for n in range(50))
    compiled = policy(rules=rules)
    calm = {"risk.level": 1, "volume.requests[1h]": 9.0}
    assert min(repeat(lambda: compiled.fired(calm, CALLER, NOW), number=100, repeat=5)) / 100 < 1e-3


def test_claims_are_cheap() -> None:
    """Four budgets cost some 6 µs a request here (measured); ten times that means that something is compiled anew."""
    compiled = policy()
    assert min(repeat(lambda: compiled.claims(CALLER, CALL), number=200, repeat=5)) / 200 < 60e-6
