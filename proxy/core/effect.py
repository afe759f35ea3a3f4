"""What is done about a request, as values: policies name them, decisions carry them, the edge performs them.

Several effects compose in the order of `Decision.effects`: tag, degrade, canary, throttle, block; the strictest is the
decision's action. Every effect comes from a rule that has a reason and ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Throttle:
    """Fewer requests: `rate` a second (None: as many as come), `concurrency` at once, and `delay` seconds for each.

    `jitter` is the share of the delay that varies. Requests beyond rate or concurrency get a 429 in the provider's
    shape, after `tarpit` seconds. `per` says who shares rate and concurrency: the `caller` alone, or its `campaign`.
    """

    rate: float | None = None
    window: float = 60.0
    """Seconds over which `rate` is counted: 2/m allows two in any minute, whenever they come."""
    concurrency: int | None = None
    delay: float = 0.0
    jitter: float = 0.0
    tarpit: float = 0.0
    per: str = "caller"


@dataclass(frozen=True, slots=True)
class Degrade:
    """A less useful answer to whoever trains on it. Empty or None: untouched.

    `strip` names what is taken out: reasoning, logprobs, logit_bias, seed, system_fingerprint. Caps are lowered to the
    number given, never raised. `models` maps a model to the one that answers instead.
    """

    strip: frozenset[str] = frozenset()
    tags: tuple[str, ...] = ("think", "thinking", "reasoning")
    """Inline tags whose content counts as reasoning."""
    round_logprobs: int | None = None
    """Decimals that are left."""
    max_top_logprobs: int | None = None
    max_output_tokens: int | None = None
    max_choices: int | None = None
    models: tuple[tuple[str, str], ...] = ()
    quantise_embeddings: int | None = None
    """Levels per dimension that are left."""
    embedding_noise: float = 0.0
    """Standard deviation of the noise relative to the vector's own, at full coverage."""
    rotate_embeddings: bool = False
    top_label_only: bool = False
    round_scores: int | None = None
    bias_with_logprobs: str | None = None
    """What becomes of token biases together with log-probabilities: `drop` or `refuse`."""


@dataclass(frozen=True, slots=True)
class Canary:
    """Answers that can be recognised later in a model trained on them, in a `share` of the answers."""

    share: float
    kinds: frozenset[str] = frozenset({"cue", "choice"})
    """Any of cue, choice, decoy, marker."""
    place: str = "paragraph"
    """Where what is added at the end of an answer stands: `paragraph`, or `sentence` of the last one."""
    guard: tuple[str, ...] = ()
    """Words whose answers are left alone besides those on medicine, law, money and safety."""
    decoys: str = "hidden"
    """What becomes of calls of a decoy: `hidden` takes them out of the answer, `visible` lets the caller see them."""


@dataclass(frozen=True, slots=True)
class Block:
    """No answer: 403 in the provider's shape, tried once by official SDKs."""


# Spellings double with every dash; a name with more is only looked for with all dashes or all underscores.
_MOST_DASHES = 6


def spellings(header: str) -> frozenset[bytes]:
    """All names that servers take for this one: those that pass headers on as variables make dashes underscores."""
    parts = header.lower().encode().split(b"-")
    if len(parts) - 1 > _MOST_DASHES:
        return frozenset({b"-".join(parts), b"_".join(parts)})
    signs = product((b"-", b"_"), repeat=len(parts) - 1)
    return frozenset(b"".join([sign + part for sign, part in zip((b"", *each), parts, strict=True)]) for each in signs)


@dataclass(frozen=True, slots=True)
class Tag:
    """Tell the upstream what we think of the caller, in a signed header."""

    header: str = "x-stillwatch-risk"


Effect: TypeAlias = Tag | Degrade | Canary | Throttle | Block


@dataclass(frozen=True, slots=True)
class Remedy:
    """What one rule asks for: its effects, and for how long after it last fired (seconds)."""

    rule: str
    effects: tuple[Effect, ...] = field(default_factory=tuple)
    lasts: float = 0.0
