"""The roster: what one request is told of campaigns."""

from __future__ import annotations

from dataclasses import replace

from proxy.campaigns.record import Mark, Record
from proxy.campaigns.roster import NOBODY, roster_of
from proxy.core.campaign import Campaign
from proxy.core.features import Features
from proxy.core.sighting import Kind
from tests.detectors.scenes import ask, text

CALLER = 0xABCDEF0123456789


def record(name: str, risk: float, *marks: Mark, tied: frozenset[int] = frozenset()) -> Record:
    """A campaign of a hundred callers."""
    members = tuple([f"k_{number:016x}" for number in range(100)])
    return Record(Campaign(name, 10.0, 20.0, members, 90, 500.0, risk, (), ()), frozenset(marks), tied)


def request(opening: int) -> Features:
    """A request of CALLER with this opening."""
    return replace(ask(user=text(opening=opening, words=40)), caller=f"k_{CALLER:016x}")


def test_a_newcomer_is_known_by_its_first_matching_request() -> None:
    """Whoever sends a campaign's text is told of it, member or not; other requests are not."""
    roster = roster_of([record("c_1", 0.7, (Kind.OPENING, 5))])
    found = roster.membership(request(5))
    assert found is not None
    assert (found.id, found.callers, found.orgs, found.exchanges, found.matches) == ("c_1", 100, 90, 500.0, True)
    assert not found.tied
    assert roster.membership(request(6)) is None


def test_a_tied_caller_belongs_with_every_request() -> None:
    """Ties of its own make a caller a member whatever it asks."""
    roster = roster_of([record("c_1", 0.7, (Kind.OPENING, 5), tied=frozenset([CALLER]))])
    found = roster.membership(request(6))
    assert found is not None
    assert (found.tied, found.matches) == (True, False)


def test_the_riskier_campaign_counts() -> None:
    """Where a text belongs to two, the riskier one has it; a tie to another one is not a tie to this."""
    mark = (Kind.OPENING, 5)
    roster = roster_of([record("c_2", 0.9, mark), record("c_1", 0.7, mark, tied=frozenset([CALLER]))])
    found = roster.membership(request(5))
    assert found is not None
    assert (found.id, found.tied) == ("c_2", False)


def test_nobody_belongs_to_nothing() -> None:
    """Without campaigns nothing is looked up."""
    assert NOBODY.membership(request(5)) is None
