"""`stillwatch replay`: recorded traffic against a policy, on the traffic's own clock, without a network."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO, cast

import orjson
import rich.progress
import typer
from rich.console import Console

from proxy import settings as environment
from proxy.audit import FORMATS
from proxy.audit.recorder import Recorder
from proxy.audit.spread import Spread
from proxy.callers.digests import Keyed
from proxy.errors import PolicyError, SettingsError, StillwatchError
from proxy.policy.evaluate import Policy
from proxy.policy.load import load
from proxy.state import open_store
from proxy.wiring import chance
from proxy.wiring.comparison import Comparison
from proxy.wiring.rehearsal import Stage, asked, enforced, lines, stage, told

# Reported one by one a file of the wrong kind would fill the terminal.
REPORTED = 20
# A few hundred lines are read, and as many decisions written, at once: a call to the system, or a bar that is drawn
# anew, for every few lines takes longer than some of what is judged.
AHEAD = 1 << 18


def replay(
    trace: Annotated[Path, typer.Argument(help="Recorded traffic, JSON lines sorted by time.")],
    policy: Annotated[Path, typer.Option("--policy", help="The policy to judge by.")] = Path("policies/default.yaml"),
    against: Annotated[
        Path | None, typer.Option("--against", help="Another policy: print what it would change.")
    ] = None,
    state: Annotated[str, typer.Option("--state", help="Where tallies are kept: memory:// or a Redis.")] = "memory://",
    keys: Annotated[Path | None, typer.Option("--keys", help="Key directory; else the policy's.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Decisions, one JSON line per request.")] = None,
    events: Annotated[Path | None, typer.Option("--events", help="What the SIEM would have got.")] = None,
    form: Annotated[str, typer.Option("--format", help="Of the events: native, ocsf, ecs or cef.")] = "native",
    enforce: Annotated[
        bool, typer.Option("--enforce", help="As if the policy and all of its rules said `mode: enforce`.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what --against changes as JSON.")] = False,
) -> None:
    """Judge recorded traffic as `serve` would have; exit 1 where --against changes anything."""
    try:
        comparison = asyncio.run(_replay(trace, policy, against, state, keys, out, events, form, enforce=enforce))
    except PolicyError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    except (StillwatchError, OSError) as error:
        typer.echo(f"stillwatch: {error}", err=True)
        raise typer.Exit(1) from None
    if comparison is not None and as_json:
        typer.echo(orjson.dumps(comparison.told(), option=orjson.OPT_INDENT_2))
    elif comparison is not None:
        Console().print(comparison.table())
    raise typer.Exit(1 if comparison is not None and comparison.changes else 0)


async def _replay(
    trace: Path,
    policy: Path,
    against: Path | None,
    state: str,
    keys: Path | None,
    out: Path | None,
    events: Path | None,
    form: str,
    *,
    enforce: bool,
) -> Comparison | None:
    secret = environment.secret()[0]
    async with contextlib.AsyncExitStack() as stack:
        first = await _stage(stack, policy, state, secret, keys, enforce=enforce)
        # Two policies must not count in the same places, and memory judges as Redis does.
        other = None if against is None else await _stage(stack, against, "memory://", secret, keys, enforce=enforce)
        comparison = None if other is None else Comparison(str(policy), str(against))
        stack.enter_context(_collecting_seldom())
        # The trace first: where there is none, what an earlier run wrote is left alone.
        file = stack.enter_context(_progress(trace))
        decisions = stack.enter_context(out.open("wb", buffering=AHEAD)) if out else None
        recorder = _recorder(stack, events, secret, form, first.policy)
        bad = Complaints()
        for number, recorded in lines(file, bad):
            intake, ruling = await first.play(recorded, number)
            if decisions is not None:
                decisions.write(told(number, recorded, ruling))
            if recorder is not None:
                recorder.decided(asked(recorded, intake, ruling.decision), ruling.decision)
            if other is not None and comparison is not None:
                _, second = await other.play(recorded, number)
                comparison.add(ruling.decision, second.decision)
        bad.summary()
    return comparison


@contextlib.contextmanager
def _progress(trace: Path) -> Iterator[BinaryIO]:
    """The trace, with a bar where somebody is looking. The bar moves with every piece read, not with every line."""
    if not sys.stderr.isatty():
        with trace.open("rb", buffering=AHEAD) as plain:
            yield plain
        return
    with rich.progress.open(trace, "rb", description="replaying", console=Console(stderr=True)) as file:
        yield cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", file), AHEAD))


@contextlib.contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for cycles of garbage seldom: what a replay remembers only grows, and looking through it finds nothing.

    With the interpreter's own thresholds that takes a fifth of a replay's time.
    """
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


async def _stage(
    stack: contextlib.AsyncExitStack, policy: Path, state: str, secret: bytes, keys: Path | None, *, enforce: bool
) -> Stage:
    """A stage with a store of its own, closed with the `stack`."""
    loaded = load(policy, Keyed(secret).word)
    store = await open_store(state, jitter=chance.jitter)
    stack.push_async_callback(store.close)
    return stage(enforced(loaded) if enforce else loaded, store, secret, keys)


def _recorder(
    stack: contextlib.AsyncExitStack, events: Path | None, secret: bytes, form: str, policy: Policy
) -> Recorder | None:
    if form not in FORMATS:
        raise SettingsError(f"--format: '{form}' is none of {', '.join(FORMATS)}")
    if events is None:
        return None
    file: BinaryIO = stack.enter_context(events.open("wb", buffering=AHEAD))
    spread = Spread.to(lambda line: _put(file, line), FORMATS[form])
    return Recorder(spread, Keyed(secret).address, access=False, policy=lambda: policy)


def _put(file: BinaryIO, line: bytes) -> None:
    file.write(line)


class Complaints:
    """Lines that are no requests: the first ones by number, then how many in all."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, number: int, reason: str) -> None:
        """Report a line; numbers start from 0, as in the decisions."""
        self.count += 1
        if self.count <= REPORTED:
            typer.echo(f"line {number}: {reason}; skipped", err=True)

    def summary(self) -> None:
        """How many there were, where not all were told."""
        if self.count > REPORTED:
            typer.echo(f"{self.count} lines were skipped in all", err=True)
