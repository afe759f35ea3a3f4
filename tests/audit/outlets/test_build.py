"""From words to sinks that work."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import orjson
import pytest

from proxy.audit.outlets.build import Means, build, outlet
from proxy.audit.outlets.flags import read_flag
from proxy.audit.outlets.words import OutletWords
from proxy.audit.spread import give
from proxy.errors import SettingsError
from tests.audit.exchanges import every_record
from tests.audit.sinks.receivers import collecting, server_tls

MEANS = Means(print, time.monotonic, lambda: 0.5, lambda _: b"secret-token")


def words(text: str, folder: Path, **more: object) -> OutletWords:
    """The words of a flag, with a spool of the test's own and no waiting."""
    extra = {"spool": str(folder / "spool"), "every": 0.01}
    found = read_flag(text, "siem")
    given = found.model_dump(exclude_unset=True)
    return OutletWords.model_construct(**{**found.model_dump(), **extra, **given, **more})


@pytest.mark.parametrize(
    ("kind", "more", "header"),
    [
        ("splunk+", "?token=env:T&format=ocsf", "Splunk secret-token"),
        ("elastic+", "?index=i&token=env:T&format=ecs", "ApiKey secret-token"),
        ("otlp+", "", None),
        ("", "?token=env:T&body=array", "Bearer secret-token"),
    ],
)
async def test_collectors_get_batches(kind: str, more: str, header: str | None, tmp_path: Path) -> None:
    """Each kind posts what it should, with its own credential."""
    async with collecting() as collector:
        described = words(kind + collector.url + more, tmp_path)
        sink = build(described, MEANS)
        for record in every_record():
            give(record, [outlet(described, sink)])
        await collector.until(lambda: bool(collector.bodies))
        await sink.close()
        assert sink.dropped == 0
        assert sink.written == len(every_record())
        assert {each.get("authorization") for each in collector.headers} == {header}


async def test_files(tmp_path: Path) -> None:
    """A file, and one that rotates."""
    for text in ("a.jsonl", "b.jsonl?rotate=1KB&keep=2&format=cef"):
        described = words(str(tmp_path / text), tmp_path)
        sink = build(described, MEANS)
        give(every_record()[0], [outlet(described, sink)])
        await sink.close()
    assert orjson.loads((tmp_path / "a.jsonl").read_bytes())["event"] == "decision"
    assert (tmp_path / "b.jsonl").read_bytes().startswith(b"CEF:0")


async def test_syslog(tmp_path: Path) -> None:
    """Over TCP, with the machine's name."""
    got = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await reader.read(20):
            got.set()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    described = words(f"syslog+tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}", tmp_path)
    sink = build(described, MEANS)
    sink.put(b"{}\n")
    await asyncio.wait_for(got.wait(), 10)
    await sink.close()
    server.close()


def test_what_cannot_be_used_is_told(tmp_path: Path) -> None:
    """A folder, a file or a certificate that is none says which outlet it belongs to and what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"siem: nothing can be kept in .*; name another folder"):
        build(words("https://h", tmp_path, spool=str(tmp_path / "file")), MEANS)
    with pytest.raises(SettingsError, match="certificates cannot be used"):
        build(words("https://h", tmp_path, ca=str(tmp_path / "file")), MEANS)
    with pytest.raises(SettingsError, match=r"missing/e: No such file"):
        build(words(str(tmp_path / "missing" / "e"), tmp_path), MEANS)


async def test_a_certificate_of_our_own(tmp_path: Path) -> None:
    """`ca` is trusted; without it a private authority is not."""
    server, _ = server_tls(tmp_path)
    async with collecting(server) as collector:
        sink = build(words(collector.url, tmp_path, ca=str(tmp_path / "cert1.pem")), MEANS)
        sink.put(b"{}\n")
        await collector.until(lambda: bool(collector.bodies))
        await sink.close()
