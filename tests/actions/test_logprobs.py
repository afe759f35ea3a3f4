"""Log-probabilities made coarser."""

from __future__ import annotations

from typing import Any

import pytest

from proxy.actions.changes import Changes
from proxy.actions.logprobs import Precision
from proxy.core.effect import Degrade
from tests.actions.degraded import NO_LOGPROBS

CHAT = {"content": [{"token": "a", "logprob": -0.123456, "bytes": [97], "top_logprobs": [
    {"token": "a", "logprob": -0.123456, "bytes": [97]}, {"token": "b", "logprob": -2.5, "bytes": [98]}]}]}  # fmt: skip
TEXT = {"tokens": ["a"], "token_logprobs": [-0.123456], "top_logprobs": [{"b": -2.5, "a": -0.123456}],
        "text_offset": [3]}  # fmt: skip


def made(degrade: Degrade, value: Any) -> Any:
    """What is put in the place of these log-probabilities."""
    changes = Changes()
    Precision(degrade).apply({"logprobs": value}, "logprobs", ("x",), changes)
    return changes.tree


@pytest.mark.parametrize(("value", "left"), [(CHAT, b"null"), (TEXT, b"null"), ([CHAT], b"[]")])
def test_taken(value: Any, left: bytes) -> None:
    """Where they are taken out, null is left, or an empty list of a list."""
    assert made(NO_LOGPROBS, value) == {"x": {"logprobs": left}}


@pytest.mark.parametrize("value", [None, [], {}])
def test_nothing_to_take(value: Any) -> None:
    """Where there are none, nothing is edited."""
    assert made(NO_LOGPROBS, value) == {}


def test_rounded() -> None:
    """Probabilities are rounded; tokens, bytes and offsets stay."""
    precision = Precision(Degrade(round_logprobs=1))
    assert precision.coarser(TEXT) == {**TEXT, "token_logprobs": [-0.1], "top_logprobs": [{"b": -2.5, "a": -0.1}]}
    assert precision.coarser(CHAT)["content"][0]["top_logprobs"][0] == {"token": "a", "logprob": -0.1, "bytes": [97]}
    assert precision.coarser(float("-inf")) == float("-inf")


def test_fewer() -> None:
    """Only the most likely alternatives are left, in both of OpenAI's shapes."""
    precision = Precision(Degrade(max_top_logprobs=1))
    assert precision.coarser(TEXT)["top_logprobs"] == [{"a": -0.123456}]
    assert [one["token"] for one in precision.coarser(CHAT)["content"][0]["top_logprobs"]] == ["a"]
    assert Precision(Degrade(max_top_logprobs=0)).coarser(CHAT)["content"][0]["top_logprobs"] == []
    assert made(Degrade(max_top_logprobs=2), TEXT) == {}


@pytest.mark.parametrize(
    ("text", "concerned"),
    [
        (b'"logprobs":null', False),
        (b'"logprobs":[],"a":1', False),
        (b'{"a":1}', False),
        (b'"logprobs":null,"logprobs":{"content":[]}', True),
        (b'"logprobs": null', True),
        (b'"token":{"logprob":-1}', True),
    ],
)
def test_concerns(text: bytes, concerned: bool) -> None:
    """Events without log-probabilities are known by a glance; a doubt counts as concern."""
    assert Precision(NO_LOGPROBS).concerns(text) is concerned
    assert not Precision(Degrade(strip=frozenset({"reasoning"}))).concerns(text)
