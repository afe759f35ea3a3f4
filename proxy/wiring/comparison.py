"""Two policies on the same traffic: which callers, rules and requests would change."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rich.table import Table

from proxy.core.decision import Action, Decision

SHOWN = 12
"""Callers in the table; the decisions file has all of them."""


class Comparison:
    """Counts the requests on which two policies disagree. `left` and `right` are what the table calls them."""

    def __init__(self, left: str, right: str) -> None:
        self._names = (left, right)
        self.requests = 0
        self.changes = 0
        self.turns: Counter[tuple[str, str]] = Counter()
        self.callers: Counter[str] = Counter()
        self.rules: Counter[tuple[str, str]] = Counter()
        """By the rule's name and the side on which alone it spoke: `left` or `right`."""

    def add(self, left: Decision, right: Decision) -> None:
        """Compare two judgements of one request."""
        self.requests += 1
        before, after = _deed(left), _deed(right)
        if before == after:
            return
        self.changes += 1
        self.turns[before, after] += 1
        self.callers[left.caller.id] += 1
        self.rules.update((rule, "left") for rule in set(left.rules) - set(right.rules))
        self.rules.update((rule, "right") for rule in set(right.rules) - set(left.rules))

    def told(self) -> dict[str, Any]:
        """What would change, for machines: everything that the table says, and every caller."""
        left, right = self._names
        sides = {"left": left, "right": right}
        return {
            "from": left,
            "to": right,
            "requests": self.requests,
            "changes": self.changes,
            "actions": [{"from": a, "to": b, "requests": n} for (a, b), n in self.turns.most_common()],
            "rules": [
                {"rule": rule, "only": sides[side], "requests": n} for (rule, side), n in self.rules.most_common()
            ],
            "callers": [{"caller": caller, "requests": n} for caller, n in self.callers.most_common()],
        }

    def table(self) -> Table:
        """What would change, for a terminal."""
        left, right = self._names
        table = Table(title=f"{self.changes} of {self.requests} requests change from {left} to {right}")
        for column in ("what", "from", "to", "requests"):
            table.add_column(column, justify="right" if column == "requests" else "left")
        for (before, after), requests in self.turns.most_common():
            table.add_row("action", before, after, str(requests))
        for (rule, side), requests in self.rules.most_common():
            # In the column of the policy in which alone it speaks.
            table.add_row("rule", *((rule, "") if side == "left" else ("", rule)), str(requests))
        for caller, requests in self.callers.most_common(SHOWN):
            table.add_row("caller", caller, "", str(requests))
        if len(self.callers) > SHOWN:
            table.add_row("caller", f"{len(self.callers) - SHOWN} more", "", "")
        return table


def _deed(decision: Decision) -> str:
    """What happens to the request: in observe mode nothing does, whatever was decided."""
    done = decision.enforced or decision.action is Action.ALLOW  # to let a request pass is the same in either mode
    return decision.action.word if done else f"{decision.action.word} (observed)"
