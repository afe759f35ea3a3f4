"""Replies of TGI: a text, and each of its tokens with its log-probability."""

from __future__ import annotations

from typing import Any

from proxy.actions.changes import Changes, Piece, Steps, objects
from proxy.actions.logprobs import Precision
from proxy.core.effect import Degrade

_TEXT = "generated_text"
# A log-probability that is not told: null, as TGI itself has it for the first token of a prompt.
_UNTOLD = b"null"


class TokensEditor:
    """Takes inline reasoning, log-probabilities and the seed out of TGI's replies."""

    alert = False

    def __init__(self, degrade: Degrade) -> None:
        self._reasoning = "reasoning" in degrade.strip
        self._seed = "seed" in degrade.strip
        self._precision = Precision(degrade)

    def concerns(self, text: bytes) -> bool:
        """Whether any of it is there; reasoning is known by its tags alone."""
        return (self._precision.edits and b"logprob" in text) or (self._seed and b'"seed"' in text)

    def look(self, document: Any, changes: Changes) -> None:
        """Look at a reply or at one event of it."""
        if not isinstance(document, dict):
            return
        self._token(document.get("token"), ("token",), changes)
        self._alternatives(document, (), changes)
        spelt = self._details(document.get("details"), ("details",), changes)
        if isinstance(document.get(_TEXT), str):
            changes.end(0)
            self._say(document[_TEXT], (_TEXT,), spelt, changes)

    def _say(self, text: Any, path: Steps, spelt: list[Steps], changes: Changes) -> None:
        if self._reasoning and isinstance(text, str):
            changes.say(Piece(path, path, text, tuple((place, b"[]") for place in spelt), whole=True))

    def _token(self, token: Any, path: Steps, changes: Changes) -> None:
        if not isinstance(token, dict):
            return
        self._probability(token, path, changes)
        if self._reasoning and isinstance(token.get("text"), str):
            # The id of a token tells its text.
            shadows = (((*path, "id"), b"0"), (("top_tokens",), b"[]"))
            changes.say(Piece(0, (*path, "text"), token["text"], shadows))

    def _details(self, details: Any, path: Steps, changes: Changes) -> list[Steps]:
        """Edit the details; the lists that spell the text out."""
        if not isinstance(details, dict):
            return []
        if self._seed and details.get("seed") is not None:
            changes.set((*path, "seed"), _UNTOLD)
        for name in ("prefill", "tokens"):
            for number, token in objects(details.get(name)):
                self._probability(token, (*path, name, number), changes)
        self._alternatives(details, path, changes)
        for number, other in objects(details.get("best_of_sequences")):
            place = (*path, "best_of_sequences", number)
            spelt = self._details(other, place, changes)
            self._say(other.get(_TEXT), (*place, _TEXT), spelt, changes)
        return [(*path, name) for name in ("tokens", "top_tokens") if details.get(name)]

    def _alternatives(self, holder: dict[str, Any], path: Steps, changes: Changes) -> None:
        """Alternatives stand beside an event's token as a list, in details as a list for each token."""
        tops = holder.get("top_tokens")
        if not tops or not self._precision.edits:
            return
        if self._precision.strips:
            changes.set((*path, "top_tokens"), b"[]")
            return
        edited = self._precision.coarser(self._precision.fewer(tops))
        if edited != tops:
            changes.put((*path, "top_tokens"), edited)

    def _probability(self, token: dict[str, Any], path: Steps, changes: Changes) -> None:
        told = token.get("logprob")
        if told is None or not self._precision.edits:
            return
        if self._precision.strips:
            changes.set((*path, "logprob"), _UNTOLD)
            return
        edited = self._precision.coarser(told)
        if edited != told:
            changes.put((*path, "logprob"), edited)
