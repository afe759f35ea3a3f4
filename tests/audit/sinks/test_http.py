"""Batches by POST to a real server."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from proxy.audit.sinks import Rejected, Unsent
from proxy.audit.sinks.bodies import Lines
from proxy.audit.sinks.http import HttpCourier
from tests.audit.sinks.receivers import collecting, server_tls

LINES = [b'{"epoch":1790000000.5,"id":"1"}\n', b'{"epoch":1790000001.5,"id":"2"}\n']


@pytest.mark.parametrize("compress", [True, False])
async def test_a_batch_arrives(compress: bool) -> None:
    """Lines, credential and content type; compressed or not, the server reads the same."""
    async with collecting() as collector:
        courier = HttpCourier(collector.url, Lines(), {"Authorization": "Splunk t"}, compress=compress)
        assert await courier.carry(LINES) == 0
        await courier.close()
        assert collector.bodies == [b"".join(LINES)]
        (headers,) = collector.headers
        assert (headers["authorization"], headers["content-type"]) == ("Splunk t", "application/x-ndjson")
        assert ("content-encoding" in headers) is compress


@pytest.mark.parametrize(
    ("status", "trouble"),
    [(400, Rejected), (413, Rejected), (422, Rejected), (401, Unsent), (403, Unsent), (404, Unsent), (429, Unsent),
     (500, Unsent), (503, Unsent), (301, Unsent)],
)  # fmt: skip
async def test_what_a_status_means(status: int, trouble: type[Exception]) -> None:
    """Only an answer about the batch itself drops anything; a wrong token or address is tried again."""
    async with collecting() as collector:
        collector.status, collector.retry_after = status, "7"
        courier = HttpCourier(collector.url, Lines(), {})
        with pytest.raises(trouble) as raised:
            await courier.carry(LINES)
        await courier.close()
        assert getattr(raised.value, "after", 7.0) == 7.0
        assert collector.tries == 1


async def test_nobody_there() -> None:
    """A refused connection is told without the URL, which may hold a word of the credential."""
    async with collecting() as collector:
        url = collector.url
    courier = HttpCourier(url, Lines(), {})
    with pytest.raises(Unsent, match=r"^no answer \(\w+\)$"):
        await courier.carry(LINES)
    await courier.close()


async def test_a_receiver_that_hangs_is_given_up() -> None:
    """After its limit the batch is to be sent again."""
    async with collecting() as collector:
        collector.hanging = asyncio.Event()
        courier = HttpCourier(collector.url, Lines(), {}, limit_s=0.2)
        with pytest.raises(Unsent):
            await courier.carry(LINES)
        await courier.close()


async def test_certificates(tmp_path: Path) -> None:
    """A valid one is trusted by its authority; an expired one is never sent anything."""
    server, client = server_tls(tmp_path)
    async with collecting(server) as collector:
        courier = HttpCourier(collector.url, Lines(), {}, client)
        await courier.carry(LINES)
        await courier.close()
        assert len(collector.bodies) == 1
    server, client = server_tls(tmp_path, days=-1)
    async with collecting(server) as collector:
        courier = HttpCourier(collector.url, Lines(), {}, client)
        with pytest.raises(Unsent, match="certificate is not valid"):
            await courier.carry(LINES)
        await courier.close()
        assert collector.tries == 0
