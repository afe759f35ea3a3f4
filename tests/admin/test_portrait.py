"""Campaigns as values."""

from __future__ import annotations

from proxy.admin.portrait import in_list, whole
from proxy.campaigns.edition import Edition
from proxy.core.sighting import Kind
from tests.campaigns.scenes import NOW
from tests.campaigns.test_roster import record

HELD = record("c_1", 0.7, (Kind.OPENING, 5), tied=frozenset([3]))


def test_a_lifted_campaign_says_until_when() -> None:
    """Whether a campaign is left alone now stands beside it; a lift that is over does not."""
    for until, told in ((NOW + 60, NOW + 60), (NOW - 60, None)):
        edition = Edition((HELD,), (), {"c_1": until})
        assert in_list(HELD, edition, lambda _risk: "suspect", NOW)["lifted_until"] == told


def test_members_by_page() -> None:
    """A page holds the members asked for, and which of them are tied by more than text."""
    told = whole({"campaign": "c_1"}, HELD, 2, 3)
    assert told["members"] == [{"caller": f"k_{number:016x}", "tied": number == 3} for number in (2, 3, 4)]
    assert (told["campaign"], told["more"], told["texts"]) == ("c_1", True, 1)
    assert whole({}, HELD, 99, 3)["more"] is False
