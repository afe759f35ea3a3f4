"""Pools weighed, each for as long as nothing has changed that its case is made of.

Whoever looks every few minutes finds most pools as they were. What a pool shows by itself changes with its bucket
only; what it shows beside others with its exits and with the accounts of everybody, too. So a look costs what has
changed, and gives the same cases as one that weighs all of them anew.
"""

from __future__ import annotations

from collections.abc import Collection, Container
from typing import NamedTuple

from proxy.campaigns.background import Background
from proxy.campaigns.conduct import disguised, echoing, in_step, moved, untaken
from proxy.campaigns.evidence import Case, Ties, case_of
from proxy.campaigns.pool import Pool
from proxy.campaigns.record import Mark
from proxy.campaigns.ties import wave


class _Weighed(NamedTuple):
    """A case, and what it was made of."""

    case: Case
    ties: Ties
    births: tuple[float, ...]
    """When the accounts of everybody were made, as it was known then."""
    ignored: Container[str]


class Weighing:
    """Cases as they were weighed last."""

    def __init__(self) -> None:
        self._held: dict[Mark, _Weighed] = {}

    def case(self, pool: Pool, mesh: float, background: Background, ignored: Container[str] = ()) -> Case:
        """The case of a pool; `mesh`: as `ties.mesh` tells it."""
        mark = pool.kind, pool.digest
        held = self._held.get(mark)
        # A bucket that has changed is another pool, and one that has not is the very same.
        held = held if held is not None and held.case.pool is pool else None
        ties = _ties_of(pool, mesh, background, held)
        if held is not None and ties == held.ties and ignored == held.ignored:
            case = held.case
        else:
            case = case_of(pool, ties, ignored)
        self._held[mark] = _Weighed(case, ties, background.births, ignored)
        return case

    def keep(self, marks: Collection[Mark]) -> None:
        """Forget all pools but these."""
        if len(marks) < len(self._held):
            self._held = {mark: self._held[mark] for mark in marks}


def _ties_of(pool: Pool, mesh: float, background: Background, held: _Weighed | None) -> Ties:
    """What ties the callers of a pool; what was `held` of the same one is taken over where it must be the same."""
    waves = held.ties.wave if held is not None and held.births is background.births else wave(pool, background)
    return Ties(
        mesh, waves, in_step(pool), moved(pool, background), disguised(pool, background), echoing(pool, background),
        untaken(pool) if held is None else held.ties.untaken,
    )  # fmt: skip
