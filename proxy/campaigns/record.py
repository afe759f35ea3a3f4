"""A campaign as the correlator keeps it: what everybody may know of it, and by what its requests are recognised."""

from __future__ import annotations

from typing import NamedTuple

from proxy.core.campaign import Campaign
from proxy.core.sighting import Kind

Mark = tuple[Kind, int]
"""A text by which a request is known to be a campaign's."""


class Record(NamedTuple):
    """One campaign."""

    campaign: Campaign
    marks: frozenset[Mark]
    tied: frozenset[int]
    """Callers that share more than text, by the 64 bits of their ids."""
