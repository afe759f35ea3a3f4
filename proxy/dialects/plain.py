"""Everything that no dialect reads: it passes untouched, under request budgets only, and is refused in some shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from proxy.core.decision import Refusal, Standing
from proxy.core.exchange import Call, Headers
from proxy.dialects.anthropic import AnthropicShape
from proxy.dialects.base import Answer, ReplyReader, Request
from proxy.dialects.family import Family
from proxy.dialects.replies import UnmeteredReply


class Plain(Family):
    """Opaque traffic, refused as OpenAI does: the shape that most clients know."""

    name = "plain"
    paths: Mapping[str, str] = {}

    def read(self, operation: str, body: bytes) -> Request:
        """Nothing is read."""
        return Request(Call(self.name, operation), body)

    def reader(self, request: Request, status: int, content_type: str) -> ReplyReader:  # noqa: ARG002 -- the contract
        """Nothing is metered."""
        return UnmeteredReply()


class PlainAnthropic(Plain):
    """Opaque traffic, refused as Anthropic does."""

    def refuse(self, refusal: Refusal) -> Answer:
        """A refusal as Anthropic words it."""
        return _SHAPE.refuse(refusal)

    def standing(self, standings: Sequence[Standing], now: float) -> Headers:
        """Anthropic's rate-limit headers."""
        return _SHAPE.standing(standings, now)

    def broken(self, message: str, kind: str = "upstream") -> bytes:
        """Anthropic's error event."""
        return _SHAPE.broken(message, kind)


_SHAPE = AnthropicShape()
PLAIN = Plain()
PLAIN_ANTHROPIC = PlainAnthropic()

# Batches, for one; and the prefix under which gateways put Anthropic's API.
_ANTHROPIC_PREFIXES = ("/v1/messages", "/messages", "/anthropic")


def plain(path: str) -> Plain:
    """The dialect for traffic that nobody reads; its path tells how to refuse it."""
    return PLAIN_ANTHROPIC if path.startswith(_ANTHROPIC_PREFIXES) else PLAIN
