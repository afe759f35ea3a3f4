"""The admin listener, of one worker or of a crew."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp.web import AppRunner

from proxy.admin.app import build, start
from proxy.admin.health import Check, Health
from proxy.admin.scrape import Scrape
from proxy.audit.board import Board
from proxy.errors import SettingsError
from proxy.settings import Settings


async def open_office(settings: Settings, checks: Mapping[str, Check], board: Board) -> AppRunner:
    """Listen for operators. Raises `SettingsError` where the address is taken."""
    application = build([Health(checks), Scrape(board.render)])
    try:
        return await start(application, settings.admin.host, settings.admin.port)
    except OSError as error:
        raise SettingsError(f"--admin {settings.admin.host}:{settings.admin.port}: {error.strerror}") from None
