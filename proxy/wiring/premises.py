"""What all workers of one Stillwatch share: the state's server, the stand-in model, the secret."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from proxy import settings as environment
from proxy.errors import SettingsError, StateUnavailable
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
        filled = succeeding(settings, secret, environment.former_secret(), lasts=secret_from != environment.FLEETING)
        if folder is not None:
            filled = replace(filled, state=await _state(stack, settings, folder, notice))
        if not filled.upstream:
            standin = await start_standin()
            stack.push_async_callback(standin.close)
            filled = replace(filled, upstream=standin.url)
        yield Premises(filled, not settings.upstream, secret_from)


def succeeding(settings: Settings, secret: bytes, former: bytes, *, lasts: bool) -> Settings:
    """The settings with their secrets: a former one stays in force beside its successor. Raises `SettingsError`."""
    if not former or former == secret:
        return replace(settings, secret=secret, secret_lasts=lasts)
    if not lasts:
        raise SettingsError("STILLWATCH_FORMER_SECRET: there is no STILLWATCH_SECRET that replaces it; set that, too")
    return replace(settings, secret=former, next_secret=secret)


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
