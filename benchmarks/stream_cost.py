#!/usr/bin/env python3
"""What a streamed chunk costs the whole proxy that is passed on, stripped, and marked as well.

.venv/bin/python benchmarks/stream_cost.py            about two minutes
.venv/bin/python benchmarks/stream_cost.py --rounds 5

Processor time of the serving process per chunk that its clients received, a hundred streams at once, budgets in memory.
The same chunks for all: chat completions of the mock model, of which the first quarter is reasoning. Every round goes
over all of them in turn; figures are medians.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import measure
import servers

STREAMS, CHUNKS, GAP_MS = 100, 150, 20.0
HEAD = "policy: cost\nmode: enforce\ndetection: none\n"
STRIP = "degrade: {strip: [reasoning, logprobs]}"
POLICIES = {
    "passed on": "",
    "stripped": f"[{STRIP}]",
    "marked": "[canary: {share: 100%}]",
    "stripped and marked": f"[{STRIP}, canary: {{share: 100%}}]",
}


def start(name: str, then: str, upstream: str, folder: Path) -> contextlib.AbstractContextManager[servers.Server]:
    """A proxy with one rule for everybody."""
    rule = f"rules: [{{name: all, why: measured, when: tools >= 0, then: {then}}}]\n" if then else ""
    policy = folder / f"{name.replace(' ', '-')}.yaml"
    policy.write_text(HEAD + rule)
    port = servers.free_port()
    command = [
        sys.executable, "-m", "proxy", "serve", "--listen", f"127.0.0.1:{port}", "--admin",
        f"127.0.0.1:{servers.free_port()}", "--upstream", upstream, "--policy", str(policy), "--state", "memory://",
        "--events", str(folder / f"{policy.stem}.jsonl"), "--canaries", str(folder / f"{policy.stem}.canaries"),
    ]  # fmt: skip
    return servers.running(policy.stem, command, port, folder)


def bench(server: servers.Server, upstream: str) -> measure.Bench:
    """The harness of `make bench`, for streams only."""
    return measure.Bench(argparse.Namespace(
        name=server.name, pid=[server.pid], url=server.url, upstream=upstream, side=[],
        header=[f"x-mock-reasoning: {CHUNKS // 4}"], keys=STREAMS, key="", model="mock-1", prompts="", reference="",
        scale=1.0, rounds=1, streams=STREAMS, chunks=CHUNKS, gap_ms=GAP_MS, stream_rounds=1, stream_timeout=30.0,
    ))  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        mock = stack.enter_context(servers.mock(folder))
        benches = {
            name: bench(stack.enter_context(start(name, then, mock.url, folder)), mock.url)
            for name, then in POLICIES.items()
        }
        found: dict[str, list[float]] = {name: [] for name in POLICIES}
        for number in range(rounds + 1):
            for name, each in benches.items():
                cost = each.streams(rounds=1)["cpu_us_per_chunk"]
                if number:  # the first round warms up
                    found[name].append(cost)
    least = statistics.median(found["passed on"])
    print("a chunk                  µs   ratio   range")
    for name, costs in found.items():
        cost = statistics.median(costs)
        print(f"{name:20} {cost:7.1f} {cost / least:7.2f}   {min(costs):.1f} to {max(costs):.1f}")


if __name__ == "__main__":
    main()
