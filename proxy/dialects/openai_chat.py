"""OpenAI chat completions and completions, as OpenAI, vLLM, SGLang and most others serve them."""

from __future__ import annotations

from collections.abc import Mapping

from proxy.core.exchange import Call
from proxy.dialects import places
from proxy.dialects.base import Document, ReplyReader, Request
from proxy.dialects.document import flag, items, read_document, string, whole
from proxy.dialects.family import STORED, Family
from proxy.dialects.metering import Meter
from proxy.dialects.parameters import read_parameters
from proxy.dialects.prompt import Prompt
from proxy.dialects.usage_injection import wants_usage, with_usage
from proxy.dialects.usage_removal import UsageRemoval

# Noted among the parameters where a client asks for it without `include_usage`: what comes of it is then ours.
_CONTINUOUS = "continuous_usage_stats"

_STORED = ("/v1/chat/completions", "/chat/completions")
_EACH = tuple(path + "/" for path in _STORED)


class OpenAIChat(Family):
    """`/v1/chat/completions` and `/v1/completions`, also without `/v1`."""

    name = "openai"
    places = places.OPENAI
    paths: Mapping[str, str] = {
        "/v1/chat/completions": "chat",
        "/chat/completions": "chat",
        "/v1/completions": "completion",
        "/completions": "completion",
    }

    def operation(self, method: str, path: str) -> str | None:
        """Completions are posted; stored ones are listed and fetched again."""
        if method == "GET" and path.startswith(_STORED):
            return STORED if path in _STORED or path.startswith(_EACH) else None
        return super().operation(method, path)

    def read(self, operation: str, body: bytes) -> Request:
        """Read a call; a stream that would not report usage is made to."""
        document = read_document(body)
        prompt = Prompt()
        prompts = 1
        if operation == "chat":
            _read_chat(document, prompt)
        else:
            prompts = prompt.complete(document.get("prompt"))
        stream = flag(document, "stream")
        asked = not stream or wants_usage(document)
        parameters = read_parameters(document)
        if not asked and _wants_continuous(document):
            parameters[_CONTINUOUS] = True
        choices = max(1, whole(document, "n") or 1)
        call = Call(
            self.name,
            operation,
            string(document, "model"),
            stream,
            prompt.system,
            prompt.bounded_turns(),
            prompt.bounded_tokens(len(body)),
            _cap(document, max(choices, whole(document, "best_of") or 1) * prompts),
            choices,
            prompt.tools,
            parameters,
            asked,
        )
        if asked:
            return Request(call, body)
        edited = with_usage(body, document)
        return Request(call, edited, edited is not body)

    def stream_reader(self, request: Request, meter: Meter) -> ReplyReader:
        """The reader for a stream, which takes out the usage that we asked for."""
        if request.usage_injected:
            return UsageRemoval(meter, continuous=_CONTINUOUS in request.call.parameters)
        return super().stream_reader(request, meter)


def _wants_continuous(document: Document) -> bool:
    """Whether the client asked for usage in every chunk."""
    options = document.get("stream_options")
    return type(options) is dict and bool(options.get(_CONTINUOUS))


def _read_chat(document: Document, prompt: Prompt) -> None:
    prompt.hear(items(document, "messages"))
    prompt.offer(document.get("tools"))
    prompt.offer(document.get("functions"))


def _cap(document: Document, choices: int) -> int | None:
    """The client's own limit for all choices together. Servers differ in which name wins, so the larger counts."""
    caps = [cap for name in ("max_completion_tokens", "max_tokens") if (cap := whole(document, name)) is not None]
    return max(caps) * choices if caps else None
