"""Sampling parameters, honest and nonsensical."""

from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.exchange import Call
from proxy.core.features import Parameters
from proxy.features.parameters import read
from proxy.sketches.keyed import Key

KEY = Key(b"a secret of the deployment")


def parameters(given_: dict[str, object], choices: int = 1, most: int | None = None) -> Parameters:
    return read(Call("openai", "chat", parameters=given_, choices=choices, max_output_tokens=most), KEY)


def test_everything() -> None:
    """Every parameter that a client sets is there."""
    given_ = {
        "temperature": 1, "top_p": 0.5, "seed": 7, "logprobs": True, "top_logprobs": 5, "logit_bias": 3, "stop": ["x"],
        "echo": True, "reasoning_effort": "high", "response_format": "json_schema",
    }  # fmt: skip
    assert parameters(given_, 4, 100) == Parameters(
        temperature=1.0,
        top_p=0.5,
        choices=4,
        max_output_tokens=100,
        logprobs=True,
        top_logprobs=5,
        logit_bias=3,
        seed=7,
        stop=True,
        echo=True,
        reasoning_effort="high",
        response_format="json_schema",
    )


def test_nothing() -> None:
    """What is left open stays open."""
    assert parameters({}, 2, 50) == Parameters(choices=2, max_output_tokens=50)
    assert parameters({"temperature": None, "logprobs": None, "seed": None}) == Parameters()


@pytest.mark.parametrize(
    ("value", "asked", "top"), [(True, True, 0), (False, False, 0), (0, True, 0), (5, True, 5), (None, False, 0)]
)
def test_logprobs(value: object, asked: bool, top: int) -> None:
    """Chat's flag and completions' number are both read."""
    found = parameters({"logprobs": value})
    assert (found.logprobs, found.top_logprobs) == (asked, top)


@pytest.mark.parametrize("value", [nan, inf, -inf, "1", True, [], {}, 10**400])
def test_no_numbers(value: object) -> None:
    """A temperature that is no finite number counts as left open."""
    assert parameters({"temperature": value}).temperature is None


def test_words_of_clients_do_not_pass() -> None:
    """An unknown word becomes `other`, so that no text of a client's travels in features."""
    found = parameters({"reasoning_effort": "my secret prompt", "response_format": {"x": 1}})
    assert (found.reasoning_effort, found.response_format) == ("other", "other")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
NAMES = [
    "temperature",
    "top_p",
    "seed",
    "logprobs",
    "top_logprobs",
    "logit_bias",
    "stop",
    "echo",
    "reasoning_effort",
    "response_format",
]


@given(st.dictionaries(st.sampled_from(NAMES), JSON))
def test_anything(given_: dict[str, object]) -> None:
    """Whatever a client sends is read without an error, and equal requests have equal parameters."""
    found = parameters(given_)
    assert found == parameters(given_)
    assert found.top_logprobs >= 0
    assert found.logit_bias >= 0
    assert found.seed is None or 0 <= found.seed < 1 << 63


def test_equal_biases_have_one_digest_and_others_another() -> None:
    """A walk over token biases is told from one set of biases used again, and no token is kept."""
    first = parameters({"logit_bias": 2, "logit_bias_tokens": "17,42"})
    assert first.bias == parameters({"logit_bias": 2, "logit_bias_tokens": "17,42"}).bias != 0
    assert parameters({"logit_bias": 2, "logit_bias_tokens": "17,43"}).bias != first.bias
    assert parameters({"logit_bias": 2}).bias == 0
