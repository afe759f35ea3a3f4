"""What is lost, what comes twice and what requests pay while a receiver of events fails: a real proxy, real sockets.

    python benchmarks/sink_faults.py [--seconds 6] [--rate 60] [--only hangs,dies] [--markdown]

Each fault: a proxy with the stand-in model, memory state and one HTTP outlet (native format, a batch every 0.2 s), a
collector of ours, requests at an even rate. The fault is there for the middle third of the run (a certificate, a full
disk: for all of it), then the collector is well again and gets time to catch up; what a stop leaves is delivered by a
second start. Lost: answered requests without an access event. Twice: access events beyond the first of each id.
Latency is the clients', against the run without a fault.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import ipaddress
import json
import os
import resource
import signal
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout, web

BODY = {"model": "stand-in", "max_tokens": 8, "messages": [{"role": "user", "content": "Hello"}]}
POLICY = "policy: faults\nbudgets: [{name: b, per: caller, meter: requests, limit: 100k, window: 1m}]\n"
FAULTS = ("none", "hangs", "dies", "no receipt", "429", "500", "expired certificate", "disk full", "proxy killed")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def certificate(folder: Path, days: int) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that ends in so many days, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=9))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256())
    )  # fmt: skip
    cert, private = folder / f"cert{days}.pem", folder / f"key{days}.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert, private


@dataclass
class Collector:
    """Takes batches, and fails as it is told."""

    port: int
    ids: Counter = field(default_factory=Counter)
    fault: str = "none"
    runner: web.AppRunner | None = None
    well: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        batch = await request.read()
        if self.fault == "hangs":
            await self.well.wait()
        if self.fault in ("429", "500"):
            return web.Response(status=int(self.fault))
        self.ids.update(event["id"] for event in map(json.loads, batch.splitlines()) if event["event"] == "access")
        if self.fault == "no receipt" and request.transport is not None:
            request.transport.abort()  # it has the batch, and nobody knows
        return web.Response()

    async def start(self, tls: ssl.SSLContext | None = None) -> None:
        application = web.Application(client_max_size=1 << 26)
        application.router.add_post("/in", self.take)
        self.runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port, ssl_context=tls, reuse_address=True).start()

    async def stop(self) -> None:
        if self.runner is not None:
            await self.runner.cleanup()


def small_files() -> None:
    """In the proxy's process: no file grows beyond 20 KB, as on a disk with that much room."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


class Proxy:
    """One `stillwatch serve`."""

    def __init__(self, folder: Path, url: str, ca: str, *, full: bool) -> None:
        self.port, self.admin = free_port(), free_port()
        (folder / "policy.yaml").write_text(POLICY)
        extra = f"&ca={ca}" if ca else ""
        outlet = f"{url}/in?every=0.2s&batch=200&spool={folder / 'spool'}{extra}"
        command = [sys.executable, "-m", "proxy", "serve", "--policy", folder / "policy.yaml", "--state", "memory://",
                   "--listen", f"127.0.0.1:{self.port}", "--admin", f"127.0.0.1:{self.admin}",
                   "--events", outlet]  # fmt: skip
        self.process = subprocess.Popen(
            [str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "STILLWATCH_SECRET": "0123456789abcdef0123456789abcdef"},
            preexec_fn=small_files if full else None,  # noqa: PLW1509 - there are no threads yet
        )  # fmt: skip

    async def ready(self) -> None:
        async with ClientSession() as client:
            while True:
                try:
                    async with client.get(f"http://127.0.0.1:{self.admin}/readyz") as reply:
                        if reply.status == 200:
                            return
                except ClientError:
                    pass
                await asyncio.sleep(0.05)

    async def number(self, metric: str) -> float:
        async with ClientSession() as client, client.get(f"http://127.0.0.1:{self.admin}/metrics") as reply:
            lines = (await reply.text()).splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(metric))

    async def stop(self) -> None:
        self.process.terminate()
        await asyncio.to_thread(self.process.wait)


@dataclass
class Load:
    """Requests at an even rate; how long each took."""

    answered: int = 0
    took: list[float] = field(default_factory=list)

    async def run(self, client: ClientSession, port: int, rate: float, seconds: float) -> None:
        start, running = time.perf_counter(), []
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(start + number / rate - time.perf_counter(), 0))
            running.append(asyncio.create_task(self.ask(client, port)))
        await asyncio.gather(*running)

    async def ask(self, client: ClientSession, port: int) -> None:
        began = time.perf_counter()
        try:
            async with client.post(f"http://127.0.0.1:{port}/v1/chat/completions", json=BODY,
                                   headers={"Authorization": "Bearer sk-load"}) as reply:  # fmt: skip
                await reply.read()
        except (ClientError, OSError):
            return
        self.answered += reply.status == 200
        self.took.append(time.perf_counter() - began)


async def measure(fault: str, seconds: float, rate: float) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        folder, collector, load = Path(name), Collector(free_port()), Load()
        tls = fault == "expired certificate"
        good, bad = (certificate(folder, days) for days in (9, -1)) if tls else ((), ())
        authority = folder / "ca.pem"
        if tls:
            authority.write_bytes(good[0].read_bytes() + bad[0].read_bytes())
        await collector.start(served(*bad) if tls else None)
        url = f"{'https' if tls else 'http'}://127.0.0.1:{collector.port}"
        proxy = Proxy(folder, url, str(authority) if tls else "", full=fault == "disk full")
        await proxy.ready()
        async with ClientSession(timeout=ClientTimeout(total=30)) as client:
            await load.run(client, proxy.port, 10, 0.5)
            load.took.clear()
            await load.run(client, proxy.port, rate, seconds / 3)
            await begin(fault, collector)
            if fault == "proxy killed":
                proxy = await killed(load, client, proxy, folder, url, rate, seconds / 3)
            else:
                await load.run(client, proxy.port, rate, seconds / 3)
            await end(fault, collector, served(*good) if tls else None)
            await load.run(client, proxy.port, rate, seconds / 3)
        dropped = await proxy.number("stillwatch_events_dropped_total")
        await proxy.stop()
        if collector.ids.total() < load.answered:  # what the stop left is delivered after the next start
            proxy = Proxy(folder, url, str(authority) if tls else "", full=False)
            await proxy.ready()
            for _ in range(200):
                if not await proxy.number("stillwatch_events_queued"):
                    break
                await asyncio.sleep(0.1)
            await proxy.stop()
        await collector.stop()
    took = sorted(load.took)
    return {
        "answered": load.answered,
        "lost": load.answered - len(collector.ids),
        "counted as dropped": dropped,
        "twice": collector.ids.total() - len(collector.ids),
        "p50": statistics.median(took) * 1e3,
        "p99": took[int(len(took) * 0.99)] * 1e3,
    }


def served(cert: Path, key: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return context


async def begin(fault: str, collector: Collector) -> None:
    collector.fault = fault
    if fault == "dies":
        await collector.stop()


async def killed(load, client, proxy, folder, url, rate, seconds) -> Proxy:
    """SIGKILL in the middle of sending and serving, and a new proxy on the same spool."""
    running = asyncio.create_task(load.run(client, proxy.port, rate, seconds / 2))
    await asyncio.sleep(seconds / 4)
    proxy.process.kill()
    await running
    await asyncio.to_thread(proxy.process.wait)
    again = Proxy(folder, url, "", full=False)
    await again.ready()
    await load.run(client, again.port, rate, seconds / 2)
    return again


async def end(fault: str, collector: Collector, tls: ssl.SSLContext | None) -> None:
    collector.fault = "none"
    collector.well.set()
    if fault == "dies":
        await collector.start()
    if tls is not None:
        await collector.stop()
        await collector.start(tls)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--rate", type=float, default=60)
    parser.add_argument("--only", default=",".join(FAULTS))
    parser.add_argument("--markdown", action="store_true")
    args = parser.parse_args()
    head = "| fault | answered | lost | counted as dropped | twice | p50 ms | p99 ms |"
    print(head + "\n" + "|---" * 7 + "|" if args.markdown else head)
    for fault in args.only.split(","):
        found = asyncio.run(measure(fault, args.seconds, args.rate))
        whole = " | ".join(f"{found[name]:.0f}" for name in ("answered", "lost", "counted as dropped", "twice"))
        print(f"| {fault} | {whole} | {found['p50']:.1f} | {found['p99']:.1f} |", flush=True)


if __name__ == "__main__":
    main()
