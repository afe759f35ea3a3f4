"""Replies in items: OpenAI's responses. Reasoning items go with all their events; what stays is numbered anew."""

from __future__ import annotations

from typing import Any

from proxy.actions.changes import Changes, Piece, Steps, objects
from proxy.actions.logprobs import Precision
from proxy.core.effect import Degrade

_OWN_EVENTS = "response.reasoning"
_SIGN = b"reasoning"
_ITEMS = ("message", "reasoning")
_FINGERPRINT = "system_fingerprint"


class ItemsEditor:
    """Takes reasoning and log-probabilities out of responses and their streams."""

    def __init__(self, degrade: Degrade) -> None:
        self._reasoning = "reasoning" in degrade.strip
        self._fingerprint = _FINGERPRINT in degrade.strip
        self._precision = Precision(degrade)
        self._gone: set[int] = set()
        self._dropped = 0

    @property
    def alert(self) -> bool:
        """Once an event is gone, all that follow have other numbers."""
        return self._dropped > 0

    def concerns(self, text: bytes) -> bool:
        """Whether reasoning may begin here, or other things are to be edited."""
        if self._reasoning and _SIGN in text:
            return True
        return self._precision.concerns(text) or (self._fingerprint and b'"system_fingerprint"' in text)

    def look(self, document: Any, changes: Changes) -> None:
        """Look at a response or at one event of its stream."""
        if not isinstance(document, dict):
            return
        kind = document.get("type")
        if not isinstance(kind, str):
            self._response(document, (), changes)
        elif kind in _ITEMS:
            self._single(document, kind, changes)
        elif self._reasoning and self._is_gone(document, kind):
            self._dropped += 1
            changes.drop()
        else:
            self._event(document, kind, changes)

    def _single(self, item: dict[str, Any], kind: str, changes: Changes) -> None:
        """An item that is fetched by itself; one of reasoning is left without any."""
        if kind == "message":
            self._item(item, (), changes)
        elif self._reasoning:
            for name in ("content", "encrypted_content"):
                if name in item:
                    changes.take((name,))
            if "summary" in item:
                changes.set(("summary",), b"[]")

    def _is_gone(self, event: dict[str, Any], kind: str) -> bool:
        index, item = event.get("output_index"), event.get("item")
        if isinstance(item, dict) and item.get("type") == "reasoning" and type(index) is int:
            self._gone.add(index)
        return kind.startswith(_OWN_EVENTS) or index in self._gone

    def _event(self, event: dict[str, Any], kind: str, changes: Changes) -> None:
        self._renumber(event, changes)
        if isinstance(event.get("response"), dict):
            self._response(event["response"], ("response",), changes)
        if isinstance(event.get("item"), dict):
            self._item(event["item"], ("item",), changes)
        if isinstance(event.get("part"), dict):
            self._part(event["part"], ("part",), changes)
        self._precision.apply(event, "logprobs", (), changes)
        if kind.startswith("response.output_text.") and self._reasoning:
            self._text(event, kind, changes)

    def _renumber(self, event: dict[str, Any], changes: Changes) -> None:
        number, index = event.get("sequence_number"), event.get("output_index")
        if self._dropped and type(number) is int:
            changes.put(("sequence_number",), number - self._dropped)
        before = sum(1 for gone in self._gone if gone < index) if type(index) is int else 0
        if type(index) is int and before:
            changes.put(("output_index",), index - before)

    def _text(self, event: dict[str, Any], kind: str, changes: Changes) -> None:
        key = event.get("output_index"), event.get("content_index")
        shadows: tuple[tuple[Steps, bytes], ...] = ((("logprobs",), b"[]"),) if event.get("logprobs") else ()
        if isinstance(event.get("delta"), str):
            changes.say(Piece(key, ("delta",), event["delta"], shadows))
        if isinstance(event.get("text"), str):
            changes.say(Piece(key, ("text",), event["text"], shadows, whole=True))
        if kind.endswith(".done"):
            changes.end(key)

    def _response(self, response: dict[str, Any], path: Steps, changes: Changes) -> None:
        if self._fingerprint and _FINGERPRINT in response:
            changes.take((*path, _FINGERPRINT))
        for name in ("output", "data"):  # what was said by a response, and the items of a stored one
            for number, item in objects(response.get(name)):
                place = (*path, name, number)
                if self._reasoning and item.get("type") == "reasoning":
                    changes.take(place)
                else:
                    self._item(item, place, changes)

    def _item(self, item: dict[str, Any], path: Steps, changes: Changes) -> None:
        for number, part in objects(item.get("content")):
            self._part(part, (*path, "content", number), changes)

    def _part(self, part: dict[str, Any], path: Steps, changes: Changes) -> None:
        self._precision.apply(part, "logprobs", path, changes)
        text = part.get("text")
        if self._reasoning and isinstance(text, str):
            shadows: tuple[tuple[Steps, bytes], ...] = (((*path, "logprobs"), b"[]"),) if part.get("logprobs") else ()
            changes.say(Piece(None, (*path, "text"), text, shadows, whole=True))
