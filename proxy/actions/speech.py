"""Where a reply speaks: its texts and where they end, shape by shape; reasoning and arguments of tools are none.

A text is known by its group (a choice; else all of the answer) and its place in the group. Something may be added to
the last text of a group only, and only where the group came to an end of itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from proxy.actions.changes import OBFUSCATION, Changes, Piece, Steps, objects
from proxy.core.places import Shape

_ITEM_EVENTS = ("response.output_text.delta", "response.output_text.done")
_ENDS = ("response.completed", "response.incomplete", "response.failed")


class Speech(Changes):
    """What one document says, and what that means for the texts of earlier ones."""

    __slots__ = ("moved_on", "over")

    def __init__(self) -> None:
        super().__init__()
        self.moved_on: set[Any] = set()
        """Groups in which something else begins: the texts so far are not their last."""
        self.over: dict[Any, bool] = {}
        """Groups that end here, and whether of themselves."""

    def hear(self, holder: Any, path: Steps, key: tuple[Any, Any], shadows: Any = (), *, whole: bool = False) -> None:
        """A text, or a piece of one, at the end of `path`; nothing where there is none."""
        text = holder.get(path[-1]) if isinstance(holder, dict) else None
        if isinstance(text, str) and text:
            self.say(Piece(key, path, text, shadows, whole))


class Ear(NamedTuple):
    """How a shape is listened to."""

    look: Callable[[dict[str, Any], Speech], None]
    sign: re.Pattern[bytes]
    """Found in every document that has to be looked at."""


def _choices(document: dict[str, Any], speech: Speech) -> None:
    if OBFUSCATION in document:
        speech.vary((OBFUSCATION,))
    for number, choice in objects(document.get("choices")):
        group = choice.get("index", number)
        calls = False
        for name in ("message", "delta"):
            said = choice.get(name)
            if isinstance(said, dict):
                speech.hear(said, ("choices", number, name, "content"), (group, 0))
                calls = calls or bool(said.get("tool_calls") or said.get("function_call"))
        speech.hear(choice, ("choices", number, "text"), (group, 0))
        if calls:
            speech.moved_on.add(group)
        if choice.get("finish_reason") is not None:
            speech.over[group] = choice["finish_reason"] == "stop" and not calls


def _blocks(document: dict[str, Any], speech: Speech) -> None:
    index, kind, delta = document.get("index"), document.get("type"), document.get("delta")
    if kind == "message":
        blocks = objects(document.get("content"))
        for number, block in blocks:
            speech.hear(block, ("content", number, "text"), (0, number))
        last = bool(blocks) and blocks[-1][1].get("type") == "text"
        speech.over[0] = last and document.get("stop_reason") == "end_turn"
    elif kind == "content_block_delta":
        speech.hear(delta, ("delta", "text"), (0, index))
    elif kind == "content_block_start":
        speech.moved_on.add(0)
        speech.hear(document.get("content_block"), ("content_block", "text"), (0, index))
    elif kind == "content_block_stop":
        speech.end((0, index))
    elif kind == "message_delta" and isinstance(delta, dict) and delta.get("stop_reason") is not None:
        speech.over[0] = delta["stop_reason"] == "end_turn"


def _items(document: dict[str, Any], speech: Speech) -> None:
    kind = str(document.get("type", ""))
    output, content = document.get("output_index"), document.get("content_index")
    speech.vary(("sequence_number",))
    if OBFUSCATION in document:
        speech.vary((OBFUSCATION,))
    if kind == _ITEM_EVENTS[0]:
        speech.hear(document, ("delta",), (0, (output, content)))
    elif kind == _ITEM_EVENTS[1]:
        speech.end((0, (output, content)))
        speech.hear(document, ("text",), (0, (output, content)), whole=True)
    elif kind == "response.content_part.done":
        _part(document.get("part"), ("part",), (output, content), speech)
    elif kind == "response.output_item.done":
        _item(document.get("item"), ("item",), output, speech)
    elif kind == "response.output_item.added":
        speech.moved_on.add(0)
    elif kind in _ENDS and isinstance(document.get("response"), dict):
        _response(document["response"], ("response",), speech)
    elif not kind.startswith("response."):
        _response(document, (), speech)


def _response(response: dict[str, Any], path: Steps, speech: Speech) -> None:
    items = objects(response.get("output"))
    for number, item in items:
        _item(item, (*path, "output", number), number, speech)
    last = bool(items) and items[-1][1].get("type") == "message"
    speech.over[0] = last and response.get("status") == "completed"


def _item(item: Any, path: Steps, output: Any, speech: Speech) -> None:
    if isinstance(item, dict) and item.get("type") == "message":
        for number, part in objects(item.get("content")):
            _part(part, (*path, "content", number), (output, number), speech)


def _part(part: Any, path: Steps, place: tuple[Any, Any], speech: Speech) -> None:
    if isinstance(part, dict) and part.get("type") == "output_text":
        speech.hear(part, (*path, "text"), (0, place), whole=True)


def _lines(document: dict[str, Any], speech: Speech) -> None:
    speech.vary(("created_at",))
    message = document.get("message")
    speech.hear(message, ("message", "content"), (0, 0))
    speech.hear(document, ("response",), (0, 0))
    calls = isinstance(message, dict) and bool(message.get("tool_calls"))
    if calls:
        speech.moved_on.add(0)
    if document.get("done") is True:
        speech.over[0] = document.get("done_reason", "stop") == "stop" and not calls


def _tokens(document: dict[str, Any], speech: Speech) -> None:
    """Tokens have ids, which tell their text; a raw completion is no place for a sentence of ours."""
    token, details = document.get("token"), document.get("details")
    for path in (("index",), ("token", "id"), ("token", "logprob")):
        speech.vary(path)
    if isinstance(token, dict) and not token.get("special"):
        speech.hear(token, ("token", "text"), (0, 0), ((("token", "id"), b"0"), (("top_tokens",), b"[]")))
    if isinstance(document.get("generated_text"), str):
        spelt = [name for name in ("tokens", "top_tokens") if isinstance(details, dict) and details.get(name)]
        shadows = tuple((("details", name), b"[]") for name in spelt)
        speech.hear(document, ("generated_text",), (0, "all"), shadows, whole=True)
        speech.over[0] = False


EARS: Mapping[Shape, Ear] = {
    Shape.CHOICES: Ear(_choices, re.compile(rb'"(?:content|text|finish_reason)"\s*+:\s*+"|_calls?"')),
    Shape.BLOCKS: Ear(_blocks, re.compile(rb'"text"|content_block_st|stop_reason|"message"')),
    Shape.ITEMS: Ear(_items, re.compile(rb"output_text|output_item|\"response\"")),
    Shape.LINES: Ear(_lines, re.compile(rb'"(?:content|response)"\s*+:\s*+"[^"]|"done"\s*+:\s*+t|"tool_calls"')),
    Shape.TOKENS: Ear(_tokens, re.compile(rb'"token"|"generated_text"')),
}
"""Who can be listened to. Embeddings say nothing; what a home-made API says nobody knows, so it is left alone."""
