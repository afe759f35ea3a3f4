"""What was concluded about one request, and what the client is told when it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NamedTuple

from proxy.core.effect import Effect
from proxy.core.exchange import Caller
from proxy.core.sealed import sealed
from proxy.core.signal import Signal


class Action(IntEnum):
    """What happens to a request, from mildest to strictest; the strictest wins."""

    ALLOW = 0
    DEGRADE = 1
    THROTTLE = 2
    CANARY = 3
    BLOCK = 4

    @property
    def word(self) -> str:
        """The word used in policies, events and replay decisions."""
        return self.name.lower()


class Level(StrEnum):
    """How far the risk of a caller has risen."""

    CLEAR = "clear"
    WATCH = "watch"
    SUSPECT = "suspect"
    HOSTILE = "hostile"


@sealed
@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands in one budget, told in rate-limit headers: meter units, seconds."""

    budget: str
    meter: str
    limit: float
    remaining: float
    reset: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request gets an answer of ours. The dialect words it in the provider's shape.

    `kind` is one of `budget`, `rate`, `banned`, `credential`, `unreadable`, `unsupported`, `foreign`, `oversize`,
    `protocol`, `upstream`, `state`. `retry_after` in seconds, at most 120, None where no retry helps: official SDKs
    then must try once.
    """

    status: int
    kind: str
    message: str
    retry_after: float | None = None


class Aside(NamedTuple):
    """What the policy that only looks on (`--shadow`) would have done about the same request."""

    policy: str
    """Its version."""
    action: Action
    rules: tuple[str, ...]
    level: Level


@sealed
@dataclass(frozen=True, slots=True)
class Decision:
    """One request's judgement. Depends on (features, readings, policy, now) and nothing else."""

    id: str
    at: float
    caller: Caller
    action: Action
    enforced: bool
    policy: str
    """Version of the policy: the first 12 hex digits of its content hash."""
    rules: tuple[str, ...] = ()
    """Names of the budgets and rules that spoke, in policy order."""
    risk: float = 0.0
    level: Level = Level.CLEAR
    signals: tuple[Signal, ...] = ()
    campaign: str | None = None
    effects: tuple[Effect, ...] = ()
    """What is to be performed, in order of composition; performed only if `enforced`."""
    refusal: Refusal | None = None
    """Set where the request is to be refused, and acted on only if `enforced`."""
    standings: tuple[Standing, ...] = ()
    unknown: bool = False
    """True when the store could not answer and `on_state_failure` decided."""
    witnesses: Mapping[str, float] | None = None
    """Contributions to the risk by family; None where nobody was judged."""
    held_for: float = 0.0
    """Seconds since the level, or a higher one, was reached; 0 where it is reached now."""
    aside: Aside | None = None
    """Where another policy looks on and disagrees."""
