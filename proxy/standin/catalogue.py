"""Models, embeddings and errors: the small shapes of both providers."""

from __future__ import annotations

import base64
import math
import struct
from datetime import UTC, datetime
from itertools import islice

from proxy.standin.ask import CREATED, BadAsk, Document, limit_of, text_of
from proxy.standin.words import tokens_in

MODELS = ("stand-in", "stand-in-mini")

# Both of OpenAI's current embedding models allow fewer; the smaller one's own size is the default.
DIMENSIONS = 1536
MAX_DIMENSIONS = 4096

ANTHROPIC_KINDS = {404: "not_found_error", 413: "request_too_large"}


def models_openai() -> Document:
    """The list of models as OpenAI writes it."""
    return {"object": "list", "data": [model_openai(name) for name in MODELS]}


def model_openai(name: str) -> Document:
    """One model as OpenAI writes it."""
    return {"id": name, "object": "model", "created": CREATED, "owned_by": "stillwatch"}


def models_anthropic() -> Document:
    """The list of models as Anthropic writes it."""
    data = [model_anthropic(name) for name in MODELS]
    return {"data": data, "has_more": False, "first_id": MODELS[0], "last_id": MODELS[-1]}


def model_anthropic(name: str) -> Document:
    """One model as Anthropic writes it."""
    created = datetime.fromtimestamp(CREATED, UTC).isoformat().replace("+00:00", "Z")
    return {"type": "model", "id": name, "display_name": "Stand-in", "created_at": created}


def embeddings(body: Document) -> Document:
    """The answer of /v1/embeddings: unit vectors that follow from the length of the text alone."""
    given, model = body.get("input"), body.get("model")
    if not isinstance(model, str) or not model:
        raise BadAsk("you must provide a model parameter", "model")
    if not isinstance(given, str | list) or not given:
        raise BadAsk("input must be a string or a list with at least one item", "input")
    dimensions = min(limit_of(body, "dimensions") or DIMENSIONS, MAX_DIMENSIONS)
    texts = [text_of(one) for one in _inputs(given)]
    packed = body.get("encoding_format") == "base64"
    data = [
        {"object": "embedding", "index": i, "embedding": _written(vector(len(text), dimensions), packed)}
        for i, text in enumerate(texts)
    ]
    spent = sum(tokens_in(text) for text in texts)
    return {"object": "list", "data": data, "model": model, "usage": {"prompt_tokens": spent, "total_tokens": spent}}


def vector(seed: int, dimensions: int) -> list[float]:
    """A unit vector; the same for the same seed."""
    raw = [math.sin(seed + 1 + 0.37 * i) for i in range(dimensions)]
    norm = math.hypot(*raw) or 1.0
    return [x / norm for x in raw]


def error_openai(status: int, message: str, param: str | None = None) -> Document:
    """An error as OpenAI writes it."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    return {"error": {"message": message, "type": kind, "param": param, "code": None}}


def error_anthropic(status: int, message: str, request_id: str) -> Document:
    """An error as Anthropic writes it."""
    kind = ANTHROPIC_KINDS.get(status, "api_error" if status >= 500 else "invalid_request_error")
    return {"type": "error", "error": {"type": kind, "message": message}, "request_id": request_id}


def _inputs(given: str | list[object]) -> list[object]:
    # A flat list of numbers is one text as token ids; OpenAI takes at most 2048 inputs in one request.
    single = isinstance(given, str) or isinstance(given[0], int)
    return [given] if single else list(islice(given, 2048))


def _written(values: list[float], packed: bool) -> list[float] | str:
    return base64.b64encode(struct.pack(f"<{len(values)}f", *values)).decode() if packed else values
