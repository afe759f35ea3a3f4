"""What the whole lexicon makes of a text, the way that the product reads it: normalised first."""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.normalise import normalise
from proxy.features.phrasing import everything


def asked(text: str) -> Elicitation:
    """What a text asks for."""
    return everything().asks(normalise(text).folded.encode())
