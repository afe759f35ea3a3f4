"""TGI's replies, degraded."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from proxy.core.effect import Degrade
from tests.actions.degraded import EVERYTHING, NO_LOGPROBS, NO_REASONING, SSE, Document, answered, read, stream, whole
from tests.dialects.exchange import PLACES, cut

PATH, STREAM = "/generate", "/generate_stream"


def token(text: str, **more: Any) -> Document:
    """One token."""
    return {"id": 5, "text": text, "logprob": -0.567, "special": False, **more}


def streamed(parts: list[str]) -> bytes:
    """A stream, a token an event; the last one repeats the text."""
    events: list[Document] = [{"token": token(part), "generated_text": None, "details": None} for part in parts]
    events.append({"token": token(""), "generated_text": "".join(parts), "details": {"seed": 9}})
    return stream(*events)


def reply(text: str) -> Document:
    """A whole reply with details."""
    details = {"seed": 9, "generated_tokens": 1, "prefill": [token("p")], "tokens": [token(text)],
               "top_tokens": [[token("a"), token("b")]]}  # fmt: skip
    others = [{"generated_text": text, "seed": 3, "tokens": [token(text)]}]
    return {"generated_text": text, "details": {**details, "best_of_sequences": others}}


def test_logprobs() -> None:
    """No token tells its probability, whole or streamed; everything else stays."""
    details = whole(PATH, reply("a"), NO_LOGPROBS)["details"]
    assert details["tokens"] == [{**token("a"), "logprob": None}]
    assert details["prefill"][0]["logprob"] is None
    assert details["top_tokens"] == []
    assert details["best_of_sequences"][0]["tokens"][0]["logprob"] is None
    assert b"0.567" not in answered(STREAM, streamed(["a", "b"]), SSE, NO_LOGPROBS)


def test_rounding() -> None:
    """Probabilities are rounded, alternatives fewer."""
    details = whole(PATH, reply("a"), Degrade(round_logprobs=1, max_top_logprobs=1))["details"]
    assert details["tokens"][0]["logprob"] == -0.6
    assert details["top_tokens"] == [[{**token("a"), "logprob": -0.6}]]


def test_reasoning() -> None:
    """Inline reasoning goes, and with it the tokens that spell it out, of every sequence."""
    got = whole(PATH, reply("<think>SECRET</think>a"), NO_REASONING)
    assert got["generated_text"] == got["details"]["best_of_sequences"][0]["generated_text"] == "a"
    assert got["details"]["tokens"] == got["details"]["best_of_sequences"][0]["tokens"] == []
    assert whole(PATH, reply("plain"), NO_REASONING) == reply("plain")


@given(st.lists(st.sampled_from(["<think>", "</think>", "SECRET", "a<", "<", " b "]), max_size=8), PLACES)
def test_inline(parts: list[str], places: list[int]) -> None:
    """Tokens together say what the text at the end says; ids of hidden tokens are not told."""
    got = read(answered(STREAM, cut(streamed(parts), places), SSE, NO_REASONING))
    wanted = whole(PATH, {"generated_text": "".join(parts)}, NO_REASONING)["generated_text"]
    assert "".join(event["token"]["text"] for event in got) == wanted == got[-1]["generated_text"]
    for event, part in zip(got, parts, strict=False):
        assert event["token"]["id"] == (5 if event["token"]["text"] == part else 0)


def test_seed() -> None:
    """The seed is not told."""
    assert whole(PATH, reply("a"), EVERYTHING)["details"]["seed"] is None
    assert read(answered(STREAM, streamed(["a"]), SSE, EVERYTHING))[-1]["details"]["seed"] is None
