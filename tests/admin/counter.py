"""The /v1 routes over a socket, with answers of the test's own in place of workers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from proxy.admin.campaigns import Campaigns
from proxy.admin.gate import Gate
from proxy.admin.inquiry import Inquiry, Question
from proxy.admin.orders import Orders
from proxy.audit.changes import Change
from tests.admin.asking import listening

TOKEN = "a-token-of-the-tests"
CALLER = "k_00000000000000a1"
Told = dict[str, Any]


class Workers:
    """Answers every question with what the test has put there, and remembers what it was asked and told."""

    def __init__(self) -> None:
        self.answers: list[Told] = []
        self.asked: list[Question] = []
        self.changes: list[Change] = []

    async def ask(self, question: Question) -> list[Told]:
        """As wiring would."""
        self.asked.append(question)
        return self.answers


@asynccontextmanager
async def counter(
    workers: Workers, token: str = TOKEN, given: str = f"Bearer {TOKEN}"
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a listener with this token, who presents `given`."""
    gate = Gate(token.encode())
    means = (workers.ask, gate, workers.changes.append, lambda: 1_790_000_000.0, lambda: "op_1")
    async with listening(Inquiry(workers.ask, gate), Orders(*means), Campaigns(*means)) as base:
        headers = {"authorization": given} if given else {}
        async with httpx.AsyncClient(base_url=base, headers=headers, trust_env=False, timeout=10) as client:
            yield client
