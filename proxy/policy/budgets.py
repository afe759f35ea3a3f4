"""One budget compiled: who it applies to, what it measures, where it is counted, and what it says when it refuses.

Group names hold keyed digests for everything that a client or the key directory wrote; budget names are words of the
policy. The limit is no part of a name, so that changing it never resets a counter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from proxy.core.campaign import Membership
from proxy.core.decision import Standing
from proxy.core.exchange import Call, Caller
from proxy.core.tally import Room, Spend
from proxy.policy.catalogue import Catalogue, Entry
from proxy.policy.globs import any_of
from proxy.policy.meters import ACTUAL, MICRO, UNITS, Actual, Measure, Price, measure_of
from proxy.policy.model import BudgetWords, ScopeWords
from proxy.policy.units import plain_number, spell_number, spoken_duration

Admits = Callable[[Caller, Call], bool]
Group = Callable[[Caller, Entry, Membership | None], str]


@dataclass(frozen=True, slots=True, eq=False)
class Budget:
    """A rolling limit in force. `limit` and everything measured is in counting units: millionths for cost."""

    name: str
    meter: str
    limit: float
    window: float
    scale: float
    """Counting units in one unit of the meter."""
    sentence: str
    """What it allows, for the caller whom it refuses."""
    key: str
    scope: tuple[Admits, ...]
    measure: Measure
    group: Group
    actual: Actual | None
    """None where the real usage never differs from what was reserved."""
    of_members: bool = False
    """Whether it is only about members of a campaign."""

    def claim(self, caller: Caller, call: Call, entry: Entry, membership: Membership | None = None) -> Claim | None:
        """What this request asks of this budget, None where the budget is not about it."""
        if self.of_members and membership is None:
            return None
        for admits in self.scope:
            if not admits(caller, call):
                return None
        amount = self.measure(call, entry.price)
        if amount is None:
            return None
        spend = Spend(self.group(caller, entry, membership), self.key, amount, self.limit, self.window)
        return Claim(self, spend, entry.price)

    def standing(self, room: Room) -> Standing:
        """What the rate-limit headers tell, in the meter's unit."""
        left = self.limit - room.used
        return Standing(
            self.name, self.meter, self.limit / self.scale, left / self.scale if left > 0 else 0.0, room.reset
        )

    def never(self, amount: float) -> str:
        """Why a request of this amount can never be served."""
        remedy = "" if self.meter == "requests" else " Ask for fewer output tokens or send less."
        return f"{self.sentence}, and this request alone may need {spell_number(amount / self.scale)}.{remedy}"


class Claim(NamedTuple):
    """One budget's part in one request: what is asked of the store, and at which price."""

    budget: Budget
    spend: Spend
    price: Price | None = None


def compile_budget(words: BudgetWords, catalogue: Catalogue, reserve_output: float) -> Budget:
    """The budget that these words describe."""
    scale = MICRO if words.meter == "cost" else 1.0
    return Budget(
        name=words.name,
        meter=words.meter,
        limit=words.limit * scale,
        window=words.window,
        scale=scale,
        sentence=_sentence(words),
        key=f"b:{words.name}.{plain_number(words.window)}",
        scope=compile_scope(words.applies_to),
        measure=measure_of(words.meter, reserve_output),
        group=_group(words.per, catalogue),
        actual=ACTUAL.get(words.meter),
        of_members="campaign" in words.per,
    )


def compile_scope(words: ScopeWords) -> tuple[Admits, ...]:
    """One test for each word that was said, cheapest first."""
    found: list[Admits] = []
    if words.anonymous is not None:
        wanted = words.anonymous
        found.append(lambda caller, _: caller.anonymous is wanted)
    for word, read in _FACTS.items():
        patterns: tuple[str, ...] = getattr(words, word)
        if patterns:
            found.append(_admits(patterns, read))
    return tuple(found)


def _admits(patterns: tuple[str, ...], read: Callable[[Caller, Call], str]) -> Admits:
    match = any_of(patterns)
    return lambda caller, call: match(read(caller, call))


_FACTS: dict[str, Callable[[Caller, Call], str]] = {
    "tier": lambda caller, _: caller.tier,
    "dialect": lambda _, call: call.dialect,
    "operation": lambda _, call: call.operation,
    "model": lambda _, call: call.model,
    "org": lambda caller, _: caller.org,
    "caller": lambda caller, _: caller.id,
}


def _group(per: tuple[str, ...], catalogue: Catalogue) -> Group:
    """Who shares a counter; parts in a fixed order, so that [org, model] and [model, org] are the same."""
    parts: dict[str, Group] = {
        "caller": lambda caller, _, __: "c:" + caller.id,
        "org": lambda caller, _, __: "o:" + catalogue.org(caller.org or caller.id),
        "campaign": lambda _, __, membership: "g:" + (membership.id if membership is not None else ""),
        "model": lambda _, entry, __: "m:" + entry.digest,
        "everyone": lambda _, __, ___: "e:",
    }
    chosen = [part for name, part in parts.items() if name in per]
    if len(chosen) == 1:
        return chosen[0]
    if len(chosen) == 2:  # the usual combination, at half the price of the general one
        first, second = chosen
        return lambda caller, entry, member: first(caller, entry, member) + "|" + second(caller, entry, member)
    return lambda caller, entry, member: "|".join([part(caller, entry, member) for part in chosen])


# Members of a campaign are not told that they are known for one: the sentence speaks of their keys.
_HOLDERS = {"caller": "API key", "org": "organisation", "campaign": "group of API keys", "model": "model"}


def _sentence(words: BudgetWords) -> str:
    holders = [noun for holder, noun in _HOLDERS.items() if holder in words.per]
    whose = f"for each {' and '.join(holders)}" if holders else "for all callers together"
    amount = f"{spell_number(words.limit)} {UNITS[words.meter]}"
    return f"The budget '{words.name}' allows {amount} per {spoken_duration(words.window)} {whose}"
