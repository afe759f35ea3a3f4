"""The same raw bytes into nginx and into us: the same request upstream, or the same class of refusal.

Where we differ we mean to; `INTENDED` lists every such case with its reason. Needs an nginx binary.
"""

from __future__ import annotations

import asyncio
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from proxy.edge.http1 import fields
from tests.edge.stage import Received, Stage
from tests.edge.test_parsing import REFUSED, TAKEN
from tests.servers import free_port

NGINX = shutil.which("nginx")
pytestmark = [
    pytest.mark.nginx,
    pytest.mark.skipif(NGINX is None, reason="no nginx binary: the differential test needs Debian's nginx package"),
]

CONF = """
daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    client_header_timeout 2s; client_body_timeout 2s; lingering_timeout 1s;
    server {{
        listen 127.0.0.1:{port}; underscores_in_headers on; ignore_invalid_headers off;
        location / {{
            proxy_pass http://127.0.0.1:{origin}; proxy_http_version 1.1; proxy_set_header Connection "";
            proxy_request_buffering off;
        }}
    }}
}}
"""

# name: why we refuse what nginx forwards, or forward otherwise
INTENDED = {
    "absolute": "nginx takes the host from the target; we match policy on exactly the bytes that are forwarded",
    "fragment": "nginx cuts or forwards fragments; a path must be one path for everybody",
    "bytes in target": "nginx forwards raw bytes; RFC 3986 allows ASCII only, and servers decode them differently",
    "two spaces": "nginx skips spaces in the request line",
    "trailing space": "nginx skips spaces in the request line",
    "bare LF": "nginx takes LF for CRLF; RFC 9112 2.2 lets us refuse, and smuggling lives there",
    "CR CR LF": "nginx reads over some CRs",
    "control": "nginx forwards control bytes in values; they break terminals and logs",
    "DEL": "nginx forwards DEL in values",
    "no colon": "nginx drops or forwards a line without a colon",
    "name with bytes": "nginx drops or forwards names with raw bytes",
    "0.9": "nginx speaks HTTP/0.9",
    "1.10": "nginx takes 1.10 for 1.1",
    "1.2": "nginx takes 1.2 for 1.1",
    "method": "nginx forwards any method of capital letters; llhttp knows those that exist",
    "Host user": "nginx forwards other Host values than a host and a port",
    "expectation": "nginx ignores unknown expectations; RFC 9110 10.1.1 has 417 for them",
    "options": "nginx refuses OPTIONS *; RFC 9110 9.3.7 allows it",
    "odd target": "nginx decodes targets to choose a location and refuses %00 and %zz; we pass them as they are",
}


# What we forward and nginx does not, or not so: well-formed by RFC 9110 and 3986, or opaque to us.
LAXER = {"options", "odd target"}


def start_nginx(conf: Path) -> subprocess.Popen[bytes]:
    """Start it with this configuration; its process."""
    assert NGINX is not None
    return subprocess.Popen([NGINX, "-c", str(conf), "-p", str(conf.parent)], stderr=subprocess.DEVNULL)


async def through_nginx(stage: Stage, tmp_path: Path) -> tuple[int, subprocess.Popen[bytes]]:
    """Start nginx before the same kind of origin; its port and process."""
    origin, port = await stage.listen_origin(), free_port()
    conf = tmp_path / "nginx.conf"
    conf.write_text(CONF.format(folder=tmp_path, port=port, origin=origin))
    process = start_nginx(conf)
    async with asyncio.timeout(10):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionError:
                assert process.poll() is None
            else:
                writer.close()
                return port, process


async def said(port: int, raw: bytes) -> bytes:
    """What comes back for these bytes, up to the end of the first answer's head."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(raw)
    try:
        async with asyncio.timeout(5):
            return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        return error.partial
    finally:
        writer.close()


Outcome = tuple[str, bytes, bytes]


def outcome(reply: bytes, seen: list[Received]) -> Outcome:
    """('passed', request line, body) or ('refused', '', '')."""
    if not seen:
        assert not reply.startswith(b"HTTP/1.1 200"), "an answer without a request"
        return "refused", b"", b""
    return "passed", seen[0].line, seen[0].body


CASES = {
    **{name: raw for name, (raw, _) in REFUSED.items()},
    **TAKEN,
    "plain": b"GET /a?b=c HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nx-b: 2\r\n\r\n",
    "length": b"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc",
    "chunks": b"POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\n\r\n",
    "chunked in capitals": b"POST /a HTTP/1.1\r\nHost: h\r\ntransfer-ENCODING: CHUNKED\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    "bad chunk": b"POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nabc\r\n0\r\n\r\n",
    "negative chunk": b"POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n",
    "empty line first": b"\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
    "white space around": b"GET / HTTP/1.1\r\nHost: h\r\nX:  \t a b \t \r\n\r\n",
    "noise": b"\x16\x03\x01\x00\xa5\x01\x00\x00\r\n\r\n",
    "no 1.0 chunks": b"POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "large head": b"GET / HTTP/1.1\r\nHost: h\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
}


async def test_nginx_and_we_agree(stage: Stage, tmp_path: Path) -> None:
    """Every case is forwarded by both as the same request, or refused by both, or is a difference that we meant."""
    ours = await stage.listen()
    theirs, process = await through_nginx(stage, tmp_path)
    differ: dict[str, tuple[Outcome, Outcome]] = {}
    try:
        for name, raw in CASES.items():
            outcomes = []
            for port in (ours, theirs):
                stage.seen.clear()
                reply = await said(port, raw)
                outcomes.append(outcome(reply, stage.seen))
            if outcomes[0] != outcomes[1]:
                differ[name] = (outcomes[0], outcomes[1])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    unmeant = {name: found for name, found in differ.items() if name not in INTENDED}
    assert unmeant == {}
    assert {name for name, (we, _) in differ.items() if we[0] == "passed"} <= LAXER


async def test_fields_pass_as_through_nginx(stage: Stage, tmp_path: Path) -> None:
    """The fields that nginx forwards are the fields that we forward, in the same order and case."""
    raw = (
        b"POST /v1 HTTP/1.1\r\nHost: h\r\nX-b: 1\r\nACCEPT: */*\r\nx-a: 2\r\nKeep-Alive: 5\r\nTE: trailers\r\n"
        b"Connection: keep-alive\r\nX-b: 3\r\nauthorization: Bearer x\r\nContent-Type: text/plain\r\n"
        b"Content-Length: 2\r\n\r\nhi"
    )
    port = await stage.listen()
    theirs, process = await through_nginx(stage, tmp_path)
    found: list[bytes] = []
    try:
        for each in (port, theirs):
            stage.seen.clear()
            await said(each, raw)
            ours = {b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"host", b"content-length"}
            found.append(fields(pair for pair in stage.seen[0].fields if pair[0].lower() not in ours))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    assert found[0] == found[1]
