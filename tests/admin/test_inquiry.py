"""Questions of operators."""

from __future__ import annotations

import pytest

from tests.admin.counter import CALLER, Told, Workers, counter

OTHER = "k_00000000000000b2"


def row(caller: str, risk: float, seen: float, level: str = "clear") -> Told:
    """A caller in a worker's list."""
    return {"caller": caller, "risk": risk, "seen": seen, "level": level}


async def test_lists_of_several_workers_become_one() -> None:
    """Each caller once, as it was judged last, the highest level and risk first, and no more than asked for."""
    workers = Workers()
    workers.answers = [
        {"callers": [row(CALLER, 0.9, 1.0, "hostile"), row(OTHER, 0.1, 1.0)], "seen": 2},
        {"callers": [row(CALLER, 0.2, 2.0, "suspect"), row("k_c", 0.5, 3.0, "watch")], "seen": 2},
    ]
    async with counter(workers) as client:
        everybody = (await client.get("/v1/callers")).json()
        first = (await client.get("/v1/callers?limit=1")).json()
    assert [(each["caller"], each["risk"]) for each in everybody["callers"]] == [
        (CALLER, 0.2),
        ("k_c", 0.5),
        (OTHER, 0.1),
    ]
    assert (everybody["remembered"], everybody["workers"]) == (4, 2)
    assert [each["caller"] for each in first["callers"]] == [CALLER]
    assert [each["limit"] for each in workers.asked] == [50, 1]


@pytest.mark.parametrize(("given", "asked"), [("0", 1), ("-5", 1), ("999999", 1000)])
async def test_limits_have_limits(given: str, asked: int) -> None:
    """Nobody can ask for more than fits."""
    workers = Workers()
    async with counter(workers) as client:
        assert (await client.get(f"/v1/callers?limit={given}")).status_code == 200
        assert (await client.get("/v1/callers?limit=many")).status_code == 400
    assert [each["limit"] for each in workers.asked] == [asked]


async def test_the_worker_that_knows_most_explains() -> None:
    """What was read from the state goes before a memory, and of those the one with the later last request."""
    workers = Workers()
    told = [("memory", 9.0), ("state", 1.0), ("state", 5.0), ("state", None)]
    workers.answers = [{}, *[{"source": source, "last": {"at": at} if at else None} for source, at in told]]
    async with counter(workers) as client:
        found = await client.get(f"/v1/callers/{CALLER}")
    assert (found.status_code, found.json()) == (200, {"source": "state", "last": {"at": 5.0}})
    assert workers.asked == [{"what": "caller", "id": CALLER}]


@pytest.mark.parametrize(("path", "word"), [(f"/v1/callers/{CALLER}", "caller"), ("/v1/decisions/d_1f", "decision")])
async def test_who_is_not_remembered(path: str, word: str) -> None:
    """404 where no worker knows, 503 where none answers."""
    workers = Workers()
    workers.answers = [{}, {}]
    async with counter(workers) as client:
        unknown = await client.get(path)
        workers.answers = []
        nobody = await client.get(path)
    assert (unknown.status_code, nobody.status_code) == (404, 503)
    assert word in unknown.json()["error"]


@pytest.mark.parametrize(
    "path",
    ["/v1/callers/c:k_1", "/v1/callers/k_1", f"/v1/callers/{CALLER}%0a", "/v1/decisions/k_1", "/v1/decisions/d_XY"],
)
async def test_what_is_no_id_is_not_asked(path: str) -> None:
    """Only what we make ourselves goes any further."""
    workers = Workers()
    async with counter(workers) as client:
        assert (await client.get(path)).status_code == 400
    assert workers.asked == []


async def test_the_policy_as_each_worker_has_it() -> None:
    """One entry a worker; 503 where none answers."""
    workers = Workers()
    workers.answers = [{"version": "a"}, {"version": "b"}]
    async with counter(workers) as client:
        assert (await client.get("/v1/policy")).json() == {"workers": workers.answers}
        workers.answers = []
        assert (await client.get("/v1/policy")).status_code == 503
