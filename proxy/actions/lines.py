"""Replies of Ollama: one object, or one a line, in which the answer grows."""

from __future__ import annotations

from typing import Any

from proxy.actions.changes import Changes, Piece, Steps
from proxy.actions.logprobs import Precision
from proxy.core.effect import Degrade

_THINKING = "thinking"
# All tokens of the conversation as numbers, thinking among them, in the last line of /api/generate.
_CONTEXT = "context"
_SIGNS = (b'"thinking"', b'"context"')


class LinesEditor:
    """Takes thinking and log-probabilities out of Ollama's replies."""

    alert = False

    def __init__(self, degrade: Degrade) -> None:
        self._reasoning = "reasoning" in degrade.strip
        self._precision = Precision(degrade)

    def concerns(self, text: bytes) -> bool:
        """Whether any of it is there."""
        if self._reasoning and (_SIGNS[0] in text or _SIGNS[1] in text):
            return True
        return self._precision.concerns(text)

    def look(self, document: Any, changes: Changes) -> None:
        """Look at a reply or at one line of it."""
        if not isinstance(document, dict):
            return
        changes.vary(("created_at",))
        self._precision.apply(document, "logprobs", (), changes)
        if not self._reasoning:
            return
        if _CONTEXT in document:
            changes.take((_CONTEXT,))
        spelt: tuple[tuple[Steps, bytes], ...] = ((("logprobs",), b"[]"),) if document.get("logprobs") else ()
        for holder, path, name in (
            (document, (), "response"),
            (document.get("message"), ("message",), "content"),
        ):
            if isinstance(holder, dict):
                self._silence(holder, path, name, spelt, changes)
        if document.get("done") is True:
            changes.end(0)

    @staticmethod
    def _silence(holder: dict[str, Any], path: Steps, name: str, spelt: Any, changes: Changes) -> None:
        if isinstance(holder.get(name), str):
            changes.say(Piece(0, (*path, name), holder[name], spelt))
        if _THINKING in holder:
            changes.take((*path, _THINKING))
            for place, leaf in spelt:
                changes.set(place, leaf)
