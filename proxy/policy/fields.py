"""The kinds of values a word may have, each with its JSON Schema, so that editors underline what `check` refuses."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from proxy.policy import units
from proxy.policy.units import clip

# Names stand in metrics, headers and key names of the state, where anything else would need escaping.
NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"
SOURCE_PATTERN = r"^(?:header|query):[A-Za-z0-9_.-]{1,64}$"
DOTTED_PATTERN = r"^[A-Za-z0-9_-]{1,64}(?:\.(?:[A-Za-z0-9_-]{1,64}|\*)){0,15}$"

# The longest window whose log the state keeps; also the longest billing period that anybody meters in.
LONGEST_WINDOW = 30 * units.SECONDS["d"]

# Costs are counted in millionths of the currency, exactly up to 2**53 of them, which is nine times this.
LARGEST_COST = 1e9

# No model, org or path is named longer.
LONGEST_PATTERN = 256

# Far above the largest request of any provider (Anthropic takes 32 MB, Vertex 30 MB); one such body is held in memory.
LARGEST_INSPECTED = 2**30


KIND = "x-kind"
"""The word of the JSON Schema under which a kind of value has its name; editors ignore it, docs/policy.md shows it."""


class OneOrMany:
    """Marks a tuple for which a single text or section may stand too, in the file as in the JSON Schema."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._listed, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        array = handler(schema)
        return {"anyOf": [array["items"], array]}

    @staticmethod
    def _listed(value: object) -> object:
        return (value,) if isinstance(value, str | dict) else value


def written(
    kind: str, pattern: str, *examples: object, number: bool = False, most: float | None = None
) -> WithJsonSchema:
    """The schema of text of this shape, and of a bare number where that has a meaning. `kind` names it in the docs."""
    text = {"type": "string", "pattern": pattern}
    bounds = {"minimum": 0} if most is None else {"minimum": 0, "maximum": most}
    schema: dict[str, Any] = {"anyOf": [{"type": "number", **bounds}, text]} if number else text
    return WithJsonSchema({**schema, "examples": list(examples), KIND: kind})


def shaped(pattern: str, message: str) -> AfterValidator:
    """Texts of this shape; `message` ends the sentence '… is not …'."""

    def shaped(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"{clip(text)} is not {message}")
        return text

    return AfterValidator(shaped)


def _limit(value: object) -> float:
    found = units.amount(value)
    if found <= 0:
        raise ValueError("a limit of 0 would refuse every request; for no limit leave the budget out")
    return found


def _window(value: object) -> float:
    found = units.duration(value)
    if not 1 <= found <= LONGEST_WINDOW:
        raise ValueError(f"{clip(str(value))} is outside 1s to 30d, the windows that a budget can have")
    return found


def _inspected(value: object) -> int:
    found = units.size(value)
    if not 1 <= found <= LARGEST_INSPECTED:
        raise ValueError(f"{clip(str(value))} is outside 1 byte to 1GiB; bodies up to here are held in memory")
    return found


def said(value: object) -> object:
    """Anything but nothing: a word that was begun and left empty is never taken for its default."""
    if value is None:
        raise ValueError("nothing stands here; write a value, or leave the word out")
    return value


def network(text: str) -> str:
    """A network as `ipaddress` spells it."""
    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        pass
    try:
        wider = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"{clip(text)} is not a network such as 10.0.0.0/8 or 2001:db8::/32") from None
    raise ValueError(f"{clip(text)} has bits set beyond its prefix; did you mean {wider}?")


def _source(text: str) -> str:
    # Not told back: this is where somebody will write the credential itself, and messages are logged.
    if not re.fullmatch(SOURCE_PATTERN, text):
        raise ValueError("this is no place for a credential; write header:NAME or query:NAME")
    return text


def _url(text: str) -> str:
    if "@" in text:
        raise ValueError("give only scheme, host, port and path: credentials do not belong into a policy")
    if "?" in text or "#" in text:
        raise ValueError("give only scheme, host, port and path; the request brings its own query")
    if not re.fullmatch(r"https?://[!-~]+", text) or not _has_host(text):
        raise ValueError(f"{clip(text)} is not a URL such as http://127.0.0.1:8000 or https://models.example.com/base")
    return text.rstrip("/")


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none, a bracket that stays open
        return False


def _path(text: str) -> str:
    if not re.fullmatch(r"/[!-~]{0,1023}", text) or "?" in text or "#" in text:
        raise ValueError(f"{clip(text)} is not a path such as /v1/classify; it starts with / and has no query")
    return text


def _exact_path(text: str) -> str:
    if "*" in text:
        raise ValueError(f"{clip(text)} has a '*'; an API of your own answers on exactly one path")
    return _path(text)


def filled(text: str) -> str:
    """A text that says something, and not too much."""
    if not text.strip() or "\0" in text:
        raise ValueError("nothing stands here; write a name, or leave the word out")
    if len(text) > LONGEST_PATTERN:
        raise ValueError(f"{clip(text)} is longer than {LONGEST_PATTERN} characters")
    return text


Name = Annotated[
    str,
    shaped(NAME_PATTERN, "a name: letters, digits, '-', '_' and '.', at most 64, starting with a letter or digit"),
    written("name", NAME_PATTERN, "requests-per-minute"),
]
Limit = Annotated[
    float, BeforeValidator(_limit), written("number", units.AMOUNT_PATTERN, 600, "200k", "1.5M", number=True)
]
Amount = Annotated[
    float, BeforeValidator(units.amount), written("number", units.AMOUNT_PATTERN, 1024, "4k", number=True)
]
Cost = Annotated[float, BeforeValidator(units.amount), written("number", units.AMOUNT_PATTERN, 0.15, 10, number=True)]
Window = Annotated[float, BeforeValidator(_window), written("time", units.DURATION_PATTERN, "1m", "6h", "30d")]
Bytes = Annotated[int, BeforeValidator(_inspected), written("size", units.SIZE_PATTERN, "32MB", "512KB", number=True)]
Source = Annotated[
    str,
    AfterValidator(_source),
    written("place", SOURCE_PATTERN, "header:authorization", "query:key"),
]
Network = Annotated[str, AfterValidator(network), written("network", "^[0-9a-fA-F:.]+(?:/[0-9]{1,3})?$", "10.0.0.0/8")]
Url = Annotated[str, AfterValidator(_url), written("URL", "^https?://", "http://127.0.0.1:8000")]
PathGlob = Annotated[str, AfterValidator(_path), written("path", "^/", "/v1/embeddings", "/v1/audio/*")]
ExactPath = Annotated[str, AfterValidator(_exact_path), written("path", r"^/[^*]*$", "/classify")]
YesNo = Annotated[bool | None, BeforeValidator(said), WithJsonSchema({"type": "boolean", KIND: "true or false"})]
Pattern = Annotated[
    str,
    AfterValidator(filled),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LONGEST_PATTERN, KIND: "pattern"}),
]
File = Annotated[
    str,
    AfterValidator(filled),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LONGEST_PATTERN, KIND: "file"}),
]
Dotted = Annotated[
    str,
    shaped(DOTTED_PATTERN, "a dotted path into the JSON such as input.text or usage.input_tokens"),
    written("dotted path", DOTTED_PATTERN, "usage.input_tokens", "inputs.*.text"),
]
