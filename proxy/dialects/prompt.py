"""What a request says to the model: system text, turns, and an estimate of its tokens.

The estimate reserves room in budgets until the upstream reports its own count, so it must rarely be too low: a token is
about four characters of English, and about one three-byte character of Chinese, Japanese or Korean. One token per three
bytes of UTF-8 is right for the latter and a third too high for the former.

Texts are kept for features only, and bounded: of a long text its first and last 8,192 characters, of a long
conversation its first and last turns. Everything counts as tokens.
"""

from __future__ import annotations

from collections import deque
from typing import TypeGuard

import orjson

from proxy.core.exchange import Turn
from proxy.dialects.document import wrong_types
from proxy.dialects.shorten import left_out
from proxy.errors import UnreadableBody

# Features read the ends of a text: where prompts have their templates and their questions. 16 KB a text keeps the
# cost of a pasted book within that of a long chat.
_END = 8192
# And this much of a conversation, so that a thousand long turns cost no more than sixteen.
_MAX_COLLECTED = 256 * 1024
# A turn takes 2 µs to read. No model's context holds this many; 256 KB of the shortest ones do.
_MAX_TURNS = 10_000
# Chat templates wrap a message in a role and two or three markers.
_PER_TURN = 4
# What a provider charges for a large image or a page of a document: Anthropic about 1,600 tokens at full size,
# OpenAI 85 to 1,500 with detail.
_PER_ATTACHMENT = 1600

_TALKERS = ("user", "assistant")
_SYSTEM_ROLES = frozenset({"system", "developer"})
_RESULT_TYPES = frozenset({"tool_result", "function_call_output", "custom_tool_call_output"})
_ACTION_TYPES = frozenset({"tool_use", "server_tool_use", "function_call", "custom_tool_call"})
_TEXT_KEYS = ("text", "refusal", "thinking")


def tokens_in(text: str) -> int:
    """Estimated tokens of a text: a third of its UTF-8 bytes, rounded up."""
    size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    return (size + 2) // 3


class Prompt:
    """Collects what is said, in order."""

    __slots__ = ("_collected", "_left_out", "_results", "_systems", "tokens", "tools", "turns")

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.tokens = 0
        self.tools = 0
        self._left_out = 0
        self._systems: list[str] = []
        self._results: deque[object] = deque()
        self._collected = 0

    @property
    def system(self) -> str:
        """All system texts, one below the other."""
        return self._systems[0] if len(self._systems) == 1 else "\n".join(self._systems)

    def instruct(self, content: object) -> None:
        """Take in a system text: a string, or a list of parts."""
        text = self._text(content)
        if text:
            self._systems.append(text)

    def hear(self, messages: list[object]) -> None:
        """Take in the messages of a chat, with the tool calls in them."""
        for message in messages:
            if type(message) is not dict:
                raise wrong_types()
            role, content = message.get("role"), message.get("content")
            # Most messages by far. Taking them in here saves a third of the cost of a long chat.
            if role in _TALKERS and _is_short(content):
                self.tokens += _PER_TURN + (len(content) + 2) // 3
                self._collected += len(content)
                self.turns.append(Turn(role, content))
            else:
                self.say(role, content)
            if "tool_calls" in message:
                self.count(message["tool_calls"])
        if len(self.turns) > _MAX_TURNS:
            raise UnreadableBody("too_complex")

    def say(self, role: object, content: object) -> None:
        """Take in one message. Tool results within it become turns of the role `tool`."""
        if role is None:
            role = "user"
        if type(role) is not str:
            raise wrong_types()
        self.tokens += _PER_TURN
        if len(self.turns) >= _MAX_TURNS:
            raise UnreadableBody("too_complex")
        text = self._keep(content) if type(content) is str else self._text(content)
        if role in _SYSTEM_ROLES:
            if text:
                self._systems.append(text)
            return
        if not self._results:  # nearly always: spares a call a message
            self.turns.append(Turn(role, text))
            return
        self._drain()
        if text:
            self.turns.append(Turn(role, text))

    def complete(self, given: object) -> int:
        """Take in what completions and embeddings take: a text, token numbers, or a list of either.

        Returns the number of prompts.
        """
        prompts = given if type(given) is list else [given]
        if prompts and type(prompts[0]) is int:
            prompts = [prompts]
        for prompt in prompts:
            if type(prompt) is list:
                self.tokens += len(prompt)
            else:
                self.say("user", prompt)
        return max(1, len(prompts))

    def add(self, item: object) -> None:
        """Take in something that is no message: a tool's result, a call of a tool, or what the model was shown."""
        text = self._part(item)
        self._drain()
        if text:
            self.turns.append(Turn("user", text))

    def offer(self, tools: object) -> None:
        """Take in tool definitions, whose schemas the model reads as text."""
        if tools is None:
            return
        if type(tools) is not list:
            raise wrong_types()
        self.tools += len(tools)
        if tools:
            self.count(tools)

    def count(self, value: object) -> None:
        """Count a JSON value that the model reads as text."""
        self.tokens += (len(orjson.dumps(value)) + 2) // 3

    def attach(self) -> None:
        """Count an image, a document or a sound."""
        self.tokens += _PER_ATTACHMENT

    def bounded_tokens(self, size: int) -> int:
        """The estimate, given the size of the body: what was left out of its strings was never more than that."""
        return self.tokens + (min(self._left_out, size) + 2) // 3

    def bounded_turns(self) -> tuple[Turn, ...]:
        """The turns; of a conversation above 256 KiB a quarter of that from its start and the rest from its end."""
        if self._collected <= _MAX_COLLECTED:
            return tuple(self.turns)
        first = _fitting(self.turns, _MAX_COLLECTED // 4)
        last = _fitting(self.turns[len(first) :][::-1], _MAX_COLLECTED - _MAX_COLLECTED // 4)
        return (*first, *reversed(last))

    def _drain(self) -> None:
        """Make turns of the tool results met; a queue, as results can hold results, 250 deep."""
        while self._results:
            self.turns.append(Turn("tool", self._text(self._results.popleft())))

    def _text(self, content: object) -> str:
        if type(content) is str:
            return self._keep(content)
        if content is None:
            return ""
        if type(content) is list:
            return "\n".join(text for text in map(self._part, content) if text)
        if type(content) is dict:
            return self._part(content)
        raise wrong_types()

    def _keep(self, text: str) -> str:
        """Count a text and bound it."""
        size = len(text)
        if size > 2 * _END:
            text, missing = left_out(text)
            self._left_out += missing
            self.tokens += tokens_in(text)
            text = text[:_END] + text[-_END:] if len(text) > 2 * _END else text
            size = len(text)
        else:
            self.tokens += (size + 2) // 3 if text.isascii() else tokens_in(text)
        self._collected += size
        return text

    def _part(self, part: object) -> str:
        """The text of one content part. Parts of unknown types count as attachments: the model is shown something."""
        if type(part) is str:
            return self._keep(part)
        if type(part) is not dict:
            raise wrong_types()
        for key in _TEXT_KEYS:
            text = part.get(key)
            if type(text) is str:
                return self._keep(text)
        self._other(part)
        return ""

    def _other(self, part: dict[str, object]) -> None:
        kind = part.get("type")
        if type(kind) is not str:
            self.attach()
        elif kind in _RESULT_TYPES:
            self.tokens += _PER_TURN
            self._results.append(part.get("content", part.get("output")))
        elif kind in _ACTION_TYPES:
            self.count(part.get("input", part.get("arguments")))
        else:
            self.attach()


def _is_short(content: object) -> TypeGuard[str]:
    """A text in ASCII that is kept whole."""
    return type(content) is str and len(content) < _END and content.isascii()


def _fitting(turns: list[Turn], room: int) -> list[Turn]:
    """As many turns from the start of the list as fit into `room` characters."""
    taken = []
    for turn in turns:
        room -= len(turn.text)
        if room < 0:
            break
        taken.append(turn)
    return taken
