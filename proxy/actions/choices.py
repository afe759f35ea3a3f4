"""Replies in choices: OpenAI's chat completions and completions, and everybody's who followed."""

from __future__ import annotations

from typing import Any

from proxy.actions.changes import OBFUSCATION, Changes, Piece, Steps, objects
from proxy.actions.logprobs import Precision
from proxy.actions.splice import TAKEN
from proxy.core.effect import Degrade

# Where servers put reasoning beside the answer: OpenRouter, DeepSeek and vLLM, Copilot, LiteLLM, Mistral.
REASONING = (
    "reasoning", "reasoning_content", "reasoning_details", "reasoning_text", "thinking", "thinking_blocks",
)  # fmt: skip
_REASONING_BLOCKS = frozenset({"thinking", "redacted_thinking", "reasoning"})
# LiteLLM repeats fields here that OpenAI does not know.
_EXTRAS = "provider_specific_fields"
_SIGNS = (b'"reasoning', b'"thinking')
_FINGERPRINT = "system_fingerprint"
# What some servers write anew into every event: a stream of such differs in these, too.
_STAMPS = ("id", "created", _FINGERPRINT)


class ChoicesEditor:
    """Takes reasoning, log-probabilities and fingerprints out of choices."""

    alert = False

    def __init__(self, degrade: Degrade) -> None:
        self._reasoning = "reasoning" in degrade.strip
        self._fingerprint = _FINGERPRINT in degrade.strip
        self._precision = Precision(degrade)
        self._stamps: dict[str, Any] = {}
        self._changing: set[str] = set()

    def concerns(self, text: bytes) -> bool:
        """Whether any of it is there."""
        if self._fingerprint and b'"system_fingerprint"' in text:
            return True
        if self._reasoning and (_SIGNS[0] in text or _SIGNS[1] in text):
            return True
        return self._precision.concerns(text)

    def look(self, document: Any, changes: Changes) -> None:
        """Look through all choices, also those of a list of stored completions."""
        if not isinstance(document, dict):
            return
        self._completion(document, (), changes)
        for number, stored in objects(document.get("data")):
            self._completion(stored, ("data", number), changes)

    def _completion(self, document: dict[str, Any], path: Steps, changes: Changes) -> None:
        if self._fingerprint and _FINGERPRINT in document:
            changes.take((*path, _FINGERPRINT))
        if OBFUSCATION in document:
            changes.vary((*path, OBFUSCATION))
        if not path:
            self._stamped(document, changes)
        self._precision.apply(document, "prompt_logprobs", path, changes)
        for number, choice in objects(document.get("choices")):
            self._choice(choice, (*path, "choices", number), changes)

    def _stamped(self, document: dict[str, Any], changes: Changes) -> None:
        """Note what differs from event to event although nothing is done to it."""
        for name in _STAMPS:
            if name in document:
                value = document[name]
                if self._stamps.setdefault(name, value) != value:
                    self._changing.add(name)
                if name in self._changing:
                    changes.vary((name,))

    def _choice(self, choice: dict[str, Any], path: Steps, changes: Changes) -> None:
        self._precision.apply(choice, "logprobs", path, changes)
        self._precision.apply(choice, "prompt_logprobs", path, changes)
        if self._reasoning:
            self._silence(choice, path, changes)

    def _silence(self, choice: dict[str, Any], path: Steps, changes: Changes) -> None:
        shadows = _shadows(choice, path)
        key = (path[:-1], choice.get("index", path[-1]))
        taken = _take_reasoning(choice, path, changes)
        for name in ("message", "delta"):
            said = choice.get(name)
            if isinstance(said, dict):
                taken += _take_reasoning(said, (*path, name), changes)
                self._content(said.get("content"), key, (*path, name, "content"), changes, shadows)
        text = choice.get("text")
        if isinstance(text, str):
            changes.say(Piece(key, (*path, "text"), text, shadows))
        if choice.get("finish_reason") is not None:
            changes.end(key)
        if taken:  # tokens and their probabilities spell out what was taken
            for place, leaf in shadows:
                changes.set(place, leaf)

    @staticmethod
    def _content(content: Any, key: Any, path: Steps, changes: Changes, shadows: Any) -> None:
        if isinstance(content, str):
            changes.say(Piece(key, path, content, shadows))
        for number, part in objects(content):
            if part.get("type") in _REASONING_BLOCKS:
                changes.take((*path, number))
            elif isinstance(part.get("text"), str):
                changes.say(Piece(key, (*path, number, "text"), part["text"], shadows))


def _take_reasoning(holder: dict[str, Any], path: Steps, changes: Changes) -> int:
    names = [name for name in REASONING if name in holder]
    for name in names:
        changes.take((*path, name))
    extras = holder.get(_EXTRAS)
    if isinstance(extras, dict):
        return len(names) + _take_reasoning(extras, (*path, _EXTRAS), changes)
    return len(names)


def _shadows(choice: dict[str, Any], path: Steps) -> tuple[tuple[Steps, bytes | None], ...]:
    """What else tells what was said in this choice."""
    found: list[tuple[Steps, bytes | None]] = [((*path, "logprobs"), b"null")] if choice.get("logprobs") else []
    if choice.get("token_ids"):
        found.append(((*path, "token_ids"), TAKEN))
    return tuple(found)
