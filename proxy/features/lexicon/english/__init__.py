"""How it is asked for in English: by far the most that is written of it, so one file for what is asked."""

from __future__ import annotations

from proxy.features.lexicon.english import disclosure, judging, steps, synthesis, traces
from proxy.features.lexicon.grammar import Wording

WORDINGS: tuple[Wording, ...] = (
    *steps.WORDINGS,
    *judging.WORDINGS,
    *traces.WORDINGS,
    *synthesis.WORDINGS,
    *disclosure.WORDINGS,
)
