"""`stillwatch canary verify | export | questions`: was a model trained on answers that we gave to somebody?"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import orjson
import typer

from proxy import settings as environment
from proxy.canaries.chain import Checked, check
from proxy.canaries.keys import CanaryKey
from proxy.canaries.registry import read
from proxy.canaries.verify import Answer, judge, observe, served
from proxy.cli.suspect import ask_model, questions, read_answers
from proxy.cli.verdict import Verdict, as_json, as_text
from proxy.errors import SettingsError, StillwatchError


class Deed(StrEnum):
    """What can be done with a registry."""

    VERIFY = "verify"
    EXPORT = "export"
    QUESTIONS = "questions"


def canary(
    deed: Annotated[Deed, typer.Argument(help="verify a suspect, export the registry, or print the questions to ask.")],
    registry: Annotated[
        Path, typer.Option("--registry", envvar="STILLWATCH_CANARIES", help="The file of `serve --canaries`.")
    ] = Path("var/canaries.jsonl"),
    answers: Annotated[
        Path | None, typer.Option("--answers", help='The suspect\'s answers: lines {"question": "…", "answer": "…"}.')
    ] = None,
    model: Annotated[str, typer.Option("--model", help="Or its server's URL, asked over OpenAI's chat API.")] = "",
    name: Annotated[str, typer.Option("--name", help="The model's name at that server.")] = "default",
    credential: Annotated[str, typer.Option("--credential", help="Its API key: env:NAME or file:PATH.")] = "",
    samples: Annotated[int, typer.Option("--samples", min=1, help="How often each question is asked.")] = 8,
    save: Annotated[Path | None, typer.Option("--save", help="Keep the answers of --model, for --answers.")] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", help="Answers of your own model without canaries: a sharper test.")
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="Count what was served before this day (UTC)."),
    ] = None,
    level: Annotated[float, typer.Option("--level", help="The corrected p-value from which it is evidence.")] = 1e-6,
    state: Annotated[
        str, typer.Option("--state", envvar="STILLWATCH_STATE", help="embedded://DIR, where the secret was kept there.")
    ] = "embedded://var/state",
    former: Annotated[
        list[Path] | None, typer.Option("--former-secret", help="A file with a secret that was in use before.")
    ] = None,
    head: Annotated[
        list[str] | None, typer.Option("--head", help="NUMBER:HASH as an earlier check printed it.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Recognise a model that was trained on marked answers, with a p-value.

    Exit 0 where the registry holds, whatever the verdict; 1 where it does not, or where something cannot be read.
    """
    try:
        if deed is Deed.QUESTIONS:
            for question in questions(samples):
                typer.echo(orjson.dumps({"question": question}))
            return
        keys = _keys(state, former or [])
        found = _checked(registry, keys, head or [])
        if deed is Deed.EXPORT:
            _export(found, until)
        else:
            said = _said(answers, model, name, credential, samples, save)
            _verify(Verdict(registry, found, level), keys, said, baseline, until, json=json)
    except StillwatchError as error:
        typer.echo(f"stillwatch: {error}", err=True)
        raise typer.Exit(1) from None
    raise typer.Exit(0 if found.holds else 1)


def _verify(
    verdict: Verdict,
    keys: list[CanaryKey],
    said: list[Answer],
    baseline: Path | None,
    until: datetime | None,
    *,
    json: bool,
) -> None:
    entries = [entry for entry in verdict.chain.entries if _before(entry, until)]
    plain = observe(read_answers(baseline)) if baseline is not None else None
    seen = observe(said, keys)
    given = served(entries, keys)
    verdict.weigh(given, seen, judge(given, seen, plain), {key.commitment for key in keys})
    typer.echo(as_json(verdict) if json else as_text(verdict))


def _before(entry: dict[str, object], until: datetime | None) -> bool:
    at = entry.get("at")
    return until is None or (isinstance(at, int | float) and at < until.replace(tzinfo=UTC).timestamp())


def _export(found: Checked, until: datetime | None) -> None:
    """The entries that hold, as JSON lines; the head, to be noted somewhere else, on the other stream."""
    for entry in found.entries:
        if _before(entry, until):
            typer.echo(orjson.dumps(entry))
    typer.echo(f"head {found.head.entries}:{found.head.hash}", err=True)
    if not found.holds:
        typer.echo(f"stillwatch: line {found.line}: {found.fault}; nothing from there on is exported", err=True)


def _checked(registry: Path, keys: list[CanaryKey], heads: list[str]) -> Checked:
    try:
        lines = read(registry)
    except OSError as error:
        raise SettingsError(f"{registry}: {error.strerror}; name the file of `serve --canaries`") from None
    noted = {}
    for each in heads:
        number, _, digest = each.partition(":")
        if not number.isdecimal() or len(digest) != 64:
            raise SettingsError("--head: write NUMBER:HASH as an earlier check printed it")
        noted[int(number)] = digest
    return check(lines, [key.chain for key in keys], noted)


def _keys(state: str, former: list[Path]) -> list[CanaryKey]:
    """The keys of the secret in use and of former ones. Raises `SettingsError` where there is none."""
    folder = Path(state.removeprefix("embedded://")) if state.startswith("embedded://") else None
    kept = folder if folder is not None and (folder / "secret").is_file() else None
    secret, origin = environment.secret(keep_in=kept)
    secrets = [] if origin == environment.FLEETING else [secret]
    secrets += [*filter(None, [environment.former_secret()]), *[environment.read_secret(path) for path in former]]
    if not secrets:
        raise SettingsError("canaries are drawn with the deployment's secret: set STILLWATCH_SECRET as for `serve`")
    return [CanaryKey(each) for each in secrets]


def _said(
    answers: Path | None, model: str, name: str, credential: str, samples: int, save: Path | None
) -> list[Answer]:
    if (answers is None) == (not model):
        raise SettingsError("give the suspect's answers (--answers FILE) or its server (--model URL)")
    if answers is not None:
        return read_answers(answers)
    held = environment.upstream_credential(credential, {}) if credential else b""
    with typer.progressbar(length=len(list(questions(samples))), label="asking", file=sys.stderr) as bar:
        said = asyncio.run(ask_model(model, name, held, samples, bar.update))
    if save is not None:
        save.write_bytes(b"".join(orjson.dumps({"question": a.question, "answer": a.text}) + b"\n" for a in said))
    return said
