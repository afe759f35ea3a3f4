"""Everything the environment and the command line decide, read once into one frozen value.

The only reader of `os.environ`. Flags win over their `STILLWATCH_…` twins (typer reads those); secrets come from
the environment or from files, never from flags, because a process list shows flags to everybody.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from proxy.errors import SettingsError

MIN_SECRET_BYTES = 16
"""Shorter secrets could be guessed offline from a state dump: 128 bits is the usual floor (NIST SP 800-131A)."""


FLEETING = "random, for this run only"
"""Where a secret comes from that no later run has: what has to be recognised later must not be keyed with it."""


@dataclass(frozen=True, slots=True)
class Address:
    """A host and port to listen on."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str, flag: str) -> Address:
        """Read `host:port` or `[v6]:port`. Raises `SettingsError`."""
        host, colon, port = text.rpartition(":")
        if not colon or not port.isdecimal() or int(port) > 65535:
            raise SettingsError(f"{flag}: '{text}' is not host:port; write for example 127.0.0.1:8080")
        return cls(host.strip("[]") or "0.0.0.0", int(port))  # noqa: S104 - ':8080' asks for every interface


@dataclass(frozen=True, slots=True)
class Settings:
    """What `serve` needs to know, already checked."""

    listen: Address
    admin: Address
    upstream: str
    policy: Path
    state: str
    shadow: Path | None = None
    workers: int = 1
    events: tuple[str, ...] = ()
    """Outlets as flags describe them; without any the file beside the policy says, or standard output."""
    audit_trail: Path | None = None
    canaries: Path = Path("var/canaries.jsonl")
    access: bool = True
    plain_addresses: bool = False
    drain_s: float = 30.0
    state_limit_s: float = 0.025
    tls_cert: Path | None = None
    tls_key: Path | None = None
    upstream_ca: Path | None = None
    preserve_host: bool = False
    secret: bytes = b""
    """What keys every digest; while one secret replaces another, the former."""
    secret_lasts: bool = True
    next_secret: bytes = b""
    """The secret to come, while one replaces another: everything is kept under its names, too."""
    upstream_credential: bytes = b""
    admin_token: bytes = b""
    admin_tls_cert: Path | None = None
    admin_tls_key: Path | None = None
    admin_client_ca: Path | None = None
    sharing_key: bytes = b""
    """Keys digests of texts and networks instead of `secret`, where deployments exchange campaigns."""
    campaigns_every_s: float = 60.0

    @property
    def text_key(self) -> bytes:
        """What digests of texts and networks are keyed with."""
        return self.sharing_key or self.secret

    @property
    def next_text_key(self) -> bytes:
        """The same under the secret to come."""
        return self.sharing_key or self.next_secret

    def __repr__(self) -> str:
        return f"Settings(listen={self.listen}, admin={self.admin}, workers={self.workers})"


def check(settings: Settings) -> Settings:
    """Return the settings if they make sense together. Raises `SettingsError`."""
    if settings.workers < 1:
        raise SettingsError("--workers: at least 1 is needed")
    if settings.workers > 1 and settings.state.startswith("memory:"):
        raise SettingsError(
            "--workers: memory:// keeps budgets in one process, so several workers would each grant the whole limit; "
            "use --state embedded://DIR or redis://…, or --workers 1"
        )
    if not 1.0 <= settings.campaigns_every_s <= 3600.0:
        raise SettingsError("--campaigns-every: give seconds from 1 to 3600")
    _check_certificates(settings)
    upstream_url(settings.upstream)
    return settings


def _check_certificates(settings: Settings) -> None:
    """Certificates and keys go together, client certificates need TLS, and every file is there."""
    files = {
        "--tls-cert": settings.tls_cert,
        "--tls-key": settings.tls_key,
        "--upstream-ca": settings.upstream_ca,
        "--admin-tls-cert": settings.admin_tls_cert,
        "--admin-tls-key": settings.admin_tls_key,
        "--admin-client-ca": settings.admin_client_ca,
    }
    for pair in (("--tls-cert", "--tls-key"), ("--admin-tls-cert", "--admin-tls-key")):
        if len({files[flag] is None for flag in pair}) > 1:
            raise SettingsError(f"{' and '.join(pair)}: give both or neither")
    if settings.admin_client_ca is not None and settings.admin_tls_cert is None:
        raise SettingsError(
            "--admin-client-ca: client certificates need TLS; give --admin-tls-cert and --admin-tls-key"
        )
    for flag, path in files.items():
        if path is not None and not path.is_file():
            raise SettingsError(f"{flag}: there is no file '{path}'")


def upstream_url(url: str) -> str:
    """Check the URL of a model's server; an empty one means the built-in stand-in. Raises `SettingsError`."""
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise SettingsError(
            f"--upstream: '{url}' is not a URL such as http://127.0.0.1:8000 or https://api.example.com"
        )
    if parts.query or parts.fragment or parts.username:
        raise SettingsError(
            "--upstream: give only scheme, host, port and path; credentials go to --upstream-credential"
        )
    return url


def secret(environ: Mapping[str, str] | None = None, keep_in: Path | None = None) -> tuple[bytes, str]:
    """Find the secret that keys every digest, and say where it came from.

    STILLWATCH_SECRET, then STILLWATCH_SECRET_FILE, then a file of our own beside embedded state (`keep_in`,
    made on first use), else a random one for this run. Raises `SettingsError` for one that is too short.
    """
    environ = os.environ if environ is None else environ
    if text := environ.get("STILLWATCH_SECRET"):
        return _long_enough(text.encode(), "STILLWATCH_SECRET"), "STILLWATCH_SECRET"
    if name := environ.get("STILLWATCH_SECRET_FILE"):
        return _long_enough(_read(name, "STILLWATCH_SECRET_FILE"), "STILLWATCH_SECRET_FILE"), name
    if keep_in is None:
        return secrets.token_bytes(32), FLEETING
    return _kept(keep_in / "secret"), str(keep_in / "secret")


def former_secret(environ: Mapping[str, str] | None = None) -> bytes:
    """The secret that is being replaced, STILLWATCH_FORMER_SECRET or the file in STILLWATCH_FORMER_SECRET_FILE.

    Empty where none is. Raises `SettingsError`.
    """
    environ = os.environ if environ is None else environ
    if text := environ.get("STILLWATCH_FORMER_SECRET"):
        return _long_enough(text.encode(), "STILLWATCH_FORMER_SECRET")
    name = environ.get("STILLWATCH_FORMER_SECRET_FILE")
    return read_secret(Path(name)) if name else b""


def read_secret(path: Path) -> bytes:
    """A secret from a file of its own. Raises `SettingsError`."""
    return _long_enough(_read(str(path), str(path)), str(path))


def upstream_credential(flag: str = "", environ: Mapping[str, str] | None = None) -> bytes:
    """The credential that replaces the caller's own towards the upstream; empty where none is set.

    The flag names where it is (`env:NAME` or `file:PATH`), since a process list shows flags; its twin
    STILLWATCH_UPSTREAM_CREDENTIAL may also hold it. Raises `SettingsError`.
    """
    return _given(flag, "--upstream-credential", os.environ if environ is None else environ)


def sharing_key(flag: str = "", environ: Mapping[str, str] | None = None) -> bytes:
    """The key that deployments share which exchange campaigns; empty where none is set. Given as credentials are.

    Raises `SettingsError`, also for one that could be guessed.
    """
    found = _given(flag, "--sharing-key", os.environ if environ is None else environ)
    return _long_enough(found, "--sharing-key") if found else b""


def _given(flag: str, name: str, environ: Mapping[str, str]) -> bytes:
    """What a flag such as `env:NAME` or `file:PATH` leads to, or its twin holds."""
    held = flag or environ.get("STILLWATCH_" + name.removeprefix("--").replace("-", "_").upper(), "")
    kind, _, place = held.partition(":")
    if kind == "file" and place:
        return _read(place, name)
    if kind == "env" and place:
        if not environ.get(place):
            raise SettingsError(f"{name}: the variable {place} is not set")
        return environ[place].encode()
    if flag:
        raise SettingsError(f"{name}: write env:NAME or file:PATH; a credential in a flag shows in ps")
    return held.encode()


def held(reference: str, environ: Mapping[str, str] | None = None) -> bytes:
    """The credential behind `env:NAME` or `file:PATH`. Raises `SettingsError`."""
    environ = os.environ if environ is None else environ
    kind, _, name = reference.partition(":")
    if kind == "file" and name:
        return _read(name, "token")
    if kind != "env" or not environ.get(name):
        raise SettingsError(f"token: the variable {name} is not set" if kind == "env" else "token: write env: or file:")
    return environ[name].encode()


def admin_token(environ: Mapping[str, str] | None = None) -> bytes:
    """The token of the admin API: STILLWATCH_ADMIN_TOKEN or STILLWATCH_ADMIN_TOKEN_FILE; empty where none is set.

    Raises `SettingsError` for one that could be guessed or that no header can carry.
    """
    environ = os.environ if environ is None else environ
    token = environ.get("STILLWATCH_ADMIN_TOKEN", "").strip().encode("utf-8", "surrogateescape")
    if not token and (name := environ.get("STILLWATCH_ADMIN_TOKEN_FILE")):
        token = _read(name, "STILLWATCH_ADMIN_TOKEN_FILE")
    if token and (len(token) < MIN_SECRET_BYTES or not token.isascii() or not token.decode().isprintable()):
        raise SettingsError(
            f"STILLWATCH_ADMIN_TOKEN: use at least {MIN_SECRET_BYTES} printable ASCII characters, "
            "for example from: openssl rand -hex 32"
        )
    return token


def admin_certificates(environ: Mapping[str, str] | None = None) -> tuple[str, str, str]:
    """What commands use towards an admin listener with TLS: its authority, and a certificate with its key, as paths.

    STILLWATCH_ADMIN_CA, STILLWATCH_ADMIN_CERT and STILLWATCH_ADMIN_KEY; empty where they are not set.
    """
    environ = os.environ if environ is None else environ
    ca, cert, key = (environ.get(f"STILLWATCH_ADMIN_{name}", "") for name in ("CA", "CERT", "KEY"))
    return ca, cert, key


def _read(name: str, variable: str) -> bytes:
    try:
        return Path(name).read_bytes().strip()
    except OSError as error:
        raise SettingsError(f"{variable}: cannot read '{name}': {error.strerror}") from None


def _long_enough(value: bytes, variable: str) -> bytes:
    if len(value) < MIN_SECRET_BYTES:
        raise SettingsError(
            f"{variable}: {len(value)} bytes are too few to key digests; use at least {MIN_SECRET_BYTES}, "
            "for example from: openssl rand -hex 32"
        )
    return value


def _kept(path: Path) -> bytes:
    """Read our own secret file, or make it (mode 0600); losing it would orphan every digest in the state."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _long_enough(_read(str(path), str(path)), str(path))
    except OSError as error:
        raise SettingsError(
            f"--state: cannot keep anything in '{path.parent}': {error.strerror}; name a folder that can be written"
        ) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    return _read(str(path), str(path))
