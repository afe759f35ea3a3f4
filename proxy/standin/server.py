"""The stand-in's sockets: aiohttp in front of the pure shapes, for `stillwatch serve` without an upstream."""

from __future__ import annotations

from asyncio import sleep as pause
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import orjson
from aiohttp import web

from proxy.standin import catalogue, chat, messages, responses
from proxy.standin.ask import Ask, BadAsk, Document

# Fast enough not to bore, slow enough that one sees a stream being a stream: about 50 words a second.
PACE = 0.02

# The proxy's own default for inspected bodies is 32 MB; the stand-in must not be the one to refuse.
MAX_BODY = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Api:
    """One route: how its body is read, answered in one piece, and answered as a stream (if it can be)."""

    read: Callable[[Document], Ask]
    whole: Callable[[Ask], Document]
    events: Callable[[Ask], Iterator[bytes]] | None = None


APIS = {
    "/v1/chat/completions": Api(chat.read_chat, chat.whole_chat, chat.events_chat),
    "/v1/completions": Api(chat.read_completion, chat.whole_completion, chat.events_completion),
    "/v1/responses": Api(responses.read_response, responses.whole, responses.events),
    "/v1/messages": Api(messages.read_messages, messages.whole, messages.events),
    "/v1/messages/count_tokens": Api(messages.read_count, messages.count),
}


@dataclass(frozen=True, slots=True)
class Standin:
    """A running stand-in model; `url` is what to name as upstream."""

    url: str
    runner: web.AppRunner

    async def close(self) -> None:
        """Stop listening and end what is running."""
        await self.runner.cleanup()


async def start_standin(host: str = "127.0.0.1", port: int = 0, *, pace: float = PACE) -> Standin:
    """Listen and answer; port 0 takes any free one. `pace` is the pause between streamed events in seconds."""
    app = web.Application(client_max_size=MAX_BODY)
    desk = Desk(pace)
    app.router.add_route("*", "/{path:.*}", desk.serve)
    # Cancellation on: a client that hangs up must end its stream here, else a slow pace keeps it alive.
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    bound_host, bound_port = runner.addresses[0][:2]
    shown = f"[{bound_host}]" if ":" in bound_host else bound_host
    return Standin(f"http://{shown}:{bound_port}", runner)


class Desk:
    """Answers one request after another; counts them only to number its answers."""

    def __init__(self, pace: float) -> None:
        self.pace = pace
        self.served = 0

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer any request, in the shape of the API that its path belongs to."""
        self.served += 1
        try:
            return await self._answer(request)
        except BadAsk as bad:
            return self._error(request, 400, str(bad), bad.param)
        except web.HTTPRequestEntityTooLarge:
            return self._error(request, 413, "the request body is too large for the stand-in")

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path, api = request.path, APIS.get(request.path)
        if path == "/v1/models" or path.startswith("/v1/models/"):
            return self._models(request, path.removeprefix("/v1/models").strip("/"))
        if api is None and path != "/v1/embeddings":
            return self._error(request, 404, "the stand-in model has no such path")
        if request.method != "POST":
            return self._error(request, 405, "this path wants a POST")
        body = _document(await request.read())
        if api is None:
            return self._json(request, catalogue.embeddings(body))
        ask = api.read(body)
        if ask.stream and api.events is not None:
            return await self._stream(request, api.events(ask))
        return self._json(request, api.whole(ask))

    def _models(self, request: web.Request, name: str) -> web.Response:
        if name and name not in catalogue.MODELS:
            return self._error(request, 404, "the stand-in model has no such model")
        if _anthropic(request):
            return self._json(request, catalogue.model_anthropic(name) if name else catalogue.models_anthropic())
        return self._json(request, catalogue.model_openai(name) if name else catalogue.models_openai())

    async def _stream(self, request: web.Request, events: Iterator[bytes]) -> web.StreamResponse:
        headers = {"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-cache"}
        response = web.StreamResponse(headers=headers | self._numbered(request))
        await response.prepare(request)
        for event in events:
            await response.write(event)
            await pause(self.pace)
        await response.write_eof()
        return response

    def _json(self, request: web.Request, document: Document, status: int = 200) -> web.Response:
        headers = {"Content-Type": "application/json"} | self._numbered(request)
        return web.Response(body=orjson.dumps(document), status=status, headers=headers)

    def _error(self, request: web.Request, status: int, message: str, param: str | None = None) -> web.Response:
        if _anthropic(request):
            return self._json(request, catalogue.error_anthropic(status, message, self._number()), status)
        return self._json(request, catalogue.error_openai(status, message, param), status)

    def _number(self) -> str:
        return f"req_standin{self.served:012d}"

    def _numbered(self, request: web.Request) -> dict[str, str]:
        return {"request-id" if _anthropic(request) else "x-request-id": self._number()}


def _anthropic(request: web.Request) -> bool:
    # /v1/models is the same path at both providers; only Anthropic's clients send this header.
    return request.path.startswith("/v1/messages") or "anthropic-version" in request.headers


def _document(body: bytes) -> Document:
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadAsk("the request body is not JSON") from error
    if not isinstance(document, dict):
        raise BadAsk("the request body must be a JSON object")
    return document
