"""A budget claims from those it is about, under names that reveal nothing, and says plainly what it allows."""

from __future__ import annotations

from typing import Any

import pytest

from proxy.core.campaign import Membership
from proxy.core.decision import Standing
from proxy.core.exchange import Call, Caller
from proxy.core.tally import Room, Spend
from proxy.policy.budgets import Budget, compile_budget
from proxy.policy.catalogue import Catalogue
from proxy.policy.load import unkeyed
from proxy.policy.meters import Price
from proxy.policy.model import BudgetWords

NAMES = Catalogue({"*": Price(2.0, 8.0)}, lambda name: f"#{unkeyed(name)[:4]}")
CALLER = Caller("k_1", "192.0.2.1", "acme", "pro")
CALL = Call("openai", "chat", "gpt-4o", input_tokens=10, max_output_tokens=20)


def budget(**words: Any) -> Budget:
    """A budget of ten requests a minute for each caller, changed as given."""
    plain = {"name": "b", "per": "caller", "meter": "requests", "limit": 10, "window": "1m"}
    return compile_budget(BudgetWords.model_validate({**plain, **words}), NAMES, 1024.0)


MEMBER = Membership("c_0123456789ab", 0.0, 12, 4, 900.0, 0.8, tied=True, matches=False)


def spend(of: Budget, caller: Caller = CALLER, call: Call = CALL, membership: Membership | None = None) -> Spend | None:
    """What a request asks of a budget."""
    claim = of.claim(caller, call, NAMES.model(call.model), membership)
    return claim.spend if claim is not None else None


ORG, MODEL = f"o:#{unkeyed('acme')[:4]}", f"m:#{unkeyed('gpt-4o')[:4]}"


@pytest.mark.parametrize(
    ("per", "group"),
    [
        ("caller", "c:k_1"),
        ("org", ORG),
        ("model", MODEL),
        ("everyone", "e:"),
        (("org", "model"), f"{ORG}|{MODEL}"),
        (("model", "org"), f"{ORG}|{MODEL}"),
        (("model", "caller", "org"), f"c:k_1|{ORG}|{MODEL}"),
    ],
)
def test_groups(per: object, group: str) -> None:
    """Counters are shared by those the budget is per; names of orgs and models appear as digests only."""
    assert spend(budget(per=per)) == Spend(group, "b:b.60", 1.0, 10.0, 60.0)


@pytest.mark.parametrize(
    ("per", "group"), [("campaign", "g:c_0123456789ab"), (("model", "campaign"), f"g:c_0123456789ab|{MODEL}")]
)
def test_members_of_a_campaign_share_its_counter(per: object, group: str) -> None:
    """A budget per campaign asks nothing of those who belong to none, and one counter of all members."""
    of = budget(per=per)
    assert spend(of) is None
    both = [spend(of, caller, membership=MEMBER) for caller in (CALLER, Caller("k_2", org="other"))]
    assert both == [Spend(group, "b:b.60", 1.0, 10.0, 60.0)] * 2


def test_a_caller_without_an_org_is_one_of_its_own() -> None:
    """Two callers without an org never share an org's budget."""
    one, other = (spend(budget(per="org"), Caller(name)) for name in ("k_1", "k_2"))
    assert one is not None
    assert other is not None
    assert one.group != other.group


@pytest.mark.parametrize(
    ("scope", "about"),
    [
        ({}, True),
        ({"tier": "pro"}, True),
        ({"tier": ("free", "scale")}, False),
        ({"model": "GPT-4*"}, True),
        ({"model": "gpt-4"}, False),
        ({"org": "ac*"}, True),
        ({"caller": "k_1"}, True),
        ({"caller": "k_2"}, False),
        ({"dialect": "anthropic"}, False),
        ({"operation": "chat"}, True),
        ({"operation": ("embedding", "opaque")}, False),
        ({"anonymous": True}, False),
        ({"anonymous": False}, True),
        ({"tier": "pro", "model": "o1"}, False),
        ({"tier": "pro", "model": ("o1", "gpt*")}, True),
    ],
)
def test_scopes(scope: dict[str, object], about: bool) -> None:
    """Every word of a scope must fit, by any of its values."""
    assert (spend(budget(applies_to=scope)) is not None) is about


def test_anonymous_callers_can_be_meant() -> None:
    """A budget may be about those without a credential only."""
    assert spend(budget(applies_to={"anonymous": True}), Caller("a_1", anonymous=True)) is not None


def test_cost_is_counted_in_millionths() -> None:
    """Two units a million tokens are two millionths a token; the limit is in the same unit."""
    found = spend(budget(meter="cost", limit=0.5, per="everyone"))
    assert found == Spend("e:", "b:b.60", 10 * 2.0 + 20 * 8.0, 500_000.0, 60.0)


def test_the_limit_is_no_part_of_the_name() -> None:
    """A changed limit goes on counting where the old one stood."""
    assert budget(limit=10).key == budget(limit="5k").key
    assert budget(window="1m").key != budget(window="1h").key
    assert budget(window="30d").key == "b:b.2592000"
    assert budget(window="1.5s").key == "b:b.1.5"


@pytest.mark.parametrize(
    ("meter", "limit", "used", "standing"),
    [
        ("requests", 10, 4.0, Standing("b", "requests", 10, 6, 9)),
        ("requests", 10, 12.0, Standing("b", "requests", 10, 0, 9)),
        ("cost", 2, 500_000.0, Standing("b", "cost", 2, 1.5, 9)),
    ],
)
def test_standings(meter: str, limit: float, used: float, standing: Standing) -> None:
    """Headers are told in the meter's unit, and never less than nothing."""
    assert budget(meter=meter, limit=limit).standing(Room(True, used, 0, 9)) == standing


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({}, "The budget 'b' allows 10 requests per minute for each API key"),
        (
            {"per": ("org", "model"), "meter": "total_tokens", "limit": "2M", "window": "6h"},
            "The budget 'b' allows 2,000,000 tokens (input and output) per 6 hours for each organisation and model",
        ),
        ({"per": "everyone", "window": "1d"}, "The budget 'b' allows 10 requests per day for all callers together"),
        ({"per": "campaign"}, "The budget 'b' allows 10 requests per minute for each group of API keys"),
        ({"meter": "cost", "limit": 0.5}, "The budget 'b' allows 0.5 in cost per minute for each API key"),
    ],
)
def test_sentences(words: dict[str, object], sentence: str) -> None:
    """A refused caller reads what is allowed, in which time and to whom."""
    assert budget(**words).sentence == sentence


def test_an_amount_that_never_fits_is_told() -> None:
    """A request larger than the whole budget reads its own size and what to do."""
    told = budget(meter="output_tokens", limit=5000).never(8000)
    assert told.endswith("this request alone may need 8,000. Ask for fewer output tokens or send less.")
