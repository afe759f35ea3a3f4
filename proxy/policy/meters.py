"""What each meter reserves for a call, and what the call has really used when its usage is known.

Input is reserved as our estimate, output as all that the call may ask for. Cost is counted in millionths of the
currency: a price per million tokens is then the price of one token.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from proxy.core.exchange import Call, Usage

# Millionths: the cheapest token sold today (0.01 per million) still counts as 0.01 of them.
MICRO = 1e6

# No client can ask for more than this, whatever number it writes: keeps amounts exact and far from infinity.
MOST_TOKENS = 10**12

# Operations that use no tokens, and those that answer without any; what is not named here is metered in full.
UNMETERED = frozenset({"count", "models", "stored", "opaque"})
SILENT = frozenset({"embedding"})


class Price(NamedTuple):
    """Price of one token in millionths of the currency, which is the price of a million tokens in the currency."""

    input: float
    output: float


Measure = Callable[[Call, Price | None], float | None]
"""What to reserve, None where the meter is not about such a call."""

Actual = Callable[[Usage, Price | None], float]
"""What was really used."""


def measure_of(meter: str, reserve_output: float) -> Measure:
    """The measure of a meter; `reserve_output` tokens stand for the answer of a call that sets no cap."""
    output = _output(reserve_output)

    def output_tokens(call: Call, _: Price | None) -> float | None:
        return None if call.operation in UNMETERED or call.operation in SILENT else output(call)

    def total_tokens(call: Call, _: Price | None) -> float | None:
        return None if call.operation in UNMETERED else call.input_tokens + output(call)

    def cost(call: Call, price: Price | None) -> float | None:
        if price is None or call.operation in UNMETERED:
            return None
        return call.input_tokens * price.input + output(call) * price.output

    measures: dict[str, Measure] = {
        "requests": _one,
        "input_tokens": _input,
        "output_tokens": output_tokens,
        "total_tokens": total_tokens,
        "cost": cost,
    }
    return measures[meter]


def _output(reserve: float) -> Callable[[Call], float]:
    """How many output tokens a call may come to."""

    def output(call: Call) -> float:
        cap = call.max_output_tokens
        # Some servers take -1 for "no cap".
        if cap is not None and cap >= 0:
            return float(min(cap, MOST_TOKENS))
        if call.operation in SILENT:
            return 0.0
        # Without a cap every choice may be as long as the next.
        return reserve * min(max(call.choices, 1), MOST_TOKENS)

    return output


def _input(call: Call, _: Price | None) -> float | None:
    return None if call.operation in UNMETERED else float(call.input_tokens)


def _one(_: Call, __: Price | None) -> float:
    return 1.0


def _spent(usage: Usage, price: Price | None) -> float:
    return 0.0 if price is None else usage.input_tokens * price.input + usage.output_tokens * price.output


ACTUAL: dict[str, Actual] = {
    "input_tokens": lambda usage, _: float(usage.input_tokens),
    "output_tokens": lambda usage, _: float(usage.output_tokens),
    "total_tokens": lambda usage, _: float(usage.total_tokens),
    "cost": _spent,
}
"""Requests are missing: one request is one request, however it ends."""

UNITS = {
    "requests": "requests",
    "input_tokens": "input tokens",
    "output_tokens": "output tokens",
    "total_tokens": "tokens (input and output)",
    "cost": "in cost",
}
"""What follows the number in a sentence."""
