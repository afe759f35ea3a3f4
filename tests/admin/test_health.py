"""Health and readiness: who answers what, and how soon."""

from __future__ import annotations

import asyncio

import pytest

from proxy.admin.health import Borne, Check, Health
from tests.admin.asking import get, listening


def answering(answer: str | None) -> Check:
    async def check() -> str | None:
        return answer

    return check


async def broken() -> str | None:
    raise ValueError("redis://user:hidden@host")


async def hanging() -> str | None:
    await asyncio.Event().wait()
    return None


async def test_alive_whatever_the_checks_say() -> None:
    """A process that should get no traffic is still alive: restarting it would not help."""
    async with listening(Health({"state": answering("away")})) as base:
        response = await get(base, "/healthz")
    assert (response.status_code, response.json()) == (200, {"alive": True})


READY = [
    ({}, 200, {"ready": True, "checks": {}}),
    (
        {"policy": answering(None), "state": answering(None)},
        200,
        {"ready": True, "checks": {"policy": "ok", "state": "ok"}},
    ),
    (
        {"policy": answering(None), "state": answering("redis does not answer"), "traffic": answering("draining")},
        503,
        {"ready": False, "checks": {"policy": "ok", "state": "redis does not answer", "traffic": "draining"}},
    ),
    (
        {"state": answering(Borne("away; serving all the same")), "draining": answering(None)},
        200,
        {"ready": True, "checks": {"state": "away; serving all the same", "draining": "ok"}},
    ),
    (
        {"state": answering(Borne("away; serving all the same")), "traffic": answering("draining")},
        503,
        {"ready": False, "checks": {"state": "away; serving all the same", "traffic": "draining"}},
    ),
    ({"state": broken}, 503, {"ready": False, "checks": {"state": "check failed: ValueError"}}),
    ({"state": hanging}, 503, {"ready": False, "checks": {"state": "no answer within 0.01 s"}}),
]


@pytest.mark.parametrize(("checks", "status", "body"), READY)
async def test_ready(checks: dict[str, Check], status: int, body: object) -> None:
    """Ready is 200, otherwise 503 with every reason, also from checks that fail or hang; what is borne is told."""
    async with listening(Health(checks, limit=0.01)) as base:
        response = await get(base, "/readyz")
    assert (response.status_code, response.json()) == (status, body)
    assert response.headers["cache-control"] == "no-store"


async def test_answers_under_load() -> None:
    """Hundreds of probes at once, each with a hanging check, all get their answer."""
    async with listening(Health({"state": hanging}, limit=0.05)) as base:
        responses = await asyncio.gather(*(get(base, path) for path in ["/readyz", "/healthz"] * 40))
    assert [response.status_code for response in responses] == [503, 200] * 40
