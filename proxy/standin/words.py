"""What the stand-in says: fixed sentences, cut into pieces that count as one token each."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from typing import Any

SENTENCES = (
    "Hello! I am Stillwatch's stand-in model, and this is a ready-made answer.",
    "This is the stand-in model that Stillwatch brings along; no real model is connected.",
    "You have reached the stand-in model: every answer here is a friendly constant.",
    "A stand-in model answered this, so that you can try the proxy without a model server.",
)
CLOSING = "Your request went through the proxy and came back. Name a real model server with UPSTREAM=http://host:port."

PIECE = re.compile(r"\s*\S+|\s+$")

# Nested schemas of real tools are three or four levels deep; a recursive one must end somewhere.
MAX_DEPTH = 12


def pieces(text: str) -> tuple[str, ...]:
    """Cut a text into words with the blanks before them; joined again they are the text."""
    return tuple(PIECE.findall(text))


def tokens_in(text: str) -> int:
    """Estimate tokens: four characters each, as OpenAI's own rule of thumb has it."""
    return (len(text) + 3) // 4


def saying(prompt: str) -> str:
    """The answer to a prompt: the same one for the same prompt, and nothing of the prompt in it."""
    seed = zlib.crc32(prompt.encode("utf-8", "surrogatepass"))
    return f"{SENTENCES[seed % len(SENTENCES)]} {CLOSING}"


def sample(schema: object, root: object = None, depth: int = 0) -> Any:
    """A smallest value that a JSON schema allows; covers what tools and structured outputs use."""
    if not isinstance(schema, Mapping) or depth > MAX_DEPTH:
        return None
    root = schema if root is None else root
    for word in ("const", "default"):
        if word in schema:
            return schema[word]
    if isinstance(schema.get("enum"), list) and schema["enum"]:
        return schema["enum"][0]
    elsewhere = _elsewhere(schema, root)
    return _by_type(schema, root, depth) if elsewhere is None else sample(elsewhere, root, depth + 1)


def _elsewhere(schema: Mapping[str, Any], root: object) -> object:
    """The schema that this one leaves it to, by reference or by choice; None where it speaks for itself."""
    if isinstance(schema.get("$ref"), str):
        return _referred(root, schema["$ref"]) or {"type": "null"}
    choices = (schema.get(word) for word in ("anyOf", "oneOf", "allOf"))
    return next((choice[0] for choice in choices if isinstance(choice, list) and choice), None)


def _by_type(schema: Mapping[str, Any], root: object, depth: int) -> Any:
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    if kind == "object":
        return _object(schema, root, depth)
    if kind == "array":
        return [sample(schema.get("items"), root, depth + 1)] * _least(schema, "minItems")
    if kind == "string":
        return "stand-in".ljust(_least(schema, "minLength"), ".")
    return {"integer": _least(schema, "minimum"), "number": float(_least(schema, "minimum")), "boolean": True}.get(
        str(kind)
    )


def _object(schema: Mapping[str, Any], root: object, depth: int) -> dict[str, Any]:
    properties = schema.get("properties")
    properties = properties if isinstance(properties, Mapping) else {}
    required = schema.get("required")
    required = required if isinstance(required, list) else list(properties)
    return {name: sample(properties.get(name), root, depth + 1) for name in required if isinstance(name, str)}


def _least(schema: Mapping[str, Any], word: str) -> int:
    # Bounded: a schema is the caller's text, and minLength 10**12 must not cost memory.
    least = schema.get(word, 0)
    return int(max(0, min(least, 1000))) if isinstance(least, int | float) else 0


def _referred(root: object, reference: str) -> object:
    found = root
    for step in reference.removeprefix("#/").split("/"):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found
