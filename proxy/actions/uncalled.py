"""canary: calls of a decoy taken out of a reply, as if the model had never made them.

What stays is numbered as if there had been none, and where no call is left the reason to stop is that of an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from proxy.actions.changes import Changes, Editor, Steps, objects
from proxy.actions.replies import Reader, StreamDegrading, WholeDegrading
from proxy.actions.revision import Revision
from proxy.core.exchange import Usage
from proxy.core.places import Framing, Shape


class ChoicesUncalled:
    """Chat completions: `tool_calls` of messages, and of deltas by their index."""

    def __init__(self, name: str) -> None:
        self._name, self._sign = name, name.encode()
        self._gone: dict[Any, set[int]] = {}
        self._kept: dict[Any, set[int]] = {}

    @property
    def alert(self) -> bool:
        """Once a call is gone, those that follow have other numbers."""
        return bool(self._gone)

    def concerns(self, text: bytes) -> bool:
        """Whether there is a call, which may be the decoy's or another."""
        return self._sign in text or b'"tool_calls"' in text

    def look(self, document: Any, changes: Changes) -> None:
        """Look at a completion or at one chunk of it."""
        choices = objects(document.get("choices")) if isinstance(document, dict) else []
        emptied = False
        for number, choice in choices:
            group = choice.get("index", number)
            for role in ("message", "delta"):
                if isinstance(choice.get(role), dict):
                    emptied = self._calls(choice[role], ("choices", number, role), group, changes) or emptied
            if choice.get("finish_reason") == "tool_calls" and group in self._gone and not self._kept.get(group):
                changes.put(("choices", number, "finish_reason"), "stop")
        if len(choices) == 1 and emptied and _says_nothing(document, choices[0][1]):
            changes.drop()

    def _calls(self, said: dict[str, Any], path: Steps, group: Any, changes: Changes) -> bool:
        """Take out what there is of the decoy's calls; whether there was nothing else."""
        calls = objects(said.get("tool_calls"))
        left = [each for each in calls if not self._takes(each, group, (*path, "tool_calls"), changes)]
        if not calls or left:
            return False
        changes.take((*path, "tool_calls"))
        if path[-1] == "message" and said.get("content") is None:
            changes.put((*path, "content"), "")  # an answer has a text, if an empty one
        return True

    def _takes(self, each: tuple[int, dict[str, Any]], group: Any, path: Steps, changes: Changes) -> bool:
        number, call = each
        index = call.get("index", number)
        gone = self._gone.get(group, set())
        if _called(call) == self._name:
            gone = self._gone.setdefault(group, gone)
            gone.add(index)
        if index in gone:
            changes.take((*path, number))
            return True
        self._kept.setdefault(group, set()).add(index)
        before = sum(1 for other in gone if other < index)
        if before and "index" in call:
            changes.put((*path, number, "index"), index - before)
        return False


def _says_nothing(document: dict[str, Any], choice: dict[str, Any]) -> bool:
    """Whether a chunk said nothing but the decoy's call."""
    delta = choice.get("delta")
    said = isinstance(delta, dict) and all(name == "tool_calls" or value is None for name, value in delta.items())
    return said and choice.get("finish_reason") is None and not document.get("usage")


class LinesUncalled:
    """Ollama: `tool_calls` of messages, whole in one line; its reason to stop is the same with calls and without."""

    alert = False

    def __init__(self, name: str) -> None:
        self._name, self._sign = name, name.encode()

    def concerns(self, text: bytes) -> bool:
        """Whether the decoy is spoken of."""
        return self._sign in text

    def look(self, document: Any, changes: Changes) -> None:
        """Look at an answer or at one line of it."""
        message = document.get("message") if isinstance(document, dict) else None
        calls = objects(message.get("tool_calls")) if isinstance(message, dict) else []
        gone = [number for number, call in calls if _called(call) == self._name]
        for number in gone:
            changes.take(("message", "tool_calls", number))
        if not gone or len(gone) < len(calls) or not isinstance(message, dict):
            return
        changes.take(("message", "tool_calls"))
        if not document.get("done") and not any(message.get(name) for name in message.keys() - {"role", "tool_calls"}):
            changes.drop()


def _called(call: dict[str, Any]) -> Any:
    """The name of the tool that a chat calls."""
    function = call.get("function")
    return function.get("name") if isinstance(function, dict) else None


class BlocksUncalled:
    """Anthropic's messages: blocks of `tool_use`, streamed by index."""

    def __init__(self, name: str) -> None:
        self._name, self._sign = name, name.encode()
        self._gone: set[int] = set()
        self._kept = 0

    @property
    def alert(self) -> bool:
        """Once a block is gone, all that follow have other numbers."""
        return bool(self._gone)

    def concerns(self, text: bytes) -> bool:
        """Whether a call begins, or ends the answer."""
        return self._sign in text or b'"tool_use"' in text

    def look(self, document: Any, changes: Changes) -> None:
        """Look at a message or at one event of its stream."""
        if not isinstance(document, dict):
            return
        index, delta = document.get("index"), document.get("delta")
        if document.get("type") == "message":
            for number, block in objects(document.get("content")):
                if self._is_decoy(block):
                    self._gone.add(number)
                    changes.take(("content", number))
            self._stop(document, (), changes)
        elif type(index) is int and str(document.get("type")).startswith("content_block_"):
            self._event(document, index, changes)
        elif isinstance(delta, dict):
            self._stop(delta, ("delta",), changes)

    def _event(self, event: dict[str, Any], index: int, changes: Changes) -> None:
        if self._is_decoy(event.get("content_block")):
            self._gone.add(index)
        before = sum(1 for gone in self._gone if gone < index)
        if index in self._gone:
            changes.drop()
        elif before:
            changes.put(("index",), index - before)

    def _is_decoy(self, block: Any) -> bool:
        if not isinstance(block, dict) or block.get("type") != "tool_use":
            return False
        decoy: bool = block.get("name") == self._name
        self._kept += not decoy
        return decoy

    def _stop(self, said: dict[str, Any], path: Steps, changes: Changes) -> None:
        if said.get("stop_reason") == "tool_use" and self._gone and not self._kept:
            changes.put((*path, "stop_reason"), "end_turn")


class ItemsUncalled:
    """OpenAI's responses: items of `function_call`, and the request's tools, which they repeat."""

    def __init__(self, name: str) -> None:
        self._name, self._sign = name, name.encode()
        self._gone: set[int] = set()
        self._dropped = 0

    @property
    def alert(self) -> bool:
        """Once an event is gone, all that follow have other numbers."""
        return self._dropped > 0

    def concerns(self, text: bytes) -> bool:
        """Whether the decoy is spoken of."""
        return self._sign in text

    def look(self, document: Any, changes: Changes) -> None:
        """Look at a response or at one event of its stream."""
        if not isinstance(document, dict):
            return
        index, number = document.get("output_index"), document.get("sequence_number")
        if self._is_decoy(document.get("item")) and type(index) is int:
            self._gone.add(index)
        if index in self._gone:
            self._dropped += 1
            changes.drop()
            return
        if self._dropped and type(number) is int:
            changes.put(("sequence_number",), number - self._dropped)
        before = sum(1 for gone in self._gone if gone < index) if type(index) is int else 0
        if type(index) is int and before:
            changes.put(("output_index",), index - before)
        if isinstance(document.get("response"), dict):
            self._response(document["response"], ("response",), changes)
        else:
            self._response(document, (), changes)

    def _is_decoy(self, item: Any) -> bool:
        return isinstance(item, dict) and item.get("type") == "function_call" and item.get("name") == self._name

    def _response(self, response: dict[str, Any], path: Steps, changes: Changes) -> None:
        for number, item in objects(response.get("output")):
            if self._is_decoy(item):
                changes.take((*path, "output", number))
        for number, tool in objects(response.get("tools")):
            if tool.get("name") == self._name:
                changes.take((*path, "tools", number))


_EDITORS: Final[Mapping[Shape, Callable[[str], Editor]]] = {
    Shape.CHOICES: ChoicesUncalled,
    Shape.BLOCKS: BlocksUncalled,
    Shape.ITEMS: ItemsUncalled,
    Shape.LINES: LinesUncalled,
}


class Spared:
    """A reader whose caller does not pay for what was added to the request."""

    def __init__(self, reader: Reader, added: int) -> None:
        """`added` in tokens."""
        self._reader, self._added = reader, added
        self.feed, self.finish = reader.feed, reader.finish

    @property
    def edits(self) -> bool:
        """Whatever the reader within does."""
        return self._reader.edits

    def usage(self) -> Usage:
        """What the exchange would have cost without the addition; our own counts are made without it."""
        used = self._reader.usage()
        if used.estimated:
            return used
        return Usage(max(0, used.input_tokens - self._added), used.output_tokens)


def uncalled(name: str, reader: Reader, shape: Shape, framing: Framing | None) -> Reader:
    """The reader of a reply from which calls of this tool are taken. `framing` is None for one JSON text."""
    # Which call an event belongs to stands in a number, so events that read alike are edited in different ways.
    revision = Revision(_EDITORS[shape](name), framing.rewrite if framing else _all_of_it, None, alike=False)
    return WholeDegrading(reader, revision) if framing is None else StreamDegrading(reader, revision, framing)


def _all_of_it(_raw: bytes, data: bytes) -> bytes:
    return data
