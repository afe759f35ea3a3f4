"""Records: a campaign and what it is recognised by."""

from __future__ import annotations

from proxy.campaigns.record import Record, kept
from proxy.core.campaign import Campaign
from proxy.core.sighting import Kind
from tests.campaigns.test_roster import record


def test_a_record_names_its_marks() -> None:
    """Marks and ties are sets, so that the order in which they were found tells nothing."""
    campaign = Campaign("c_1", 0.0, 0.0, (), 0, 0.0, 0.7, (), ())
    one = Record(campaign, frozenset([(Kind.SYSTEM, 1), (Kind.OPENING, 2)]), frozenset([3]))
    assert one == Record(campaign, frozenset([(Kind.OPENING, 2), (Kind.SYSTEM, 1)]), frozenset([3]))


def test_what_was_not_looked_at_is_kept() -> None:
    """Of half a look: what was found anew is news, what was known stays, and of both everything that is known."""
    before = [record("c_1", 0.8, (Kind.SYSTEM, 1)), record("c_2", 0.7, (Kind.SYSTEM, 2))]
    found = [record("c_1", 0.65, (Kind.OPENING, 3)), record("c_3", 0.9, (Kind.OPENING, 4))]
    one, two, three = kept(found, before)
    assert one.campaign.risk == 0.8
    assert one.marks == frozenset([(Kind.SYSTEM, 1), (Kind.OPENING, 3)])
    assert (two, three) == (before[1], found[1])
