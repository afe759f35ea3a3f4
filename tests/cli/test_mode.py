"""`stillwatch mode`: the kill switch."""

from __future__ import annotations

from pathlib import Path

import orjson

from tests.cli.office import office


async def test_on_and_off(tmp_path: Path) -> None:
    """It says what each worker does now and what the policy says; the changes are noted."""
    async with office(tmp_path) as place:
        on = await place.run("mode", "observe", "--why", "fire")
        off = await place.run("mode", "enforce", "--why", "out")
    heard = "Every other replica on the same state hears of it within a second.\n"
    assert on.stdout == "worker 1: observes; policy p says enforce, the kill switch is on\n" + heard
    assert off.stdout == "worker 1: acts; policy p says enforce, the kill switch is off\n" + heard
    assert [(change.mode, change.why) for change in place.changes] == [("observe", "fire"), ("enforce", "out")]


async def test_it_does_not_make_an_observing_policy_act(tmp_path: Path) -> None:
    """Off means that the policy counts, and one that observes goes on observing, which is said."""
    async with office(tmp_path) as place:
        path = place.place.regimes.live.path
        path.write_text("policy: p\n")
        place.place.reload()
        done = await place.run("mode", "enforce", "--why", "x")
        told = await place.run("mode", "enforce", "--why", "x", "--json")
    assert "observes, because the policy says so" in done.stdout
    assert orjson.loads(told.stdout)["workers"][0]["acts"] is False


async def test_without_the_state_it_is_one_replicas_own(tmp_path: Path) -> None:
    """It works all the same, and says that the others have to be told."""
    async with office(tmp_path) as place:
        place.place.store.away = True
        done = await place.run("mode", "observe", "--why", "fire")
    assert done.exit_code == 0
    assert "observes" in done.stdout
    assert "give the order to every other replica, too" in done.stdout


async def test_other_words_are_refused(tmp_path: Path) -> None:
    """There are two modes."""
    async with office(tmp_path) as place:
        assert (await place.run("mode", "off", "--why", "x")).exit_code == 2
    assert place.changes == []
