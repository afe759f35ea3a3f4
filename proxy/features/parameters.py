"""Sampling parameters as a client's JSON has them -> `Parameters`. They are the client's: anything may be there."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from proxy.core.exchange import Call
from proxy.core.features import Parameters
from proxy.sketches.keyed import Key

_EFFORTS = frozenset({"none", "minimal", "low", "medium", "high", "xhigh", "max"})
_FORMATS = frozenset({"text", "json_object", "json_schema", "json", "grammar"})

_PLAIN = frozenset({"temperature", "top_p"})
_SEED_MASK = (1 << 63) - 1
_MOST = 1 << 31
"""Counts are cut here: 32-bit counters hold them wherever they end up."""


def read(call: Call, key: Key) -> Parameters:
    """How the model is asked to sample; what is no number where one belongs counts as left open."""
    given = call.parameters
    if given.keys() <= _PLAIN:  # most requests say nothing else
        temperature, top_p = _number(given.get("temperature")), _number(given.get("top_p"))
        return Parameters(temperature, top_p, call.choices, call.max_output_tokens)
    top = _count(given.get("top_logprobs"))
    logprobs = given.get("logprobs")
    return Parameters(
        temperature=_number(given.get("temperature")),
        top_p=_number(given.get("top_p")),
        choices=call.choices,
        max_output_tokens=call.max_output_tokens,
        # Completions ask for a number of log-probabilities where chat asks for true; 0 still asks for the chosen one.
        logprobs=logprobs is not None and logprobs is not False,
        top_logprobs=top or _count(logprobs),
        logit_bias=_count(given.get("logit_bias")),
        bias=_digest(given.get("logit_bias_tokens"), key),
        seed=_seed(given),
        stop=bool(given.get("stop")),
        echo=given.get("echo") is True,
        reasoning_effort=_word(given.get("reasoning_effort"), _EFFORTS),
        response_format=_word(given.get("response_format"), _FORMATS),
    )


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if isfinite(number) else None


def _count(value: object) -> int:
    return 0 if isinstance(value, bool) or not isinstance(value, int) else max(0, min(value, _MOST))


def _seed(given: Mapping[str, object]) -> int | None:
    seed = given.get("seed")
    return None if isinstance(seed, bool) or not isinstance(seed, int) else seed & _SEED_MASK


def _digest(tokens: object, key: Key) -> int:
    return key.digest(tokens.encode("utf-8", "surrogatepass"), b"bias") if isinstance(tokens, str) else 0


def _word(value: object, known: frozenset[str]) -> str:
    """A known word, `other` for anything else that was given: clients' words do not go further."""
    if not value:
        return ""
    return value if isinstance(value, str) and value in known else "other"
