"""`stillwatch callers`."""

from __future__ import annotations

from pathlib import Path

import orjson

from tests.admin.cases import OTHER, WHO
from tests.cli.office import office, plain


async def test_the_most_suspicious_first(tmp_path: Path) -> None:
    """A table with whole ids, levels, the strongest reason and what runs; `--limit` cuts it."""
    async with office(tmp_path) as place:
        place.place.lately.note(*await place.place.court.hear("Hello", OTHER))
        await place.place.harvest()
        done = await place.run("callers")
        one = await place.run("callers", "--limit", "1")
    lines = plain(done.stdout).splitlines()
    assert "2 of 2 callers remembered" in lines[0]
    first, second = (
        next(n for n, line in enumerate(lines) if WHO.id in line),
        next(n for n, line in enumerate(lines) if OTHER.id in line),
    )
    assert first < second
    assert " suspect 0.80 " in lines[first]
    assert "extraction" in lines[first]
    assert "a template in" in lines[first] or "worded as training material" in lines[first]
    assert OTHER.id not in one.stdout


async def test_as_json(tmp_path: Path) -> None:
    """`--json` is what the API answers."""
    async with office(tmp_path) as place:
        await place.place.harvest()
        done = await place.run("callers", "--json")
    (row,) = orjson.loads(done.stdout)["callers"]
    assert (row["caller"], row["level"], row["rules"]) == (WHO.id, "suspect", ["extraction"])
