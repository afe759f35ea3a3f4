"""The admin listener of one worker or of a crew."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from proxy.admin.inquiry import Answers, Question
from proxy.audit.board import Board
from proxy.audit.metrics import Metrics
from proxy.audit.record import Record
from proxy.cli import commands
from proxy.errors import SettingsError
from proxy.settings import Address, Settings
from proxy.wiring.office import Line, open_office
from tests.state.tls import make_certificate
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


def secured(folder: Path) -> Settings:
    """An admin listener with TLS that knows its own authority for clients, and no token."""
    folder.mkdir()
    pem = make_certificate(folder)
    return replace(settings_in(folder), admin_tls_cert=pem, admin_tls_key=pem, admin_client_ca=pem)


async def test_a_client_certificate_does_instead_of_a_token(tmp_path: Path) -> None:
    """Who has one of the authority may use the API; who has none may still ask for health; another's ends TLS."""
    settings, other = secured(tmp_path / "ours"), secured(tmp_path / "theirs")

    async def ask(_question: Question) -> Answers:
        return [{}]

    office = await open_office(settings, {}, Board(Metrics().snapshot), Line(ask, lambda _record: None))
    base, found = f"https://127.0.0.1:{office.addresses[0][1]}", []
    for mine in (settings.admin_tls_cert, None, other.admin_tls_cert):
        tls = ssl.create_default_context(cafile=settings.admin_tls_cert)
        if mine is not None:
            tls.load_cert_chain(mine)
        async with httpx.AsyncClient(base_url=base, verify=tls, trust_env=False) as client:
            try:
                found += [(await client.get(path)).status_code for path in ("/v1/policy", "/healthz")]
            except httpx.TransportError:
                found += [0]
    await office.cleanup()
    assert found == [200, 200, 401, 200, 0]


async def test_commands_come_with_a_certificate(tmp_path: Path) -> None:
    """With a certificate in the environment the kill switch needs no token; a file that is none is told."""
    settings = secured(tmp_path / "ours")

    async def ask(_question: Question) -> Answers:
        return [{"policy": "p", "written": "enforce", "acts": False, "switched_off": True, "shared": True}]

    office = await open_office(settings, {}, Board(Metrics().snapshot), Line(ask, lambda _record: None))
    pem = str(settings.admin_tls_cert)
    environ = {
        "STILLWATCH_ADMIN": f"127.0.0.1:{office.addresses[0][1]}", "STILLWATCH_ADMIN_CA": pem, "USER": "ada",
        "STILLWATCH_ADMIN_CERT": pem, "STILLWATCH_ADMIN_KEY": pem, "STILLWATCH_ADMIN_TOKEN": "",
    }  # fmt: skip
    words = ("mode", "observe", "--why", "fire")
    done = await asyncio.to_thread(CliRunner(env=environ).invoke, commands(), words)
    assert (done.exit_code, done.stdout.splitlines()[0]) == (
        0, "worker 1: observes; policy p says enforce, the kill switch is on"
    )  # fmt: skip
    broken = {**environ, "STILLWATCH_ADMIN_CERT": str(settings.policy)}
    done = await asyncio.to_thread(CliRunner(env=broken).invoke, commands(), words)
    await office.cleanup()
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "not certificates and a key in PEM form" in done.stderr


async def test_files_that_are_no_certificates_are_told(tmp_path: Path) -> None:
    """The flags are named."""
    settings = secured(tmp_path / "ours")
    with pytest.raises(SettingsError, match="--admin-tls-cert, --admin-tls-key, --admin-client-ca: "):
        await open_office(replace(settings, admin_tls_key=settings.policy), {}, Board(Metrics().snapshot))
