"""The mock model tells the truth about what reached it."""

from __future__ import annotations

import gzip

import httpx
import pytest

from tests.model import Model, start_model

BODY = {"model": "mock-1", "messages": [{"role": "user", "content": "x"}]}
PATH = "/v1/chat/completions"


async def test_last_is_byte_for_byte(model: Model) -> None:
    """The last request comes back with header case, header order and a binary body as sent."""
    body = gzip.compress(b"{}")
    async with httpx.AsyncClient(base_url=model.url) as client:
        await client.post(PATH, content=body, headers=[("X-One", "1"), ("x-two", "2"), ("X-One", "3")])
    seen = await model.last()
    assert seen is not None
    assert (seen.method, seen.url, seen.body) == ("POST", PATH, body)
    assert seen.header("x-one") == ["1", "3"]
    assert ("X-One", "1") in seen.headers


async def test_counters_start_at_zero(model: Model) -> None:
    """Every test finds the shared model without a past."""
    assert await model.last() is None
    assert (await model.stats()).requests == 0


async def test_hang_ups_are_noticed(model: Model) -> None:
    """A client that goes away in the middle of a stream is counted, with the time it took to notice."""
    asked = {**BODY, "stream": True}
    headers = {"x-mock-gap-ms": "1000"}
    async with (
        httpx.AsyncClient(base_url=model.url) as client,
        client.stream("POST", PATH, json=asked, headers=headers) as answer,
    ):
        await anext(answer.aiter_bytes())
    stats = await model.until(lambda stats: stats.aborted == 1)
    assert len(stats.abort_after_s) == 1
    assert stats.open_streams == 0


async def test_until_has_a_deadline(model: Model) -> None:
    """A condition that never holds ends in a TimeoutError."""
    with pytest.raises(TimeoutError):
        await model.until(lambda stats: stats.aborted > 0, deadline=0.05)


async def test_flags(unused_tcp_port: int) -> None:
    """A model with flags of its own listens where it is told and behaves as told."""
    with start_model("--require-key", port=unused_tcp_port) as strict:
        assert strict.port == unused_tcp_port
        async with httpx.AsyncClient(base_url=strict.url) as client:
            assert (await client.post(PATH, json=BODY)).status_code == 401


def test_a_model_that_cannot_start_says_so() -> None:
    """A wrong flag is an error of the test, not a hang."""
    with pytest.raises(RuntimeError, match="did not start"), start_model("--no-such-flag"):
        pass
