"""Campaigns for others, and theirs for us."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.campaigns.record import Mark
from proxy.campaigns.roster import roster_of
from proxy.campaigns.sharing import (
    HOLDS,
    MOST_IMPORTED,
    MOST_MARKS,
    WATCHED,
    Indicator,
    fingerprint,
    imported,
    indicator_of,
    read_indicator,
    told_of,
)
from proxy.core.features import Client
from proxy.core.sighting import TEXTS, Kind
from proxy.core.signal import Family, Signal
from tests.campaigns.scenes import NOW
from tests.campaigns.test_roster import record, request

TOLD = Indicator("c_1", NOW - 60, NOW, NOW + 600, 0.9, 40, ((Kind.OPENING, 5),), ("203.0.113.7",))


def digest(_address: str) -> list[Mark]:
    """One for all addresses."""
    return [(Kind.EXIT, 77)]


@given(st.lists(st.tuples(st.sampled_from(TEXTS), st.integers(0, 2**64 - 1)), max_size=20))
def test_what_is_told_is_read(marks: list[tuple[Kind, int]]) -> None:
    """An indicator survives its journey as JSON, whatever its marks are."""
    told = TOLD._replace(marks=tuple(marks))
    assert read_indicator(told_of(told)) == told


def test_members_and_texts_stay_here() -> None:
    """A campaign is told by the digests of its marks; who belongs to it is nobody else's business."""
    told = told_of(indicator_of(record("c_1", 0.7, (Kind.OPENING, 5), tied=frozenset([7])), ()))
    assert told["marks"] == ["opening:0000000000000005"]
    assert (told["networks"], told["callers"], told["until"]) == ((), 100, 20.0 + HOLDS)
    assert "k_" not in str(told)


def test_the_kinds_of_evidence_are_told() -> None:
    """What counted is told by its word, the strongest first; what did not is not."""
    scores = {"echoes": 0.5, "exits": 0.0}
    evidence = tuple(
        [Signal(f"campaign.{word}", Family.COORDINATION, 1.0, score, "") for word, score in scores.items()]
    )
    found = record("c_1", 0.7, (Kind.OPENING, 5))
    found = found._replace(campaign=replace(found.campaign, evidence=evidence))
    assert told_of(indicator_of(found, ()))["evidence"] == ("echoes",)


def test_a_campaign_of_many_texts_is_cut() -> None:
    """Of a campaign with more texts than anybody could use a bounded number is told."""
    many = record("c_1", 0.7, *[(Kind.OPENING, number) for number in range(2 * MOST_MARKS)])
    assert len(indicator_of(many, ()).marks) == MOST_MARKS


def test_what_is_imported_is_watched_and_no_more() -> None:
    """However sure the other deployment is: its campaign is below what any default rule acts on, and has no members."""
    (held,) = imported([TOLD], (), digest, NOW)
    found = roster_of([held]).membership(request(5))
    assert found is not None
    assert (found.risk, found.callers, found.matches, found.tied) == (WATCHED, 0, True, False)
    assert "40 callers" in held.campaign.evidence[0].why
    assert held.campaign.id != "c_1"


def test_an_address_is_no_match() -> None:
    """Whoever comes over an imported address is told to belong, but its requests are not the campaign's."""
    (held,) = imported([TOLD._replace(marks=())], (), lambda _address: [(Kind.EXIT, request(5).client.address)], NOW)
    found = roster_of([held]).membership(request(5))
    assert found is not None
    assert not found.matches


def test_a_network_is_watched_as_its_addresses_are() -> None:
    """Whoever comes out of an imported network is told to belong, whatever its address."""
    (held,) = imported([TOLD._replace(marks=())], (), lambda _network: [(Kind.NETWORK, 88)], NOW)
    inside, outside = (replace(request(5), client=Client(address=1, network=network)) for network in (88, 89))
    found = roster_of([held]).membership(inside)
    assert found is not None
    assert (found.risk, found.matches) == (WATCHED, False)
    assert roster_of([held]).membership(outside) is None


def test_newer_ones_take_the_place_of_older() -> None:
    """The same campaign imported again replaces what was known; one that is over is forgotten."""
    first = imported([TOLD], (), digest, NOW)
    second = imported([TOLD._replace(marks=((Kind.ENDING, 9),))], first, digest, NOW)
    assert [sorted(each.marks) for each in second] == [[(Kind.ENDING, 9), (Kind.EXIT, 77)]]
    assert imported([], second, digest, NOW + 600) == ()


def test_nothing_holds_for_ever() -> None:
    """An indicator that never ends holds for two weeks, and of very many the oldest go."""
    (held,) = imported([TOLD._replace(until=NOW * 2)], (), digest, NOW)
    assert held.campaign.at == NOW + HOLDS
    many = [TOLD._replace(id=str(number), until=NOW + 1 + number) for number in range(MOST_IMPORTED + 5)]
    kept = imported(many, (), digest, NOW)
    assert len(kept) == MOST_IMPORTED
    assert min(each.campaign.at for each in kept) == NOW + 6


@pytest.mark.parametrize(
    "wrong",
    [7, {}, {"marks": ["opening:xyz"]}, {"marks": ["shoe-size:00"]}, {"marks": ["network-address:00"]},
     {"marks": ["opening:" + "1" * 17]}, {"marks": 7}, {"since": "soon"}, {"callers": None}, {"networks": 7},
     {"marks": ["opening:00"] * (3 * MOST_MARKS)}, {"marks": ["opening"]},
     {"networks": ["198.51.0.0/17"] * 20}],
)  # fmt: skip
def test_what_is_no_indicator_is_said_to_be_none(wrong: Any) -> None:
    """Anything else raises one error that says what is wanted and shows nothing of it."""
    told = {**told_of(TOLD), **wrong} if isinstance(wrong, dict) and wrong else wrong
    with pytest.raises(ValueError, match=r"indicator|mark") as error:
        read_indicator(told)
    assert "soon" not in str(error.value)


def test_fingerprints_tell_keys_apart() -> None:
    """Equal keys have equal fingerprints, others do not, and none shows its key."""
    assert fingerprint(b"one") == fingerprint(b"one") != fingerprint(b"two")
