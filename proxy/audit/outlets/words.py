"""Every word of `stillwatch.yaml`. The descriptions are the operator's documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from proxy.policy import units
from proxy.policy.fields import Bytes, Name, OneOrMany, filled, written
from proxy.policy.positions import Loc
from proxy.policy.units import clip
from proxy.policy.words import Words

KINDS = ("stdout", "file", "syslog", "splunk", "elastic", "http", "otlp", "spans", "kafka")
# Beyond this a batch is larger than collectors take, and a second spent on one is a second of lag.
LARGEST_BATCH = 10_000


def _url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s@/?#]+(?:/[!-~]*)?", text):
        raise ValueError(f"{clip(text)} is not a URL such as https://siem.example.com:8088/path without credentials")
    return text


def _place(text: str) -> str:
    if not re.fullmatch(r"(?:\[[0-9a-fA-F:.]+\]|[^\s:/@]+):[0-9]{1,5}", text) or int(text.rpartition(":")[2]) > 65_535:
        raise ValueError(f"{clip(text)} is not host:port, such as siem.example.com:6514")
    return text


def _held(text: str) -> str:
    # Not told back: this is where somebody will write the credential itself.
    if not re.fullmatch(r"env:[A-Za-z_][A-Za-z0-9_]*|file:.+", text):
        raise ValueError("write env:NAME or file:PATH; a credential does not belong into this file")
    return text


def _every(value: object) -> float:
    found = units.duration(value)
    if not 0 < found <= 60:
        raise ValueError(f"{clip(str(value))} is outside 1s to 60s; events are not kept longer before they are sent")
    return found


Text = Annotated[str, AfterValidator(filled)]
Url = Annotated[str, AfterValidator(_url)]
Place = Annotated[str, AfterValidator(_place)]
Held = Annotated[str, AfterValidator(_held)]
Share = Annotated[
    float, BeforeValidator(units.share), written("share", units.SHARE_PATTERN, 0.01, "1%", number=True, most=1)
]
Every = Annotated[float, BeforeValidator(_every), written("time", units.DURATION_PATTERN, "1s", "5s")]


class OutletWords(Words):
    """One place where events go."""

    name: Name = Field(description="What the log and the metrics call it.")
    to: Literal["stdout", "file", "syslog", "splunk", "elastic", "http", "otlp", "spans", "kafka"] = Field(
        description="What kind of place it is; otlp is for OpenTelemetry logs, spans for its traces."
    )
    format: Literal["native", "ocsf", "ecs", "cef"] = Field("native", description="In which words.")
    only: Literal["findings", "acted", "decisions", "all"] = Field(
        "all",
        description="findings: about callers and campaigns. acted: these, what was acted on, and what operators did. "
        "decisions: all decisions too. all: one line per request as well.",
    )
    ordinary: Share = Field(
        1.0, json_schema_extra={"default": 1}, description="The share of plainly allowed requests that is told."
    )
    from_level: Literal["watch", "suspect", "hostile"] = Field("watch", description="Findings from this level on.")
    path: Text = Field("", description="The file.")
    rotate: Bytes | None = Field(None, description="Begin a new file at this size; without it never.")
    keep: int = Field(7, ge=0, le=1000, description="How many older files stay.")
    address: Place = Field("", description="host:port of the syslog receiver.")
    transport: Literal["udp", "tcp", "tls"] = Field("tls", description="How syslog travels.")
    facility: int = Field(13, ge=0, le=23, description="The facility of syslog messages.")
    url: Url = Field("", description="Where batches are posted.")
    token: Held = Field("", description="The credential, as env:NAME or file:PATH.")
    header: str = Field("", pattern=r"^[A-Za-z0-9-]*$", description="The header that carries it, for `http`.")
    body: Literal["lines", "array"] = Field("lines", description="JSON lines, or one JSON array a batch; for `http`.")
    compress: bool = Field(True, description="gzip batches.")
    index: Text = Field("", description="The index or data stream.")
    sourcetype: Text = Field("", description="Splunk's source type.")
    servers: Annotated[tuple[Place, ...], OneOrMany()] = Field((), description="Bootstrap servers of Kafka.")
    topic: Text = Field("", description="The topic.")
    tls: bool = Field(False, description="TLS towards Kafka.")
    ca: Text = Field("", description="The authorities to trust (PEM); without it the system's.")
    cert: Text = Field("", description="Our own certificate (PEM), where the receiver asks for one.")
    key: Text = Field("", description="Its private key (PEM).")
    batch: int = Field(500, ge=1, le=LARGEST_BATCH, description="At most so many lines at once.")
    every: Every = Field(1.0, json_schema_extra={"default": "1s"}, description="How long lines gather.")
    spool: Text = Field("var/spool", description="The folder where events wait while the receiver is away.")
    spool_limit: Bytes = Field(
        1_000_000_000, description="How much may wait there for each worker; then the oldest are dropped."
    )


class StillwatchWords(Words):
    """The file as a whole."""

    events: Annotated[tuple[OutletWords, ...], OneOrMany()] = Field(
        min_length=1, max_length=16, description="Where events go."
    )


_NETWORK = frozenset({"syslog", "splunk", "elastic", "http", "otlp", "spans", "kafka"})
_HTTP = frozenset({"splunk", "elastic", "http", "otlp", "spans"})
BELONGS: Mapping[str, frozenset[str]] = {
    "path": frozenset({"file"}),
    "rotate": frozenset({"file"}),
    "keep": frozenset({"file"}),
    "address": frozenset({"syslog"}),
    "transport": frozenset({"syslog"}),
    "facility": frozenset({"syslog"}),
    "url": _HTTP,
    "token": _HTTP,
    "header": frozenset({"http", "otlp", "spans"}),
    "format": frozenset(KINDS) - {"spans"},
    "only": frozenset(KINDS) - {"spans"},
    "from_level": frozenset(KINDS) - {"spans"},
    "body": frozenset({"http"}),
    "compress": _HTTP,
    "index": frozenset({"splunk", "elastic"}),
    "sourcetype": frozenset({"splunk"}),
    "servers": frozenset({"kafka"}),
    "topic": frozenset({"kafka"}),
    "tls": frozenset({"kafka"}),
    "ca": _NETWORK,
    "cert": _NETWORK,
    "key": _NETWORK,
    "batch": _NETWORK,
    "every": _NETWORK,
    "spool": _NETWORK,
    "spool_limit": _NETWORK,
}
"""The words that only some kinds have."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    "file": ("path",),
    "syslog": ("address",),
    "splunk": ("url", "token"),
    "elastic": ("url", "index"),
    "http": ("url",),
    "otlp": ("url",),
    "spans": ("url",),
    "kafka": ("servers", "topic"),
}
_JSON = frozenset({"elastic"})


def faults(words: StillwatchWords) -> Iterator[tuple[Loc, str]]:
    """What is wrong with outlets whose every word is right by itself."""
    names: dict[str, int] = {}
    for number, outlet in enumerate(words.events):
        at = ("events", number)
        if outlet.name in names:
            yield (*at, "name"), f"{clip(outlet.name)} is the name of another outlet; each needs its own"
        names[outlet.name] = number
        for fault in outlet_faults(outlet):
            yield (*at, fault[0]), fault[1]


def outlet_faults(outlet: OutletWords) -> Iterator[tuple[str, str]]:
    """The faults of one outlet: the word, and what is wrong."""
    for word in sorted(outlet.model_fields_set):
        if outlet.to not in BELONGS.get(word, {outlet.to}):
            kinds = ", ".join(sorted(BELONGS[word]))
            yield word, f"this means nothing for {outlet.to}; it is a word of {kinds}"
    for word in NEEDED.get(outlet.to, ()):
        if not getattr(outlet, word):
            yield "to", f"{outlet.to} needs the word {clip(word)}"
    if outlet.format == "cef":
        yield from _cef_faults(outlet)
    if bool(outlet.cert) != bool(outlet.key):
        yield "cert" if outlet.cert else "key", "a certificate and its key go together; write both or neither"
    if outlet.only != "all" and "ordinary" in outlet.model_fields_set:
        yield "ordinary", f"with `only: {outlet.only}` no ordinary request is told; leave this out, or write all"


def _cef_faults(outlet: OutletWords) -> Iterator[tuple[str, str]]:
    if outlet.to in _JSON:
        yield "format", f"{outlet.to} takes JSON only; write ecs, ocsf or native"
    if outlet.body == "array":
        yield "body", "cef is no JSON and makes no array; write lines"
