"""Kinds of values refuse what they cannot mean, and never tell a secret back."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from pydantic import TypeAdapter, ValidationError

from proxy.policy import fields

KINDS: dict[str, TypeAdapter[Any]] = {
    name: TypeAdapter(getattr(fields, name))
    for name in ("Name", "Limit", "Amount", "Window", "Bytes", "Source", "Network", "Url", "PathGlob", "ExactPath",
                 "Pattern", "File", "Dotted")
}  # fmt: skip

HOLDS: list[tuple[str, object, object]] = [
    ("Name", "requests-per-minute", "requests-per-minute"),
    ("Limit", "200k", 200_000),
    ("Amount", 0, 0),
    ("Window", "30d", 2_592_000),
    ("Bytes", "32MB", 32_000_000),
    ("Source", "header:x-api-key", "header:x-api-key"),
    ("Network", "10.0.0.0/8", "10.0.0.0/8"),
    ("Network", "2001:db8::1", "2001:db8::1/128"),
    ("Url", "https://h:8443/base/", "https://h:8443/base"),
    ("PathGlob", "/v1/*", "/v1/*"),
    ("ExactPath", "/classify", "/classify"),
    ("Pattern", "gpt-4o*", "gpt-4o*"),
    ("File", "keys.jsonl", "keys.jsonl"),
    ("Dotted", "inputs.*.text", "inputs.*.text"),
]
WRONG: list[tuple[str, object]] = [
    ("Name", "a b"), ("Name", "a" * 65), ("Name", "a\n"), ("Name", 5), ("Limit", 0), ("Limit", -1), ("Window", "0.5s"),
    ("Window", "31d"), ("Window", 60), ("Bytes", 0), ("Bytes", "2GiB"), ("Source", "cookie:a"), ("Source", "header:"),
    ("Network", "10.0.0.1/8"), ("Network", "here"), ("Url", "h:8000"), ("Url", "ftp://h"), ("Url", "http://h:99999"),
    ("Url", "http://h?a=1"), ("Url", "http://[::1"), ("Url", "http://h/ä"), ("PathGlob", "v1"), ("PathGlob", "/a?b"),
    ("PathGlob", "/a b"), ("ExactPath", "/v1/*"), ("Pattern", " "), ("Pattern", "x" * 257), ("File", "a\0b"),
    ("Dotted", ""), ("Dotted", "a..b"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "meant"), HOLDS)
def test_values_that_hold(kind: str, value: object, meant: object) -> None:
    """A right value is read, and its JSON Schema agrees."""
    assert KINDS[kind].validate_python(value, strict=True) == meant
    jsonschema.validate(value, KINDS[kind].json_schema())


@pytest.mark.parametrize(("kind", "value"), WRONG)
def test_values_that_do_not(kind: str, value: object) -> None:
    """A wrong value is refused."""
    with pytest.raises(ValidationError):
        KINDS[kind].validate_python(value, strict=True)


@pytest.mark.parametrize(("kind", "value"), [("Url", "http://me:hunter2@h h"), ("Source", "sk-hunter2")])
def test_secrets_are_not_told_back(kind: str, value: str) -> None:
    """Where a credential may stand by mistake, the message does not repeat it."""
    with pytest.raises(ValidationError) as caught:
        KINDS[kind].validate_python(value)
    assert all("hunter2" not in error["msg"] for error in caught.value.errors())
