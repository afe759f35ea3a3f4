"""Ollama's own API, which streams newline-delimited JSON unless told not to."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from proxy.core.decision import Refusal
from proxy.core.exchange import Call
from proxy.dialects import places
from proxy.dialects.base import Answer, Document, Request
from proxy.dialects.document import flag, items, member, read_document, string, whole
from proxy.dialects.family import Family
from proxy.dialects.metering import Figures, count_of
from proxy.dialects.parameters import put, put_type, read_parameters
from proxy.dialects.prompt import Prompt
from proxy.dialects.refusals import refuse_as_ollama


class Ollama(Family):
    """`/api/chat`, `/api/generate`, `/api/embed` and the older `/api/embeddings`."""

    name = "ollama"
    places = places.OLLAMA
    paths: Mapping[str, str] = {
        "/api/chat": "chat",
        "/api/generate": "completion",
        "/api/embed": "embedding",
        "/api/embeddings": "embedding",
    }
    sign = b'"eval_count"'

    def read(self, operation: str, body: bytes) -> Request:
        """Read a call. Sampling options stand in an object of their own."""
        document = read_document(body)
        options = member(document, "options")
        prompt = Prompt()
        _READERS[operation](document, prompt)
        prompt.offer(document.get("tools"))
        embeds = operation == "embedding"
        call = Call(
            self.name,
            operation,
            string(document, "model"),
            False if embeds else flag(document, "stream", default=True),
            prompt.system,
            prompt.bounded_turns(),
            prompt.bounded_tokens(len(body)),
            0 if embeds else whole(options, "num_predict"),
            1,
            prompt.tools,
            _parameters(document, options),
        )
        return Request(call, body)

    def figures_of(self, document: Document) -> Figures:
        """Counts of the last line, or of a whole reply. A prompt from the cache is not counted: the estimate stays."""
        made = 0 if "embeddings" in document or "embedding" in document else count_of(document, "eval_count")
        return count_of(document, "prompt_eval_count"), made

    def refuse(self, refusal: Refusal) -> Answer:
        """A refusal as Ollama words it."""
        return refuse_as_ollama(refusal)

    def broken(self, message: str, kind: str = "upstream") -> bytes:  # noqa: ARG002 -- the contract
        """Ollama's error line."""
        return orjson.dumps({"error": message}) + b"\n"


def _read_chat(document: Document, prompt: Prompt) -> None:
    messages = items(document, "messages")
    prompt.hear(messages)
    for message in messages:
        if type(message) is dict and "images" in message:
            _attach(message, prompt)


def _read_generate(document: Document, prompt: Prompt) -> None:
    prompt.instruct(document.get("system"))
    prompt.say("user", document.get("prompt"))
    if "suffix" in document:
        prompt.say("user", document["suffix"])
    prompt.tokens += len(items(document, "context"))  # an earlier conversation, as token numbers
    _attach(document, prompt)


def _read_embed(document: Document, prompt: Prompt) -> None:
    prompt.complete(document.get("input", document.get("prompt")))


_READERS = {"chat": _read_chat, "completion": _read_generate, "embedding": _read_embed}


def _attach(document: Document, prompt: Prompt) -> None:
    for _ in items(document, "images"):
        prompt.attach()


def _parameters(document: Document, options: Document) -> dict[str, object]:
    found = read_parameters(options)
    if "format" in document:
        chosen = document["format"]
        put_type(found, "response_format", "json_schema" if type(chosen) is dict else chosen)
    if "think" in document:
        put(found, "reasoning_effort", document["think"])
    return found
