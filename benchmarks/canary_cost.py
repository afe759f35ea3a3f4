#!/usr/bin/env python3
"""What a streamed chunk costs the proxy: passed through, stripped, marked, and both.

.venv/bin/python benchmarks/canary_cost.py

The processor time of the proxy's process (user and system, from /proc), divided by the events that went through it, each
a chunk of its own. Requests are counted with their streams, 300 events each, so the base is the same for all rows.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import orjson

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from measure import cpu_between, cpu_snapshot, tree  # noqa: E402

from tests.e2e.proxy import Proxy, start_proxy  # noqa: E402
from tests.model import start_model  # noqa: E402

STREAMS, EVENTS, ROUNDS = 8, 300, 6
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


def cost(proxy: Proxy) -> float:
    """Microseconds of the proxy's processor time per event, of one round."""
    pids = tree([proxy.process.pid])
    before = cpu_snapshot(pids)
    events = asyncio.run(round_of(proxy.url))
    return cpu_between(before, cpu_snapshot(pids)) / events * 1e6


def main() -> None:
    """Every row and its ratio to the first. Rows take turns, and the least of each counts, as noise only ever adds."""
    print(
        f"processor time of the proxy per streamed chunk: {STREAMS} streams of {EVENTS} events, best of {ROUNDS} rounds"
    )
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        # Slow enough that no two events of a stream come in one chunk.
        model = stack.enter_context(start_model("--tokens", str(EVENTS), "--gap-ms", "8"))
        proxies = {}
        for number, (name, policy) in enumerate(ROWS.items()):
            place = folder / str(number)
            started = start_proxy(place, model.url, policy, canaries=place / "canaries.jsonl", no_access=True)
            proxies[name] = stack.enter_context(started)
        rounds = [{name: cost(proxy) for name, proxy in proxies.items()} for _ in range(ROUNDS + 1)][1:]
        least = {name: min(each[name] for each in rounds) for name in ROWS}
        for name, found in least.items():
            print(f"{name:45} {found:8.1f} µs {found / least['passed through']:8.2f}")


if __name__ == "__main__":
    main()
