"""Counts what a worker does, in plain numbers.

prometheus-client's own counters take a lock and its multi-process mode a memory-mapped file for each number: 0.3 to
0.8 µs an observation, and files that must be cleaned up between runs. A worker has one thread that counts, so a dict
entry does (0.1 to 0.3 µs), and its numbers travel to the process with the admin listener as one snapshot a second,
where `board` adds them up and prometheus-client prints them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from proxy.audit import families
from proxy.audit.families import Family
from proxy.audit.record import Asked, Passed
from proxy.core.decision import Decision

# Label values beyond this many combinations of a family become `other`: a safety net, no family comes near it.
SERIES = 500

Labels = tuple[str, ...]
Cells = dict[Labels, list[float]]
Snapshot = dict[str, list[tuple[Labels, list[float]]]]
"""Per family: label values, and `[value]` or, for a histogram, the count of each bucket, then the sum."""

_STATUS = ("0xx", "1xx", "2xx", "3xx", "4xx", "5xx")
_FLAG = ("false", "true")


# Alerts look at increases of these, and Prometheus sees none where a series begins with 1.
_FROM_ZERO: tuple[tuple[Family, Labels], ...] = (
    (families.UNKNOWN, ()),
    (families.RELOADS, ("policy", "failed")),
    *((families.FINDINGS, ("campaign", "create", level)) for level in ("watch", "suspect", "hostile")),
)


class Metrics:
    """One worker's numbers. Every method is for the event loop's thread and costs at most a few µs."""

    def __init__(self) -> None:
        self._cells: dict[str, Cells] = {family.name: {} for family in families.FAMILIES}
        self._watched: list[tuple[Family, Labels, Callable[[], float]]] = []
        self._requests = self._cells[families.REQUESTS.name]
        self._active = self._cells[families.ACTIVE.name].setdefault((), [0.0])
        for family, labels in _FROM_ZERO:
            self._cells[family.name][labels] = [0.0]

    def entered(self) -> None:
        """An exchange began."""
        self._active[0] += 1

    def decided(self, asked: Asked, decision: Decision) -> None:
        """A decision was made."""
        self.count(families.DECISIONS, (decision.action.word, _FLAG[decision.enforced]))
        if decision.unknown:
            self.count(families.UNKNOWN, ())
        if asked.unreadable:
            self.count(families.UNREADABLE, (asked.unreadable,))
        if decision.rules:
            for rule in decision.rules:
                self.count(families.RULES, (rule, decision.action.word, _FLAG[decision.enforced]))
        if decision.refusal is not None:
            self.count(families.REFUSALS, (decision.refusal.kind,))
            if decision.refusal.kind == "budget":
                for rule in decision.rules:
                    self.count(families.BUDGETS, (rule,))

    def compared(self, decision: Decision, other: Decision) -> None:
        """Two policies judged the same request; `other` only looks on."""
        self.count(families.SHADOW, (decision.action.word, other.action.word))
        for rule in set(decision.rules) - set(other.rules):
            self.count(families.SHADOW_RULES, (rule, "active"))
        for rule in set(other.rules) - set(decision.rules):
            self.count(families.SHADOW_RULES, (rule, "shadow"))

    def passed(self, asked: Asked, decision: Decision | None, passed: Passed) -> None:
        """An exchange that `entered` is over."""
        self._active[0] -= 1
        action = decision.action.word if decision is not None else "allow"
        status = _STATUS[passed.status // 100] if 0 <= passed.status < 600 else "other"
        self.count(families.REQUESTS, (asked.dialect or "none", asked.operation or "none", status, action))
        self.count(families.OUTCOMES, (passed.outcome,))
        stream = (_FLAG[asked.stream],)
        if passed.own is not None:
            self.observe(families.OWN, (), passed.own)
        if passed.first_byte is not None:
            self.observe(families.FIRST_BYTE, stream, passed.first_byte)
        if passed.upstream is not None:
            self.observe(families.UPSTREAM, stream, passed.upstream)
        if passed.usage is not None:
            self.count(families.TOKENS, (asked.dialect, "input"), passed.usage.input_tokens)
            self.count(families.TOKENS, (asked.dialect, "output"), passed.usage.output_tokens)

    def asked_state(self, seconds: float, result: str) -> None:
        """A round trip to the store; `result` is a word: ok, timeout, refused, unavailable."""
        self.observe(families.STATE, (result,), seconds)

    def reloaded(self, what: str, *, worked: bool) -> None:
        """The `policy` or the `directory` was read again."""
        self.count(families.RELOADS, (what, "ok" if worked else "failed"))

    def found(self, about: str, activity: str, level: str) -> None:
        """A finding was told."""
        self.count(families.FINDINGS, (about, activity, level))

    def policy(self, name: str, version: str, mode: str) -> None:
        """This policy is in force now, and no other."""
        cells = self._cells[families.POLICY.name]
        cells.clear()
        cells[name, version, mode] = [1.0]

    def watch(self, family: Family, read: Callable[[], float], labels: Labels = ()) -> None:
        """Read a number that somebody else keeps whenever a snapshot is taken; several of a family add up."""
        self._watched.append((family, labels, read))

    def count(self, family: Family, labels: Labels, amount: float = 1) -> None:
        """Add to a counter or gauge."""
        cells = self._cells[family.name]
        try:
            cells[labels][0] += amount
        except KeyError:
            _new(cells, labels, 1)[0] += amount

    def observe(self, family: Family, labels: Labels, value: float) -> None:
        """Add an observation to a histogram."""
        cells = self._cells[family.name]
        cell = cells.get(labels)
        if cell is None:
            cell = _new(cells, labels, len(family.bounds) + 2)
        cell[bisect_left(family.bounds, value)] += 1
        cell[-1] += value

    def snapshot(self) -> Snapshot:
        """All numbers as they are now, ready for JSON."""
        taken: Snapshot = {
            name: [(labels, cell.copy()) for labels, cell in cells.items()] for name, cells in self._cells.items()
        }
        for family, labels, read in self._watched:
            taken[family.name].append((labels, [float(read())]))
        return taken


def _new(cells: Cells, labels: Labels, size: int) -> list[float]:
    if len(cells) >= SERIES:
        labels = ("other",) * len(labels)
    return cells.setdefault(labels, [0.0] * size)
