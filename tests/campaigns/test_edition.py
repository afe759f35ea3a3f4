"""Editions: found, imported and lifted, seen as one."""

from __future__ import annotations

from dataclasses import replace
from math import inf

from proxy.campaigns.edition import NOTHING, Edition
from proxy.campaigns.record import Record
from proxy.core.sighting import Kind
from tests.campaigns.scenes import NOW
from tests.campaigns.test_roster import record

MINE, OTHER = (Kind.OPENING, 1), (Kind.OPENING, 2)


def until(held: Record, end: float) -> Record:
    """The record, imported, holding until `end`."""
    return Record(replace(held.campaign, at=end), held.marks, held.tied)


def test_a_lifted_campaign_is_not_acted_on() -> None:
    """For as long as it is lifted no request belongs to it; then it holds again. It is listed all the while."""
    edition = Edition((record("c_1", 0.7, MINE),), (), {"c_1": NOW + 60})
    assert (edition.roster(NOW).by_mark, edition.acted(NOW), edition.ends(NOW)) == ({}, (), NOW + 60)
    assert list(edition.roster(NOW + 60).by_mark) == [MINE]
    assert edition.campaign("c_1", NOW) == edition.found[0]
    assert edition.ends(NOW + 60) == inf


def test_an_import_holds_until_its_end() -> None:
    """What another deployment told is looked up like our own, until it is too old."""
    edition = Edition((record("c_1", 0.7, MINE),), (until(record("c_2", 0.3, OTHER), NOW + 60),))
    assert set(edition.roster(NOW).by_mark) == {MINE, OTHER}
    assert set(edition.roster(NOW + 60).by_mark) == {MINE}
    assert edition.campaign("c_2", NOW + 60) is None
    assert edition.ends(NOW) == NOW + 60


def test_a_caller_belongs_to_the_riskiest() -> None:
    """Of several campaigns with this member the riskiest is named; of none, none."""
    edition = Edition((record("c_1", 0.7, MINE), record("c_2", 0.9, OTHER)))
    found = edition.of("k_0000000000000005", NOW)
    assert found is not None
    assert found.campaign.id == "c_2"
    assert edition.of("k_ffffffffffffffff", NOW) is None
    assert NOTHING.of("k_0000000000000005", NOW) is None
