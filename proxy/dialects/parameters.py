"""Sampling parameters under their OpenAI names, without any text of the client's."""

from __future__ import annotations

from collections.abc import Mapping

# `n` and `seed` and the logprobs tell a harvest from a conversation; `best_of` and `echo` are its older words.
_PLAIN = (
    "temperature", "top_p", "top_k", "n", "seed", "logprobs", "top_logprobs", "best_of", "echo", "reasoning_effort",
)  # fmt: skip
_LENGTHS = ("logit_bias", "stop")
# vLLM's words, today's and the older, for an answer of a given form.
_SHAPED = ("structured_outputs", "guided_json", "guided_regex", "guided_grammar", "guided_choice")
# A word such as `medium`; anything longer is text that has no business here.
_MAX_WORD = 32
# A walk differs in its first tokens as in all; OpenAI takes 300 at most.
_TOKENS = 32


def read_parameters(document: Mapping[str, object]) -> dict[str, object]:
    """Read what is set. `logit_bias` and `stop` become their lengths, `response_format` its type."""
    found: dict[str, object] = {}
    for name in _PLAIN:
        if name in document:
            put(found, name, document[name])
    for name in _LENGTHS:
        if name in document:
            put_length(found, name, document[name])
    biases = document.get("logit_bias")
    if isinstance(biases, dict) and biases:
        # Which tokens, so that ever new ones can be told from the same ones: numbers of a vocabulary, no text.
        found["logit_bias_tokens"] = ",".join([token[:_MAX_WORD] for token in sorted(biases)[:_TOKENS]])
    if "response_format" in document:
        put_type(found, "response_format", document["response_format"])
    elif any(name in document for name in _SHAPED):
        found["response_format"] = "json_schema"
    return found


def put(found: dict[str, object], name: str, value: object) -> None:
    """Note a number, a switch or a short word; nothing else."""
    if isinstance(value, int | float) or (type(value) is str and len(value) <= _MAX_WORD):
        found[name] = value


def put_length(found: dict[str, object], name: str, value: object) -> None:
    """Note how many there are: entries of a list or an object, 1 for a single string."""
    if type(value) is str:
        found[name] = 1
    elif isinstance(value, list | dict):
        found[name] = len(value)


def put_type(found: dict[str, object], name: str, value: object) -> None:
    """Note the type that an object names, such as `json_schema`; a bare word is one itself."""
    put(found, name, value.get("type") if isinstance(value, dict) else value)
