"""Whose level is news: told once when it is reached and once when it is left, not with every request of the caller.

A level is reached in one place: the decision that reaches it holds it for no time yet (`held_for`), and whichever
process judged that one tells it. So a restart or another worker tells nothing again. What was told is kept, because
several requests of one moment may all be the first; and because of it each worker that told of a level tells its end.
Within a level it is news, once for each worker, when a rule or budget speaks that had not spoken before.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from proxy.core.decision import Decision, Level

# Requests of one moment are judged side by side, and one of them may not have heard of the level that another reached.
MOMENT = 1.0
# Callers above `clear`, not all: a few hundred among a hundred thousand. At about 250 bytes each this is 1 MB.
MOST = 4096
RANKS = {level: rank for rank, level in enumerate(Level)}


class Turn(NamedTuple):
    """What is new about a caller's finding. `create`, `update` or `close`; `before` is the level until now."""

    activity: str
    before: Level


class _Seen(NamedTuple):
    level: Level
    since: float
    spoken: frozenset[str]


_UNSEEN = _Seen(Level.CLEAR, 0.0, frozenset())


class Levels:
    """The levels above `clear` that callers had when last judged here, the longest unseen forgotten first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._seen: OrderedDict[str, _Seen] = OrderedDict()
        self.counts: dict[Level, int] = {level: 0 for level in Level if level is not Level.CLEAR}
        """Callers remembered here, by level."""

    def __len__(self) -> int:
        """The number of callers remembered."""
        return len(self._seen)

    def news(self, decision: Decision) -> Turn | None:
        """What is new about the caller, None where nothing is; call it with every decision."""
        if decision.witnesses is None or decision.unknown:
            return None  # nobody was judged: a listing of models says nothing of a level
        caller, level = decision.caller.id, decision.level
        before = self._seen.get(caller, _UNSEEN)
        if level is before.level:
            return None if level is Level.CLEAR else self._within(decision, before)
        falls = RANKS[level] < RANKS[before.level]
        if falls and decision.at < before.since + MOMENT:
            return None
        known = falls or before.level is not Level.CLEAR
        self._keep(caller, _Seen(level, decision.at, before.spoken.union(decision.rules)))
        if level is Level.CLEAR:
            return Turn("close", before.level)
        if falls or decision.held_for == 0.0:
            return Turn("update" if known else "create", before.level)
        return Turn("update", level) if decision.rules else None  # another worker told of the level, not of this

    def _within(self, decision: Decision, before: _Seen) -> Turn | None:
        caller = decision.caller.id
        if before.spoken.issuperset(decision.rules):
            self._seen.move_to_end(caller)
            return None
        self._keep(caller, before._replace(spoken=before.spoken.union(decision.rules)))
        return Turn("update", before.level)

    def _keep(self, caller: str, seen: _Seen) -> None:
        self._forgotten(self._seen.pop(caller, None))
        if seen.level is not Level.CLEAR:
            self._seen[caller] = seen
            self.counts[seen.level] += 1
        if len(self._seen) > self._most:
            self._forgotten(self._seen.popitem(last=False)[1])

    def _forgotten(self, seen: _Seen | None) -> None:
        if seen is not None:
            self.counts[seen.level] -= 1
