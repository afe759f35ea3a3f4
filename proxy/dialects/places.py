"""Where each API keeps what actions edit, by operation."""

from __future__ import annotations

from collections.abc import Mapping

from proxy.core.places import Path, Places, ReplyPlaces, RequestPlaces, Shape

_MODEL = ("model",)
_SEED = (("seed",),)
_TOOLS = ("tools",)
_BIAS = (("logit_bias",),)
# vLLM's for the prompt's tokens, and llama.cpp's own word.
_MORE_LOGPROBS: tuple[Path, ...] = (("prompt_logprobs",), ("n_probs",))

_CHAT = Places(
    RequestPlaces(
        model=_MODEL,
        # The older name is set where there is none: every server knows it but OpenAI's own for its reasoning models.
        caps=(("max_tokens",), ("max_completion_tokens",)),
        choices=(("n",), ("best_of",)),
        logprobs=(("logprobs",), ("top_logprobs",), *_MORE_LOGPROBS),
        top_logprobs=(("top_logprobs",), *_MORE_LOGPROBS),
        bias=_BIAS,
        seed=_SEED,
        tools=_TOOLS,
    ),
    ReplyPlaces(Shape.CHOICES),
)
_COMPLETION = Places(
    RequestPlaces(
        model=_MODEL,
        caps=(("max_tokens",),),
        choices=(("n",), ("best_of",)),
        logprobs=(("logprobs",), *_MORE_LOGPROBS),
        top_logprobs=(("logprobs",), *_MORE_LOGPROBS),
        bias=_BIAS,
        seed=_SEED,
    ),
    ReplyPlaces(Shape.CHOICES),
)
_MESSAGES = Places(
    RequestPlaces(
        model=_MODEL,
        caps=(("max_tokens",),),
        budget=("thinking", "budget_tokens"),
        thinking=("thinking",),
        turns=("messages",),
        tools=_TOOLS,
    ),
    ReplyPlaces(Shape.BLOCKS),
)
_RESPONSES = Places(
    RequestPlaces(
        model=_MODEL,
        caps=(("max_output_tokens",),),
        logprobs=(("top_logprobs",),),
        top_logprobs=(("top_logprobs",),),
        include=("include",),
        items=("input",),
        tools=_TOOLS,
    ),
    ReplyPlaces(Shape.ITEMS),
)
_EMBEDDINGS = Places(RequestPlaces(model=_MODEL), ReplyPlaces(Shape.VECTORS))
_LINES = Places(
    RequestPlaces(
        model=_MODEL,
        caps=(("options", "num_predict"),),
        unlimited_below=1,
        logprobs=(("logprobs",), ("top_logprobs",)),
        top_logprobs=(("top_logprobs",),),
        seed=(("options", "seed"),),
        tools=_TOOLS,
    ),
    ReplyPlaces(Shape.LINES),
)
_TOKENS = Places(
    RequestPlaces(
        caps=(("parameters", "max_new_tokens"),),
        choices=(("parameters", "best_of"),),
        # `details` stays: it brings the usage, and its log-probabilities are taken out of the reply.
        logprobs=(("parameters", "top_n_tokens"),),
        top_logprobs=(("parameters", "top_n_tokens"),),
        seed=(("parameters", "seed"),),
    ),
    ReplyPlaces(Shape.TOKENS),
)

NOWHERE: Mapping[str, Places] = {}
OPENAI: Mapping[str, Places] = {
    "chat": _CHAT, "completion": _COMPLETION, "stored": Places(reply=ReplyPlaces(Shape.CHOICES)),
}  # fmt: skip
ANTHROPIC: Mapping[str, Places] = {"chat": _MESSAGES, "count": Places(RequestPlaces(model=_MODEL))}
RESPONSES: Mapping[str, Places] = {"chat": _RESPONSES, "stored": Places(reply=ReplyPlaces(Shape.ITEMS))}
EMBEDDINGS: Mapping[str, Places] = {"embedding": _EMBEDDINGS}
OLLAMA: Mapping[str, Places] = {"chat": _LINES, "completion": _LINES, "embedding": _EMBEDDINGS}
TGI: Mapping[str, Places] = {"completion": _TOKENS}


def dotted(path: str) -> Path:
    """A dotted path of the policy as one of ours; empty where it leads through lists, into which nothing is put."""
    names = tuple(path.split(".")) if path else ()
    return () if any(name == "*" or name.isdecimal() for name in names) else names


def generic(model: str, cap: str, output: str) -> Mapping[str, Places]:
    """Places of a home-made API, from the dotted paths of the policy."""
    limit = dotted(cap)
    request = RequestPlaces(model=dotted(model), caps=(limit,) if limit else ())
    return {"generic": Places(request, ReplyPlaces(Shape.VALUES, output))}
