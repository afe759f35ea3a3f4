"""What the whole lexicon makes of a text, the way that the product reads it: normalised first."""

from __future__ import annotations

from functools import cache

from proxy.core.features import Elicitation
from proxy.features.normalise import normalise
from proxy.features.phrasing import Phrasing, everything


@cache
def lexicon() -> Phrasing:
    """All wordings, compiled once a process."""
    return everything()


def asked(text: str) -> Elicitation:
    """What a text asks for."""
    return lexicon().asks(normalise(text).folded.encode())
