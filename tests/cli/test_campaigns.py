"""`stillwatch campaigns`, and what other commands say of campaigns."""

from __future__ import annotations

from pathlib import Path

import orjson

from tests.admin.cases import WHO
from tests.cli.office import office, plain
from tests.wiring.test_campaign_desk import conspire


async def test_the_list(tmp_path: Path) -> None:
    """Each campaign has a line with its numbers and why; --json has what the API answers."""
    async with office(tmp_path) as place:
        empty = await place.run("campaigns")
        found = await conspire(place.place)
        listed, told = await place.run("campaigns"), await place.run("campaigns", "--json")
    assert "0 campaigns" in empty.stdout
    assert "1 campaign" in listed.stdout
    assert found in listed.stdout
    assert " 20 20 38 " in plain(listed.stdout)
    assert orjson.loads(told.stdout)["campaigns"][0]["campaign"] == found


async def test_one_campaign(tmp_path: Path) -> None:
    """Evidence in sentences, buckets as digests, members page by page."""
    async with office(tmp_path) as place:
        found = await conspire(place.place)
        shown = await place.run("campaigns", "show", found, "--limit", "5", "--offset", "10")
        strange = await place.run("campaigns", "show", "c_ffffffffffff")
    assert "coordination: 20 callers send one text with ever new content" in shown.stdout
    assert f"opening {77:016x}: 20 callers" in shown.stdout
    assert shown.stdout.count("k_") == 5
    assert "--offset 15" in shown.stdout
    assert (strange.exit_code, strange.stderr) == (1, "stillwatch: no campaign of that id holds\n")


async def test_explain_names_the_campaign(tmp_path: Path) -> None:
    """Who asks why a caller stands where it stands is told of its campaign."""
    async with office(tmp_path) as place:
        await place.place.harvest()
        found = await conspire(place.place)
        told = await place.run("explain", WHO.id)
    assert f"member of campaign {found}: 20 callers, risk 0." in plain(told.stdout)


async def test_a_campaign_is_lifted(tmp_path: Path) -> None:
    """It says until when, and the list shows it."""
    async with office(tmp_path) as place:
        found = await conspire(place.place)
        done = await place.run("lift", found, "--why", "ticket 1")
        told = await place.run("lift", found, "--why", "ticket 1", "--json")
        listed = await place.run("campaigns")
    assert done.stdout.startswith(f"{found}: left alone until 20")
    assert "20 members is lifted" in done.stdout
    assert orjson.loads(told.stdout)["unlifted"] == []
    assert [(change.what, change.campaign) for change in place.changes] == [("lift", found)] * 2
    assert "lifted for" in listed.stdout


async def test_what_one_exports_another_imports(tmp_path: Path) -> None:
    """A campaign found here is watched there, where both have one key; no prompt, caller or org is in the file."""
    file = tmp_path / "shared.json"
    async with office(tmp_path) as here:
        await here.place.harvest()
        found = await conspire(here.place)
        done = await here.run("campaigns", "export", "--out", str(file))
        printed = await here.run("campaigns", "export")
    (tmp_path / "there").mkdir()
    async with office(tmp_path / "there") as there:
        taken = await there.run("campaigns", "import", str(file), "--why", "from our sister")
        listed = await there.run("campaigns", "--json")
    assert done.stdout == f"1 campaign written to {file}\n"
    assert "only this deployment" in done.stderr
    assert printed.stdout == file.read_text()
    assert found in file.read_text()
    assert WHO.id not in file.read_text()
    assert taken.stdout == f"1 campaign imported from {file}; who matches is watched\n"
    (row,) = orjson.loads(listed.stdout)["campaigns"]
    assert (row["imported"], row["level"]) == (True, "watch")


async def test_another_key_is_told(tmp_path: Path) -> None:
    """Digests under another key match nothing, and the import says so, and what it could not use at all."""
    file = tmp_path / "shared.json"
    async with office(tmp_path) as here:
        await conspire(here.place)
        await here.run("campaigns", "export", "--out", str(file))
        file.write_text(file.read_text().replace("key = '", "key = 'f").replace("f'", "'"))
        text = file.read_text()
        start = text.index("x-stillwatch-text:key = '") + len("x-stillwatch-text:key = '")
        file.write_text(text[:start] + "0" * 16 + text[text.index("'", start) :])
        taken = await here.run("campaigns", "import", str(file), "--why", "x")
    assert "0 campaigns imported" in taken.stdout
    assert "another key" in taken.stderr


async def test_mistakes_are_told(tmp_path: Path) -> None:
    """A file that is none, or no bundle, and addresses that nobody knows, are one line each."""
    async with office(tmp_path) as place:
        none = await place.run("campaigns", "import", str(tmp_path / "none"), "--why", "x")
        (tmp_path / "odd").write_text("{}")
        odd = await place.run("campaigns", "import", str(tmp_path / "odd"), "--why", "x")
        networks = await place.run("campaigns", "export", "--networks")
        nowhere = await place.run("campaigns", "export", "--out", str(tmp_path / "no" / "where"))
    assert [each.exit_code for each in (none, odd, networks, nowhere)] == [1, 1, 1, 1]
    assert "No such file" in none.stderr
    assert "no STIX 2.1 bundle" in odd.stderr
    assert "--plain-addresses" in networks.stderr
    assert "--out" in nowhere.stderr
