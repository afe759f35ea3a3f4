"""The admin listener of one worker or of a crew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from proxy.admin.inquiry import Answers, Question
from proxy.audit.board import Board
from proxy.audit.metrics import Metrics
from proxy.audit.record import Record
from proxy.errors import SettingsError
from proxy.settings import Address
from proxy.wiring.office import Line, open_office
from tests.wiring.stand import settings_in


async def unwell() -> str | None:
    """A check that fails."""
    return "not today"


async def test_health_and_metrics(tmp_path: Path) -> None:
    """It answers whether we live, whether we are ready, and with numbers."""
    office = await open_office(settings_in(tmp_path), {"state": unwell}, Board(Metrics().snapshot))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{office.addresses[0][1]}") as client:
        found = {path: await client.get(path) for path in ("/healthz", "/readyz", "/metrics")}
    await office.cleanup()
    assert [each.status_code for each in found.values()] == [200, 503, 200]
    assert "not today" in found["/readyz"].text
    assert "stillwatch_active_exchanges 0.0" in found["/metrics"].text


async def test_a_taken_address_is_told(tmp_path: Path) -> None:
    """Where the address is taken, the flag and the address are named."""
    settings = settings_in(tmp_path)
    office = await open_office(settings, {}, Board(Metrics().snapshot))
    taken = Address("127.0.0.1", office.addresses[0][1])
    with pytest.raises(SettingsError, match=f"--admin 127.0.0.1:{taken.port}: "):
        await open_office(replace(settings, admin=taken), {}, Board(Metrics().snapshot))
    await office.cleanup()


async def test_the_api_reaches_the_workers_and_tells_what_was_changed(tmp_path: Path) -> None:
    """With a token a question reaches the workers; a change is an audit event, and needs no token to stay off."""
    told: list[Record] = []

    async def ask(question: Question) -> Answers:
        return [{"asked": question["what"]}]

    settings = settings_in(tmp_path, admin_token=b"a-token-of-the-tests")
    for given, expected in ((settings, [200, 200, 200]), (replace(settings, admin_token=b""), [404, 404, 200])):
        office = await open_office(given, {}, Board(Metrics().snapshot), Line(ask, told.append))
        headers = {"authorization": "Bearer a-token-of-the-tests"}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{office.addresses[0][1]}", headers=headers) as client:
            order = {"mode": "observe", "who": "ada", "why": "fire"}
            found = [
                await client.get("/v1/policy"),
                await client.post("/v1/mode", json=order),
                await client.get("/healthz"),
            ]
        await office.cleanup()
        assert [each.status_code for each in found] == expected
    (event,) = told
    assert (event["event"], event["what"], event["who"], event["mode"]) == ("audit", "mode", "ada", "observe")
    assert event["id"].startswith("op_")
