"""A file of fixtures, read and checked: every fault at its line and column, as in a policy.

Pure: whoever calls has the content, and says which callers' names the fixtures may speak of by giving the policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from proxy.errors import Problem
from proxy.policy.complaints import nearest
from proxy.policy.evaluate import Policy
from proxy.policy.fitting import failure, fit, placed, problems
from proxy.policy.fixturewords import CaseWords, ExpectWords, FixtureWords, TrafficWords
from proxy.policy.includes import tree
from proxy.policy.nodes import Broken, Mark
from proxy.policy.positions import Loc, Reading, read
from proxy.policy.rulewords import names_in
from proxy.policy.units import clip

SUFFIX = ".test.yaml"
"""policies/x.yaml has its fixtures in policies/x.test.yaml."""
SPOKEN = ("/v1/chat/completions", "/v1/completions", "/v1/messages", "/v1/responses", "/v1/embeddings")
"""Paths for which a prompt alone makes a body."""
PLACES = ("at", "by", "until", "since")
CLAIMS = ("action", "level", "rule", "enforced", "that", "untouched")


class Fixtures(NamedTuple):
    """Fixtures that are sound by themselves, and where everything stands in their file."""

    name: str
    cases: tuple[CaseWords, ...]
    reading: Reading

    def problem(self, loc: Loc, message: str) -> Problem:
        """A finding at its place."""
        return problems(self.name, placed(self.reading, [(loc, message)]))[0]


def read_fixtures(content: bytes, name: str, policy: Policy) -> Fixtures:
    """Read the fixtures of a policy. Raises `PolicyError` with everything that is wrong with them."""
    try:
        root = tree(content)
    except Broken as broken:
        raise failure(name, [(broken.mark, broken.message)]) from None
    if root is None:
        raise failure(name, [(Mark(1, 1), "there is nothing in this file; it starts with `tests:` and a list")])
    reading = read(root)
    context = names_in(reading.value) if isinstance(reading.value, dict) else None
    hint = "fixtures are a mapping with one word, `tests:`, and a list behind it"
    words = fit(reading, FixtureWords, context, name, hint)
    wrong = list(_faults(words, policy))
    if wrong:
        raise failure(name, placed(reading, wrong))
    return Fixtures(name, words.tests, reading)


def _faults(words: FixtureWords, policy: Policy) -> Iterator[tuple[Loc, str]]:
    seen: set[str] = set()
    for index, case in enumerate(words.tests):
        if case.name in seen:
            yield ("tests", index, "name"), f"the name {clip(case.name)} is taken by another fixture"
        seen.add(case.name)
        for loc, message in _case_faults(case, policy):
            yield ("tests", index, *loc), message


def _case_faults(case: CaseWords, policy: Policy) -> Iterator[tuple[Loc, str]]:
    if bool(case.traffic) == bool(case.trace):
        yield (), "give traffic or a trace, one of them"
    callers = [each.caller for each in case.traffic]
    for index, traffic in enumerate(case.traffic):
        if traffic.caller in callers[:index]:
            yield ("traffic", index, "caller"), f"{clip(traffic.caller)} is taken by another caller of this fixture"
        for loc, message in _traffic_faults(traffic):
            yield ("traffic", index, *loc), message
    known = [budget.name for budget in policy.budgets] + [rule.name for rule in policy.rules]
    for index, expect in enumerate(case.expect):
        for loc, message in _expect_faults(expect, case, known):
            yield ("expect", index, *loc), message


def _traffic_faults(traffic: TrafficWords) -> Iterator[tuple[Loc, str]]:
    if traffic.say and traffic.body is not None:
        yield ("body",), "what is said is put into a body of its own; give one of the two"
    elif traffic.say and traffic.path not in SPOKEN:
        yield ("say",), f"a prompt alone makes a body only for {', '.join(SPOKEN)}; give the body"
    elif not traffic.say and traffic.body is None and traffic.method == "POST":
        yield (), "nothing is sent; give say or body"


def _expect_faults(expect: ExpectWords, case: CaseWords, known: Iterable[str]) -> Iterator[tuple[Loc, str]]:
    places = [place for place in PLACES if getattr(expect, place) is not None]
    if len(places) > 1:
        yield (), "at, by, until and from exclude each other; write an expectation for each"
    if not any(getattr(expect, claim) for claim in CLAIMS) and expect.enforced is None:
        yield (), "nothing is expected here; write action, level, rule, enforced, that or untouched"
    if case.traffic:
        yield from _place_faults(expect, {each.caller: each.requests for each in case.traffic}, places)
    for index, rule in enumerate(expect.rule):
        if rule not in known:
            yield ("rule", index), f"no rule or budget is called {clip(rule)}{nearest(rule, known)}"


def _place_faults(expect: ExpectWords, callers: Mapping[str, int], places: Sequence[str]) -> Iterator[tuple[Loc, str]]:
    """Who and which request is meant must be sent; `callers`: how many requests each of them sends."""
    if expect.caller and expect.caller not in callers:
        yield ("caller",), f"no caller is called {clip(expect.caller)}{nearest(expect.caller, callers)}"
        return
    sent = callers.get(expect.caller) or sum(callers.values())
    if places and getattr(expect, places[0]) > sent:
        word = "from" if places[0] == "since" else places[0]
        yield (word,), f"only {sent} {'is' if sent == 1 else 'are'} sent"
