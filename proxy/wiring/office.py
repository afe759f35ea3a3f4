"""The admin listener, of one worker or of a crew."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from typing import NamedTuple

from aiohttp.web import AppRunner

from proxy.admin.app import Routed, build, start
from proxy.admin.campaigns import Campaigns
from proxy.admin.gate import Gate
from proxy.admin.health import Check, Health
from proxy.admin.inquiry import Ask, Inquiry
from proxy.admin.openapi import Descriptions
from proxy.admin.orders import Orders
from proxy.admin.scrape import Scrape
from proxy.audit.board import Board
from proxy.audit.changes import Change, change_record
from proxy.audit.record import Record
from proxy.errors import SettingsError
from proxy.settings import Settings
from proxy.wiring import chance


class Line(NamedTuple):
    """How the office reaches the workers, and where it writes down what was changed."""

    ask: Ask
    tell: Callable[[Record], None]


async def open_office(
    settings: Settings, checks: Mapping[str, Check], board: Board, to_workers: Line | None = None
) -> AppRunner:
    """Listen for operators. Raises `SettingsError` where the address is taken."""
    parts: list[Routed] = [Health(checks), Scrape(board.render), Descriptions()]
    if to_workers is not None:
        parts += _api(settings, to_workers)
    application = build(parts)
    tls = office_tls(settings)
    try:
        return await start(application, settings.admin.host, settings.admin.port, tls)
    except OSError as error:
        raise SettingsError(f"--admin {settings.admin.host}:{settings.admin.port}: {error.strerror}") from None


def office_tls(settings: Settings) -> ssl.SSLContext | None:
    """TLS for the admin listener, None without a certificate. Raises `SettingsError`.

    With an authority for clients a certificate of another one is refused by TLS itself; none at all may still bring the
    token, ask for health or scrape.
    """
    if settings.admin_tls_cert is None:
        return None
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        tls.load_cert_chain(settings.admin_tls_cert, settings.admin_tls_key)
        if settings.admin_client_ca is not None:
            tls.load_verify_locations(settings.admin_client_ca)
            tls.verify_mode = ssl.CERT_OPTIONAL
    except OSError as error:  # ssl.SSLError is one
        raise SettingsError(
            f"--admin-tls-cert, --admin-tls-key, --admin-client-ca: not certificates and a key in PEM form "
            f"({error.strerror or error})"
        ) from None
    return tls


def _api(settings: Settings, to_workers: Line) -> list[Routed]:
    def tell(change: Change) -> None:
        to_workers.tell(change_record(change))

    gate = Gate(settings.admin_token, certified=settings.admin_client_ca is not None)
    means = (to_workers.ask, gate, tell, chance.time_of_day, lambda: "op_" + chance.series())
    return [Inquiry(to_workers.ask, gate), Orders(*means), Campaigns(*means)]
