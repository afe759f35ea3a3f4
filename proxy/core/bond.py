"""Sealed reasoning that a request brings back, and to whom it was given.

Providers seal the reasoning that clients have to return (Anthropic's `signature` and `redacted_thinking`, OpenAI's
`encrypted_content` and reasoning ids). Whom a seal was given to is a `Mark` in a group of its own: its score is a
number made of keyed digests, so the store knows neither seal nor caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from proxy.core.tally import Held, Mark

# Owner and conversation in one number below 2^53, which a double keeps exactly: 32 bits in which one of four billion
# strangers passes for the owner, and 20 of the conversation, which only ever parts an owner's own seals.
OWNER_BITS, CONVERSATION_BITS = 32, 20


@dataclass(frozen=True, slots=True)
class Binding:
    """How reasoning is bound."""

    foreign: str
    """What becomes of a stranger's: `note`, `strip` or `refuse`."""
    to: str
    """Who a stranger is not: `caller`, `org` or `conversation`."""
    lasts: float
    """Seconds that a bond is kept."""


class Bonds(NamedTuple):
    """What is asked of the store about the seals that a request presents, and what its caller's own look like."""

    marks: tuple[Mark, ...] = ()
    number: int = 0
    """Owner and conversation of this request."""
    by_conversation: bool = False
    """Whether another conversation of the same owner is a stranger, too."""

    def strangers(self, held: Sequence[Held]) -> tuple[int, ...]:
        """For each seal the owner's part of its number where that is a stranger; 0 for one's own and for unknown ones.

        A stranger that is only another conversation of the same owner is told as -1.
        """
        return tuple([self._stranger(int(each.score)) for each in held])

    def _stranger(self, number: int) -> int:
        if number <= 0 or number == self.number:
            return 0
        owner = number >> CONVERSATION_BITS
        if owner != self.number >> CONVERSATION_BITS:
            return owner
        return -1 if self.by_conversation else 0


UNBOUND = Bonds()
"""A request that presents nothing, or a policy that does not ask."""
