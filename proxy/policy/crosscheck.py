"""What is wrong only when words are seen together: faults, which refuse the policy, and doubts, which do not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from proxy.policy.fields import LARGEST_COST
from proxy.policy.meters import SILENT, UNMETERED
from proxy.policy.model import BudgetWords, PolicyWords
from proxy.policy.positions import Loc
from proxy.policy.rulechecks import rule_doubts, rule_faults
from proxy.policy.units import clip, spell_duration, spell_number

Finding = tuple[Loc, str]
"""Where it is, as the way to the value, and the sentence for the operator."""

Entry = tuple[int, BudgetWords]
"""A budget and its place in the list."""


def faults(policy: PolicyWords) -> Iterator[Finding]:
    """Contradictions: with one of them the policy cannot mean what it says."""
    for section in ("budgets", "rules", "exceptions", "upstreams", "dialects"):
        yield from _twice(section, [each.name for each in getattr(policy, section)])
    yield from _twice("dialects", [dialect.path for dialect in policy.dialects], "path")
    for index, budget in enumerate(policy.budgets):
        for loc, message in _budget_faults(budget, policy):
            yield ("budgets", index, *loc), message
    yield from _contradictions(policy.budgets)
    for index, upstream in enumerate(policy.upstreams):
        if not upstream.paths and not upstream.models:
            yield ("upstreams", index), "give paths or models; for all other requests there is --upstream"
    yield from rule_faults(policy)


def doubts(policy: PolicyWords, now: float | None = None) -> Iterator[Finding]:
    """What is allowed but probably not meant; only with a time (`now`) exceptions can be over."""
    if not policy.callers.directory:
        for index, budget in enumerate(policy.budgets):
            yield from _unlisted(index, budget)
    yield from _unmetered(policy.budgets)
    for index, network in enumerate(policy.callers.trust_forwarded_for):
        if network.endswith("/0"):
            told = f"{network} trusts everybody's X-Forwarded-For, so every client can choose its address"
            yield ("callers", "trust_forwarded_for", index), told
    yield from _shaded(policy.budgets)
    yield from _idle(policy.budgets)
    yield from _unpriced(policy)
    yield from rule_doubts(policy, now)


def _unmetered(budgets: Sequence[BudgetWords]) -> Iterator[Finding]:
    """Budgets of tokens for operations that use none."""
    for index, budget in enumerate(budgets):
        operations = budget.applies_to.operation
        unmetered = UNMETERED | SILENT if budget.meter == "output_tokens" else UNMETERED
        if operations and budget.meter != "requests" and unmetered.issuperset(operations):
            told = f"these use no {budget.meter.replace('_', ' ')}, so this never applies"
            yield ("budgets", index, "applies_to", "operation"), told


def _shaded(budgets: Sequence[BudgetWords]) -> Iterator[Finding]:
    """Budgets that another one, with a shorter window, never lets fill up."""
    for pair in _alike(budgets):
        (_, one), (index, other) = sorted(pair, key=lambda entry: entry[1].window)
        # A long window holds at most so many short ones, each full to its limit.
        if other.limit >= one.limit * math.ceil(other.window / one.window):
            told = f"'{other.name}' can never refuse: '{one.name}' never lets that much through in {_in(other)}"
            yield ("budgets", index, "limit"), told


def _unlisted(index: int, budget: BudgetWords) -> Iterator[Finding]:
    """Facts that only a key directory could know. Orgs by the digest that events show need none."""
    scope = budget.applies_to
    for word, meant in (("tier", bool(scope.tier)), ("org", any(not org.startswith("o_") for org in scope.org))):
        if meant:
            told = f"nobody has a {word} without a key directory (callers: directory), so this never applies"
            yield ("budgets", index, "applies_to", word), told


def _twice(section: str, names: Sequence[str], word: str = "name") -> Iterator[Finding]:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            yield (section, index, word), f"the {word} {clip(name)} is taken by another of the {section}"
        seen.add(name)


def _budget_faults(budget: BudgetWords, policy: PolicyWords) -> Iterator[Finding]:
    if len(set(budget.per)) < len(budget.per):
        yield ("per",), "the same word stands here twice"
    elif len(budget.per) > 1 and "everyone" in budget.per:
        yield ("per",), "everyone beside others changes nothing; leave it out"
    if "campaign" in budget.per and policy.detection == "none":
        yield ("per",), "nobody finds campaigns under `detection: none`, so this would never apply"
    if budget.meter == "cost":
        yield from _cost_faults(budget, policy)
    elif budget.limit != int(budget.limit):
        yield ("limit",), f"{budget.meter} are whole: write a whole number"
    if budget.meter in ("output_tokens", "total_tokens") and budget.limit < policy.reserve_output:
        reserved = spell_number(policy.reserve_output)
        yield ("limit",), f"smaller than reserve_output ({reserved}): a call without a cap of its own could never fit"


def _cost_faults(budget: BudgetWords, policy: PolicyWords) -> Iterator[Finding]:
    if not policy.prices:
        yield ("meter",), "cost needs prices: without any, every call costs nothing"
    if budget.limit > LARGEST_COST:
        yield ("limit",), f"more than {spell_number(LARGEST_COST)} cannot be counted to the millionth"
    for model, price in policy.prices.items():
        if policy.reserve_output * price.output / 1e6 > budget.limit:
            reserved = f"reserve_output ({spell_number(policy.reserve_output)} tokens) of {clip(model)}"
            yield ("limit",), f"smaller than the price of {reserved}: a call without a cap of its own could never fit"


def _alike(budgets: Iterable[BudgetWords]) -> Iterator[tuple[Entry, Entry]]:
    """Pairs of budgets that count the same requests into the same counters, in the order of the file."""
    groups: dict[object, list[Entry]] = {}
    for index, budget in enumerate(budgets):
        groups.setdefault((budget.meter, frozenset(budget.per), budget.applies_to), []).append((index, budget))
    for group in groups.values():
        yield from combinations(group, 2)


def _idle(budgets: Iterable[BudgetWords]) -> Iterator[Finding]:
    """Budgets that never refuse because one that more callers share is full before."""
    for index, other in enumerate(budgets):
        for one in budgets:
            alike = one.meter == other.meter and one.applies_to == other.applies_to
            if not alike or not _wider(frozenset(one.per), frozenset(other.per)):
                continue
            if other.limit >= one.limit * math.ceil(other.window / one.window):
                shared = f"'{one.name}', which is for {' and '.join(one.per)}, never lets that much through"
                yield ("budgets", index, "limit"), f"'{other.name}' can never refuse: {shared} in {_in(other)}"
                break


def _wider(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether every counter of `other` is a part of one of `one`. Campaigns are part of nothing: few belong to one."""
    if one == other or "campaign" in one | other:
        return False
    # Each caller is of one org, everybody is of everyone.
    wide = {"everyone": frozenset[str](), "org": frozenset({"org", "caller"})}
    return all(holder == "everyone" or wide.get(holder, frozenset({holder})) & other for holder in one)


def _contradictions(budgets: Iterable[BudgetWords]) -> Iterator[Finding]:
    """Pairs of budgets of which one makes the other idle; told at the later of the two."""
    for (_, one), (index, other) in _alike(budgets):
        message = _contradiction(one, other)
        if message:
            yield ("budgets", index, "limit"), message


def _contradiction(one: BudgetWords, other: BudgetWords) -> str:
    if one.window == other.window:
        return f"'{other.name}' and '{one.name}' limit the same in the same window; keep one"
    short, long = sorted((one, other), key=lambda budget: budget.window)
    if long.limit > short.limit:
        return ""
    allowed, least = spell_number(long.limit), spell_number(short.limit)
    idle = f"so '{short.name}' ({least} in {_in(short)}) can never be reached"
    return f"'{long.name}' allows {allowed} in {_in(long)}, {idle}"


def _unpriced(policy: PolicyWords) -> Iterator[Finding]:
    """Models that a cost budget names but no price fits."""
    counted = any(budget.meter == "cost" for budget in policy.budgets)
    if counted and policy.prices and "*" not in policy.prices:
        last = list(policy.prices)[-1]
        yield ("prices", last), "models that fit none of these cost nothing; end with '*' to price every other model"


def _in(budget: BudgetWords) -> str:
    return spell_duration(budget.window)
