"""Records: a campaign and what it is recognised by."""

from __future__ import annotations

from proxy.campaigns.record import Record
from proxy.core.campaign import Campaign
from proxy.core.sighting import Kind


def test_a_record_names_its_marks() -> None:
    """Marks and ties are sets, so that the order in which they were found tells nothing."""
    campaign = Campaign("c_1", 0.0, 0.0, (), 0, 0.0, 0.7, (), ())
    one = Record(campaign, frozenset([(Kind.SYSTEM, 1), (Kind.OPENING, 2)]), frozenset([3]))
    assert one == Record(campaign, frozenset([(Kind.OPENING, 2), (Kind.SYSTEM, 1)]), frozenset([3]))
