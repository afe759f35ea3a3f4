"""A home-made JSON endpoint, described in the policy: where its input, output and usage are, as dotted paths.

A path names members, `items.0` an element of a list, and `items.*` all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from proxy.core.exchange import Call
from proxy.dialects.base import Document, Request
from proxy.dialects.document import read_document
from proxy.dialects.family import Family
from proxy.dialects.metering import Figures
from proxy.dialects.places import generic
from proxy.dialects.prompt import Prompt, tokens_in


@dataclass(frozen=True, slots=True)
class GenericSpec:
    """One endpoint. Dotted paths that are empty say: there is none."""

    path: str
    """The exact path to which requests are posted."""
    input: tuple[str, ...] = ()
    """Where the texts are that the model is given; none means the whole body counts."""
    output: str = ""
    """Where the text is that it answers with, for our own count."""
    input_tokens: str = ""
    """Where the reply reports what it was given."""
    output_tokens: str = ""
    """Where the reply reports what it made."""
    model: str = ""
    """Where the request names the model."""
    max_output_tokens: str = ""
    """Where the request limits the answer."""
    name: str = "generic"


class Generic(Family):
    """The dialect of one such endpoint. Refusals are as OpenAI words them."""

    def __init__(self, spec: GenericSpec) -> None:
        self.name = spec.name
        self.paths: Mapping[str, str] = {spec.path: "generic"}
        self.sign = b'"%s"' % _last_name(spec.output_tokens or spec.input_tokens or "usage").encode()
        self.places = generic(spec.model, spec.max_output_tokens, spec.output)
        self._spec = spec

    def read(self, operation: str, body: bytes) -> Request:
        """Read a call; an input that is no text counts as the JSON it is."""
        document = read_document(body)
        prompt = Prompt()
        for path in self._spec.input:
            for value in reach(document, path):
                _take(value, prompt)
        if not self._spec.input:
            prompt.count(document)
        call = Call(
            self.name,
            operation,
            _word(document, self._spec.model),
            document.get("stream") is True,
            turns=prompt.bounded_turns(),
            input_tokens=prompt.bounded_tokens(len(body)),
            max_output_tokens=_number(document, self._spec.max_output_tokens),
        )
        return Request(call, body)

    def figures_of(self, document: Document) -> Figures:
        """What the reply reports where the policy says it does."""
        return _number(document, self._spec.input_tokens), _number(document, self._spec.output_tokens)

    def spoken(self, document: Document) -> int:
        """Tokens of the output, where the policy says where it is."""
        if not self._spec.output:
            return super().spoken(document)
        return sum(tokens_in(text) for text in reach(document, self._spec.output) if type(text) is str)


def reach(value: object, path: str) -> Iterator[object]:
    """Everything that a dotted path leads to; nothing for an empty one."""
    if not path:
        return
    found = [value]
    for name in path.split("."):
        found = [part for holder in found for part in _step(holder, name)]
    yield from found


def _step(holder: object, name: str) -> list[object]:
    if isinstance(holder, dict):
        return list(holder.values()) if name == "*" else [holder[name]] if name in holder else []
    if not isinstance(holder, list):
        return []
    if name == "*":
        return holder
    return holder[int(name) :][:1] if name.isdecimal() else []


def _take(value: object, prompt: Prompt) -> None:
    if type(value) is str:
        prompt.say("user", value)
    elif value is not None:
        prompt.count(value)


def _last_name(path: str) -> str:
    names = [name for name in path.split(".") if name != "*" and not name.isdecimal()]
    return names[-1] if names else "usage"


def _word(document: Document, path: str) -> str:
    return next((value for value in reach(document, path) if type(value) is str), "")


def _number(document: Document, path: str) -> int | None:
    numbers = [value for value in reach(document, path) if type(value) is int and value >= 0]
    return sum(numbers) if numbers else None
