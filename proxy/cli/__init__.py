"""The command line: one file per command, and a line here.

A command is imported when it is called: the kill switch must not wait for the parts of the proxy.
"""

from __future__ import annotations

from importlib import import_module

import typer

COMMANDS = (
    "serve", "check", "test", "replay", "explain", "callers", "campaigns", "lift", "ban", "mode", "audit", "canary",
)  # fmt: skip
"""Every command by its name, which is also that of its module and of its function."""


def commands(asked: str = "") -> typer.Typer:
    """The application with the command that is `asked` for, or with all of them, for help and for mistakes."""
    app = typer.Typer(
        name="stillwatch",
        help="A reverse proxy that makes it expensive to distil the model behind an inference API.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.callback()(_group)
    for name in (asked,) if asked in COMMANDS else COMMANDS:
        found = getattr(import_module(f"proxy.cli.{name}"), name)
        if isinstance(found, typer.Typer):  # a command with commands of its own
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def _group() -> None:
    """A reverse proxy that makes it expensive to distil the model behind an inference API."""
