"""Anthropic messages and count_tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson

from proxy.core.decision import Refusal, Standing
from proxy.core.exchange import Call, Headers
from proxy.dialects import places
from proxy.dialects.base import Answer, Document, ReplyReader, Request
from proxy.dialects.document import flag, items, member, read_document, string, whole
from proxy.dialects.family import Family
from proxy.dialects.metering import Figures, count_of
from proxy.dialects.parameters import put, put_length, put_type, read_parameters
from proxy.dialects.prompt import Prompt
from proxy.dialects.ratelimits import anthropic_headers
from proxy.dialects.refusals import anthropic_error, anthropic_kind, refuse_as_anthropic
from proxy.dialects.replies import UnmeteredReply

# What goes into the model as input, each billed at a price of its own; the sum is what the rate limits mean.
_INPUTS = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")


class AnthropicShape(Family):
    """How Anthropic words refusals, standings and broken streams."""

    name = "anthropic"
    paths: Mapping[str, str] = {}

    def refuse(self, refusal: Refusal) -> Answer:
        """A refusal as Anthropic words it."""
        return refuse_as_anthropic(refusal)

    def standing(self, standings: Sequence[Standing], now: float) -> Headers:
        """Anthropic's rate-limit headers."""
        return anthropic_headers(standings, now)

    def broken(self, message: str, kind: str = "upstream") -> bytes:
        """Anthropic's error event."""
        return b"event: error\ndata: " + orjson.dumps(anthropic_error(message, anthropic_kind(kind))) + b"\n\n"


class Anthropic(AnthropicShape):
    """`/v1/messages` and `/v1/messages/count_tokens`, also without `/v1`."""

    places = places.ANTHROPIC
    paths: Mapping[str, str] = {
        "/v1/messages": "chat",
        "/messages": "chat",
        "/v1/messages/count_tokens": "count",
        "/messages/count_tokens": "count",
    }

    def read(self, operation: str, body: bytes) -> Request:
        """Read a call."""
        document = read_document(body)
        prompt = Prompt()
        prompt.instruct(document.get("system"))
        prompt.hear(items(document, "messages"))
        prompt.offer(document.get("tools"))
        call = Call(
            self.name,
            operation,
            string(document, "model"),
            flag(document, "stream"),
            prompt.system,
            prompt.bounded_turns(),
            prompt.bounded_tokens(len(body)),
            0 if operation == "count" else whole(document, "max_tokens"),
            1,
            prompt.tools,
            _parameters(document),
        )
        return Request(call, body)

    def reader(self, request: Request, status: int, content_type: str) -> ReplyReader:
        """Counting tokens is free; everything else is metered."""
        if request.call.operation == "count":
            return UnmeteredReply()
        return super().reader(request, status, content_type)

    def figures_of(self, document: Document) -> Figures:
        """Usage of a message, of its start (whose output is a placeholder) or of its last delta."""
        if document.get("type") == "message_start":
            message = document.get("message")
            return (self._figures(message)[0], None) if type(message) is dict else (None, None)
        return self._figures(document)

    @staticmethod
    def _figures(document: Document) -> Figures:
        usage = document.get("usage")
        if type(usage) is not dict:
            return None, None
        given = count_of(usage, "input_tokens")
        if given is not None:
            given = sum(count_of(usage, name) or 0 for name in _INPUTS)
        return given, count_of(usage, "output_tokens")


def _parameters(document: Document) -> dict[str, object]:
    found = read_parameters(document)
    if "stop_sequences" in document:
        put_length(found, "stop", document["stop_sequences"])
    if "output_config" in document:
        put_type(found, "response_format", member(document, "output_config").get("format"))
    if "thinking" in document:
        thinking = member(document, "thinking")
        put(found, "reasoning_effort", thinking.get("type"))
        put(found, "thinking_budget", thinking.get("budget_tokens"))
    return found
