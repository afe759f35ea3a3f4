"""What Prometheus reads."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import hdrs, web

Render = Callable[[str], tuple[bytes, str]]
"""From the `Accept` header to body and content type: `audit.board.Board.render`."""


class Scrape:
    """`/metrics`."""

    def __init__(self, render: Render) -> None:
        self._render = render

    def routes(self) -> list[web.RouteDef]:
        """The routes of this file."""
        return [web.get("/metrics", self.metrics)]

    async def metrics(self, request: web.Request) -> web.Response:
        """All families in the format that the scraper accepts (text or OpenMetrics)."""
        body, content_type = self._render(request.headers.get(hdrs.ACCEPT, ""))
        return web.Response(body=body, headers={hdrs.CONTENT_TYPE: content_type, hdrs.CACHE_CONTROL: "no-store"})
