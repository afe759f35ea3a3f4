"""Campaigns over the admin API."""

from __future__ import annotations

from typing import Any

import pytest

from proxy.audit.changes import Change
from tests.admin.counter import Told, Workers, counter

ORDER = {"who": "ada", "why": "ticket 1"}
ID = "c_0123456789ab"
AT = 1_790_000_000.0


async def ask(workers: Workers, path: str, order: Told | None = None) -> tuple[int, Any]:
    """The status and the answer."""
    async with counter(workers) as client:
        told = await (client.get(path) if order is None else client.post(path, json=order))
    return told.status_code, told.json()


def workers(*answers: Told) -> Workers:
    """Workers that answer so."""
    made = Workers()
    made.answers = list(answers)
    return made


async def test_the_list_is_that_of_who_looked_last() -> None:
    """Workers may be a poll apart: the newest list counts, and that anybody leads is told."""
    old = {"campaigns": [], "leads": True, "at": AT - 60}
    new = {"campaigns": [{"campaign": ID}], "leads": False, "at": AT}
    assert await ask(workers(old, new), "/v1/campaigns") == (200, {"campaigns": [{"campaign": ID}], "leads": True})
    assert (await ask(workers(), "/v1/campaigns"))[0] == 503


async def test_one_campaign() -> None:
    """A page of its members is asked for, within bounds; what no worker knows is not there."""
    asked = workers({}, {"campaign": ID, "at": AT})
    assert await ask(asked, f"/v1/campaigns/{ID}?offset=5&limit=1000") == (200, {"campaign": ID, "at": AT})
    assert asked.asked == [{"what": "campaign", "id": ID, "offset": 5, "limit": 1000}]
    assert (await ask(workers({}), f"/v1/campaigns/{ID}"))[0] == 404
    assert (await ask(workers(), f"/v1/campaigns/{ID}"))[0] == 503
    for wrong in ("limit=many", "limit=0", "limit=1001", "offset=-1", "offset=" + "9" * 5000):
        assert (await ask(workers({}), f"/v1/campaigns/{ID}?{wrong}"))[0] == 400
    assert (await ask(workers({}), "/v1/campaigns/k_1"))[0] == 400


async def test_a_lift_is_done_told_and_noted() -> None:
    """The answer says until when and for whom it did not work; the change has who, why and which campaign."""
    done = workers({"error": "x"}, {"until": AT, "members": 3, "unlifted": []})
    told = await ask(done, f"/v1/campaigns/{ID}/lift", ORDER)
    assert told == (200, {"campaign": ID, "until": AT, "members": 3, "unlifted": []})
    assert done.changes == [Change("op_1", AT, "lift", "ada", "ticket 1", campaign=ID)]


@pytest.mark.parametrize(
    ("answers", "status", "said"),
    [([], 503, "no worker"), ([{}], 404, "no campaign"), ([{}, {"error": "the state is away"}], 503, "the state")],
)
async def test_a_lift_that_came_to_nothing_says_so(answers: list[Told], status: int, said: str) -> None:
    """Why stands in the answer, and the attempt is noted as one that did not work."""
    asked = workers(*answers)
    found, told = await ask(asked, f"/v1/campaigns/{ID}/lift", ORDER)
    assert found == status
    assert said in told["error"]
    assert [(change.what, change.worked) for change in asked.changes] == [("lift", False)]


async def test_orders_want_a_name_and_a_reason() -> None:
    """Without them, or with an id that is none, nothing is asked of anybody."""
    asked = workers({})
    assert (await ask(asked, f"/v1/campaigns/{ID}/lift", {"who": "ada"}))[0] == 400
    assert (await ask(asked, "/v1/campaigns/k_1/lift", ORDER))[0] == 400
    assert (await ask(asked, "/v1/indicators", {"why": "x"}))[0] == 400
    assert (asked.asked, asked.changes) == ([], [])


def shared(*networks: str, plain: bool = True) -> Told:
    """What one worker would tell others."""
    return {"key": "k", "shared": True, "plain": plain, "indicators": [{"id": ID, "networks": list(networks)}]}


async def test_indicators_are_put_together() -> None:
    """Each worker knows the addresses that it has seen; the export has all of them."""
    told = await ask(workers(shared("203.0.113.7"), shared("203.0.113.9")), "/v1/indicators?networks=1")
    both = {"id": ID, "networks": ["203.0.113.7", "203.0.113.9"]}
    assert told == (200, {"key": "k", "shared": True, "indicators": [both]})
    status, refused = await ask(workers(shared(plain=False)), "/v1/indicators?networks=1")
    assert status == 409
    assert "--plain-addresses" in refused["error"]
    assert (await ask(workers(shared(plain=False)), "/v1/indicators"))[0] == 200
    assert (await ask(workers(), "/v1/indicators"))[0] == 503
    assert (await ask(workers(), "/v1/indicators?networks=yes"))[0] == 400


async def test_an_import_is_noted() -> None:
    """What was imported is told, with who and why; what is no indicator is said to be none."""
    done = workers({"imported": 1, "other_key": 0, "same_key": True})
    assert (await ask(done, "/v1/indicators", {**ORDER, "key": "k", "indicators": [{}]}))[0] == 200
    assert done.asked == [{"what": "import", "key": "k", "indicators": [{}]}]
    assert done.changes == [Change("op_1", AT, "import", "ada", "ticket 1")]
    wrong = workers({"error": "a mark is a kind of text", "status": 400})
    assert (await ask(wrong, "/v1/indicators", {**ORDER, "indicators": [{}]}))[0] == 400
    bad: object
    for bad in (7, [], [{}] * 26):
        assert (await ask(done, "/v1/indicators", {**ORDER, "indicators": bad}))[0] == 400
