"""Who asks, what is asked, and what it cost: in our words, whatever the provider's dialect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from proxy.core.sealed import sealed

Headers = list[tuple[bytes, bytes]]
"""Header fields in the order and the spelling of the wire."""


@sealed
@dataclass(frozen=True, slots=True)
class Caller:
    """One credential. `id` is `k_` and a keyed digest; the credential itself is never kept."""

    id: str
    address: str = ""
    org: str = ""
    """What the key directory says; without an entry every caller is an org of its own (`o_` and its digest)."""
    tier: str = ""
    created_at: float | None = None
    verified: bool = False
    anonymous: bool = False
    org_key: str = ""
    """Keyed digest of an org's readable name, for the state; empty where `org` is a digest itself."""
    successor: str = ""
    """The id under the secret to come, while one is being replaced."""


class Turn(NamedTuple):
    """One message of a conversation; the text lives as long as the request and is never stored."""

    role: str
    text: str


@sealed
@dataclass(frozen=True, slots=True)
class Call:
    """One request, read from a provider's JSON. Texts are for features only and die with the request."""

    dialect: str
    operation: str
    """What kind of work: `chat`, `completion`, `embedding`, `count`, `models`, `stored` (an answer fetched
    again), `generic` or `opaque`."""
    model: str = ""
    stream: bool = False
    system: str = ""
    turns: tuple[Turn, ...] = ()
    input_tokens: int = 0
    """Our estimate, used until the upstream reports its own count."""
    max_output_tokens: int | None = None
    """The cap that the client set for the whole answer (all choices together); None where it set none."""
    choices: int = 1
    tools: int = 0
    """Number of tool definitions offered to the model."""
    parameters: Mapping[str, object] = field(default_factory=dict)
    """Sampling parameters under their OpenAI names (temperature, top_p, seed, logprobs, top_logprobs,
    logit_bias as its length and logit_bias_tokens as its first tokens, stop, reasoning_effort, response_format as its
    type)."""
    usage_asked: bool = True
    """False where a streamed answer will not report usage unless we ask for it."""


@sealed
@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one exchange. `estimated` tells our own count from the upstream's."""

    input_tokens: int = 0
    output_tokens: int = 0
    estimated: bool = False

    @property
    def total_tokens(self) -> int:
        """Input and output together."""
        return self.input_tokens + self.output_tokens
