"""degrade as the edge uses it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.canary import mark_reply
from proxy.actions.degrade import EDITORS, Holder, degrade_reply, is_structured, touches_replies
from proxy.core.effect import Degrade
from proxy.core.exchange import Call
from proxy.core.places import ReplyPlaces, Shape
from proxy.dialects import find
from proxy.dialects.framing import framing_of
from proxy.dialects.replies import UnmeteredReply
from tests.actions.degraded import EVERYTHING, NO_REASONING, answered, asked, read, reader
from tests.actions.marked import APIS, script
from tests.dialects.exchange import PLACES, call, cut
from tests.e2e.table import JSON, ROWS, SSE, Row

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


WORDS = st.frozensets(st.sampled_from(["reasoning", "logprobs", "system_fingerprint", "seed", "logit_bias"]))
DEGRADES = st.builds(
    Degrade,
    strip=WORDS,
    round_logprobs=st.none() | st.integers(0, 3),
    max_top_logprobs=st.none() | st.integers(0, 3),
    max_output_tokens=st.none() | st.integers(1, 3000),
    max_choices=st.none() | st.integers(1, 3),
    bias_with_logprobs=st.sampled_from([None, "drop"]),
    models=st.sampled_from([(), (("m", "n"),)]),
    quantise_embeddings=st.none() | st.integers(2, 9),
    rotate_embeddings=st.booleans(),
    embedding_noise=st.sampled_from([0.0, 0.2]),
    top_label_only=st.booleans(),
    round_scores=st.none() | st.integers(0, 3),
)


def documents(row: Row, text: bytes) -> list[Any]:
    """Every JSON text of a reply; one that is none raises."""
    if row.kind == SSE:
        return read(text)
    return [json.loads(text)] if row.kind == JSON else [json.loads(line) for line in text.splitlines()]


@given(st.sampled_from(sorted(ROWS)), DEGRADES, PLACES)
def test_in_every_dialect(name: str, degrade: Degrade, places: list[int]) -> None:
    """However a reply is cut the same comes out; all of it is JSON; and what was to be stripped is nowhere in it."""
    row, whose = ROWS[name], Holder(b"k" * 32, "k_1")
    request = json.loads(row.asked)
    got = answered(row.path, cut(row.told, places), row.kind, degrade, request, whose)
    assert got == answered(row.path, row.told, row.kind, degrade, request, whose)
    assert documents(row, got)
    if "reasoning" in degrade.strip:
        assert b"SECRET" not in got
    if "logprobs" in degrade.strip and row.path != "/v1/embeddings":  # whose numbers are any
        assert b"-0.5" not in got
    if degrade == Degrade():
        assert got == row.told


@given(st.sampled_from(sorted(ROWS)), DEGRADES)
def test_requests_in_every_dialect(name: str, degrade: Degrade) -> None:
    """A degraded request is JSON, with nothing new in it that is not asked for, and nothing more to be degraded."""
    row = ROWS[name]
    less = asked(row.path, row.asked, degrade)
    before, after = json.loads(row.asked), json.loads(less)
    assert asked(row.path, less, degrade) == less
    changed = {member for member in before | after if before.get(member) != after.get(member)}
    caps = {"max_tokens", "max_completion_tokens", "max_output_tokens", "options", "parameters"}
    assert changed <= caps | {"model", "n", "best_of", "seed", "logprobs", "top_logprobs", "logit_bias", "include"}


@given(st.sampled_from(sorted(APIS)), st.sampled_from([NO_REASONING, EVERYTHING]), PLACES)
def test_marking_a_degraded_reply(name: str, degrade: Degrade, places: list[int]) -> None:
    """Stripped and marked at once, a reply is the same however it is cut, and its thoughts are not told."""
    api, text = APIS[name], "<think>However, this is SECRET.</think>However, a starter is often fed. So it is."
    body = api.tell([text[at : at + 7] for at in range(0, len(text), 7)])
    found = []
    for chunks in ([body], cut(body, places)):
        marks = script("choice")
        where = shape_of(api.path)
        made = mark_reply(marks, reader(api.path, api.kind, degrade), where, framing_of(api.kind))
        found.append(b"".join([*map(made.feed, chunks), made.finish()]))
    assert found[0] == found[1]
    assert b"SECRET" not in found[0]
    assert "starter" in api.heard(found[0])


def shape_of(path: str) -> ReplyPlaces:
    """Where replies on this path say things."""
    dialect, operation = find("POST", path) or (None, "")
    assert dialect is not None
    where = dialect.places[operation].reply
    assert where is not None
    return where
