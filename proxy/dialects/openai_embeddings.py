"""OpenAI embeddings, and the list of models."""

from __future__ import annotations

from collections.abc import Mapping

from proxy.core.exchange import Call
from proxy.dialects import places
from proxy.dialects.base import ReplyReader, Request
from proxy.dialects.document import read_document, string
from proxy.dialects.family import Family
from proxy.dialects.prompt import Prompt
from proxy.dialects.replies import UnmeteredReply

_MODELS = ("/v1/models", "/models")


class OpenAIEmbeddings(Family):
    """`/v1/embeddings` and `/v1/models`, also without `/v1`."""

    name = "openai-embeddings"
    places = places.EMBEDDINGS
    paths: Mapping[str, str] = {"/v1/embeddings": "embedding", "/embeddings": "embedding"}
    # Vectors are slow to parse and say nothing; usage stands behind them.
    kept = 16 * 1024

    def operation(self, method: str, path: str) -> str | None:
        """Embeddings are posted; models are asked for, all or one."""
        if method == "GET" and path.startswith(_MODELS):
            return "models" if path in _MODELS or path.startswith(("/v1/models/", "/models/")) else None
        return super().operation(method, path)

    def read(self, operation: str, body: bytes) -> Request:
        """Read what is to be embedded; a request for models says nothing."""
        if operation == "models":
            return Request(Call(self.name, operation), body)
        document = read_document(body)
        prompt = Prompt()
        count = prompt.complete(document.get("input"))
        call = Call(
            self.name,
            operation,
            string(document, "model"),
            turns=prompt.bounded_turns(),
            input_tokens=prompt.bounded_tokens(len(body)),
            max_output_tokens=0,
            choices=count,
        )
        return Request(call, body)

    def reader(self, request: Request, status: int, content_type: str) -> ReplyReader:
        """Models are free."""
        if request.call.operation == "models":
            return UnmeteredReply()
        return super().reader(request, status, content_type)
