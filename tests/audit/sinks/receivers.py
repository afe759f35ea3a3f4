"""Receivers that tests can make fail: an HTTP collector, a syslog listener, and certificates for both."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DEADLINE = 10.0


class Collector:
    """Takes batches by POST and answers as it is told."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.status = 200
        self.answer = b"{}"
        self.retry_after = ""
        self.verdict: Callable[[bytes], int] | None = None
        self.hanging: asyncio.Event | None = None
        self.url = ""
        self.news = asyncio.Condition()
        self.tries = 0

    async def take(self, request: web.Request) -> web.Response:
        """One batch."""
        sent = await request.read()  # inflated by aiohttp
        self.tries += 1
        async with self.news:
            self.news.notify_all()
        if self.hanging is not None:
            await self.hanging.wait()
        status = self.verdict(sent) if self.verdict is not None else self.status
        if 200 <= status < 300:
            self.bodies.append(sent)
            self.headers.append({name.lower(): value for name, value in request.headers.items()})
        async with self.news:
            self.news.notify_all()
        headers = {"Retry-After": self.retry_after} if self.retry_after else {}
        return web.Response(status=status, body=self.answer, headers=headers)

    @property
    def lines(self) -> list[bytes]:
        """Everything taken, line by line."""
        return [line for body in self.bodies for line in body.splitlines()]

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something holds."""
        async with self.news:
            await asyncio.wait_for(self.news.wait_for(true), DEADLINE)


@contextlib.asynccontextmanager
async def collecting(tls: ssl.SSLContext | None = None, port: int = 0) -> AsyncIterator[Collector]:
    """A collector on a port of its own."""
    collector = Collector()
    application = web.Application(client_max_size=1 << 26)
    application.router.add_route("*", "/{path:.*}", collector.take)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port, ssl_context=tls, reuse_address=True)
    await site.start()
    number = runner.addresses[0][1]
    collector.url = f"{'https' if tls else 'http'}://127.0.0.1:{number}/in"
    try:
        yield collector
    finally:
        if collector.hanging is not None:
            collector.hanging.set()
        await runner.cleanup()


def certificate(folder: Path, *, days: int = 1) -> tuple[Path, Path]:
    """A self-signed certificate for 127.0.0.1 and its key; a negative number of days has expired."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    start = now - dt.timedelta(days=10)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), _loopback()]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_path, key_path = folder / f"cert{days}.pem", folder / f"key{days}.pem"
    cert_path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert_path, key_path


def _loopback() -> x509.IPAddress:
    import ipaddress

    return x509.IPAddress(ipaddress.ip_address("127.0.0.1"))


def server_tls(folder: Path, *, days: int = 1) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Contexts for a server with such a certificate, and for a client that trusts it."""
    cert, key = certificate(folder, days=days)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(cert, key)
    return server, ssl.create_default_context(cafile=str(cert))


class Story:
    """Collects what a sink says and lets a test wait for the next sentence."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self._news = threading.Condition()

    def say(self, sentence: str) -> None:
        """What a sink is given to say things with."""
        with self._news:
            self.told.append(sentence)
            self._news.notify_all()

    def wait_for(self, number: int) -> None:
        """Wait until so many sentences were said."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.told) >= number, DEADLINE), self.told


class Collecting:
    """A courier that takes everything."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    async def carry(self, lines: Sequence[bytes]) -> int:
        """Take them."""
        self.lines += lines
        return 0

    async def close(self) -> None:
        """Nothing to give back."""
