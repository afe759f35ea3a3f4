"""`stillwatch serve`: the proxy itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from proxy import settings as environment
from proxy.edge.loop import run
from proxy.errors import StillwatchError
from proxy.settings import Address, Settings
from proxy.wiring.alone import serve_alone
from proxy.wiring.crew import serve_crew
from proxy.wiring.logging import configure_logging
from proxy.wiring.premises import Premises

GREETING = """
  Stillwatch is in front of {upstream}
  data plane   {scheme}://{host}:{port}       admin   {admin_scheme}://{admin_host}:{admin_port}/metrics
  policy       {policy}       state   {state}

  Try it:
    curl {scheme}://{host}:{port}/v1/chat/completions -H 'Authorization: Bearer sk-me' \\
      -H 'Content-Type: application/json' \\
      -d '{{"model": "stand-in", "messages": [{{"role": "user", "content": "Hello"}}]}}'

    pip install openai && python -c "
from openai import OpenAI
client = OpenAI(base_url='{scheme}://{host}:{port}/v1', api_key='sk-me')
hello = [{{'role': 'user', 'content': 'Hello'}}]
print(client.chat.completions.create(model='stand-in', messages=hello).choices[0].message.content)"
"""


def option(flag: str, help: str) -> typer.models.OptionInfo:  # noqa: A002 - typer's own word
    """A flag with its environment twin."""
    variable = "STILLWATCH_" + flag.removeprefix("--").replace("-", "_").upper()
    found: typer.models.OptionInfo = typer.Option(flag, envvar=variable, help=help)
    return found


def serve(
    listen: Annotated[str, option("--listen", "Where clients connect, host:port.")] = "127.0.0.1:8080",
    admin: Annotated[str, option("--admin", "Where health and metrics are served.")] = "127.0.0.1:9090",
    upstream: Annotated[str, option("--upstream", "The model's server; without it a stand-in model answers.")] = "",
    policy: Annotated[Path, option("--policy", "The policy file.")] = Path("policies/default.yaml"),
    shadow: Annotated[
        Path | None, option("--shadow", "Another policy that judges the same requests and does nothing.")
    ] = None,
    state: Annotated[
        str,
        option("--state", "embedded://DIR, memory://, redis://, rediss://, redis+sentinel:// or redis+cluster://."),
    ] = "embedded://var/state",
    workers: Annotated[int, option("--workers", "Processes that serve.")] = 1,
    events: Annotated[
        list[str] | None,
        option(
            "--events",
            "Where events go: - for standard output, a file, syslog+tls://…, https://… (docs/events.md); several times "
            "for several. Without it stillwatch.yaml beside the policy says.",
        ),
    ] = None,
    audit_trail: Annotated[
        Path | None, option("--audit-trail", "Keep what operators changed, and bans, in this hash-chained file.")
    ] = None,
    canaries: Annotated[
        Path, option("--canaries", "The registry of canaries, made when a rule first serves one. Never rotate it.")
    ] = Path("var/canaries.jsonl"),
    access: Annotated[
        bool, typer.Option("--access/--no-access", envvar="STILLWATCH_ACCESS", help="One line per request.")
    ] = True,
    plain_addresses: Annotated[
        bool,
        typer.Option(
            "--plain-addresses", envvar="STILLWATCH_PLAIN_ADDRESSES", help="Client addresses undigested in events."
        ),
    ] = False,
    drain: Annotated[float, option("--drain", "Seconds that running requests get after SIGTERM.")] = 30.0,
    state_limit: Annotated[float, option("--state-limit", "Milliseconds that a request waits for the state.")] = 25.0,
    tls_cert: Annotated[Path | None, option("--tls-cert", "Certificate chain for the listener (PEM).")] = None,
    tls_key: Annotated[Path | None, option("--tls-key", "Its private key (PEM).")] = None,
    admin_tls_cert: Annotated[
        Path | None, option("--admin-tls-cert", "Certificate chain for the admin listener (PEM).")
    ] = None,
    admin_tls_key: Annotated[Path | None, option("--admin-tls-key", "Its private key (PEM).")] = None,
    admin_client_ca: Annotated[
        Path | None, option("--admin-client-ca", "Who has a certificate of this authority may use the admin API (PEM).")
    ] = None,
    upstream_ca: Annotated[Path | None, option("--upstream-ca", "Authorities to trust upstream (PEM).")] = None,
    preserve_host: Annotated[
        bool,
        typer.Option("--preserve-host", envvar="STILLWATCH_PRESERVE_HOST", help="Send the client's Host upstream."),
    ] = False,
    upstream_credential: Annotated[
        str,
        typer.Option(
            "--upstream-credential",
            help="Replaces the callers' own: env:NAME or file:PATH. Twin: STILLWATCH_UPSTREAM_CREDENTIAL.",
        ),
    ] = "",
    sharing_key: Annotated[
        str,
        typer.Option(
            "--sharing-key",
            help="Shared with deployments whose campaigns you import: env:NAME or file:PATH. Twin: "
            "STILLWATCH_SHARING_KEY.",
        ),
    ] = "",
    campaigns_every: Annotated[
        float, option("--campaigns-every", "Seconds from one search for campaigns to the next.")
    ] = 60.0,
) -> None:
    """Stand in front of a model's API: pass everything through, keep budgets, write down what matters."""
    configure_logging()
    try:
        settings = environment.check(
            Settings(
                listen=Address.parse(listen, "--listen"),
                admin=Address.parse(admin, "--admin"),
                upstream=upstream,
                policy=policy,
                shadow=shadow,
                state=state,
                workers=workers,
                events=tuple(events or ()),
                audit_trail=audit_trail,
                canaries=canaries,
                access=access,
                plain_addresses=plain_addresses,
                drain_s=drain,
                state_limit_s=state_limit / 1000,
                tls_cert=tls_cert,
                tls_key=tls_key,
                upstream_ca=upstream_ca,
                preserve_host=preserve_host,
                upstream_credential=environment.upstream_credential(upstream_credential),
                admin_token=environment.admin_token(),
                admin_tls_cert=admin_tls_cert,
                admin_tls_key=admin_tls_key,
                admin_client_ca=admin_client_ca,
                sharing_key=environment.sharing_key(sharing_key),
                campaigns_every_s=campaigns_every,
            )
        )

        def greet(premises: Premises, port: int, admin_port: int) -> None:
            if sys.stderr.isatty() or premises.standin:
                typer.echo(greeting(premises, port, admin_port), err=True)

        code = run((serve_alone if workers == 1 else serve_crew)(settings, greet))
    except StillwatchError as error:
        typer.echo(f"stillwatch: {error}", err=True)
        raise typer.Exit(1) from None
    raise typer.Exit(code)


def greeting(premises: Premises, port: int, admin_port: int) -> str:
    """What the terminal shows: where everything is, and two lines to try that work as they stand."""
    settings = premises.settings
    return GREETING.format(
        upstream="its built-in stand-in model (give --upstream for yours)" if premises.standin else settings.upstream,
        scheme="https" if settings.tls_cert else "http",
        host="127.0.0.1" if settings.listen.host in ("0.0.0.0", "::") else settings.listen.host,  # noqa: S104
        port=port,
        admin_scheme="https" if settings.admin_tls_cert else "http",
        admin_host=settings.admin.host,
        admin_port=admin_port,
        policy=settings.policy,
        state=settings.state.partition("?")[0].rpartition("@")[2],
    )
