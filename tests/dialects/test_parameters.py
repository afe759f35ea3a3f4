"""Sampling parameters are noted without any text of the client's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects.parameters import read_parameters
from tests.dialects.exchange import JSON_VALUES

NAMES = ["temperature", "n", "seed", "logprobs", "stop", "logit_bias", "response_format", "reasoning_effort", "user"]


@pytest.mark.parametrize(
    ("given", "noted"),
    [
        ({"temperature": 0, "top_p": 0.5, "seed": 7, "n": 2}, {"temperature": 0, "top_p": 0.5, "seed": 7, "n": 2}),
        ({"logprobs": True, "top_logprobs": 20, "echo": False}, {"logprobs": True, "top_logprobs": 20, "echo": False}),
        ({"stop": "a secret"}, {"stop": 1}),
        ({"stop": ["a", "b"], "logit_bias": {"1": 2}}, {"stop": 2, "logit_bias": 1, "logit_bias_tokens": "1"}),
        ({"response_format": {"type": "json_object"}}, {"response_format": "json_object"}),
        ({"response_format": "text"}, {"response_format": "text"}),
        ({"reasoning_effort": "high"}, {"reasoning_effort": "high"}),
        ({"reasoning_effort": "x" * 33, "temperature": None, "seed": [1], "stop": 3}, {}),
        ({"user": "me", "metadata": {}}, {}),
    ],
)
def test_what_is_noted(given: dict[str, object], noted: dict[str, object]) -> None:
    """Numbers, switches, short words, lengths and types; nothing that is null or unknown."""
    assert read_parameters(given) == noted


@given(st.dictionaries(st.sampled_from(NAMES), JSON_VALUES))
def test_values_stay_small(document: dict[str, object]) -> None:
    """Whatever is sent, what is noted is a number, a switch or a short word."""
    for value in read_parameters(document).values():
        assert isinstance(value, int | float) or (isinstance(value, str) and len(value) <= 32)
