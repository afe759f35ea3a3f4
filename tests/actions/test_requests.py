"""Requests as they go upstream once they are degraded."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.requests import stand_in
from proxy.core.effect import Degrade
from proxy.dialects.members import find_member
from proxy.errors import NotGranted
from tests.actions.degraded import NO_LOGPROBS, Document, asked
from tests.dialects.exchange import JSON_VALUES

CHAT, TEXT, MESSAGES, RESPONSES = "/v1/chat/completions", "/v1/completions", "/v1/messages", "/v1/responses"
CAPPED = Degrade(max_output_tokens=2000, max_choices=1, max_top_logprobs=2)


def strip(*words: str) -> Degrade:
    """A degrade that takes these out."""
    return Degrade(strip=frozenset(words))


@pytest.mark.parametrize(
    ("path", "degrade", "body", "wanted"),
    [
        (CHAT, NO_LOGPROBS, {"logprobs": True, "top_logprobs": 20, "n": 2}, {"n": 2}),
        (CHAT, NO_LOGPROBS, {"prompt_logprobs": 3, "n_probs": 5, "logit_bias": {}}, {"logit_bias": {}}),
        (CHAT, strip("logit_bias"), {"logprobs": True, "logit_bias": {"1": -100}}, {"logprobs": True}),
        (CHAT, strip("seed", "system_fingerprint"), {"seed": 1, "a": {"seed": 2}}, {"a": {"seed": 2}}),
        (CHAT, strip("reasoning"), {"reasoning_effort": "high"}, {"reasoning_effort": "high"}),
        (CHAT, CAPPED, {"n": 4, "best_of": 9, "max_tokens": 9}, {"n": 1, "best_of": 1, "max_tokens": 9}),
        (CHAT, CAPPED, {"max_completion_tokens": 9000}, {"max_completion_tokens": 2000}),
        (CHAT, CAPPED, {"max_tokens": 9000, "max_completion_tokens": 10},
         {"max_tokens": 2000, "max_completion_tokens": 10}),
        (CHAT, CAPPED, {"top_logprobs": "20"}, {"max_tokens": 2000, "top_logprobs": 2}),
        (CHAT, CAPPED, {"max_tokens": None}, {"max_tokens": 2000}),
        (CHAT, CAPPED, {"max_tokens": -1}, {"max_tokens": 2000}),
        (CHAT, CAPPED, {}, {"max_tokens": 2000}),
        (TEXT, CAPPED, {"logprobs": 5, "max_tokens": 0}, {"logprobs": 2, "max_tokens": 0}),
        (TEXT, NO_LOGPROBS, {"logprobs": 5, "echo": True}, {"echo": True}),
        (MESSAGES, CAPPED, {"max_tokens": 9000}, {"max_tokens": 2000}),
        (MESSAGES, CAPPED, {"max_tokens": 9000, "thinking": {"type": "enabled", "budget_tokens": 5000}},
         {"max_tokens": 2000, "thinking": {"type": "enabled", "budget_tokens": 1999}}),
        (MESSAGES, CAPPED, {"max_tokens": 9000, "thinking": {"type": "enabled", "budget_tokens": 1024}},
         {"max_tokens": 2000, "thinking": {"type": "enabled", "budget_tokens": 1024}}),
        (MESSAGES, Degrade(max_output_tokens=1024), {"max_tokens": 9000, "thinking": {"budget_tokens": 1024}},
         {"max_tokens": 1024}),
        (RESPONSES, CAPPED, {"max_output_tokens": 9000, "top_logprobs": 9},
         {"max_output_tokens": 2000, "top_logprobs": 2}),
        (RESPONSES, NO_LOGPROBS, {"include": ["message.output_text.logprobs", "reasoning.encrypted_content"]},
         {"include": ["reasoning.encrypted_content"]}),
        ("/api/chat", CAPPED, {"options": {"seed": 1}}, {"options": {"num_predict": 2000, "seed": 1}}),
        ("/api/chat", CAPPED, {"options": {"num_predict": 0}}, {"options": {"num_predict": 2000}}),
        ("/api/chat", CAPPED, {}, {"options": {"num_predict": 2000}}),
        ("/api/generate", strip("seed", "logprobs"), {"options": {"seed": 1}, "logprobs": True}, {"options": {}}),
        ("/generate", CAPPED, {"inputs": "a", "parameters": {"best_of": 3, "top_n_tokens": 5}},
         {"inputs": "a", "parameters": {"max_new_tokens": 2000, "best_of": 1, "top_n_tokens": 2}}),
        ("/generate", NO_LOGPROBS, {"parameters": {"details": True, "top_n_tokens": 5}},
         {"parameters": {"details": True}}),
    ],
)  # fmt: skip
def test_edits(path: str, degrade: Degrade, body: Document, wanted: Document) -> None:
    """What is asked for is lowered or taken out, under every API's own names, and nothing is raised."""
    assert json.loads(asked(path, body, degrade)) == wanted


def test_models() -> None:
    """A model is exchanged for the one that answers instead; other models stay."""
    swap = Degrade(models=(("atlas-large", "atlas-mini"), ("atlas-mini", "atlas-nano")))
    assert asked(CHAT, b'{"model" : "atlas-large" , "a":1}', swap) == b'{"model" : "atlas-mini" , "a":1}'
    older = Degrade(models=(("atlas*", "atlas-mini"), ("*", "other")))
    assert asked(CHAT, b'{"model":"atlas-4"}', older) == b'{"model":"atlas-mini"}'
    assert asked(CHAT, b'{"model":"atlas-mini"}', older) == b'{"model":"atlas-mini"}'
    assert asked("/v1/embeddings", b'{"model":"other"}', swap) == b'{"model":"other"}'
    assert asked("/generate", b'{"model":"atlas-large"}', swap) == b'{"model":"atlas-large"}'


@pytest.mark.parametrize("name", ["", "a", "ab", "aab", "abab", "ba", "a.b", "a*b"])
@pytest.mark.parametrize("pattern", ["*", "a", "a*", "*b", "a*b", "*a*", "a*a*b", "**", "a.b", "ab*ab"])
def test_patterns(name: str, pattern: str) -> None:
    """In a pattern `*` stands for anything and everything else for itself."""
    fits = re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), name) is not None
    assert (stand_in(Degrade(models=((pattern, "x"),)), name) == "x") is fits


@given(
    st.dictionaries(st.sampled_from(["a", "messages", "tools", "n", "seed", "logprobs"]), JSON_VALUES),
    st.sampled_from([None, 0, 2]),
)
def test_everything_else_stays(document: dict[str, Any], indent: int | None) -> None:
    """In any body the other members keep their very bytes, and the edited body says what is wanted."""
    body = json.dumps(document, indent=indent).encode()
    edited = asked(CHAT, body, strip("seed", "logprobs"))
    expected = {key: value for key, value in document.items() if key not in ("seed", "logprobs")}
    assert json.loads(edited) == expected
    for key in expected:
        before, after = find_member(body, key), find_member(edited, key)
        assert before is not None
        assert after is not None
        assert body[before.start : before.end] == edited[after.start : after.end]
    if expected == document:
        assert edited is body


@given(st.dictionaries(st.text(max_size=3), JSON_VALUES), st.integers(1, 9000), st.integers(1, 9000))
def test_caps_only_lower(rest: dict[str, Any], wanted: int, most: int) -> None:
    """Whatever a client sets, the limit that goes upstream is the smaller of its own and ours."""
    body = json.dumps({**rest, "max_tokens": wanted}).encode()
    edited = json.loads(asked(MESSAGES, body, Degrade(max_output_tokens=most)))
    assert edited == {**rest, "max_tokens": min(wanted, most)}


@pytest.mark.parametrize("body", [b"", b"[]", b'"a"', b"{", b'{"a'])
def test_no_object(body: bytes) -> None:
    """What is no object raises a ValueError."""
    with pytest.raises((ValueError, IndexError)):
        asked(CHAT, body, CAPPED)


WITH_BIAS = Degrade(bias_with_logprobs="drop")
REFUSES_BIAS = Degrade(bias_with_logprobs="refuse")


@pytest.mark.parametrize(
    ("path", "body", "together"),
    [
        ("/v1/chat/completions", {"logit_bias": {"50256": -100}, "logprobs": True}, True),
        ("/v1/chat/completions", {"logit_bias": {"50256": -100}, "top_logprobs": 5}, True),
        ("/v1/completions", {"logit_bias": {"50256": -100}, "logprobs": 0}, True),
        ("/v1/chat/completions", {"logit_bias": {"50256": -100}, "logprobs": False}, False),
        ("/v1/chat/completions", {"logit_bias": {"50256": -100}}, False),
        ("/v1/chat/completions", {"logit_bias": {}, "logprobs": True}, False),
        ("/v1/chat/completions", {"logit_bias": None, "logprobs": True}, False),
        ("/v1/chat/completions", {"logprobs": True}, False),
        ("/v1/messages", {"logit_bias": {"1": 1}, "logprobs": True}, False),
    ],
)
def test_biases_with_logprobs(path: str, body: Document, together: bool) -> None:
    """Token biases with log-probabilities are dropped or refused, as the policy says; either alone is left."""
    text = json.dumps(body).encode()
    if not together:
        assert asked(path, text, WITH_BIAS) == asked(path, text, REFUSES_BIAS) == text
        return
    assert json.loads(asked(path, text, WITH_BIAS)) == {k: v for k, v in body.items() if k != "logit_bias"}
    with pytest.raises(NotGranted, match="logit_bias"):
        asked(path, text, REFUSES_BIAS)
