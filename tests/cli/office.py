"""Commands against a real admin listener, with a worker of the tests behind it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from typer.testing import CliRunner, Result

from proxy.admin.campaigns import Campaigns
from proxy.admin.gate import Gate
from proxy.admin.inquiry import Answers, Inquiry, Question
from proxy.admin.orders import Orders
from proxy.audit.changes import Change
from proxy.cli import commands
from tests.admin.asking import listening
from tests.wiring.test_desk import Place

TOKEN = "a-token-of-the-tests"


class Office:
    """A running listener; `run` runs a command that asks it."""

    def __init__(self, place: Place, base: str, changes: list[Change]) -> None:
        self.place, self.base, self.changes = place, base, changes

    async def run(self, *words: str, token: str = TOKEN, **environ: str) -> Result:
        """The command's end. It runs in a thread, because it waits for us."""
        given = {
            "STILLWATCH_ADMIN_TOKEN": token,
            "STILLWATCH_ADMIN": self.base,
            "COLUMNS": "200",
            "USER": "ada",
            **environ,
        }
        return await asyncio.to_thread(CliRunner(env=given).invoke, commands(), words)


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[Office]:
    """An office with a worker that has judged nobody yet."""
    place, changes = Place(folder), list[Change]()

    async def ask(question: Question) -> Answers:
        return [await place.ask(**question)]

    gate = Gate(TOKEN.encode())
    means = (ask, gate, changes.append, lambda: place.court.now, lambda: "op_1")
    async with listening(Inquiry(ask, gate), Orders(*means), Campaigns(*means)) as base:
        yield Office(place, base, changes)


def plain(text: str) -> str:
    """What a terminal would show, without colours, spaces run together."""
    return re.sub(r"[ \u2500-\u257f]+", " ", re.sub(r"\x1b\[[0-9;]*m", "", text))
