"""A worker's correlator, put together: what it reads, whom it tells, what is counted."""

from __future__ import annotations

import structlog

from proxy.audit import families
from proxy.audit.metrics import Metrics
from proxy.callers.digests import era_of
from proxy.campaigns.correlator import Correlator, Tells
from proxy.settings import Settings
from proxy.state.crowd import SHARDS
from proxy.state.guarded import Guarded
from proxy.wiring import chance
from proxy.wiring.regimes import Regimes

log = structlog.get_logger("campaigns")


def lookout(settings: Settings, store: Guarded, tells: Tells, metrics: Metrics, regimes: Regimes) -> Correlator:
    """The correlator of one worker, its numbers on the board. Only the one that leads tells of campaigns."""
    correlator = Correlator(
        store,
        SHARDS,
        chance.series(),
        chance.time_of_day,
        tells,
        every=settings.campaigns_every_s,
        wanted=lambda: regimes.current.policy.detects,
        ignored=lambda: regimes.current.policy.risk.ignored_of_campaigns,
        took=lambda seconds: metrics.observe(families.CORRELATED, (), seconds),
        ticks=chance.ticks,
        first=era_of(settings.text_key) * SHARDS,
        fault=lambda error: log.error("fault", where="campaigns", exc_info=error),
    )

    metrics.watch(families.LEADS, lambda: float(correlator.leads))
    metrics.watch(families.CAMPAIGNS, lambda: float(len(correlator.edition.found)))
    metrics.watch(families.MEMBERS, lambda: float(sum(each.campaign.callers for each in correlator.edition.found)))
    return correlator
