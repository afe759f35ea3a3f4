"""Replies in blocks: Anthropic's messages. Thinking goes, and what stays is numbered as if there had been none."""

from __future__ import annotations

from typing import Any

from proxy.actions.changes import Changes, Piece, objects
from proxy.core.effect import Degrade

_THINKING = frozenset({"thinking", "redacted_thinking"})
_SIGN = b"thinking"


class BlocksEditor:
    """Takes blocks of thinking out of messages and their streams."""

    def __init__(self, degrade: Degrade) -> None:
        self._reasoning = "reasoning" in degrade.strip
        self._gone: set[int] = set()

    @property
    def alert(self) -> bool:
        """Once a block is gone, all that follow have other numbers."""
        return bool(self._gone)

    def concerns(self, text: bytes) -> bool:
        """Whether thinking may begin here."""
        return self._reasoning and _SIGN in text

    def look(self, document: Any, changes: Changes) -> None:
        """Look at a message or at one event of its stream."""
        if not self._reasoning or not isinstance(document, dict):
            return
        index = document.get("index")
        if type(index) is int and str(document.get("type")).startswith("content_block_"):
            self._event(document, index, changes)
        elif document.get("type") == "message":
            self._message(document.get("content"), changes)

    def _message(self, content: Any, changes: Changes) -> None:
        for number, block in objects(content):
            if block.get("type") in _THINKING:
                changes.take(("content", number))
            elif block.get("type") == "text" and isinstance(block.get("text"), str):
                changes.say(Piece(number, ("content", number, "text"), block["text"], whole=True))

    def _event(self, event: dict[str, Any], index: int, changes: Changes) -> None:
        block = event.get("content_block")
        if isinstance(block, dict) and block.get("type") in _THINKING:
            self._gone.add(index)
        if index in self._gone:
            changes.drop()
            return
        before = sum(1 for gone in self._gone if gone < index)
        if before:
            changes.put(("index",), index - before)
        for name in ("content_block", "delta"):
            said = event.get(name)
            if isinstance(said, dict) and isinstance(said.get("text"), str):
                changes.say(Piece(index, (name, "text"), said["text"]))
        if event["type"] == "content_block_stop":
            changes.end(index)
