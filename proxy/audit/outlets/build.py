"""From words to sinks."""

from __future__ import annotations

import os
import socket
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from proxy import __version__
from proxy.audit import FORMATS, spans
from proxy.audit.outlets.words import OutletWords
from proxy.audit.sinks import Courier, Sink
from proxy.audit.sinks.bodies import NDJSON, TEXT, Array, ElasticBulk, Lines, Otlp, Shape, Splunk
from proxy.audit.sinks.courier import CourierSink, Pace
from proxy.audit.sinks.http import HttpCourier
from proxy.audit.sinks.journal import Journal
from proxy.audit.sinks.kafka import KafkaCourier, library
from proxy.audit.sinks.rotation import RotatingTarget
from proxy.audit.sinks.spool import Spool
from proxy.audit.sinks.syslog import Peer, SyslogCourier
from proxy.audit.sinks.targets import DescriptorTarget, FileTarget, Target
from proxy.audit.sinks.thread import ThreadSink
from proxy.audit.spread import DEPTHS, Outlet
from proxy.core.decision import Level
from proxy.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Means:
    """What sinks need of the world: a voice, a clock, chance, and the place where credentials are."""

    say: Callable[[str], None]
    """Told one sentence when something fails and one when it works again, from any thread."""
    ticks: Callable[[], float]
    jitter: Callable[[], float]
    held: Callable[[str], bytes]
    """The credential behind `env:NAME` or `file:PATH`. Raises `SettingsError`."""
    journals: Path | None = None
    """Where lines lie until they are written; None where a killed process may lose the last tenth of a second."""

    def journal(self, outlet: str) -> Journal | None:
        """The journal of a sink whose lines go there; None where none can be kept, which is no reason not to start."""
        try:
            return None if self.journals is None else Journal(self.journals, outlet)
        except OSError:
            return None


def build(words: OutletWords, means: Means) -> Sink:
    """The sink of an outlet. Raises `SettingsError` where its file, folder or credential cannot be used.

    Call it in the process that will use it: a sink's thread does not survive a fork.
    """

    def say(sentence: str) -> None:
        means.say(f"{words.name}: {sentence}")

    if words.to in ("stdout", "file"):
        target = _target(words)
        return ThreadSink(target, say, journal=means.journal(f"{words.to} {Path(words.path or '-').absolute()}"))
    make = _courier(words, means)
    pace = Pace(words.batch, words.every)
    spool = _spool(words)
    kept = means.journal(f"spool {Path(words.spool, words.name).absolute()}")
    return CourierSink(make, spool, say, means.ticks, means.jitter, pace, journal=kept)


def outlet(words: OutletWords, sink: Sink) -> Outlet:
    """The sink with its format and filter."""
    if words.to == "spans":
        return Outlet(sink.put, spans.line, share=words.ordinary, spans=True)
    return Outlet(sink.put, FORMATS[words.format], DEPTHS[words.only], words.ordinary, Level(words.from_level))


def _target(words: OutletWords) -> Target:
    if words.to == "stdout":
        return DescriptorTarget(sys.stdout.fileno())
    path = Path(words.path)
    try:
        return FileTarget(path) if words.rotate is None else RotatingTarget(path, words.rotate, words.keep)
    except OSError as trouble:
        raise SettingsError(f"--events: events cannot be written to {path}: {trouble.strerror}") from None


def _spool(words: OutletWords) -> Spool:
    folder = Path(words.spool) / words.name
    try:
        return Spool(folder, words.spool_limit)
    except OSError as trouble:
        raise SettingsError(
            f"events to {words.name}: nothing can be kept in {folder}: {trouble.strerror}; name another folder "
            "with the word `spool`"
        ) from None


def _courier(words: OutletWords, means: Means) -> Callable[[], Courier]:
    """What makes the courier, with everything read and checked that could be wrong."""
    if words.to == "syslog":
        host, _, port = words.address.rpartition(":")
        tls = _tls(words) if words.transport == "tls" else None
        peer = Peer(host.strip("[]"), int(port), words.transport, tls)
        return lambda: SyslogCourier(peer, socket.gethostname() or "-", os.getpid(), words.facility)
    if words.to == "kafka":
        producer, tls = library().AIOKafkaProducer, _tls(words) if words.tls else None
        return lambda: KafkaCourier(words.servers, words.topic, tls, producer)
    headers, shape = _headers(words, means), _shape(words)
    tls = _tls(words) if words.url.startswith("https:") else None
    return lambda: HttpCourier(words.url, shape, headers, tls, compress=words.compress)


def _shape(words: OutletWords) -> Shape:
    if words.to == "splunk":
        given = {"source": "stillwatch", "sourcetype": words.sourcetype or f"stillwatch:{words.format}"}
        return Splunk(given | ({"index": words.index} if words.index else {}), json=words.format != "cef")
    if words.to == "elastic":
        return ElasticBulk(words.index)
    if words.to == "otlp":
        return Otlp(__version__)
    if words.to == "spans":
        return spans.OtlpSpans(__version__)
    return Array() if words.body == "array" else Lines(TEXT if words.format == "cef" else NDJSON)


def _headers(words: OutletWords, means: Means) -> dict[str, str]:
    if not words.token:
        return {}
    token = means.held(words.token).decode("latin-1").strip()
    scheme = {"splunk": "Splunk ", "elastic": "ApiKey "}.get(words.to, "" if words.header else "Bearer ")
    return {words.header or "Authorization": scheme + token}


def _tls(words: OutletWords) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=words.ca or None)
        if words.cert:
            context.load_cert_chain(words.cert, words.key)
    except OSError as trouble:  # ssl.SSLError is one
        raise SettingsError(
            f"events to {words.name}: its certificates cannot be used ({trouble.strerror or type(trouble).__name__}); "
            "ca, cert and key name files in PEM form"
        ) from None
    return context
