"""The admin API is what its description says: by its routes, and by what it answers to whatever is asked."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import schemathesis
from aiohttp import web
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.specs.openapi.checks import ignored_auth

from proxy.admin.app import Routed, build
from proxy.admin.campaigns import Campaigns
from proxy.admin.gate import Gate
from proxy.admin.inquiry import Inquiry
from proxy.admin.openapi import OPENAPI_PATH, ROUTES, Descriptions, openapi, openapi_text
from proxy.admin.orders import Orders
from proxy.policy.schema import schema
from tests.admin.asking import get, listening
from tests.admin.cases import WHO
from tests.admin.counter import TOKEN
from tests.house import ROOT
from tests.wiring.test_campaign_desk import conspire
from tests.wiring.test_desk import Place

AUTHORISED = {"authorization": f"Bearer {TOKEN}"}
DESCRIBED = schemathesis.openapi.from_dict(openapi())
OPERATIONS = [(route.method.upper(), route.path) for route in ROUTES]


def test_the_checked_in_file_is_current() -> None:
    """docs/openapi.json is what `python -m proxy.admin.openapi` writes."""
    assert (ROOT / OPENAPI_PATH).read_text(encoding="utf-8") == openapi_text()


def test_every_route_is_described() -> None:
    """Whatever stands behind the gate is in the description, and nothing else."""
    gate = Gate(b"")
    means: Any = (None, gate, None, None, None)
    parts = (Inquiry(means[0], gate), Orders(*means), Campaigns(*means))
    routes = {(route.method.lower(), route.path) for part in parts for route in part.routes()}
    assert {(route.method, route.path) for route in ROUTES} == routes


def test_the_description_is_one() -> None:
    """Summaries, distinct names, and orders that say who and why."""
    operations = [each for path in openapi()["paths"].values() for each in path.values()]
    assert len({each["operationId"] for each in operations}) == len(operations)
    assert all(each["summary"].endswith(".") for each in operations)
    orders = [
        each["requestBody"]["content"]["application/json"]["schema"] for each in operations if "requestBody" in each
    ]
    assert all({"who", "why"} <= set(order["required"]) for order in orders)
    for order in orders:
        jsonschema.Draft202012Validator.check_schema(order)


async def test_it_is_served_to_everybody() -> None:
    """Description and schemas need no token, and may be read by an editor in a browser."""
    async with listening(Descriptions()) as base:
        told = await get(base, "/openapi.json")
        policy = await get(base, "/schema/policy.schema.json")
        fixtures = await get(base, "/schema/fixtures.schema.json")
    assert told.json() == openapi()
    assert policy.json() == schema()
    assert fixtures.json()["title"] == "Stillwatch fixtures"
    assert {each.headers["access-control-allow-origin"] for each in (told, policy, fixtures)} == {"*"}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The API of a worker with a harvester in its memory, in a thread of its own: schemathesis asks like a browser."""
    ready, over = threading.Event(), asyncio.Event()
    told: dict[str, Any] = {}

    async def serve() -> None:
        place = Place(folder)
        await place.harvest()
        told["campaign"] = await conspire(place)

        async def ask(question: Any) -> list[dict[str, Any]]:
            return [await place.ask(**{str(word): value for word, value in question.items()})]

        gate = Gate(TOKEN.encode())
        means = (ask, gate, lambda _change: None, lambda: place.court.now, lambda: "op_1")
        parts: list[Routed] = [Inquiry(ask, gate), Orders(*means), Campaigns(*means), Descriptions()]
        runner = web.AppRunner(build(parts), access_log=None, handle_signals=False)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        told.update(base="http://127.0.0.1:{1}".format(*runner.addresses[0]), loop=asyncio.get_running_loop())
        ready.set()
        await over.wait()
        await runner.cleanup()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(30)
    try:
        yield told["base"]
    finally:
        told["loop"].call_soon_threadsafe(over.set)
        thread.join(30)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the API answers."""
    with served(tmp_path_factory.mktemp("openapi")) as url:
        yield url


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=str)
def test_answers_are_as_described(base: str, method: str, path: str) -> None:
    """Whatever schemathesis makes up, within the description and outside it, gets an answer that is described."""

    @settings(
        max_examples=8, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=DESCRIBED[path][method].as_strategy())
    def conforms(case: Case[Any]) -> None:
        response = case.call(base_url=base, headers=AUTHORISED)
        # What is refused without the token is tested beside the gate.
        case.validate_response(response, headers=AUTHORISED, excluded_checks=[ignored_auth])

    conforms()


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=str)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    body=st.binary(max_size=200)
    | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(json.dumps).map(str.encode)
)
def test_any_bytes_are_answered(base: str, method: str, path: str, body: bytes) -> None:
    """No body, however broken, is a fault of ours; nothing is changed by one that is no order."""
    import httpx

    with httpx.Client(base_url=base, headers=AUTHORISED, trust_env=False, timeout=20) as client:
        told = client.request(method, path.replace("{id}", WHO.id), content=body)
    assert told.status_code in ({400} if method == "POST" else {200, 400, 404})
    assert told.headers["content-type"].startswith("application/json")


def test_what_is_remembered_is_as_described(base: str) -> None:
    """The answers that only a known caller gets, orders included, are as they are described."""
    import httpx

    paths = openapi()["paths"]
    indicator = {"id": "c_9", "since": 1, "at": 2, "until": 9e9, "risk": 0.9, "callers": 4, "marks": []}
    order = {"who": "ada", "why": "x", "mode": "observe", "indicators": [indicator]}
    with httpx.Client(base_url=base, headers=AUTHORISED, trust_env=False, timeout=20) as client:
        (row,) = client.get("/v1/callers").json()["callers"]
        campaign = client.get("/v1/campaigns").json()["campaigns"][0]["campaign"]
        for path, methods in paths.items():
            for method, operation in methods.items():
                name = row["decision"] if "decisions" in path else campaign if "campaigns" in path else row["caller"]
                told = client.request(method, path.replace("{id}", name), json=order if method == "post" else None)
                assert told.status_code == 200, (path, told.text)
                answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
                jsonschema.Draft202012Validator(answer).validate(told.json())
