"""Whose level is news: told once when it is reached and once when it is left, not with every request of the caller.

A level is reached in one place: the decision that reaches it holds it for no time yet (`held_for`), and whichever
process judged that one tells it. So a restart or another worker tells nothing again. What was told is kept, because
several requests of one moment may all be the first; and because of it each worker that told of a level tells its end.
"""

from __future__ import annotations

from collections import OrderedDict

from proxy.core.decision import Decision, Level

# Requests of one moment are judged side by side, and one of them may not have heard of the level that another reached.
MOMENT = 1.0
# Callers above `clear`, not all: a few hundred among a hundred thousand. At about 150 bytes each this is 600 KB.
MOST = 4096
RANKS = {level: rank for rank, level in enumerate(Level)}


class Levels:
    """The levels above `clear` that callers had when last judged here, the longest unseen forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._seen: OrderedDict[str, tuple[Level, float]] = OrderedDict()

    def __len__(self) -> int:
        """The number of callers remembered."""
        return len(self._seen)

    def news(self, decision: Decision) -> bool:
        """Whether the caller has just come to another level; call it with every decision."""
        if decision.witnesses is None or decision.unknown:
            return False  # nobody was judged: a listing of models says nothing of a level
        caller, level = decision.caller.id, decision.level
        before, since = self._seen.get(caller, (Level.CLEAR, 0.0))
        if level is before:
            if level is not Level.CLEAR:
                self._seen.move_to_end(caller)
            return False
        falls = RANKS[level] < RANKS[before]
        if falls and decision.at < since + MOMENT:
            return False
        self._keep(caller, level, decision.at)
        return falls or decision.held_for == 0.0

    def _keep(self, caller: str, level: Level, at: float) -> None:
        self._seen.pop(caller, None)
        if level is not Level.CLEAR:
            self._seen[caller] = level, at
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)
