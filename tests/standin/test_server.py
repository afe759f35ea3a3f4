"""The stand-in's sockets: routes, shapes of refusals, hanging up."""

from __future__ import annotations

import asyncio

import anthropic
import httpx
import openai
import pytest

from proxy.standin import server

BODY = {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}


async def test_unknown_paths_are_not_found(openai_client: openai.AsyncOpenAI) -> None:
    """An unknown path raises the SDK's NotFoundError and does not repeat the path."""
    with pytest.raises(openai.NotFoundError) as caught:
        await openai_client.post("/secret-path-7719", cast_to=httpx.Response)
    assert "7719" not in str(caught.value.body)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/chat/completions", 405),
        ("GET", "/v1/models/none", 404),
        ("GET", "/", 404),
        ("POST", "/v1/messages", 400),
    ],
)
async def test_refusals(standin: server.Standin, method: str, path: str, status: int) -> None:
    """Wrong methods, paths and bodies get their status and a JSON error."""
    async with httpx.AsyncClient(base_url=standin.url) as client:
        answer = await client.request(method, path, content=b"{]" if method == "POST" else None)
    assert answer.status_code == status
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"[" * 100_000])
async def test_bodies_that_are_no_json_objects(standin: server.Standin, body: bytes) -> None:
    """A body that is no JSON object is a 400, never a 500."""
    async with httpx.AsyncClient(base_url=standin.url) as client:
        assert (await client.post("/v1/chat/completions", content=body)).status_code == 400


async def test_too_large_bodies(standin: server.Standin, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body above the limit is a 413 in the provider's shape."""
    monkeypatch.setattr(server, "MAX_BODY", 1000)
    small = await server.start_standin()
    async with httpx.AsyncClient(base_url=small.url) as client:
        answer = await client.post("/v1/messages", content=b" " * 2000)
    await small.close()
    assert (answer.status_code, answer.json()["error"]["type"]) == (413, "request_too_large")


async def test_request_ids(standin: server.Standin) -> None:
    """Every answer is numbered under the header that the provider uses."""
    async with httpx.AsyncClient(base_url=standin.url) as client:
        first = await client.post("/v1/chat/completions", json=BODY)
        second = await client.post("/v1/messages", json=BODY)
    assert first.headers["x-request-id"] != second.headers["request-id"]


async def test_equal_requests_get_equal_bytes(standin: server.Standin) -> None:
    """The same request gets the same bytes."""
    async with httpx.AsyncClient(base_url=standin.url) as client:
        bodies = {(await client.post("/v1/messages", json=BODY)).content for _ in range(2)}
    assert len(bodies) == 1


async def test_streams_are_paced(anthropic_client: anthropic.AsyncAnthropic, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two events of a stream lies the pause that was asked for."""
    pauses: list[float] = []

    async def record(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(server, "pause", record)
    slow = await server.start_standin(pace=0.5)
    async with httpx.AsyncClient(base_url=slow.url) as client:
        answer = await client.post("/v1/messages", json={**BODY, "stream": True})
    await slow.close()
    assert pauses == [0.5] * answer.content.count(b"\n\n")


async def test_hanging_up_ends_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that goes away ends its stream at once, however slow the pace."""
    gone = asyncio.Event()

    async def endless(_seconds: float) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            gone.set()

    monkeypatch.setattr(server, "pause", endless)
    slow = await server.start_standin()
    async with (
        httpx.AsyncClient(base_url=slow.url) as client,
        client.stream("POST", "/v1/messages", json={**BODY, "stream": True}) as answer,
    ):
        assert answer.status_code == 200
    async with asyncio.timeout(5):
        await gone.wait()
    await slow.close()


async def test_closed_means_closed() -> None:
    """After close nothing listens any more."""
    running = await server.start_standin()
    await running.close()
    async with httpx.AsyncClient(base_url=running.url) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("/v1/models")
