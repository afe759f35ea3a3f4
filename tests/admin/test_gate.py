"""Who may see /v1."""

from __future__ import annotations

import pytest

from proxy.admin.gate import Gate
from tests.admin.counter import CALLER, TOKEN, Workers, counter

GETS = ("/v1/callers", f"/v1/callers/{CALLER}", "/v1/decisions/d_1", "/v1/policy")
POSTS = (f"/v1/callers/{CALLER}/lift", "/v1/mode", "/v1/reload")
ORDER = {"who": "ada", "why": "ticket 1", "mode": "observe"}


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", TOKEN, f"Bearer  x{TOKEN}"],
)
async def test_without_the_token_nothing_is_told_and_nothing_done(given: str) -> None:
    """Every route answers 401 to who does not know the token, and no worker is asked."""
    workers = Workers()
    async with counter(workers, given=given) as client:
        found = [await client.get(path) for path in GETS] + [await client.post(path, json=ORDER) for path in POSTS]
    assert {each.status_code for each in found} == {401}
    assert {each.headers["www-authenticate"] for each in found} == {"Bearer"}
    assert (workers.asked, workers.changes) == ([], [])
    assert all(TOKEN not in each.text for each in found)


@pytest.mark.parametrize("given", ["", f"Bearer {TOKEN}"])
async def test_where_no_token_is_set_there_is_no_api(given: str) -> None:
    """Without a token every route is off for everybody, an empty token included, and says how to turn it on."""
    workers = Workers()
    async with counter(workers, token="", given=given) as client:
        found = [await client.get(path) for path in GETS] + [await client.post(path, json=ORDER) for path in POSTS]
    assert {each.status_code for each in found} == {404}
    assert {each.json()["error"] for each in found} == {"off: set STILLWATCH_ADMIN_TOKEN, or --admin-client-ca"}
    assert workers.asked == []


async def test_with_the_token_everything_is_open() -> None:
    """The scheme's case does not matter; answers are never cached."""
    workers = Workers()
    workers.answers = [{"callers": [], "lifted": [], "spared": {}}]
    async with counter(workers, given=f"bearer {TOKEN}") as client:
        found = [await client.get(path) for path in GETS] + [await client.post(path, json=ORDER) for path in POSTS]
    assert {each.status_code for each in found} == {200}
    assert {each.headers["cache-control"] for each in found} == {"no-store"}


def test_the_gate_does_not_show_its_token() -> None:
    """Its repr may stand in a log."""
    assert TOKEN not in repr(Gate(TOKEN.encode()))
