"""What this process judged lately: the last ruling on each caller, and the decisions that were worth an event.

Values only: no prompt, no answer, no credential, and no more of a request than its events tell. For everything older
the events are the place, and for callers that another process serves the state is.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple

from proxy.audit import plain
from proxy.core.decision import Decision, Level
from proxy.core.features import Elicitation, Features
from proxy.detectors.evidence import Evidence
from proxy.detectors.profile import lone
from proxy.policy.evaluate import Policy
from proxy.screening import Opening, Ruling

# Of callers and of decisions each; a ruling with all of its signals takes about 5 KB (benchmarks/lately_cost.py).
MOST = 4096
_STRONG = int(Elicitation.STRONG)


class Spoken(NamedTuple):
    """What rules may ask of a request, as its events tell it."""

    dialect: str
    operation: str
    model: str
    path: str
    stream: bool
    tools: int


class Remembered(NamedTuple):
    """One ruling, and when its caller was last seen."""

    decision: Decision
    evidence: Evidence | None
    rules: tuple[str, ...]
    """Rules whose remedies ran."""
    spoken: Spoken
    policy: Policy
    seen: float
    wording: int
    """The last strong wordings (`Elicitation`) of the caller's single questions: how usual it is to ask so."""


class Lately:
    """Remembers rulings, the oldest forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._callers: OrderedDict[str, Remembered] = OrderedDict()
        self._decisions: OrderedDict[str, Remembered] = OrderedDict()

    def note(self, opening: Opening, ruling: Ruling) -> None:
        """Remember a ruling."""
        decision, call = ruling.decision, opening.call
        spoken = Spoken(
            call.dialect, call.operation, plain.name(call.model), plain.path(opening.path), call.stream, call.tools
        )
        before = self._callers.pop(decision.caller.id, None)
        wording = _wording(opening.features) or (before.wording if before is not None else 0)
        found = Remembered(decision, ruling.evidence, ruling.course.rules, spoken, opening.policy, opening.at, wording)
        self._keep(self._callers, decision.caller.id, found if before is None else _later(before, found))
        if decision.action or decision.rules or decision.unknown or decision.level is not Level.CLEAR:
            self._keep(self._decisions, decision.id, found)

    def caller(self, caller: str) -> Remembered | None:
        """The last ruling on a caller that says something of it."""
        return self._callers.get(caller)

    def decision(self, id: str) -> Remembered | None:  # noqa: A002 - that is what it is called everywhere
        """The ruling of that id: one worth an event, or the last one on its caller."""
        found = self._decisions.get(id)
        if found is not None:
            return found
        return next((each for each in self._callers.values() if each.decision.id == id), None)

    def callers(self) -> Iterable[Remembered]:
        """The last ruling on every caller."""
        return tuple(self._callers.values())

    def _keep(self, held: OrderedDict[str, Remembered], name: str, found: Remembered) -> None:
        held[name] = found
        if len(held) > self._most:
            held.popitem(last=False)


def _later(before: Remembered, found: Remembered) -> Remembered:
    """What is remembered of a caller after one more ruling."""
    if before.seen > found.seen:
        return before  # a ruling that was revised, after others were made
    if found.evidence is None and before.evidence is not None:
        # A listing of models, or an unknown state, says nothing of the caller; that it was here is all.
        return before._replace(seen=found.seen)
    return found


def _wording(features: Features | None) -> int:
    """The strong wordings of a single question, as a plain number: flags take a microsecond to be told apart."""
    return int(features.elicitation) & _STRONG if features is not None and lone(features) else 0
