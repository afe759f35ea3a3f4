"""One worker's answers about campaigns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from proxy.campaigns.sharing import WATCHED, fingerprint
from proxy.core.sighting import Kind, Manner, Sighting
from proxy.remedies import SPARED
from proxy.state.guarded import Guarded
from tests.admin.cases import OTHER, WHO
from tests.state.gatherings import spread
from tests.wiring.test_desk import Place, camp

CONSPIRATOR = 0xA1  # the 64 bits of WHO's id
KEY = b"a key of the tests"
Told = dict[str, Any]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A worker."""
    return Place(tmp_path)


async def conspire(place: Place, digest: int = 77) -> str:
    """WHO and nineteen others send one text, worded as training material is collected; the id of their campaign."""
    members = [CONSPIRATOR, *map(spread, range(1, 20))]
    for turn in range(2):
        for number, member in enumerate(members):
            content = spread(number * 10 + turn) >> 16
            seen = Sighting(Kind.OPENING, digest, member, number, 0.0, content, Manner.LONE | Manner.STRONG, 9, 8, 0.5)
            await place.store.sight([seen], place.court.now)
    await place.campaigns._correlator.step()
    return str((await place.ask("campaigns"))["campaigns"][0]["campaign"])


async def test_the_list_says_who_and_why(place: Place) -> None:
    """A row has numbers, evidence in sentences and the most telling buckets as digests."""
    assert (await place.ask("campaigns"))["campaigns"] == []
    id_ = await conspire(place)
    told = await place.ask("campaigns")
    (row,) = told["campaigns"]
    assert told["leads"]
    assert (row["campaign"], row["callers"], row["orgs"], row["level"]) == (id_, 20, 20, "suspect")
    assert (row["imported"], row["lifted_until"]) == (False, None)
    assert any("ask for the reasoning" in each["why"] for each in row["evidence"])
    assert row["buckets"] == [{"kind": "opening", "digest": f"{77:016x}", "callers": 20}]


async def test_one_campaign_has_its_members_by_page(place: Place) -> None:
    """Members come page by page, each once."""
    id_ = await conspire(place)
    pages = [await place.ask("campaign", id=id_, offset=offset, limit=15) for offset in (0, 15)]
    assert [len(page["members"]) for page in pages] == [15, 5]
    assert [page["more"] for page in pages] == [True, False]
    assert len({each["caller"] for page in pages for each in page["members"]}) == 20
    assert await place.ask("campaign", id="c_ffffffffffff", offset=0, limit=9) == {}


async def test_explaining_a_caller_names_its_campaign(place: Place) -> None:
    """A member's campaign stands in its explanation; who is in none has none."""
    await place.harvest()
    place.lately.note(*await place.court.harvest(caller=OTHER))
    id_ = await conspire(place)
    assert (await place.ask("caller", id=WHO.id))["campaign"]["campaign"] == id_
    assert (await place.ask("caller", id=OTHER.id))["campaign"] is None


async def test_a_lift_leaves_all_of_them_alone(place: Place) -> None:
    """No request belongs to the campaign for a week, and what runs against its members is ended."""
    await place.harvest()
    id_ = await conspire(place)
    told = await place.ask("lift_campaign", id=id_)
    assert told == {"until": place.court.now + SPARED, "members": 20, "unlifted": []}
    assert place.campaigns._correlator.roster.by_mark == {}
    assert (await place.ask("campaigns"))["campaigns"][0]["lifted_until"] == told["until"]
    _, ruling = await place.court.harvest(1)
    assert ruling.decision.rules == ()
    assert await place.ask("lift_campaign", id="c_ffffffffffff") == {}


async def test_what_cannot_be_written_is_not_claimed(place: Place) -> None:
    """While the state is away a lift and an import say that nothing was changed."""
    id_ = await conspire(place)
    place.store.mute = True
    assert "nothing was changed" in (await place.ask("lift_campaign", id=id_))["error"]
    told = await place.ask("import", key=fingerprint(KEY), indicators=[indicator()])
    assert "nothing was changed" in told["error"]


def indicator(**changes: Any) -> Told:
    """Another deployment's."""
    usual = {"id": "c_9", "since": 1.0, "at": 2.0, "until": 9e9, "risk": 0.9, "callers": 40,
             "marks": [f"opening:{99:016x}"], "networks": []}  # fmt: skip
    return {**usual, **changes}


async def test_indicators_are_what_others_may_know(place: Place) -> None:
    """Campaigns found here that nobody has lifted, by digest; addresses only where they are known in the clear."""
    await place.harvest()
    id_ = await conspire(place)
    told = await place.ask("indicators", networks=True)
    assert (told["key"], told["plain"]) == (fingerprint(KEY), False)
    (found,) = told["indicators"]
    assert (found["id"], found["marks"], found["networks"]) == (id_, [f"opening:{77:016x}"], [])
    assert WHO.id not in str(told)
    await place.ask("lift_campaign", id=id_)
    assert (await place.ask("indicators", networks=False))["indicators"] == []


async def test_networks_are_told_on_request(place: Place) -> None:
    """With plain addresses the members' last ones are told, and only to who asks for them."""
    await place.harvest()
    await conspire(place)
    desk = camp(place, Guarded(place.store, clock=lambda: 0.0), plain=True)
    await desk._correlator.step()
    for wanted, networks in ((True, [WHO.address]), (False, [])):
        told = await desk.answers["indicators"]({"networks": wanted})
        assert list(told["indicators"][0]["networks"]) == networks


async def test_an_import_is_watched(place: Place) -> None:
    """Another deployment's campaign is known from then on, as one to watch; under another key its digests are not."""
    told = await place.ask("import", key=fingerprint(KEY), indicators=[indicator()])
    assert told == {"imported": 1, "other_key": 0, "same_key": True}
    (row,) = (await place.ask("campaigns"))["campaigns"]
    assert (row["imported"], row["risk"], row["level"], row["callers"]) == (True, WATCHED, "watch", 0)
    told = await place.ask("import", key="other", indicators=[indicator(id="c_8")])
    assert told == {"imported": 0, "other_key": 1, "same_key": False}
    told = await place.ask("import", key=None, indicators=[indicator(id="c_7", networks=["203.0.113.9"])])
    assert told["imported"] == 1
    assert (await place.ask("import", key="x", indicators=[7]))["status"] == 400
