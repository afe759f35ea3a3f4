"""What is told outside: sinks with all that they need of the world, the audit trail, and what they count."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import structlog

from proxy import settings as environment
from proxy.audit import families
from proxy.audit.levels import Levels
from proxy.audit.outlets.build import Means
from proxy.audit.outlets.open import Outlets
from proxy.audit.record import Record
from proxy.audit.sinks import Sink
from proxy.audit.sinks.journal import place
from proxy.audit.trail import Trail, open_trail
from proxy.settings import Settings
from proxy.wiring import chance

log = structlog.get_logger("events")


def telling(outlets: Outlets, trail: Trail | None) -> Callable[[Record], None]:
    """Where a change is told: to every outlet that wants it, and to the trail."""

    def tell(record: Record) -> None:
        outlets.spread.audit(record)
        if trail is not None:
            trail.changed(record)

    return tell


def trail(settings: Settings) -> Trail | None:
    """The audit trail, if one is to be kept. Raises `SettingsError`."""

    def say(text: str) -> None:
        log.warning("audit trail", text=text)

    path = settings.audit_trail
    return open_trail(path, settings.secret, say, chance.time_of_day, means().journal) if path is not None else None


def means() -> Means:
    """What sinks need of the world."""

    def say(text: str) -> None:
        log.warning("events", text=text)

    return Means(say, chance.ticks, chance.jitter, environment.held, place())


def watch_sinks(watch: Callable[..., None], outlets: Outlets) -> None:
    """Let the metrics read what every sink counts; `watch` is `Metrics.watch`."""
    for name, sink in outlets.each():
        _watch_sink(watch, (name,), sink)


def watch_levels(watch: Callable[..., None], levels: Levels) -> None:
    """Let the metrics read how many callers stand at which level."""
    for level in levels.counts:
        watch(families.CALLERS, partial(levels.counts.__getitem__, level), (level.value,))


def _watch_sink(watch: Callable[..., None], labels: tuple[str], sink: Sink) -> None:
    watch(families.QUEUED, lambda: float(sink.queued), labels)
    watch(families.DROPPED, lambda: float(sink.dropped), labels)
    watch(families.WRITTEN, lambda: float(sink.written), labels)
    watch(families.SINK_FAILURES, lambda: float(sink.failures), labels)
    watch(families.LAG, lambda: sink.lag, labels)
