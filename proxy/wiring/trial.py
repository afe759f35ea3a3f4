"""Fixtures played against their policy, through the very same screening as `serve` and `replay`, in virtual time.

Each fixture has a state of its own, in memory, so that none depends on another.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proxy.callers.digests import Keyed
from proxy.callers.directory import Directory, read
from proxy.core.decision import Action, Decision
from proxy.errors import Problem
from proxy.policy.evaluate import Policy
from proxy.policy.fixtures import Fixtures
from proxy.policy.fixturewords import CaseWords, ExpectWords
from proxy.remedies import RANKS
from proxy.state.memory import MemoryStore
from proxy.wiring import chance
from proxy.wiring.rehearsal import Stage, lines, setting
from proxy.wiring.scripted import Scripted, directory, script

SECRET = b"fixtures judge everywhere alike"
"""Keys the digests of fixtures: the same on every machine, so that a fixture that holds here holds in CI."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One request of a fixture, judged."""

    caller: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one fixture."""

    case: CaseWords
    watched: tuple[Watched, ...]
    failures: tuple[Problem, ...]

    @property
    def spoke(self) -> frozenset[str]:
        """The rules and budgets that spoke."""
        return frozenset(rule for each in self.watched for rule in each.decision.rules)


async def trial(policy: Policy, fixtures: Fixtures) -> list[Verdict]:
    """Play all fixtures. Raises OSError where a trace cannot be read."""
    found = []
    for index, case in enumerate(fixtures.cases):
        watched = tuple([each async for each in _played(policy, case, Path(fixtures.name).parent)])
        failures = [
            fixtures.problem(("tests", index, "expect", place), message)
            for place, expect in enumerate(case.expect)
            if (message := failed(expect, watched))
        ]
        found.append(Verdict(case, watched, tuple(failures)))
    return found


async def _played(policy: Policy, case: CaseWords, folder: Path) -> AsyncIterator[Watched]:
    stage = _stage(policy, case)
    for number, each in enumerate(_requests(case, folder)):
        _, ruling = await stage.play(each.recorded, number, each.membership)
        yield Watched(each.caller or ruling.decision.caller.id, ruling.decision)


def _stage(policy: Policy, case: CaseWords) -> Stage:
    keyed = Keyed(SECRET)
    known = Directory(keyed)
    known.roll, _, _ = read(directory(case), keyed, "")
    return setting(policy, MemoryStore(), keyed, SECRET, known)


def _requests(case: CaseWords, folder: Path) -> Iterator[Scripted]:
    if not case.trace:
        yield from script(case, chance.seeded)
        return
    with (folder / case.trace).open("rb") as file:
        for _, recorded in lines(file, lambda _number, _reason: None):
            yield Scripted(recorded, "", None)


def failed(expect: ExpectWords, watched: Sequence[Watched]) -> str:
    """Why an expectation is not met, in a sentence; empty where it is."""
    mine = [each.decision for each in watched if expect.caller in ("", each.caller)]
    if not mine:
        return "no such request was sent"
    if expect.at is not None:
        return _at(expect, mine, expect.at)
    if expect.by is not None:
        return _by(expect, mine, expect.by)
    first, last = (expect.since or 1) - 1, expect.until or len(mine)
    for number, decision in enumerate(mine[first:last], first + 1):
        if told := _missed(expect, decision):
            return f"request {number}: {told}"
    return ""


def _at(expect: ExpectWords, mine: Sequence[Decision], at: int) -> str:
    told = _missed(expect, mine[at - 1]) if at <= len(mine) else f"only {len(mine)} requests"
    return f"request {at}: {told}" if told else ""


def _by(expect: ExpectWords, mine: Sequence[Decision], by: int) -> str:
    met = next((number for number, decision in enumerate(mine, 1) if not _missed(expect, decision)), None)
    if met is not None and met <= by:
        return ""
    later = f"the first is request {met}" if met else "none does later"
    return f"none of the first {by} does, and {later}; request {by}: {_missed(expect, mine[by - 1])}"


def _missed(expect: ExpectWords, decision: Decision) -> str:
    """What of the expectation this decision does not meet."""
    return "; ".join(_misses(expect, decision))


def _misses(expect: ExpectWords, decision: Decision) -> Iterator[str]:
    yield from _misdeeds(expect, decision)
    if expect.level and decision.level not in expect.level:
        yield f"expected level {' or '.join(expect.level)}, was {decision.level} (risk {decision.risk:.2f})"
    if expect.enforced is not None and expect.enforced != decision.enforced:
        yield f"expected to be {'enforced' if expect.enforced else 'observed only'}, was not"
    if expect.that is not None and not expect.holds(known(decision)):
        yield f"expected {expect.that}, which does not hold"


def _misdeeds(expect: ExpectWords, decision: Decision) -> Iterator[str]:
    """What was done, and by whom, against what was expected of it."""
    action, spoke = decision.action.word, ", ".join(decision.rules) or "nobody"
    if expect.untouched and (decision.action is not Action.ALLOW or decision.rules):
        yield f"expected to be left alone, was {action} by {spoke}"
    if expect.action and action not in expect.action:
        yield f"expected {' or '.join(expect.action)}, was {action} by {spoke}"
    if missing := [rule for rule in expect.rule if rule not in decision.rules]:
        yield f"expected {', '.join(missing)} to speak, but {spoke} did"


def known(decision: Decision) -> Mapping[str, Any]:
    """What a decision tells of its caller, by the words of the vocabulary."""
    found: dict[str, Any] = {signal.name: signal.value for signal in decision.signals}
    return found | {
        "risk": decision.risk, "risk.level": RANKS[decision.level], "risk.held_for": decision.held_for,
    }  # fmt: skip


def uncovered(policy: Policy, verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """Rules and budgets that no fixture makes speak, in policy order."""
    spoke = frozenset().union(*(verdict.spoke for verdict in verdicts))
    names = [budget.name for budget in policy.budgets] + [rule.name for rule in policy.rules]
    return tuple(name for name in names if name not in spoke)
