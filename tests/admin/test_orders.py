"""What operators change."""

from __future__ import annotations

import pytest

from proxy.audit.changes import Change
from tests.admin.counter import CALLER, Told, Workers, counter

ORDER = {"who": "ada", "why": "ticket 1"}
LIFT = f"/v1/callers/{CALLER}/lift"
AT = 1_790_000_000.0


async def test_a_lift_is_done_told_and_noted() -> None:
    """The answer names what ran on any worker and how long each rule keeps away; the change has who and why."""
    workers = Workers()
    workers.answers = [
        {"lifted": ["b"], "spared": {"b": 60.0}},
        {"lifted": ["a", "b"], "spared": {"b": 60.0}},
        {"error": "x"},
    ]
    async with counter(workers) as client:
        told = await client.post(LIFT, json=ORDER)
    assert (told.status_code, told.json()) == (200, {"caller": CALLER, "lifted": ["a", "b"], "spared": {"b": 60.0}})
    assert workers.asked == [{"what": "lift", "id": CALLER}]
    assert workers.changes == [Change("op_1", AT, "lift", "ada", "ticket 1", CALLER, rules=("a", "b"))]


@pytest.mark.parametrize(
    ("answers", "said"), [([], "no worker"), ([{"error": "the state cannot be asked"}], "the state")]
)
async def test_a_lift_that_came_to_nothing_says_so(answers: list[Told], said: str) -> None:
    """503 with the reason, and the attempt is noted as one that did not work."""
    workers = Workers()
    workers.answers = answers
    async with counter(workers) as client:
        told = await client.post(LIFT, json=ORDER)
    assert told.status_code == 503
    assert said in told.json()["error"]
    assert [(change.what, change.worked) for change in workers.changes] == [("lift", False)]


@pytest.mark.parametrize(("mode", "observe"), [("observe", True), ("enforce", False)])
async def test_the_kill_switch(mode: str, observe: bool) -> None:
    """Every worker is told, and each answers how it stands."""
    workers = Workers()
    workers.answers = [{"mode": "observe"}, {"mode": "observe"}]
    async with counter(workers) as client:
        told = await client.post("/v1/mode", json={**ORDER, "mode": mode})
        workers.answers = []
        nobody = await client.post("/v1/mode", json={**ORDER, "mode": mode})
    assert (told.status_code, len(told.json()["workers"]), nobody.status_code) == (200, 2, 503)
    assert workers.asked[0] == {"what": "mode", "observe": observe, "at": AT}
    assert [(change.mode, change.worked) for change in workers.changes] == [(mode, True), (mode, False)]


async def test_a_reload_tells_what_is_wrong() -> None:
    """200 where the file holds everywhere, 422 with the problems where it does not, 503 where nobody answers."""
    workers = Workers()
    stories: list[list[Told]] = [[{"error": None}], [{"error": None}, {"error": "p.yaml:1:1: no"}], []]
    found = []
    async with counter(workers) as client:
        for story in stories:
            workers.answers = story
            found.append((await client.post("/v1/reload", json=ORDER)).status_code)
    assert found == [200, 422, 503]
    assert [change.worked for change in workers.changes] == [True, False, False]


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"who": "ada"}', b'{"why": "x"}', b'{"who": " ", "why": "x"}', b'{"who": 1, "why": "x"}'],
)
@pytest.mark.parametrize("path", [LIFT, "/v1/mode", "/v1/reload"])
async def test_nothing_is_changed_without_who_and_why(path: str, body: bytes) -> None:
    """400, and neither is a worker asked nor a change noted."""
    workers = Workers()
    async with counter(workers) as client:
        assert (await client.post(path, content=body)).status_code == 400
    assert (workers.asked, workers.changes) == ([], [])


@pytest.mark.parametrize(
    ("path", "more"), [("/v1/mode", {"mode": "off"}), ("/v1/mode", {}), ("/v1/callers/x/lift", {})]
)
async def test_what_cannot_be_understood_is_refused(path: str, more: Told) -> None:
    """An unknown mode or a caller that is none."""
    workers = Workers()
    async with counter(workers) as client:
        assert (await client.post(path, json={**ORDER, **more})).status_code == 400
    assert workers.asked == []


BAN = f"/v1/callers/{CALLER}/ban"


async def test_a_ban_is_done_told_and_noted() -> None:
    """Every worker is told until when; a day where nobody says how long."""
    workers = Workers()
    workers.answers = [{"until": AT + 3600.0, "shared": False}, {"until": AT + 3600.0, "shared": True}]
    async with counter(workers) as client:
        told = await client.post(BAN, json={**ORDER, "for": "1h"})
        await client.post(BAN, json=ORDER)
    assert (told.status_code, told.json()) == (200, {"caller": CALLER, "until": AT + 3600.0, "shared": True})
    assert [each["until"] for each in workers.asked] == [AT + 3600.0, AT + 86400.0]
    assert workers.changes[0] == Change("op_1", AT, "ban", "ada", "ticket 1", CALLER, until=AT + 3600.0)


async def test_who_is_excepted_is_not_banned() -> None:
    """409, with the exception that somebody must take out first."""
    workers = Workers()
    workers.answers = [{"excepted": ["eval-partner"]}]
    async with counter(workers) as client:
        told = await client.post(BAN, json=ORDER)
    assert told.status_code == 409
    assert "eval-partner" in told.json()["error"]
    assert [change.worked for change in workers.changes] == [False]


@pytest.mark.parametrize("given", ["9", 9, "1s", "366d", None, "soon", []])
async def test_a_ban_has_an_end(given: object) -> None:
    """A time that is none, or is too short or too long, is refused and nothing is done."""
    workers = Workers()
    async with counter(workers) as client:
        told = await client.post(BAN, json={**ORDER, "for": given})
        other = await client.post("/v1/callers/x/ban", json=ORDER)
        nameless = await client.post(BAN, json={"why": "x"})
    assert (told.status_code, other.status_code, nameless.status_code) == (400, 400, 400)
    assert told.json()["error"].startswith("for: ")
    assert (workers.asked, workers.changes) == ([], [])


async def test_nobody_to_ban() -> None:
    """Where no worker answers that is said, and noted."""
    workers = Workers()
    async with counter(workers) as client:
        assert (await client.post(BAN, json=ORDER)).status_code == 503
    assert [change.worked for change in workers.changes] == [False]
