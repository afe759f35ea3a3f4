"""Provider JSON in our words, and our refusals in the provider's words. Sans-I/O and pure.

    base          the contract: Dialect, Request, ReplyReader, Answer
    document      a body becomes an object in bounded time, or is unreadable (`shorten`, `members`, `written`)
    prompt        what is said to the model, and an estimate of its tokens (`parameters`: how)
    splitter      streams cut into whole events (`sse`, `ndjson`: where those end)
    metering      what a reply cost, as reported or by our own count (`replies`: its readers)
    usage_*       usage asked for in a stream, and taken out of it again
    refusals      our refusals in the providers' shapes (`ratelimits`: where a caller stands)
    family        what API families share; one file per family, and `plain` for everything else

Paths decide, never headers: the anthropic SDK can send either credential header, and what is looked at is exactly
what is forwarded.
"""

from __future__ import annotations

from collections.abc import Sequence

from proxy.dialects.anthropic import Anthropic
from proxy.dialects.base import Dialect
from proxy.dialects.generic import Generic, GenericSpec
from proxy.dialects.ollama import Ollama
from proxy.dialects.openai_chat import OpenAIChat
from proxy.dialects.openai_embeddings import OpenAIEmbeddings
from proxy.dialects.openai_responses import OpenAIResponses
from proxy.dialects.plain import PLAIN, plain
from proxy.dialects.tgi import TGI, TGIStream

DIALECTS: tuple[Dialect, ...] = (
    OpenAIChat(),
    Anthropic(),
    OpenAIResponses(),
    OpenAIEmbeddings(),
    Ollama(),
    TGI(),
    TGIStream(),
)

__all__ = ["DIALECTS", "PLAIN", "Generic", "GenericSpec", "find", "plain"]


def find(method: str, path: str, generic: Sequence[Dialect] = ()) -> tuple[Dialect, str] | None:
    """Who reads this request, and as which operation. Configured dialects come first, as they were meant."""
    for dialect in (*generic, *DIALECTS):
        operation = dialect.operation(method, path)
        if operation is not None:
            return dialect, operation
    return None
