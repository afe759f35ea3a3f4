#!/usr/bin/env python3
"""Measures Stillwatch beside nginx and Envoy on this machine, in one run.

    make bench                                    everything, about five minutes
    make bench BENCH_ARGS='--scale 0.3'           a quick look, about two
    python benchmarks/run.py --proxies nginx      one of them
    python benchmarks/run.py --markdown docs/benchmarks.md --json var/bench.json

Every round goes over all proxies in turn before the next begins, so that a noisy minute hits all alike; figures are
medians of three rounds. Stillwatch runs with one worker, budgets in Redis on the path of every request, all evaluated
and in force but out of reach, and one access line per request in a file; the others only forward.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import load
import measure
import report
import servers

SIZES = {"json_2k": (2048, 32, 2.5), "json_20k": (20 * 1024, 16, 2.0), "json_200k": (200 * 1024, 8, 2.0)}
STREAMS, CHUNKS, GAP_MS = 100, 200, 20.0
IDLE_STREAMS, IDLE_CHUNKS, IDLE_GAP_MS = 1000, 3, 4000.0


class Contender:
    """One proxy under measurement, and what was found about it so far."""

    def __init__(self, server: servers.Server, upstream: str, sides: dict[str, int], scale: float) -> None:
        self.server = server
        self.rounds: dict[str, list[dict[str, Any]]] = {}
        self.found: dict[str, Any] = {"about": server.about}
        self.counted: dict[str, float] = {}
        side = [f"{name}={pid}" for name, pid in sides.items()]
        chunks = max(25, int(CHUNKS * scale))
        self.bench = measure.Bench(argparse.Namespace(
            name=server.name, pid=[server.pid], url=server.url, upstream=upstream, side=side, header=[], keys=100,
            key="", model="mock-1", prompts="", reference="", scale=scale, rounds=1, streams=STREAMS, chunks=chunks,
            gap_ms=GAP_MS, stream_rounds=1, stream_timeout=30.0,
        ))  # fmt: skip

    def rss(self) -> float:
        return float(measure.rss_mib(measure.tree([self.server.pid])))

    def add(self, phase: str, result: dict[str, Any]) -> None:
        self.rounds.setdefault(phase, []).append(result)

    def warm(self) -> None:
        """Memory before load is that of a proxy that has done a little of everything: code, caches and pools are in by
        then, and what grows afterwards grows with the load."""
        idle, second = self.rss(), 1.0 / self.bench.a.scale
        for size, connections, _ in SIZES.values():
            self.bench.closed_loop(size, connections, second, 1)
        self.bench.streams(rounds=1)
        time.sleep(2)
        self.found["rss_mib"] = {"idle": idle, "before": self.rss()}
        self.counted = self.server.count()

    def idle(self) -> None:
        """A thousand streams that say something every four seconds."""
        config = self.bench.config(
            mode="stream", connections=IDLE_STREAMS, requests=IDLE_STREAMS, tokens=IDLE_CHUNKS, gap_ms=IDLE_GAP_MS,
            stagger=2.0, timeout=60.0, keys=IDLE_STREAMS,
        )  # fmt: skip
        meter = measure.Meter(self.bench.groups)
        memory: list[float] = []
        before = self.rss()
        run = load.Run(config, meter.begin, meter.end)
        # Sampled when a stream ends: until the first one does, all thousand are open.
        leave = run.leave

        def sampled() -> None:
            if not memory:
                memory.append(self.rss())
            leave()

        run.leave = sampled
        result = load.execute(run)
        self.add("idle", result)
        self.found["idle"] = {
            "completed": result["requests"],
            "lost": result["frames"]["lost"],
            "kib_per_stream": (memory[0] - before) * 1024 / IDLE_STREAMS if memory else None,
            "cpu_s": meter.spent["proxy"],
            "wall_s": result["wall_s"],
        }

    def finish(self) -> dict[str, Any]:
        """Medians over the rounds, and the sums that must be nought."""
        for phase in (*SIZES, "stream"):
            if phase in self.rounds:
                self.found[phase] = middle(self.rounds[phase])
        if streams := self.rounds.get("stream"):
            frames = {
                key: sum(r["frames"][key] for r in streams) for key in ("lost", "received", "stamped", "late_5ms")
            }
            late = 100 * frames["late_5ms"] / frames["stamped"] if frames["stamped"] else None
            self.found["stream"] |= {"lost": frames["lost"], "late_5ms_percent": late}
        every = [r for results in self.rounds.values() for r in results]
        if "latency" in self.found:
            every += [self.found["latency"]["json"], self.found["latency"]["stream"]]
        self.found["errors"] = measure.merge_errors(*every)
        self.found["errors_total"] = sum(self.found["errors"].values())
        checked = measure.merge_bytes(*every)
        self.found["bytes"], self.found["different"] = checked, checked["different"] + checked["same_text"]
        self.found["counted"] = {word: n - self.counted.get(word, 0) for word, n in self.server.count().items()}
        if rss := self.found.get("rss_mib"):
            rss["after"] = self.rss()
            rss["change_percent"] = 100 * (rss["after"] - rss["before"]) / rss["before"]
        return self.found


def middle(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """Medians of every number that the rounds share, through all depths."""
    out: dict[str, Any] = {}
    for key, value in rounds[0].items():
        values = [r[key] for r in rounds if key in r]
        if isinstance(value, dict):
            out[key] = middle(values)
        elif all(isinstance(v, (int, float)) for v in values):
            out[key] = statistics.median(values)
    return out


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def go(contenders: list[Contender], rounds: int) -> None:
    def each(title: str, step: Callable[[Contender], None]) -> None:
        for contender in contenders:
            say(f"{title}: {contender.server.name}")
            step(contender)

    each("warm up", Contender.warm)
    for phase, (size, connections, seconds) in SIZES.items():
        for number in range(rounds):
            each(f"{phase} {number + 1}/{rounds}",
                 lambda c: c.add(phase, c.bench.closed_loop(size, connections, seconds, 1)))  # fmt: skip  # noqa: B023
    each("latency", lambda c: c.found.update(latency=c.bench.latency()))
    for number in range(rounds):
        each(f"streams {number + 1}/{rounds}", lambda c: c.add("stream", c.bench.streams(rounds=1)))
    each(f"{IDLE_STREAMS} idle streams", Contender.idle)
    time.sleep(3)


def start(a: argparse.Namespace, stack: contextlib.ExitStack, logs: Path) -> tuple[list[Contender], str]:
    """Start everything that was asked for and is there; say what is not."""
    upstream = stack.enter_context(servers.mock(logs)).url
    contenders = []
    about = ""
    for name in a.proxies.split(","):
        try:
            if name == "stillwatch":
                store = stack.enter_context(servers.redis(logs))
                about = store.about
                state, sides = f"redis://127.0.0.1:{store.port}/0", {"redis": store.pid}
                server = stack.enter_context(servers.stillwatch(upstream, state, Path(a.policy), logs))
            else:
                sides, build = {}, {"nginx": servers.nginx, "envoy": servers.envoy}[name]
                server = stack.enter_context(build(upstream, logs))
            contenders.append(Contender(server, upstream, sides, a.scale))
        except servers.Unavailable as missing:
            say(f"without {name}: {missing}")
    return contenders, about


def arguments() -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--scale", type=float, default=1.0, help="stretch or shrink every phase")
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--proxies", default=",".join(report.PROXIES), help="which to measure")
    p.add_argument("--policy", default=str(servers.HERE / "bench.yaml"))
    p.add_argument("--json", metavar="PATH", default="var/bench.json", help="where everything that was measured goes")
    p.add_argument("--markdown", metavar="PATH", help="fill the marked table in this document")
    p.add_argument("--gate", action="store_true", help="exit 1 where a limit is missed, not only on errors")
    p.add_argument("--logs", metavar="FOLDER", help="keep logs and events here")
    return p.parse_args()


def main() -> int:
    a = arguments()
    if not sys.platform.startswith("linux"):
        say("The figures come from /proc: this benchmark runs on Linux only.")
        return 2
    if a.markdown:
        try:
            report.fillable(Path(a.markdown))
        except ValueError as error:
            say(str(error))
            return 2
    # A thousand streams are two thousand sockets in a proxy; children inherit the limit.
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard != resource.RLIM_INFINITY else 65536, hard))
    logs = Path(a.logs).absolute() if a.logs else Path(tempfile.mkdtemp(prefix="stillwatch-bench-"))
    logs.mkdir(parents=True, exist_ok=True)
    machine: dict[str, Any] = {
        "cpus": os.cpu_count(), "python": platform.python_version(), "kernel": platform.release(),
        "scale": a.scale, "calibration_ms": [measure.calibration()],
    }  # fmt: skip
    stolen, began = measure.steal_seconds(), time.monotonic()
    with contextlib.ExitStack() as stack:
        contenders, machine["redis"] = start(a, stack, logs)
        go(contenders, a.rounds)
        results = {c.server.name: c.finish() for c in contenders}
    machine["calibration_ms"].append(measure.calibration())
    machine |= {"steal_s": round(measure.steal_seconds() - stolen, 2), "took_s": round(time.monotonic() - began, 1)}
    if not a.logs:
        shutil.rmtree(logs, ignore_errors=True)
    return tell(a, machine, results)


def tell(a: argparse.Namespace, machine: dict[str, Any], results: dict[str, dict[str, Any]]) -> int:
    """Print the table and the machine-readable whole; 1 where something went wrong."""
    whole = json.dumps({"machine": machine, "limits_missed": report.missed(results), "results": results}, indent=1)
    Path(a.json).parent.mkdir(parents=True, exist_ok=True)
    Path(a.json).write_text(whole + "\n")
    if a.markdown:
        report.fill(Path(a.markdown), report.markdown(results, machine))
    print(report.text(results))
    print(f"\nEverything that was measured: {a.json}")
    broken = [name for name, found in results.items() if found["errors_total"]]
    for name in broken:
        say(f"{name} had errors, so its figures mean nothing: {results[name]['errors']}")
    if "stillwatch" not in results and "stillwatch" in a.proxies:
        say("Stillwatch itself was not measured.")
        return 1
    return 1 if "stillwatch" in broken or (a.gate and report.missed(results)) else 0


if __name__ == "__main__":
    sys.exit(main())
