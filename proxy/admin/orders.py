"""What operators change: lift what runs against a caller, the kill switch, reading the policy again.

Every order says who gives it and why, and is an `audit` event whatever came of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from aiohttp import web

from proxy.admin.gate import Gate, answer
from proxy.admin.inquiry import CALLER, NOBODY, Ask
from proxy.audit.changes import Change
from proxy.policy.units import duration

MODES = ("observe", "enforce")
DAY = "24h"
"""How long a ban lasts where nobody says."""
SHORTEST, LONGEST = 60.0, 365 * 86400.0


class Unusable(Exception):
    """An order that cannot be understood; the text says what to write."""


class Orders:
    """The routes that change something. `tell` is given every change; `name` makes an id for each."""

    def __init__(
        self,
        ask: Ask,
        gate: Gate,
        tell: Callable[[Change], None],
        clock: Callable[[], float],
        name: Callable[[], str],
    ) -> None:
        self._ask = ask
        self._gate = gate
        self._tell = tell
        self._clock = clock
        self._name = name

    def routes(self) -> list[web.RouteDef]:
        """The routes of this file."""
        behind = self._gate.behind
        return [
            web.post("/v1/callers/{id}/lift", behind(self.lift)),
            web.post("/v1/callers/{id}/ban", behind(self.ban)),
            web.post("/v1/mode", behind(self.mode)),
            web.post("/v1/reload", behind(self.reload)),
        ]

    async def lift(self, request: web.Request) -> web.Response:
        """End every remedy that runs for a caller, and keep rules off it for as long as theirs would have lasted."""
        caller = request.match_info["id"]
        if not CALLER.fullmatch(caller):
            return answer(400, {"error": "this is no id of a caller"})
        try:
            order = await read_order(request)
        except Unusable as error:
            return answer(400, {"error": str(error)})
        answers = await self._ask({"what": "lift", "id": caller})
        done = [each for each in answers if each.get("lifted") is not None]
        rules = sorted({rule for each in done for rule in each["lifted"]})
        self._note("lift", order, caller=caller, rules=tuple(rules), worked=bool(done))
        if not done:
            return answer(503, {"error": answers[0]["error"] if answers else NOBODY})
        return answer(200, {"caller": caller, "lifted": rules, "spared": done[0]["spared"]})

    async def ban(self, request: web.Request) -> web.Response:
        """Turn a caller away from now on, `for` so long, in all replicas and whatever the policy's mode."""
        caller = request.match_info["id"]
        if not CALLER.fullmatch(caller):
            return answer(400, {"error": "this is no id of a caller"})
        try:
            order = await read_order(request)
            until = self._clock() + _span(order.get("for", DAY))
        except Unusable as error:
            return answer(400, {"error": str(error)})
        answers = await self._ask({"what": "ban", "id": caller, "until": until})
        done = [each for each in answers if "until" in each]
        self._note("ban", order, caller=caller, until=until, worked=bool(done))
        excepted = sorted({name for each in answers for name in each.get("excepted", ())})
        if excepted:
            told = (
                f"the exception {', '.join(excepted)} keeps every rule off this caller; take it out of the policy first"
            )
            return answer(409, {"error": told})
        if not done:
            return answer(503, {"error": NOBODY})
        return answer(200, {"caller": caller, "until": until, "shared": any(each["shared"] for each in done)})

    async def mode(self, request: web.Request) -> web.Response:
        """The kill switch: `observe` for everybody at once, `enforce` to let the policy's own mode count again."""
        try:
            order = await read_order(request)
        except Unusable as error:
            return answer(400, {"error": str(error)})
        if order.get("mode") not in MODES:
            return answer(400, {"error": "mode must be observe or enforce"})
        answers = await self._ask({"what": "mode", "observe": order["mode"] == "observe", "at": self._clock()})
        self._note("mode", order, mode=order["mode"], worked=bool(answers))
        return answer(200, {"workers": answers}) if answers else answer(503, {"error": NOBODY})

    async def reload(self, request: web.Request) -> web.Response:
        """Read the policy file again, now; a broken one changes nothing."""
        try:
            order = await read_order(request)
        except Unusable as error:
            return answer(400, {"error": str(error)})
        answers = await self._ask({"what": "reload"})
        worked = bool(answers) and not any(each.get("error") for each in answers)
        self._note("reload", order, worked=worked)
        if not answers:
            return answer(503, {"error": NOBODY})
        return answer(200 if worked else 422, {"workers": answers})

    def _note(self, what: str, order: dict[str, Any], **told: Any) -> None:
        self._tell(Change(self._name(), self._clock(), what, order["who"], order["why"], **told))


def _span(given: object) -> float:
    """Seconds of a ban. Raises `Unusable`."""
    try:
        seconds = duration(given)
    except ValueError as error:
        raise Unusable(f"for: {error}") from None
    if not SHORTEST <= seconds <= LONGEST:
        raise Unusable("for: a ban lasts from 1m to 365d; for longer, take the key back")
    return seconds


async def read_order(request: web.Request) -> dict[str, Any]:
    """What was ordered. Raises `Unusable` without somebody's name and a reason."""
    try:
        given = orjson.loads(await request.read())
    except orjson.JSONDecodeError:
        given = None
    if not isinstance(given, dict):
        raise Unusable('send a JSON object such as {"who": "ada", "why": "ticket 4711"}')
    for word in ("who", "why"):
        if not isinstance(given.get(word), str) or not given[word].strip():
            raise Unusable(f"{word} is missing: every change is logged with who made it and why")
    return given
