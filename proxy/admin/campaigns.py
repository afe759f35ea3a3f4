"""Campaigns over the admin API: the list, one with its members, lifting one, and what deployments hand each other."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from aiohttp import web

from proxy.admin.gate import Gate, answer
from proxy.admin.inquiry import NOBODY, Ask
from proxy.admin.orders import Unusable, read_order
from proxy.audit.changes import Change

CAMPAIGN = re.compile(r"c_[0-9a-f]{12}")
# A screen of members, and as many as one answer holds.
SHOWN, MOST = 100, 1000
# Of one order: it travels to the workers through a pipe that must never be full.
AT_ONCE = 25


class Campaigns:
    """The routes about campaigns. `tell` is given every change; `name` makes an id for each."""

    def __init__(
        self, ask: Ask, gate: Gate, tell: Callable[[Change], None], clock: Callable[[], float], name: Callable[[], str]
    ) -> None:
        self._ask, self._gate, self._tell, self._clock, self._name = ask, gate, tell, clock, name

    def routes(self) -> list[web.RouteDef]:
        """The routes of this file."""
        behind = self._gate.behind
        return [
            web.get("/v1/campaigns", behind(self.all)),
            web.get("/v1/campaigns/{id}", behind(self.one)),
            web.post("/v1/campaigns/{id}/lift", behind(self.lift)),
            web.get("/v1/indicators", behind(self.indicators)),
            web.post("/v1/indicators", behind(self.take_in)),
        ]

    async def all(self, _request: web.Request) -> web.Response:
        """All campaigns that hold, by risk. Every worker knows the same ones; who looked last knows them best."""
        answers = await self._ask({"what": "campaigns"})
        if not answers:
            return answer(503, {"error": NOBODY})
        newest = max(answers, key=lambda each: (each["at"], each["leads"]))
        return answer(200, {"campaigns": newest["campaigns"], "leads": any(each["leads"] for each in answers)})

    async def one(self, request: web.Request) -> web.Response:
        """One campaign, with `limit` of its members from `offset` on."""
        given = request.match_info["id"]
        if not CAMPAIGN.fullmatch(given):
            return answer(400, {"error": "this is no id of a campaign"})
        offset, limit = _whole(request, "offset", 0), _whole(request, "limit", SHOWN)
        if offset is None or limit is None or offset < 0 or not 1 <= limit <= MOST:
            return answer(400, {"error": f"offset is a whole number from 0, limit one from 1 to {MOST}"})
        asked = {"what": "campaign", "id": given, "offset": offset, "limit": limit}
        answers = await self._ask(asked)
        if not answers:
            return answer(503, {"error": NOBODY})
        found = [each for each in answers if each]
        if not found:
            return answer(404, {"error": "no campaign of that id holds"})
        return answer(200, max(found, key=lambda each: float(each["at"])))

    async def lift(self, request: web.Request) -> web.Response:
        """Leave a campaign alone for a week: its texts are nobody's marks, and what runs against members is ended."""
        given = request.match_info["id"]
        if not CAMPAIGN.fullmatch(given):
            return answer(400, {"error": "this is no id of a campaign"})
        try:
            order = await read_order(request)
        except Unusable as error:
            return answer(400, {"error": str(error)})
        answers = await self._ask({"what": "lift_campaign", "id": given})
        done = [each for each in answers if each.get("until") is not None]
        self._note("lift", order, campaign=given, worked=bool(done))
        if not done:
            return self._failed(answers, "no campaign of that id holds")
        return answer(200, {"campaign": given, **min(done, key=lambda each: len(each["unlifted"]))})

    async def indicators(self, request: web.Request) -> web.Response:
        """What another deployment may be told: marks by digest, and addresses of members where `networks` is 1."""
        if request.query.get("networks", "0") not in ("0", "1"):
            return answer(400, {"error": "networks is 0 or 1"})
        wanted = request.query.get("networks") == "1"
        answers = await self._ask({"what": "indicators", "networks": wanted})
        if not answers:
            return answer(503, {"error": NOBODY})
        if wanted and not any(each["plain"] for each in answers):
            return answer(
                409, {"error": "addresses are known as digests only: run serve with --plain-addresses to tell them"}
            )
        whole = max(answers, key=lambda each: len(each["indicators"]))
        networks: dict[str, set[str]] = {}
        for each in (each for one in answers for each in one["indicators"]):
            networks.setdefault(each["id"], set()).update(each["networks"])
        told = [each | {"networks": sorted(networks[each["id"]])} for each in whole["indicators"]]
        return answer(200, {"key": whole["key"], "shared": whole["shared"], "indicators": told})

    async def take_in(self, request: web.Request) -> web.Response:
        """Take in another deployment's indicators, as evidence that makes us watch and no more."""
        try:
            order = await read_order(request)
        except Unusable as error:
            return answer(400, {"error": str(error)})
        given = order.get("indicators")
        if not isinstance(given, list) or not 0 < len(given) <= AT_ONCE:
            return answer(400, {"error": f"indicators must be a list of 1 to {AT_ONCE}"})
        answers = await self._ask({"what": "import", "key": order.get("key"), "indicators": given})
        done = [each for each in answers if each.get("imported") is not None]
        self._note("import", order, worked=bool(done))
        if not done:
            return self._failed(answers, "nothing was imported")
        return answer(200, done[0])

    def _failed(self, answers: Any, unknown: str) -> web.Response:
        if not answers:
            return answer(503, {"error": NOBODY})
        error = next((each for each in answers if each.get("error")), None)
        if error is None:
            return answer(404, {"error": unknown})
        return answer(error.get("status", 503), {"error": error["error"]})

    def _note(self, what: str, order: dict[str, Any], **told: Any) -> None:
        self._tell(Change(self._name(), self._clock(), what, order["who"], order["why"], **told))


def _whole(request: web.Request, name: str, usual: int) -> int | None:
    """A whole number of the query; None where it is none."""
    given = request.query.get(name, str(usual))
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else None
