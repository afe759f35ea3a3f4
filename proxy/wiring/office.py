"""The admin listener, of one worker or of a crew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from aiohttp.web import AppRunner

from proxy.admin.app import Routed, build, start
from proxy.admin.gate import Gate
from proxy.admin.health import Check, Health
from proxy.admin.inquiry import Ask, Inquiry
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
    parts: list[Routed] = [Health(checks), Scrape(board.render)]
    if to_workers is not None:
        parts += _api(settings, to_workers)
    application = build(parts)
    try:
        return await start(application, settings.admin.host, settings.admin.port)
    except OSError as error:
        raise SettingsError(f"--admin {settings.admin.host}:{settings.admin.port}: {error.strerror}") from None


def _api(settings: Settings, to_workers: Line) -> list[Routed]:
    def tell(change: Change) -> None:
        to_workers.tell(change_record(change))

    gate = Gate(settings.admin_token)
    orders = Orders(to_workers.ask, gate, tell, chance.time_of_day, lambda: "op_" + chance.series())
    return [Inquiry(to_workers.ask, gate), orders]
