"""Is the process alive, and should it get traffic?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import orjson
from aiohttp import web


class Borne(str):
    """Something is not well, and requests are served all the same: told, and no reason to send traffic elsewhere."""

    __slots__ = ()


Check = Callable[[], Awaitable[str | None]]
"""Answers None where all is well, else why not, in words an operator understands; `Borne` where traffic may come."""

# Probes come every second or two and give up after one; a check that takes longer has answered.
CHECK_LIMIT = 0.5


class Health:
    """The two questions. `checks` by name: policy, state, draining… all must be well for readiness."""

    def __init__(self, checks: Mapping[str, Check], limit: float = CHECK_LIMIT) -> None:
        self._checks = checks
        self._limit = limit

    def routes(self) -> list[web.RouteDef]:
        """The routes of this file."""
        return [web.get("/healthz", self.alive), web.get("/readyz", self.ready)]

    async def alive(self, _request: web.Request) -> web.Response:
        """200 as long as the event loop runs: a restart helps against nothing else."""
        return _answer(200, {"alive": True})

    async def ready(self, _request: web.Request) -> web.Response:
        """200, or 503 with every reason why this instance should get no traffic; what is borne is told with either."""
        answers = await asyncio.gather(*(self._ask(check) for check in self._checks.values()))
        words = {name: answer or "ok" for name, answer in zip(self._checks, answers, strict=True)}
        well = not any(answer and not isinstance(answer, Borne) for answer in answers)
        return _answer(200 if well else 503, {"ready": well, "checks": words})

    async def _ask(self, check: Check) -> str | None:
        try:
            async with asyncio.timeout(self._limit):
                return await check()
        except TimeoutError:
            return f"no answer within {self._limit:g} s"
        except Exception as trouble:  # noqa: BLE001 - a check that fails is an answer; its text might hold anything
            return f"check failed: {type(trouble).__name__}"


def _answer(status: int, body: object) -> web.Response:
    return web.Response(
        status=status,
        body=orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
