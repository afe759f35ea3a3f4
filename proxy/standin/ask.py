"""What is asked of the stand-in, alike for every API: texts, limits, tools and formats."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from proxy.standin.words import MAX_DEPTH, pieces, sample, saying, tokens_in

Document = dict[str, Any]

# Fixed, so that equal requests get equal bytes and a reader can compare them (2026-09-21, 13:33 UTC).
CREATED = 1_790_000_000

# OpenAI's own limit for `n`.
MAX_CHOICES = 128


class BadAsk(Exception):
    """A request that a provider would refuse with 400; names the parameter, never its value."""

    def __init__(self, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.param = param


@dataclass(frozen=True, slots=True)
class Reply:
    """What the stand-in says, one token per piece: a text, or the JSON arguments of a call of `tool`."""

    pieces: tuple[str, ...]
    tool: str = ""
    cut: bool = False
    """True where the caller's own limit ended it."""

    @property
    def text(self) -> str:
        """All pieces together."""
        return "".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, reduced to what decides the answer."""

    model: str
    id: str
    input_tokens: int
    reply: Reply
    stream: bool = False
    usage_asked: bool = False
    choices: int = 1

    @property
    def output_tokens(self) -> int:
        """Tokens of all choices together."""
        return self.choices * len(self.reply.pieces)


@dataclass(frozen=True, slots=True)
class Wish:
    """What an API's own reader found: which tools there are, which one must be called, which JSON is wanted."""

    prompt: str
    limit: int | None = None
    offered: Mapping[str, object] | None = None
    demanded: str | None = None
    """None: no call needed; empty: any tool; else this one."""
    schema: object = None
    """A JSON schema that the answer must satisfy, where one was given."""


def read(body: Document, wish: Wish, *, usage_asked: bool = False, choices: int = 1) -> Ask:
    """Put together the ask for a body that its API has already checked."""
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise BadAsk("you must provide a model parameter", "model")
    stream = body.get("stream", False)
    if not isinstance(stream, bool | None):
        raise BadAsk("stream must be a boolean", "stream")
    # The id follows from the request, so that equal requests get equal bytes; 24 hex digits look like the providers'.
    digest = hashlib.blake2b(f"{model}\0{wish.prompt}".encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return Ask(model, digest, tokens_in(wish.prompt), reply(wish), bool(stream), usage_asked, choices)


def reply(wish: Wish) -> Reply:
    """Choose what to say: a tool call where one is demanded, JSON where a schema is given, else a sentence."""
    tool = ""
    if wish.demanded is not None:
        offered = wish.offered or {}
        tool = wish.demanded or next(iter(offered), "")
        if tool not in offered:
            raise BadAsk("tool_choice names a tool that is not among the tools offered", "tool_choice")
        text = orjson.dumps(sample(offered[tool]) or {}).decode()
    elif wish.schema is not None:
        text = orjson.dumps(sample(wish.schema)).decode()
    else:
        text = saying(wish.prompt)
    said = pieces(text)
    return Reply(said[: wish.limit], tool, cut=wish.limit is not None and wish.limit < len(said))


def limit_of(body: Document, *names: str) -> int | None:
    """The first of these limits that is set; a limit is a whole number of at least 1."""
    for name in names:
        value = body.get(name)
        if value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise BadAsk(f"{name} must be an integer of at least 1", name)
        return value
    return None


def choices_of(body: Document) -> int:
    """How many choices are wanted (`n`)."""
    return min(limit_of(body, "n") or 1, MAX_CHOICES)


def filled(body: Document, name: str) -> list[Any]:
    """A list that must be there and hold something."""
    value = body.get(name)
    if not isinstance(value, list) or not value:
        raise BadAsk(f"{name} must be a list with at least one item", name)
    return value


def objects(body: Document, name: str) -> list[Document]:
    """A list of objects, empty where it is missing."""
    value = body.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise BadAsk(f"{name} must be a list of objects", name)
    return value


def text_of(content: object, depth: int = 0) -> str:
    """All text in a message, a list of parts or a prompt; token ids count as one character each."""
    if isinstance(content, str):
        return content
    if depth > MAX_DEPTH:
        return ""
    if isinstance(content, Mapping):
        return text_of(content.get("text") or content.get("content") or "", depth + 1)
    if isinstance(content, list):
        return "".join("." if isinstance(part, int) else text_of(part, depth + 1) for part in content)
    return ""


def event(document: Document, name: str = "") -> bytes:
    """One server-sent event, with its `event:` line where the API names its events."""
    head = f"event: {name}\n".encode() if name else b""
    return b"%bdata: %b\n\n" % (head, orjson.dumps(document))
