"""What is reserved is never less than what a call may use as it says, and what is settled is what it used."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.exchange import Call, Usage
from proxy.policy.meters import ACTUAL, MOST_TOKENS, UNITS, Price, measure_of

PRICE = Price(2.5, 10.0)
METERS = sorted(UNITS)


def reserved(meter: str, call: Call, price: Price | None = PRICE) -> float | None:
    """What a meter reserves for a call, 1024 tokens standing for an answer without a cap."""
    return measure_of(meter, 1024.0)(call, price)


@pytest.mark.parametrize(
    ("meter", "amount"),
    [("requests", 1), ("input_tokens", 500), ("output_tokens", 300), ("total_tokens", 800), ("cost", 4250)],
)
def test_reservations(meter: str, amount: float) -> None:
    """Each meter reserves its own amount; cost in millionths."""
    assert reserved(meter, Call("openai", "chat", "m", input_tokens=500, max_output_tokens=300)) == amount


@pytest.mark.parametrize(
    ("call", "amount"),
    [
        (Call("openai", "chat"), 1024),
        (Call("openai", "chat", choices=3), 3072),
        (Call("openai", "chat", max_output_tokens=0), 0),
        (Call("ollama", "chat", max_output_tokens=-1), 1024),
        (Call("openai", "chat", max_output_tokens=10**400), MOST_TOKENS),
        (Call("openai", "chat", choices=10**400), 1024 * MOST_TOKENS),
        (Call("openai", "chat", choices=-5), 1024),
        (Call("my-classifier", "generic"), 1024),
        (Call("openai", "embedding"), None),
        (Call("anthropic", "count"), None),
        (Call("openai", "models"), None),
        (Call("plain", "opaque"), None),
    ],
)
def test_reserved_output(call: Call, amount: float | None) -> None:
    """Output is reserved as the client caps it, else by the policy; calls that answer without tokens reserve none."""
    assert reserved("output_tokens", call) == amount


def test_embeddings_count_their_input() -> None:
    """An embedding costs input only."""
    call = Call("openai", "embedding", input_tokens=7)
    assert [reserved(meter, call) for meter in ("input_tokens", "total_tokens", "cost")] == [7, 7, 17.5]


def test_no_price_no_cost() -> None:
    """A model without a price is no business of a cost budget."""
    assert reserved("cost", Call("openai", "chat"), None) is None
    assert ACTUAL["cost"](Usage(5, 5), None) == 0.0


@pytest.mark.parametrize("operation", ["count", "models", "stored", "opaque"])
def test_calls_without_tokens_count_as_requests(operation: str) -> None:
    """Only the request meter is about calls that use no tokens."""
    assert [meter for meter in METERS if reserved(meter, Call("x", operation)) is not None] == ["requests"]


@given(st.sampled_from(METERS), st.integers(), st.none() | st.integers(), st.integers())
def test_amounts_are_finite_and_not_negative(meter: str, tokens: int, cap: int | None, choices: int) -> None:
    """No number that a client writes makes a reservation negative or infinite."""
    amount = reserved(
        meter, Call("x", "chat", input_tokens=min(abs(tokens), 10**9), max_output_tokens=cap, choices=choices)
    )
    assert amount is not None
    assert 0 <= amount < math.inf


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_what_is_used_as_announced_is_what_was_reserved(tokens: int, cap: int) -> None:
    """A call that uses all it asked for settles to exactly its reservation, in every meter."""
    call = Call("x", "chat", input_tokens=tokens, max_output_tokens=cap)
    for meter, actual in ACTUAL.items():
        assert actual(Usage(tokens, cap), PRICE) == reserved(meter, call)
