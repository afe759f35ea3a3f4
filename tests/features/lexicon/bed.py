"""The paraphrase bed: requests for training material in our own words, by intent and language, and honest neighbours.

A file a language and round under `bed/`, `english-2.txt` is the second: a line `[intent]`, then a paraphrase a line.
`honest.txt` has what others say with the same words: `[plain]` should ask for nothing, `[weak]` is tutors, evaluations
and judges, `[doubtful]` what honest programs and collectors say alike: it is counted, not forbidden. A digest of the
text decides which half a line belongs to: the lexicon was widened with one half in view; docs/detection.md tells both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from proxy.core.features import Elicitation as Kind

BED = Path(__file__).parent / "bed"
_HEADING = re.compile(r"\[([a-z]+)\]")

REASONING = Kind.REVERSE | Kind.TAGS | Kind.DISCLOSURE
"""The reasoning itself is wanted: what campaigns are convicted by."""
BULK = Kind.SYNTHESIS | Kind.WRAPPER | REASONING

WANTED = {
    "trace": REASONING,
    "tags": REASONING,
    "behind": REASONING,
    "earlier": REASONING,
    "agent": REASONING,
    "tasks": BULK,
    "evolve": BULK,
    "pairs": BULK,
    "preference": BULK,
    "wrapper": BULK,
    "grading": Kind.JUDGE,
    "steps": Kind.STEPS | REASONING,
}
"""By intent, the kinds of which one must be found."""


class Line(NamedTuple):
    """One text of the bed."""

    language: str
    intent: str
    text: str
    round: int = 1

    @property
    def held_out(self) -> bool:
        """Whether the line is of the half that nobody looked at while the lexicon was widened."""
        return bool(sha256(self.text.encode()).digest()[0] & 1)


def paraphrases() -> Iterator[Line]:
    """Every request for training material."""
    for path in sorted(BED.glob("*.txt")):
        if not path.stem.startswith("honest"):
            yield from read(path)


def honest() -> Iterator[Line]:
    """Every honest neighbour."""
    for path in sorted(BED.glob("honest*.txt")):
        yield from read(path)


def read(path: Path) -> Iterator[Line]:
    """The lines of one file."""
    intent = ""
    language, _, later = path.stem.partition("-")
    for text in path.read_text(encoding="utf-8").splitlines():
        if heading := _HEADING.fullmatch(text):
            intent = heading[1]
        elif text:
            yield Line(language, intent, text, int(later or 1))
