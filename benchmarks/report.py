"""Sets what was measured beside the limits that Stillwatch promises, as text and as Markdown."""

from __future__ import annotations

import datetime as dt
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
PROXIES = ("stillwatch", "nginx", "envoy")


@dataclass(frozen=True)
class Row:
    """One figure: what it is called, where it stands in the result, and what it must not pass."""

    title: str
    path: str
    unit: str = ""
    limit: float | None = None
    holds: Callable[[float, float], bool] = operator.le
    digits: int = 1

    def read(self, result: dict[str, Any]) -> float | None:
        value: Any = result
        for step in self.path.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        return float(value) if isinstance(value, (int, float)) else None

    def verdict(self, result: dict[str, Any]) -> str:
        value = self.read(result)
        if self.limit is None or value is None:
            return "" if self.limit is None else "not measured"
        return "holds" if self.holds(value, self.limit) else "MISSED"

    def shown(self, result: dict[str, Any] | None) -> str:
        value = self.read(result) if result else None
        return "–" if value is None else f"{value:,.{self.digits}f}"

    def bound(self) -> str:
        if self.limit is None:
            return ""
        sign = {operator.le: "≤ ", operator.ge: "≥ ", within_tenth: "± "}[self.holds]
        return f"{sign}{self.limit:g}{' ' + self.unit if self.unit else ''}"


def within_tenth(value: float, limit: float) -> bool:
    return abs(value) <= limit


ROWS = (
    Row("CPU per JSON request, 2 KB", "json_2k.cpu_us_per_request", "µs", 150),
    Row("CPU per JSON request, 20 KB", "json_20k.cpu_us_per_request", "µs", 200),
    Row("CPU per JSON request, 200 KB", "json_200k.cpu_us_per_request", "µs", 600),
    Row("CPU per paced stream chunk", "stream.cpu_us_per_chunk", "µs", 32),
    Row("Latency added at concurrency 1, p50", "latency.json.added_p50_ms", "ms", 0.6, digits=3),
    Row("Latency added at concurrency 1, p99", "latency.json.added_p99_ms", "ms", digits=3),
    Row("First byte of a stream, added, p50", "latency.stream.added_p50_ms", "ms", 5, digits=3),
    Row("Stream chunks lost", "stream.lost", "", 0, digits=0),
    Row("Stream chunks more than 5 ms on their way", "stream.late_5ms_percent", "%", digits=2),
    Row("Answers that differ from the direct ones", "different", "", 0, digits=0),
    Row("Errors", "errors_total", "", 0, digits=0),
    Row("Decisions made without the state", "counted.unknown", "", 0, digits=0),
    Row("Event lines dropped", "counted.dropped", "", 0, digits=0),
    Row("Idle streams that ended whole", "idle.completed", "", 1000, operator.ge, 0),
    Row("Memory per idle stream", "idle.kib_per_stream", "KiB"),
    Row("RSS after load, against before", "rss_mib.change_percent", "%", 10, within_tenth),
    Row("RSS after load", "rss_mib.after", "MiB"),
    Row("Redis CPU per 2 KB request", "json_2k.side_cpu_us_per_request.redis", "µs"),
    Row("Requests per second, 2 KB (one machine for all)", "json_2k.rps", "", digits=0),
)


def missed(results: dict[str, dict[str, Any]]) -> list[str]:
    """Titles of the limits that do not hold for Stillwatch."""
    ours = results.get("stillwatch")
    return [row.title for row in ROWS if ours and row.verdict(ours) in ("MISSED", "not measured")]


def cells(results: dict[str, dict[str, Any]]) -> list[list[str]]:
    """The table, header first."""
    names = [name for name in PROXIES if name in results]
    table = [["", *names, "limit", ""]]
    for row in ROWS:
        verdict = row.verdict(results["stillwatch"]) if "stillwatch" in results else ""
        unit = f" ({row.unit})" if row.unit else ""
        table.append([row.title + unit, *(row.shown(results[name]) for name in names), row.bound(), verdict])
    return table


def text(results: dict[str, dict[str, Any]]) -> str:
    """The table for a terminal."""
    table = cells(results)
    widths = [max(len(line[i]) for line in table) for i in range(len(table[0]))]
    lines = []
    for line in table:
        first, *rest = (
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        lines.append("  ".join([first, *rest]).rstrip())
    return "\n".join(lines)


def markdown(results: dict[str, dict[str, Any]], machine: dict[str, Any]) -> str:
    """The table for the documentation, with what it was measured on."""
    header, *body = cells(results)
    lines = ["| " + " | ".join(header) + " |", "|---" + "|---:" * (len(header) - 1) + "|"]
    lines += ["| " + " | ".join(line) + " |" for line in body]
    about = [f"{name}: {result['about']}" for name, result in results.items()]
    day = dt.datetime.now(dt.UTC).date().isoformat()
    noise = f"calibration {' / '.join(str(x) for x in machine['calibration_ms'])} ms, {machine['steal_s']} s stolen"
    lines += ["", f"{day}, {machine['cpus']} CPUs, Linux {machine['kernel']}, scale {machine['scale']:g}, {noise}. "]
    lines += ["; ".join([*about, f"state: {machine['redis']}"]) + "."]
    return "\n".join(lines)


def fillable(path: Path) -> str:
    """A document with a table to fill. Raises ValueError: asked before minutes are spent on measuring."""
    found = path.read_text() if path.is_file() else ""
    if BEGIN not in found or END not in found:
        raise ValueError(f"{path} is no document with {BEGIN} … {END} to fill: copy docs/benchmarks.md, or name it")
    return found


def fill(path: Path, table: str) -> None:
    """Put the table between the marks in a document."""
    found = fillable(path)
    replaced = re.sub(f"{BEGIN}.*?{END}", lambda _: f"{BEGIN}\n{table}\n{END}", found, flags=re.DOTALL)
    path.write_text(replaced)
