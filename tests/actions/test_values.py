"""Replies of home-made APIs, degraded."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.degrade import degrade_reply
from proxy.core.effect import Degrade
from proxy.dialects.framing import framing_of
from proxy.dialects.generic import Generic, GenericSpec
from tests.actions.degraded import NO_REASONING, SSE, stream

TOP = Degrade(top_label_only=True)
ROUND = Degrade(round_scores=1)
BOTH = Degrade(top_label_only=True, round_scores=1)
HUGGING = [{"label": "a", "score": 0.1234}, {"label": "b", "score": 0.8766}]
ZERO_SHOT = {"sequence": "x", "labels": ["a", "b"], "scores": [0.8766, 0.1234]}


def answered(text: bytes, degrade: Degrade, output: str = "", kind: str = "application/json") -> bytes:
    """A reply as the client gets it."""
    dialect = Generic(GenericSpec("/x", output=output))
    where = dialect.places["generic"].reply
    assert where is not None
    inner = dialect.reader(dialect.read("generic", b"{}"), 200, kind)
    reader = degrade_reply(degrade, inner, where, framing_of(kind))
    return reader.feed(text) + reader.finish()


def whole(reply: Any, degrade: Degrade, output: str = "") -> Any:
    """The same, read."""
    return json.loads(answered(json.dumps(reply).encode(), degrade, output))


@pytest.mark.parametrize(
    ("reply", "top", "rounded"),
    [
        (HUGGING, [HUGGING[1]], [{"label": "a", "score": 0.1}, {"label": "b", "score": 0.9}]),
        ([HUGGING], [[HUGGING[1]]], [[{"label": "a", "score": 0.1}, {"label": "b", "score": 0.9}]]),
        ({"a": 0.1234, "b": 0.8766}, {"b": 0.8766}, {"a": 0.1, "b": 0.9}),
        (ZERO_SHOT, {"sequence": "x", "labels": ["a"], "scores": [0.8766]}, {**ZERO_SHOT, "scores": [0.9, 0.1]}),
        ({"p": [0.1234, 0.8766]}, {"p": [0.0, 1.0]}, {"p": [0.1, 0.9]}),
        ({"label": "a", "score": 0.1234}, {"label": "a", "score": 0.1234}, {"label": "a", "score": 0.1}),
        ({"ids": [3, 4], "usage": {"in": 3}}, {"ids": [3, 4], "usage": {"in": 3}}, {"ids": [3, 4], "usage": {"in": 3}}),
        ([], [], []),
    ],
)
def test_scores(reply: Any, top: Any, rounded: Any) -> None:
    """Of labels the top one is left, scores are rounded, and counts, ids and texts stay."""
    assert whole(reply, TOP) == top
    assert whole(reply, ROUND) == rounded


def test_path() -> None:
    """Where the policy says where the answer stands, nothing else is edited, not even its spaces."""
    reply = b'{ "latency": 0.12345, "results": [ {"scores": {"a": 0.1234, "b": 0.8766}} ] }'
    wanted = b'{ "latency": 0.12345, "results": [ {"scores": {"b":0.9}} ] }'
    assert answered(reply, BOTH, "results.*.scores") == wanted
    assert answered(reply, BOTH, "results.0.scores") == wanted
    assert answered(reply, BOTH, "results.1.scores") == answered(reply, BOTH, "nowhere") == reply


@given(st.dictionaries(st.text(), st.floats(0, 1), min_size=2), st.integers(0, 4))
def test_only_the_top_label_is_left(scores: dict[str, float], decimals: int) -> None:
    """Whatever the scores, one label is left, it is the top one, and no more digits are told than the policy grants."""
    ((label, score),) = whole({"s": scores}, Degrade(top_label_only=True, round_scores=decimals), "s")["s"].items()
    assert scores[label] == max(scores.values())
    assert score == round(max(scores.values()), decimals)


def test_text() -> None:
    """Text at the answer's path loses its inline reasoning, whole and streamed."""
    assert whole({"out": "<think>SECRET</think>a"}, NO_REASONING, "out") == {"out": "a"}
    events = stream({"out": "a <thi"}, {"out": "nk>SECRET</thin"}, {"out": "king></think>b"})
    assert answered(events, NO_REASONING, "out", SSE) == stream({"out": "a "}, {"out": ""}, {"out": "b"})
