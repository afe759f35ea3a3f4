"""Questions of operators: which callers, why, and under which policy."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from aiohttp import web

from proxy.admin.gate import Gate, answer
from proxy.remedies import RANKS

Question = Mapping[str, Any]
Answers = Sequence[dict[str, Any]]
Ask = Callable[[Question], Awaitable[Answers]]
"""Puts a question to every worker: one answer each, of those that answered in time. An empty answer knows nothing."""

CALLER = re.compile(r"[ka]_[0-9a-f]{16}")
DECISION = re.compile(r"d_[0-9a-f]{1,64}")
# A screen of callers, and as many as fit into one message between processes (a row takes about 1 KB).
SHOWN, MOST = 50, 1000
NOBODY = "no worker answered in time"


class Inquiry:
    """The routes that only ask."""

    def __init__(self, ask: Ask, gate: Gate) -> None:
        self._ask = ask
        self._gate = gate

    def routes(self) -> list[web.RouteDef]:
        """The routes of this file."""
        behind = self._gate.behind
        return [
            web.get("/v1/callers", behind(self.callers)),
            web.get("/v1/callers/{id}", behind(self.caller)),
            web.get("/v1/decisions/{id}", behind(self.decision)),
            web.get("/v1/policy", behind(self.policy)),
            web.get("/v1/bans", behind(self.bans)),
        ]

    async def callers(self, request: web.Request) -> web.Response:
        """Callers seen lately, by risk; `limit` of them. Where several workers saw one, the last ruling counts."""
        try:
            limit = min(max(int(request.query.get("limit", SHOWN)), 1), MOST)
        except ValueError:
            return answer(400, {"error": "limit must be a whole number"})
        answers = await self._ask({"what": "callers", "limit": limit})
        newest: dict[str, dict[str, Any]] = {}
        for row in (row for each in answers for row in each.get("callers", ())):
            before = newest.get(row["caller"])
            if before is None or before["seen"] < row["seen"]:
                newest[row["caller"]] = row
        rows = sorted(newest.values(), key=lambda row: (-RANKS[row["level"]], -row["risk"], -row["seen"]))
        seen = sum(each.get("seen", 0) for each in answers)
        return answer(200, {"callers": rows[:limit], "remembered": seen, "workers": len(answers)})

    async def caller(self, request: web.Request) -> web.Response:
        """Why a caller stands where it stands."""
        return await self._one(request, CALLER, "caller", "no caller of that id is remembered")

    async def decision(self, request: web.Request) -> web.Response:
        """Why a request was judged as it was."""
        return await self._one(
            request, DECISION, "decision", "no decision of that id is remembered here; its event tells the same"
        )

    async def policy(self, _request: web.Request) -> web.Response:
        """The policy in force, as each worker has it."""
        answers = await self._ask({"what": "policy"})
        return answer(200, {"workers": answers}) if answers else answer(503, {"error": NOBODY})

    async def bans(self, _request: web.Request) -> web.Response:
        """Callers whom operators have banned by name, and until when."""
        answers = await self._ask({"what": "bans"})
        if not answers:
            return answer(503, {"error": NOBODY})
        until = {ban["caller"]: ban["until"] for each in answers for ban in each.get("bans", ())}
        return answer(200, {"bans": [{"caller": caller, "until": until[caller]} for caller in sorted(until)]})

    async def _one(self, request: web.Request, form: re.Pattern[str], what: str, unknown: str) -> web.Response:
        given = request.match_info["id"]
        if not form.fullmatch(given):
            return answer(400, {"error": f"this is no id of a {what}"})
        answers = await self._ask({"what": what, "id": given})
        if not answers:
            return answer(503, {"error": NOBODY})
        found = [each for each in answers if each]
        return answer(200, max(found, key=_last)) if found else answer(404, {"error": unknown})


def _last(found: dict[str, Any]) -> tuple[bool, float]:
    """Workers read the same state; who judged the caller last knows most of its requests."""
    return found.get("source") == "state", (found.get("last") or {}).get("at", 0.0)
