"""The command line: one file per command."""

from __future__ import annotations

import typer

from proxy.cli.callers import callers
from proxy.cli.check import check
from proxy.cli.explain import explain
from proxy.cli.lift import lift
from proxy.cli.mode import mode
from proxy.cli.replay import replay
from proxy.cli.serve import serve

app = typer.Typer(
    name="stillwatch",
    help="A reverse proxy that makes it expensive to distil the model behind an inference API.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(serve)
app.command()(check)
app.command()(replay)
app.command()(explain)
app.command()(callers)
app.command()(lift)
app.command()(mode)
