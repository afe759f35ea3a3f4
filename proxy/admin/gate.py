"""Who may see /v1: whoever knows the token, or has a certificate of the authority for it. Without both nobody may."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

import orjson
from aiohttp import hdrs, web

Handler = Callable[[web.Request], Awaitable[web.Response]]

OFF = "off: set STILLWATCH_ADMIN_TOKEN, or --admin-client-ca"
WRONG = "this needs the header Authorization: Bearer, with the token that serve was given in STILLWATCH_ADMIN_TOKEN"


class Gate:
    """Lets through who has the token. It is compared in constant time and shown nowhere."""

    __slots__ = ("_certified", "_token")

    def __init__(self, token: bytes, *, certified: bool = False) -> None:
        """`certified`: a client certificate does as well; the listener has then checked whose it is."""
        self._token = token
        self._certified = certified

    def __repr__(self) -> str:
        return "Gate(…)"

    def behind(self, handler: Handler) -> Handler:
        """The handler for those who may, 401 for others, and 404 for all where none may."""

        async def guarded(request: web.Request) -> web.Response:
            if not self._token and not self._certified:
                return answer(404, {"error": OFF})
            if not (self._knows(request) or self._is_certified(request)):
                return answer(401, {"error": WRONG}, **{hdrs.WWW_AUTHENTICATE: "Bearer"})
            return await handler(request)

        return guarded

    def _knows(self, request: web.Request) -> bool:
        scheme, _, given = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        # Compared whatever the scheme, so that time tells nothing.
        same = hmac.compare_digest(given.strip().encode("utf-8", "surrogateescape"), self._token)
        return bool(self._token) and same and scheme.lower() == "bearer"

    def _is_certified(self, request: web.Request) -> bool:
        """Whether the client has shown a certificate; TLS itself refuses one that the authority did not issue."""
        return self._certified and request.transport is not None and bool(request.transport.get_extra_info("peercert"))


def answer(status: int, body: object, **headers: str) -> web.Response:
    """One JSON document, never to be cached."""
    return web.Response(
        status=status,
        body=orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE),
        content_type="application/json",
        headers={hdrs.CACHE_CONTROL: "no-store", **headers},
    )
