"""degrade as the edge uses it."""

from __future__ import annotations

from typing import Any

import pytest

from proxy.actions.degrade import EDITORS, degrade_reply, is_structured, touches_replies
from proxy.core.effect import Degrade
from proxy.core.exchange import Call
from proxy.core.places import ReplyPlaces, Shape
from proxy.dialects.replies import UnmeteredReply
from tests.dialects.exchange import call

LESS: dict[Shape, list[Degrade]] = {
    Shape.VECTORS: [Degrade(quantise_embeddings=5)],
    Shape.VALUES: [Degrade(top_label_only=True), Degrade(round_scores=2), Degrade(strip=frozenset({"reasoning"}))],
    Shape.BLOCKS: [Degrade(strip=frozenset({"reasoning"}))],
}
OPENAI = [Degrade(round_logprobs=2), Degrade(max_top_logprobs=0), Degrade(strip=frozenset({"system_fingerprint"}))]


@pytest.mark.parametrize("shape", Shape)
def test_only_what_is_needed(shape: Shape) -> None:
    """A reply that no part of the degrade is about keeps the dialect's own reader, whatever its shape."""
    inner = UnmeteredReply()
    requests_only = Degrade(max_output_tokens=5, max_choices=1, models=(("a", "b"),), strip=frozenset({"logit_bias"}))
    assert degrade_reply(requests_only, inner, ReplyPlaces(shape), None) is inner
    for degrade in LESS.get(shape, OPENAI):
        made = degrade_reply(degrade, inner, ReplyPlaces(shape), None)
        assert made is not inner
        assert made.edits


def test_every_shape_has_its_editor() -> None:
    """Shapes that are edited document by document all have an editor."""
    assert set(EDITORS) | {Shape.VECTORS, Shape.VALUES} == set(Shape)
    assert not any(touches_replies(Degrade(), shape) for shape in Shape)


@pytest.mark.parametrize(
    ("path", "body", "structured"),
    [
        ("/v1/chat/completions", {}, False),
        ("/v1/chat/completions", {"response_format": {"type": "text"}}, False),
        ("/v1/chat/completions", {"response_format": {"type": "json_object"}}, True),
        ("/v1/chat/completions", {"structured_outputs": {"regex": "a"}}, True),
        ("/v1/responses", {"text": {"format": {"type": "json_schema"}}}, True),
        ("/v1/responses", {"text": {"format": {"type": "text"}}}, False),
        ("/v1/messages", {"output_config": {"format": {"type": "json_schema"}}}, True),
        ("/v1/messages", {"output_config": {"effort": "high"}}, False),
        ("/api/chat", {"format": "json"}, True),
        ("/api/chat", {"format": ""}, False),
        ("/generate", {"parameters": {"grammar": {"type": "json", "value": {}}}}, True),
    ],
)
def test_structured(path: str, body: dict[str, Any], structured: bool) -> None:
    """Every API's way to ask for JSON is understood."""
    assert is_structured(call(path, body)) is structured
    assert not is_structured(Call("openai", "chat"))
