"""The contract of a dialect: provider JSON into our words, our refusals into the provider's words.

Everything here is sans-I/O and pure, except that a `ReplyReader` holds the state of one reply.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from proxy.core.decision import Refusal, Standing
from proxy.core.exchange import Call, Headers, Usage
from proxy.core.places import Places
from proxy.core.sealed import sealed

Document = dict[str, Any]
"""A JSON object as orjson reads it."""


@sealed
@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer of our own. `headers` hold no framing (Content-Length and Date are the edge's)."""

    status: int
    headers: Headers
    body: bytes


@sealed
@dataclass(frozen=True, slots=True)
class Request:
    """One inspected request: the bytes that will be forwarded, and what was read from them."""

    call: Call
    body: bytes
    """What goes upstream: the client's very bytes, or those bytes with usage asked for."""
    usage_injected: bool = False


class ReplyReader(Protocol):
    """Reads one reply as it passes. Gets decoded content (no chunk framing, no content coding)."""

    def feed(self, chunk: bytes) -> bytes:
        """Return what the client is to get for this chunk: the same object where nothing is edited."""
        ...

    def finish(self) -> bytes:
        """The reply ended cleanly; return what was held back."""
        ...

    @property
    def edits(self) -> bool:
        """True where `feed` may return other bytes, so that the content coding must be undone for the client."""
        ...

    def usage(self) -> Usage:
        """What the exchange cost so far, as reported, else by our own count (`estimated`)."""
        ...


class Dialect(Protocol):
    """One API family."""

    name: str

    @property
    def places(self) -> Mapping[str, Places]:
        """Where requests and replies keep what actions edit, by operation; operations without any are left out."""
        ...

    def operation(self, method: str, path: str) -> str | None:
        """Which operation this exact path (no query string) is, or None where it is not ours."""
        ...

    def read(self, operation: str, body: bytes) -> Request:
        """Read a request body (content coding undone). Raises `UnreadableBody`."""
        ...

    def reader(self, request: Request, status: int, content_type: str) -> ReplyReader:
        """The reader for the reply to this request."""
        ...

    def refuse(self, refusal: Refusal) -> Answer:
        """Word a refusal as the provider would, so that official SDKs raise their own typed error."""
        ...

    def standing(self, standings: Sequence[Standing], now: float) -> Headers:
        """Rate-limit headers as the provider writes them: per unit (requests, tokens…) the tightest budget."""
        ...

    def broken(self, message: str, kind: str = "upstream") -> bytes:
        """The provider's own error event for a stream that broke off (empty where it has none).

        `kind` is that of a `Refusal`.
        """
        ...


Registry = Mapping[str, Dialect]
