"""Log-probabilities in replies: taken out, rounded, and cut down to fewer alternatives, in every shape they have."""

from __future__ import annotations

import math
import re
from typing import Any

from proxy.actions.changes import Changes, Steps
from proxy.core.effect import Degrade

# Servers write `"logprobs":null` or `[]` into every event that has none.
_SOME = re.compile(rb'logprob(?!s":(?:null|\[\]))')


class Precision:
    """What a degraded caller still gets of log-probabilities."""

    def __init__(self, degrade: Degrade) -> None:
        self.strips = "logprobs" in degrade.strip
        self._decimals = degrade.round_logprobs
        self._most = degrade.max_top_logprobs
        self.edits = self.strips or self._decimals is not None or self._most is not None

    def concerns(self, text: bytes) -> bool:
        """Whether there are any."""
        return self.edits and _SOME.search(text) is not None

    def apply(self, holder: Any, name: str, path: Steps, changes: Changes) -> None:
        """Edit the member `name` of an object that stands at `path`. What is taken leaves null, or an empty list."""
        value = holder.get(name) if isinstance(holder, dict) else None
        if not self.edits or not value:
            return
        if self.strips:
            changes.set((*path, name), b"[]" if isinstance(value, list) else b"null")
            return
        edited = self.coarser(value)
        if edited != value:
            changes.put((*path, name), edited)

    def coarser(self, value: Any) -> Any:
        """The same log-probabilities, rounded and fewer."""
        if isinstance(value, dict):
            return {name: self._member(name, part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.coarser(part) for part in value]
        if isinstance(value, float) and self._decimals is not None and math.isfinite(value):
            return round(value, self._decimals)
        return value

    def _member(self, name: str, part: Any) -> Any:
        if name in ("top_logprobs", "top_tokens") and isinstance(part, list) and self._most is not None:
            part = self.fewer(part)
        return self.coarser(part)

    def fewer(self, alternatives: list[Any]) -> list[Any]:
        """The most likely ones: of a list of objects the first, of objects of numbers (completions) the largest."""
        if self._most is None:
            return alternatives
        if any(isinstance(one, dict) and "logprob" in one for one in alternatives):
            return alternatives[: self._most]
        return [self._likeliest(one) for one in alternatives]

    def _likeliest(self, one: Any) -> Any:
        if isinstance(one, list):  # TGI: a list of alternatives for each token
            return one[: self._most]
        if not isinstance(one, dict):
            return one
        ranked = sorted(one.items(), key=lambda pair: pair[1] if isinstance(pair[1], int | float) else -math.inf)
        return dict(ranked[::-1][: self._most])
