"""Many callers, one hand: what the correlator finds, and what one request is told of it.

The correlator (`proxy.campaigns`) makes `Campaign`s of cross-caller evidence. What a request is judged with is its
caller's `Membership`: a few numbers, looked up in a snapshot and handed to the judgement like a reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from proxy.core.sealed import sealed
from proxy.core.signal import Signal


class Bucket(NamedTuple):
    """Something that callers share, as a digest: a skeleton, an opening, a network, a client, a time slot."""

    kind: str
    digest: int
    """64 bits, keyed."""
    callers: int
    """Members of the campaign that were seen in it."""


@sealed
@dataclass(frozen=True, slots=True)
class Campaign:
    """Callers that act as one. The id stays the same while members come and go."""

    id: str
    """`c_` and twelve hex digits."""
    since: float
    """When it was first found, in seconds since the epoch."""
    at: float
    """When it was last found to hold."""
    members: tuple[str, ...]
    """Caller ids, as far as they are known one by one: of a large campaign a sample."""
    orgs: int
    """Of these members, so at least."""
    exchanges: float
    """Requests of its members that carried its marks, so far."""
    risk: float
    evidence: tuple[Signal, ...]
    """By kind, the strongest first."""
    buckets: tuple[Bucket, ...]
    """The few most telling ones."""
    size: int = 0
    """How many callers there are, by what the samples are samples of (to about 10 %)."""

    @property
    def callers(self) -> int:
        """How many callers belong to it."""
        return max(self.size, len(self.members))


@sealed
@dataclass(frozen=True, slots=True)
class Membership:
    """What one request is told of the campaign that its caller belongs to."""

    id: str
    since: float
    callers: int
    orgs: int
    exchanges: float
    risk: float
    tied: bool
    """Whether the caller shares more with the others than text: then all of its requests are the campaign's."""
    matches: bool
    """Whether this very request carries the campaign's marks."""
