"""Where a Redis is and how to log in, read from a URL.

redis://[user:password@]host[:port][/db]
rediss://…?ssl_ca_certs=FILE&ssl_certfile=FILE&ssl_keyfile=FILE     TLS; certificate and name are verified
unix:///path/to/socket[?db=0]
redis+cluster://host:port[,host:port…]       rediss+cluster://…
redis+sentinel://host:port[,host:port…]/service_name[/db][?sentinel_username=…&sentinel_password=…]

Passwords stay out of every repr and error text.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from proxy.errors import SettingsError

PORT = 6379
SENTINEL_PORT = 26379

_OPTIONS = frozenset({"db", "ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "sentinel_username", "sentinel_password"})


@dataclass(frozen=True, slots=True)
class Address:
    """One server: `host` and `port`, or the `path` of a unix socket."""

    host: str = "localhost"
    port: int = PORT
    path: str = ""
    db: int = 0
    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    tls: ssl.SSLContext | None = field(default=None, repr=False)

    def at(self, host: str, port: int) -> Address:
        """The same login at another host."""
        return replace(self, host=host, port=port, path="")

    def __str__(self) -> str:
        return self.path or f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Place:
    """Everything a state URL says: servers to ask first, and what is special to sentinels."""

    addresses: tuple[Address, ...]
    service: str = ""
    sentinel_username: str = field(default="", repr=False)
    sentinel_password: str = field(default="", repr=False)


def read_url(url: str) -> Place:
    """What `url` says. Raises `SettingsError` with what to write instead."""
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        _refuse_unknown(options)
        return _read(parts, options)
    except (ValueError, OSError) as error:  # SSLError is an OSError: a certificate file that cannot be read
        raise SettingsError(f"--state {_shown(url)}: {error}") from None


def _read(parts: SplitResult, options: dict[str, str]) -> Place:
    if parts.scheme == "unix":
        login = Address(path=unquote(parts.path), db=_db(options.get("db", "0")))
        return Place((login,))
    default = SENTINEL_PORT if "sentinel" in parts.scheme else PORT
    userinfo, _, hosts = parts.netloc.rpartition("@")
    username, _, password = userinfo.partition(":")
    service, db = _path(parts, options)
    login = Address(
        db=db,
        username=unquote(username),
        password=unquote(password),
        tls=_tls(options) if parts.scheme.startswith("rediss") else None,
    )
    addresses = tuple(login.at(*_host(host, default)) for host in hosts.split(","))
    return Place(addresses, service, options.get("sentinel_username", ""), options.get("sentinel_password", ""))


def _path(parts: SplitResult, options: dict[str, str]) -> tuple[str, int]:
    """The sentinel's service and the database from the path of the URL."""
    words = [unquote(word) for word in parts.path.split("/") if word]
    service = ""
    if "sentinel" in parts.scheme:
        if not words:
            raise ValueError("the path must name the service, as in redis+sentinel://host:26379/mymaster")
        service = words.pop(0)
    if len(words) > 1:
        raise ValueError("too many parts in the path; write host:port/db")
    db = _db(words[0] if words else options.get("db", "0"))
    if db and "cluster" in parts.scheme:
        raise ValueError("a cluster has no databases; leave the path empty")
    return service, db


def _host(text: str, default: int) -> tuple[str, int]:
    """`host`, `host:port` or `[v6]:port`."""
    parts = urlsplit("//" + text)
    if not parts.hostname:
        raise ValueError("a host is missing; write host:port")
    return parts.hostname, parts.port or default


def _db(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(f"the database must be a number, not {text!r}")
    return int(text)


def _refuse_unknown(options: dict[str, str]) -> None:
    unknown = sorted(options.keys() - _OPTIONS)
    if unknown:
        raise ValueError(f"unknown option {unknown[0]!r}; known are {', '.join(sorted(_OPTIONS))}")


def _tls(options: dict[str, str]) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=options.get("ssl_ca_certs"))
    if "ssl_certfile" in options:
        context.load_cert_chain(options["ssl_certfile"], options.get("ssl_keyfile"))
    return context


def _shown(url: str) -> str:
    """The URL without its login and options."""
    scheme, separator, rest = url.partition("://")
    return scheme + separator + rest.rpartition("@")[2].partition("?")[0]
