"""What all workers of one Stillwatch share: the state's server, the stand-in model, the secret."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from proxy import settings as environment
from proxy.errors import StateUnavailable
from proxy.settings import Settings
from proxy.standin.server import start_standin
from proxy.state import embedded_folder
from proxy.state.embedded import find_server, open_embedded

EMBEDDED = "embedded://"


@dataclass(frozen=True, slots=True)
class Premises:
    """Settings with every blank filled in, ready to be handed to workers in other processes."""

    settings: Settings
    standin: bool
    secret_from: str


@contextlib.asynccontextmanager
async def open_premises(settings: Settings, notice: Callable[[str], None]) -> AsyncIterator[Premises]:
    """Start what the settings ask for, and stop it afterwards. Raises `SettingsError` or `StateError`.

    Where an embedded server is asked for and none is installed, it says so and one process serves from memory.
    """
    async with contextlib.AsyncExitStack() as stack:
        folder = embedded_folder(settings.state) if settings.state.startswith(EMBEDDED) else None
        secret, secret_from = environment.secret(keep_in=folder)
        former, lasts = environment.former_secret(), secret_from != environment.FLEETING
        filled = replace(settings, secret=secret, former_secret=former, secret_lasts=lasts)
        if folder is not None:
            filled = replace(filled, state=await _state(stack, settings, folder, notice))
        if not filled.upstream:
            standin = await start_standin()
            stack.push_async_callback(standin.close)
            filled = replace(filled, upstream=standin.url)
        yield Premises(filled, not settings.upstream, secret_from)


async def _state(
    stack: contextlib.AsyncExitStack, settings: Settings, folder: Path, notice: Callable[[str], None]
) -> str:
    try:
        server = await open_embedded(folder, notice=notice)
    except StateUnavailable as error:
        # A folder that another one uses, or a server that does not start, must be put right, not passed over.
        if settings.workers > 1 or find_server() is not None:
            raise
        notice(f"{error}; serving from memory:// for now: budgets start anew with every restart")
        return "memory://"
    stack.push_async_callback(server.close)
    return server.url
