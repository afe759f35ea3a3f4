"""What telling costs: CPU per request of identifying the caller, writing its events and counting its numbers.

    python benchmarks/event_cost.py [--json]

Aims: identify <= 5 µs, record + line + put <= 20 µs an event in any format, metrics <= 6 µs a request. Figures are the
best of sixty short runs of CPU time, the sink's thread included, because everything above the best is somebody else's
work. The decision with signals has 21 of them, of which 12 speak: a caller against whom every family does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
import timeit
from dataclasses import replace
from functools import partial
from pathlib import Path

from proxy.audit import FORMATS
from proxy.audit.board import Board
from proxy.audit.metrics import Metrics
from proxy.audit.record import Asked, Passed, access_record, decision_record, line
from proxy.audit.recorder import Recorder, remembering
from proxy.audit.sinks.journal import Journal, place
from proxy.audit.sinks.targets import FileTarget
from proxy.audit.sinks.thread import ThreadSink
from proxy.audit.spread import Spread
from proxy.callers.digests import Keyed
from proxy.callers.directory import Directory
from proxy.callers.forwarded import Forwarding
from proxy.callers.identify import Sources
from proxy.callers.reception import Reception
from proxy.core.decision import Action, Decision, Level, Refusal, Standing
from proxy.core.exchange import Usage
from proxy.core.signal import Family, Signal

AIMS = {"identify": 5.0, "identify, forwarded": 5.0, "metrics": 6.0}

# What the official openai SDK sends.
HEADERS = [
    (b"Host", b"127.0.0.1:8080"),
    (b"Accept-Encoding", b"gzip, deflate"),
    (b"Connection", b"keep-alive"),
    (b"Accept", b"application/json"),
    (b"Content-Type", b"application/json"),
    (b"User-Agent", b"OpenAI/Python 1.90.0"),
    (b"X-Stainless-Lang", b"python"),
    (b"X-Stainless-Package-Version", b"1.90.0"),
    (b"X-Stainless-OS", b"Linux"),
    (b"X-Stainless-Arch", b"x64"),
    (b"X-Stainless-Runtime", b"CPython"),
    (b"X-Stainless-Runtime-Version", b"3.11.7"),
    (b"Authorization", b"Bearer sk-proj-" + b"a" * 48),
    (b"X-Stainless-Async", b"false"),
    (b"x-stainless-retry-count", b"0"),
    (b"Content-Length", b"2048"),
]


WITNESSES = {"elicitation": 0.55, "precision": 0.4, "infrastructure": 0.3, "shape": 0.5}


def signals() -> tuple[Signal, ...]:
    """As many as detectors make, with as many numbers in their sentences."""
    families = list(Family)
    return tuple(
        Signal(
            f"{families[n % 6]}.measure_{n}",
            families[n % 6],
            0.123456789 * n,
            (n % 7) / 7 if n % 7 > 2 else 0.0,
            "{:.0%} of recent requests combine log-probabilities with one of {:.0f} sets of biases",
            (0.04 * n, 17.0 * n),
        )
        for n in range(21)
    )


def best(work, number=1_000) -> float:
    """Microseconds per call."""
    return min(timeit.repeat(work, timer=time.process_time, number=number, repeat=60)) / number * 1e6


def measure(folder: Path) -> dict[str, float]:
    keyed = Keyed(b"benchmark")
    reception = Reception(keyed, Sources(), Forwarding(["10.0.0.0/8"]), Directory(keyed))
    forwarded = [*HEADERS, (b"X-Forwarded-For", b"203.0.113.7, 10.1.2.3")]
    caller = reception.receive(HEADERS, b"", "203.0.113.7")
    at = 1790000000.123
    standings = tuple(Standing(name, "requests", 600, 12, 31.5) for name in ("requests-per-minute", "tokens-per-day"))
    asked = Asked(
        "d_0123456789abcdef", at, "POST", "/v1/chat/completions", "openai", "chat", "gpt-4o-mini", caller=caller
    )
    decision = Decision(
        asked.id,
        at,
        caller,
        Action.THROTTLE,
        enforced=True,
        policy="0123456789ab",
        rules=("requests-per-minute",),
        refusal=Refusal(429, "budget", "too much", 12.0),
        standings=standings,
    )
    passed = Passed(200, "completed", Usage(812, 311), 2.3, 2.29, 0.4, 0.0002, 2048, 4096)
    sink = ThreadSink(FileTarget(folder / "events.jsonl"), print, lines=10_000_000)
    show = remembering(keyed.address)  # as serve does
    recorders = {name: Recorder(Spread.to(sink.put, form), show) for name, form in FORMATS.items()}
    accused = replace(decision, signals=signals(), risk=0.9, level=Level.HOSTILE, held_for=60.0, witnesses=WITNESSES)
    metrics = Metrics()

    def count() -> None:
        metrics.entered()
        metrics.decided(asked, decision)
        metrics.asked_state(0.0004, "ok")
        metrics.passed(asked, decision, passed)

    text = line(access_record(asked, decision, passed, keyed.address))
    kept = journaled(folder, text)
    figures = {
        "identify": best(lambda: reception.receive(HEADERS, b"", "203.0.113.7")),
        "identify, forwarded": best(lambda: reception.receive(forwarded, b"", "10.0.0.1")),
        **{
            f"{name}, {kind}": best(work) + kept
            for name, recorder in recorders.items()
            for kind, work in (
                ("access", partial(recorder.passed, asked, decision, passed)),
                ("decision", partial(recorder.decided, asked, decision)),
                ("decision with signals", partial(recorder.decided, asked, accused)),
            )
        },
        "  of it: decision record": best(lambda: decision_record(asked, decision, keyed.address)),
        "  of it: access record": best(lambda: access_record(asked, decision, passed, keyed.address)),
        "  of it: line": best(lambda: line(access_record(asked, decision, passed, keyed.address)))
        - best(lambda: access_record(asked, decision, passed, keyed.address)),
        "  of it: put": best(lambda: sink.put(text)),
        "  of it: journal": kept,
        "metrics": best(count),
        "snapshot, once a second": best(metrics.snapshot, 100),
        "scrape of 4 workers": scrape(metrics),
    }
    asyncio.run(sink.close())
    return figures


def journaled(folder: Path, text: bytes) -> float:
    """What it costs to keep a line until it is written: by itself, since lines come too quickly here for its ring."""
    journal = Journal(place() or folder, f"benchmark {folder}")

    def batch() -> None:
        for _ in range(100):
            journal.put(text)
        journal.done(100)

    found = best(batch, 20) / 100
    journal.close()
    return found


def scrape(metrics: Metrics) -> float:
    board = Board()
    for worker in "0123":
        board.absorb(worker, metrics.snapshot())
    return best(board.render, 10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder))
    if args.json:
        print(json.dumps(figures))
        return
    for name, micros in figures.items():
        limit = AIMS.get(name) or (20.0 if name.partition(",")[0] in FORMATS else 0.0)
        aim = f"  (aim {limit:g})" if limit else ""
        print(f"{name:30} {micros:8.2f} µs{aim}")


if __name__ == "__main__":
    main()
