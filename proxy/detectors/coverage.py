"""Coverage: self-contained questions, ever new, over a wide space of topics.

The topic space is cut into 256 cells by eight random hyperplanes (the first bits of `sketches.planes`); a caller that
covers it touches as many cells as chance would (compare B4B, arXiv 2310.08571, which counts occupied buckets of the
embedding space). This is shape, as `sweep` is.
"""

from __future__ import annotations

from proxy.core.features import Features
from proxy.core.signal import Family, Signal, signal
from proxy.core.tally import Spread
from proxy.detectors.base import ramp
from proxy.detectors.profile import Profile
from proxy.detectors.sweep import stand_alone

_FAMILY = Family.COVERAGE

# Eight bits: enough to tell one task from everything, few enough that a hundred questions touch a third of them.
CELLS = 256
# One narrow task fills a tenth of the cells that chance would; questions about everything fill half or more, less than
# all because a common wrapper pulls texts together.
NARROW, WIDE = 0.15, 0.45
# Thirty questions can be a curious day; a hundred are a collection.
CURIOUS, COLLECTION = 30, 100


def coverage(features: Features, seen: Profile) -> tuple[Signal, ...]:
    """Novelty, single questions, and the breadth of topics."""
    del features
    novelty, single = seen.novelty, seen.slow.single
    width = breadth(seen)
    wide, many = ramp(width, NARROW, WIDE), ramp(seen.asks.count, CURIOUS, COLLECTION)
    # Most callers have one task, or a few questions.
    score = stand_alone(seen) * wide * many if wide > 0.0 and many > 0.0 else 0.0
    return (
        signal("coverage.novelty", _FAMILY, novelty, 0.0, "{:.0%} of prompts were new", (novelty,)),
        signal("coverage.single_turn", _FAMILY, single, 0.0, "{:.0%} of requests stand alone", (single,)),
        signal(
            "coverage.breadth", _FAMILY, score, score,
            "single new questions that touch {:.0%} of the topic space that chance would", (width,),
        ),
    )  # fmt: skip


def breadth(seen: Profile) -> float:
    """Cells touched, as a share of those that as many random texts would touch."""
    return _share(seen.cells)


def embedded(seen: Profile) -> float | None:
    """How much of the topic space this caller's embeddings have seen, 0..1; None where nothing is known.

    No suspicion by itself, a search index covers what it is about; noise in embeddings grows with it (as in B4B).
    """
    cells = seen.embedded
    return None if cells is None else _share(cells) * ramp(cells.count, CURIOUS, COLLECTION)


def _share(cells: Spread | None) -> float:
    if cells is None or cells.count < 1:
        return 0.0
    expected = CELLS * (1.0 - (1.0 - 1.0 / CELLS) ** cells.count)
    return float(min(1.0, cells.distinct / expected))
