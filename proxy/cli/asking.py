"""What all commands share that speak with a running Stillwatch: the admin API's address, its token, its errors."""

from __future__ import annotations

import ssl
from typing import Annotated, Any, NoReturn

import httpx
import orjson
import typer

from proxy import settings as environment
from proxy.errors import SettingsError

Admin = Annotated[
    str,
    typer.Option("--admin", envvar="STILLWATCH_ADMIN", help="The admin listener of a running serve, host:port or URL."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print what the admin API answers, as JSON.")]
Who = Annotated[
    str,
    typer.Option(
        "--who",
        envvar=["STILLWATCH_WHO", "USER"],
        show_envvar=False,  # told as a list of Python's otherwise, in the very message for those who have neither
        help="Who does this, for the audit event; else STILLWATCH_WHO, or USER.",
    ),
]
Why = Annotated[str, typer.Option("--why", help="The reason, for the audit event.", show_default=False)]
HERE = "127.0.0.1:9090"
"""Where `serve` opens its admin listener unless told otherwise."""

# The office waits 1.5 s for its workers; a busy one may take as long again.
PATIENCE_S = 5.0


def ask(admin: str, path: str, order: dict[str, Any] | None = None) -> Any:
    """The answer to a question, or to an order. Ends the command with one line where there is none."""
    try:
        token = environment.admin_token()
    except SettingsError as error:
        fail(str(error))
    ca, certificate, key = environment.admin_certificates()
    if not token and not certificate:
        fail("STILLWATCH_ADMIN_TOKEN is not set here; give the same token that serve was given")
    base = (admin if "://" in admin else f"http{'s' if ca else ''}://{admin}").rstrip("/")
    headers = {"authorization": f"Bearer {token.decode()}"} if token else {}
    # Towards plain HTTP nothing is verified, and loading authorities would take longer than the answer.
    tls = _tls(ca, certificate, key) if base.startswith("https://") else False
    try:
        # No proxy of the environment and no redirect: the token goes to this address and to no other.
        with httpx.Client(timeout=PATIENCE_S, trust_env=False, verify=tls) as client:
            method = "GET" if order is None else "POST"
            response = client.request(method, base + path, json=order, headers=headers)
    except (httpx.TransportError, httpx.InvalidURL) as error:
        fail(f"--admin {base}: no admin listener answers there ({type(error).__name__}); is serve running?")
    return _read(base, response)


def _tls(ca: str, certificate: str, key: str) -> ssl.SSLContext:
    """Whom to trust (the system's authorities, or this one alone), and who we are."""
    try:
        tls = ssl.create_default_context(cafile=ca or None)
        if certificate:
            tls.load_cert_chain(certificate, key or None)
    except OSError as error:  # ssl.SSLError is one
        reason = error.strerror or error
        fail(f"STILLWATCH_ADMIN_CA, _CERT, _KEY: not certificates and a key in PEM form ({reason})")
    return tls


def _read(base: str, response: httpx.Response) -> Any:
    try:
        told = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        fail(f"--admin {base}: this is no admin listener of Stillwatch (status {response.status_code})")
    if response.status_code == httpx.codes.UNAUTHORIZED:
        fail("STILLWATCH_ADMIN_TOKEN: this is not the token that serve was given")
    if not response.is_success:
        workers = told.get("workers", [])
        fail(told.get("error") or next((each["error"] for each in workers if each.get("error")), "it did not work"))
    return told


def fail(text: str) -> NoReturn:
    """End the command with one line of what is wrong."""
    typer.echo(f"stillwatch: {text}", err=True)
    raise typer.Exit(1)


def dump(told: Any) -> None:
    """Print an answer as JSON."""
    typer.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2))


def span(seconds: float) -> str:
    """A time as people say it, in its largest unit: 40s, 12m, 3h, 5d."""
    for unit, size in (("d", 86400.0), ("h", 3600.0), ("m", 60.0)):
        if seconds >= size:
            return f"{seconds / size:.0f}{unit}"
    return f"{seconds:.0f}s"
