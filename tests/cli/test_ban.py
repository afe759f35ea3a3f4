"""`stillwatch ban`."""

from __future__ import annotations

from pathlib import Path

import orjson

from tests.admin.cases import WHO
from tests.cli.office import office


async def test_a_ban_and_its_end(tmp_path: Path) -> None:
    """It says until when and how to end it; `lift` ends it; who and why are noted of both."""
    async with office(tmp_path) as place:
        done = await place.run("ban", WHO.id, "--for", "7d", "--why", "ticket 1")
        banned = dict(place.place.regimes.current.bans)
        lifted = await place.run("lift", WHO.id, "--why", "a mistake", "--json")
        free = dict(place.place.regimes.current.bans)
    assert done.stdout.startswith(f"{WHO.id}: banned until 2026-09-28 14:13 UTC; `stillwatch lift {WHO.id}` ends it\n")
    assert "Every other replica on the same state hears of it" in done.stdout
    assert (list(banned), free) == ([WHO.id], {})
    assert orjson.loads(lifted.stdout)["lifted"] == ["operator-ban"]
    assert [(change.what, change.why) for change in place.changes] == [("ban", "ticket 1"), ("lift", "a mistake")]


async def test_without_the_state_it_is_one_replicas_own(tmp_path: Path) -> None:
    """Whoever orders it is told to order it elsewhere, too."""
    async with office(tmp_path) as place:
        place.place.store.away = True
        done = await place.run("ban", WHO.id, "--why", "x")
        told = await place.run("ban", WHO.id, "--why", "x", "--json")
    assert "give the order to every other replica" in done.stdout
    assert orjson.loads(told.stdout)["shared"] is False


async def test_a_wrong_time_is_refused(tmp_path: Path) -> None:
    """With what to write instead; nothing is noted."""
    async with office(tmp_path) as place:
        done = await place.run("ban", WHO.id, "--for", "9", "--why", "x")
    assert done.exit_code == 1
    assert "for: '9'" in done.stderr
    assert place.changes == []
