"""Coordination: the caller belongs to a campaign by more than the text of its requests.

Who only sends a campaign's text is dealt with request by request: anybody may copy a text, or be made to. A tie of the
caller's own (exits that hardly anybody else uses, a life without sessions that is all the campaign's) is evidence
against the caller, too.
"""

from __future__ import annotations

from proxy.core.campaign import Membership
from proxy.core.signal import Family, Signal


def belonging(membership: Membership) -> tuple[Signal, ...]:
    """The campaign's risk, where the caller is tied to it."""
    tied = membership.risk if membership.tied else 0.0
    return (
        Signal(
            "coordination.campaign", Family.COORDINATION, tied, tied,
            "tied by more than text to a campaign of {:.0f} callers, whose risk is {:.2f}",
            (float(membership.callers), membership.risk),
        ),
    )  # fmt: skip
