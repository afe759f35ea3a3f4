"""`stillwatch audit verify FILE`: has anybody changed the audit trail, or the registry of canaries?"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from proxy import settings as environment
from proxy.audit.trail import TrailKey
from proxy.canaries.chain import Checked, check
from proxy.canaries.keys import CanaryKey
from proxy.canaries.registry import read
from proxy.errors import SettingsError


class Deed(StrEnum):
    """What can be done with a trail."""

    VERIFY = "verify"


def audit(
    deed: Annotated[Deed, typer.Argument(help="verify: check every entry.")],
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The file of --audit-trail, or a registry of canaries.")],
    head: Annotated[
        list[str] | None,
        typer.Option("--head", help="NUMBER:HASH as an earlier check printed it: finds entries missing at the end."),
    ] = None,
    former: Annotated[
        list[Path] | None, typer.Option("--former-secret", help="A file with a secret that was in use before.")
    ] = None,
) -> None:
    """Check a hash-chained file: exit 0, or 1 and the first entry that does not hold.

    With STILLWATCH_SECRET (or STILLWATCH_SECRET_FILE) seals are checked too: then not even whoever wrote the whole file
    anew passes.
    """
    del deed  # there is one
    try:
        heads = dict(_noted(text) for text in head or ())
        found = check(read(path), _keys(former or ()), heads)
    except (OSError, SettingsError) as error:
        text = error.strerror if isinstance(error, OSError) else str(error)
        typer.echo(f"stillwatch: {path}: {text}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{path}{_told(found)}")
    raise typer.Exit(0 if found.holds else 1)


def _told(found: Checked) -> str:
    if not found.holds:
        return f":{found.line}: {found.fault}; the {found.head.entries} entries before it hold"
    seals = "seals checked" if found.sealed else "seals not checked: STILLWATCH_SECRET is not set"
    return f": {found.head.entries} entries hold ({seals})\nhead {found.head.entries}:{found.head.hash}"


def _noted(text: str) -> tuple[int, str]:
    number, _, digest = text.partition(":")
    if not number.isdecimal() or len(digest) != 64:
        raise SettingsError("--head: write NUMBER:HASH as an earlier check printed it")
    return int(number), digest


def _keys(former: Sequence[Path]) -> list[bytes]:
    """Keys of the seals: of a trail and of a registry, for the secret that is set and those that were before."""
    secret, origin = environment.secret()
    secrets = [] if origin == environment.FLEETING else [secret]
    secrets += [*filter(None, [environment.former_secret()]), *[environment.read_secret(path) for path in former]]
    return [key for each in secrets for key in (TrailKey(each).chain, CanaryKey(each).chain)]
