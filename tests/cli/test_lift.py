"""`stillwatch lift`."""

from __future__ import annotations

from pathlib import Path

import orjson

from tests.admin.cases import WHO
from tests.cli.office import office


async def test_a_lift(tmp_path: Path) -> None:
    """It says what ran and for how long each rule keeps away; who and why are noted."""
    async with office(tmp_path) as place:
        await place.place.harvest()
        done = await place.run("lift", WHO.id, "--why", "ticket 1")
        again = await place.run("lift", WHO.id, "--why", "ticket 1", "--who", "bob", "--json")
        _, ruling = await place.place.court.harvest(1)
    assert done.stdout.splitlines()[:2] == [f"{WHO.id}: extraction; lifted", "  extraction leaves it alone for 6h"]
    assert orjson.loads(again.stdout)["lifted"] == []
    assert [(change.who, change.why, change.rules) for change in place.changes] == [
        ("ada", "ticket 1", ("extraction",)), ("bob", "ticket 1", ())
    ]  # fmt: skip
    assert ruling.decision.rules == ()


async def test_a_lift_needs_a_reason(tmp_path: Path) -> None:
    """Without --why nothing is asked."""
    async with office(tmp_path) as place:
        done = await place.run("lift", WHO.id)
    assert (done.exit_code, place.changes) == (2, [])
    assert "--why" in done.stderr
