"""Where a provider's JSON keeps what an action edits: said by dialects, used by actions, which never meet.

Places are values. A dialect tells the paths of its requests and the shape of its replies; an action knows what to do
there. So a new API that is shaped like a known one can be degraded without a line among the actions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

Path = tuple[str, ...]
"""Names of members, from the outermost in."""


class Shape(StrEnum):
    """How replies of an API are built; whole replies and the events of a stream alike."""

    CHOICES = "choices"
    """OpenAI's chat completions and completions: `choices`, each with a message, a delta or a text."""
    BLOCKS = "blocks"
    """Anthropic's messages: `content` is a list of blocks, streamed by index."""
    ITEMS = "items"
    """OpenAI's responses: `output` is a list of items, streamed by output index and sequence number."""
    LINES = "lines"
    """Ollama: one object, or one a line."""
    TOKENS = "tokens"
    """TGI: a text, and its tokens in `details` or one an event."""
    VECTORS = "vectors"
    """Embeddings: lists of numbers, or 32-bit floats in base64."""
    VALUES = "values"
    """A home-made API: something stands at `ReplyPlaces.output`."""


@dataclass(frozen=True, slots=True)
class RequestPlaces:
    """Where a request says what it wants. Paths that are empty say: there is no such thing."""

    model: Path = ()
    caps: tuple[Path, ...] = ()
    """Limits of the answer's tokens. The first one is set where a request has none."""
    unlimited_below: int = 0
    """A limit below this means that there is none."""
    choices: tuple[Path, ...] = ()
    """How many answers are made, given or not."""
    logprobs: tuple[Path, ...] = ()
    """What asks for log-probabilities."""
    top_logprobs: tuple[Path, ...] = ()
    """How many alternatives are asked for with each token."""
    bias: tuple[Path, ...] = ()
    seed: tuple[Path, ...] = ()
    include: Path = ()
    """A list of words that ask for more; those that name log-probabilities are among them."""
    budget: Path = ()
    """Where tokens for thinking are granted that must be fewer than the limit."""
    thinking: Path = ()
    """What asks for thinking, of an API that wants the thinking of `turns` back while tools are at work."""
    turns: Path = ()
    items: Path = ()
    """What was said so far as items, whose ids tell to which reasoning they belong."""
    tools: Path = ()
    """Definitions of tools, among which one more would stand."""


@dataclass(frozen=True, slots=True)
class ReplyPlaces:
    """Where a reply says it."""

    shape: Shape
    output: str = ""
    """Of a home-made API: the dotted path to what it answers; empty for the whole reply."""


@dataclass(frozen=True, slots=True)
class Places:
    """Both sides of one operation."""

    request: RequestPlaces = field(default_factory=RequestPlaces)
    reply: ReplyPlaces | None = None


class Cutter(Protocol):
    """Cuts a stream into stretches of whole events: bytes, and whether they are whole events."""

    def feed(self, chunk: bytes) -> Sequence[tuple[bytes, bool]]:
        """What is whole now."""
        ...

    def finish(self) -> Sequence[tuple[bytes, bool]]:
        """What is left."""
        ...


@dataclass(frozen=True, slots=True)
class Framing:
    """How a stream is framed."""

    cutter: Callable[[int], Cutter]
    """Makes a cutter; the number is the size in bytes up to which an event is whole."""
    events: Callable[[bytes], Iterator[tuple[bytes, bytes]]]
    """The events of a stretch in order: their very bytes, and their JSON (empty where there is none)."""
    rewrite: Callable[[bytes, bytes], bytes]
    """An event's very bytes with other JSON in it."""
