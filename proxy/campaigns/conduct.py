"""What callers of a text do alike besides sending it. Pure.

    in step       they come within the same minutes, more than with the minutes before (`state.pulse`)
    moved         they went over to one model within a day, and the others did not
    disguised     their programs contradict themselves, and the others' do not
    echoing       they bring back markers that stood in answers to several others
    untaken       they converse, and never go on from an answer to this text

Whoever makes a tool can bring about a move or a contradiction in all of its users with one release, and what a chat
asks beside the conversation (a title for it) is never taken up. So those count only where several programs show them.
All of it is read off the sample that a bucket has: callers of which it holds are counted against those of which it does
not, and against the sample of everybody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import sqrt
from typing import NamedTuple

from proxy.campaigns.background import Background
from proxy.campaigns.pool import COUNTED, DOUBT, Pool, at_most
from proxy.core.sighting import TURNS, Sharer

# More than two schedules that many have copied bring about.
SCHEDULES = 40
# MiniMax moved almost half of its traffic to a new model within a day of its release (Anthropic, Feb 2026).
MOVE_S = 86400.0
# A caller seen once here has moved nowhere; one that goes back and forth uses both.
SETTLED = 2
# A tool comes for browsers, as an app and perhaps for one more; a hand that varies its clients comes with more.
PROGRAMS = 3.0
# Three orgs are nobody's colleagues.
ECHOING = 3
# Who goes on from fewer answers in a hundred hardly converses, and would not take up these.
TALKS = 0.05
# One caller's answers beyond this tell about the caller and not about the pool.
EACH = 16.0


class Untaken(NamedTuple):
    """How often the callers of a text went on from an answer to it."""

    due: float
    """Times that they would have, were those answers to them what others are."""
    taken: float
    talkers: float
    """Share of callers who converse at all, with the program that they have."""

    @property
    def share(self) -> float:
        """Of what was due, at most so much was taken up (95 %); 1 where nothing was due."""
        return min(1.0, poisson_at_most(self.taken) / self.due) if self.due > 0 else 1.0


def in_step(pool: Pool) -> float:
    """Share of close pairs of callers that are in step, at least; a third is chance."""
    if pool.together < SCHEDULES:
        return 0.0
    return 1.0 - at_most(pool.apart, pool.together + pool.apart)


def moved(pool: Pool, background: Background) -> float:
    """Share of a pool that went over to one model within a day, beyond what is usual and what chance makes of it."""
    best = _most_at_once([one for one in pool.members.values() if _has_moved(one)])
    if not best or several(best) < PROGRAMS:
        return 0.0
    return _excess(len(best), pool, background.share(lambda one: _has_moved(one) and _with(one, best[0])))


def disguised(pool: Pool, background: Background) -> float:
    """Share of a pool whose programs contradict themselves, beyond what is usual and what chance makes of it."""
    found = [one for one in pool.members.values() if one.disguised]
    if not found or several(found) < PROGRAMS:
        return 0.0
    return _excess(len(found), pool, background.share(lambda one: one.disguised))


def echoing(pool: Pool, background: Background) -> float:
    """Share of a pool that brought back what was told to several others, beyond what is usual."""
    found = [one for one in pool.members.values() if one.echoes]
    if len({one.org for one in found}) < ECHOING:
        return 0.0
    return _excess(len(found), pool, background.share(lambda one: one.echoes))


def untaken(pool: Pool) -> Untaken:
    """How often answers to a text were taken up, by callers who go on from others.

    Of user turns only: a system prompt stands over the whole conversation, and is seen with every turn of it.
    """
    talkers = [one for one in pool.members.values() if one.talks >= TALKS]
    if pool.kind not in TURNS or several(talkers) < PROGRAMS:
        return Untaken(0.0, 0, 0.0)
    due, taken = 0.0, 0.0
    for one in talkers:
        owed = one.requests * one.talks if one.taken < COUNTED else float(one.taken)
        part = min(1.0, EACH / owed) if owed > 0.0 else 1.0
        due, taken = due + owed * part, taken + one.taken * part
    return Untaken(due, taken, len(talkers) / len(pool.members))


def several(people: Sequence[Sharer]) -> float:
    """How many programs these come with: as many of equal weight would be as mixed (Simpson's index, inverted)."""
    return effective(Counter(one.client for one in people).values())


def effective(counts: Iterable[int]) -> float:
    """As how many equal parts these are."""
    parts = list(counts)
    return sum(parts) ** 2 / sum(part * part for part in parts) if parts else 0.0


def poisson_at_most(seen: float) -> float:
    """What is to be expected at most, with 95 %, where so many were seen (Wilson and Hilferty, PNAS 1931)."""
    more = seen + 1.0
    return float(more * (1.0 - 1.0 / (9.0 * more) + DOUBT / (3.0 * sqrt(more))) ** 3)


def _most_at_once(movers: Sequence[Sharer]) -> list[Sharer]:
    """The most of these who went over to one model within a day."""
    by_model: dict[int, list[Sharer]] = defaultdict(list)
    for one in sorted(movers, key=lambda one: one.switched):
        by_model[one.model].append(one)
    best: list[Sharer] = []
    for found in by_model.values():
        first = 0
        for last, one in enumerate(found):
            while one.switched - found[first].switched >= MOVE_S:
                first += 1
            if last - first >= len(best):
                best = found[first : last + 1]
    return best


def _has_moved(one: Sharer) -> bool:
    return one.switches == 1 and one.requests >= SETTLED


def _with(one: Sharer, start: Sharer) -> bool:
    return one.model == start.model and 0.0 <= one.switched - start.switched < MOVE_S


def _excess(found: int, pool: Pool, usual: float) -> float:
    callers = len(pool.members)
    return max(0.0, found / callers - usual - DOUBT * sqrt(usual * (1.0 - usual) / callers))
