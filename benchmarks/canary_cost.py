#!/usr/bin/env python3
"""What a streamed chunk costs the proxy: passed through, stripped, marked, and both.

.venv/bin/python benchmarks/canary_cost.py

The processor time of the proxy's process (user and system, from /proc), divided by the events that went through it, each
a chunk of its own. Requests are counted with their streams, 400 events each, so the base is the same for all rows.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import orjson

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from measure import cpu_between, cpu_snapshot, tree  # noqa: E402

from tests.e2e.proxy import start_proxy  # noqa: E402
from tests.model import start_model  # noqa: E402

STREAMS, EVENTS, ROUNDS = 24, 400, 4
QUESTION = "What should I know about the weather, and how do I read what the sky is about to do?"
RULE = """policy: cost
mode: enforce
rules:
  - name: all
    why: Everybody, to measure it
    when: tools >= 0
    then: [{then}]
"""
ROWS = {
    "passed through": "policy: cost\nmode: enforce\n",
    "reasoning and log-probabilities stripped": RULE.format(then="{degrade: {strip: [reasoning, logprobs]}}"),
    "marked": RULE.format(then="{canary: {share: 100%}}"),
    "stripped and marked": RULE.format(then="{degrade: {strip: [reasoning, logprobs]}}, {canary: {share: 100%}}"),
}


async def one(host: str, port: int) -> int:
    """One stream from its request to its end; how many events it had."""
    reader, writer = await asyncio.open_connection(host, port)
    body = orjson.dumps({"model": "m", "stream": True, "messages": [{"role": "user", "content": QUESTION}]})
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer sk-1\r\nContent-Length: {len(body)}\r\n"
    writer.write(head.encode() + b"Content-Type: application/json\r\nConnection: close\r\n\r\n" + body)
    seen = 0
    while chunk := await reader.read(65536):
        seen += chunk.count(b"data: {")
    writer.close()
    return seen


async def round_of(url: str) -> int:
    """Streams at once; their events."""
    parts = urlsplit(url)
    return sum(await asyncio.gather(*(one(str(parts.hostname), int(parts.port or 0)) for _ in range(STREAMS))))


def cost(upstream: str, policy: str) -> float:
    """Microseconds of the proxy's processor time per event: the least of some rounds, as noise only ever adds."""
    with tempfile.TemporaryDirectory() as folder:
        registry = Path(folder) / "canaries.jsonl"
        with start_proxy(Path(folder) / "p", upstream, policy, canaries=registry, no_access=True) as proxy:
            asyncio.run(round_of(proxy.url))
            found = []
            for _ in range(ROUNDS):
                pids = tree([proxy.process.pid])
                before = cpu_snapshot(pids)
                events = asyncio.run(round_of(proxy.url))
                found.append(cpu_between(before, cpu_snapshot(pids)) / events * 1e6)
        return min(found)


def main() -> None:
    """Every row, and its ratio to the first."""
    print(
        f"processor time of the proxy per streamed chunk, {STREAMS} streams of {EVENTS} events, best of {ROUNDS} rounds"
    )
    with start_model("--tokens", str(EVENTS), "--gap-ms", "5") as model:
        base = 0.0
        for name, policy in ROWS.items():
            found = cost(model.url, policy)
            base = base or found
            print(f"{name:45} {found:8.1f} µs {found / base:8.2f}")


if __name__ == "__main__":
    main()
