"""Adds up the workers' numbers and prints them for Prometheus.

Lives in the process with the admin listener: the only worker, or the parent of several. A worker that is gone leaves
its counters behind (they must not fall) and takes its gauges along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from proxy.audit.families import FAMILIES, Family
from proxy.audit.metrics import Cells, Snapshot


class Board(Collector):
    """Snapshots of all workers; `render` is what `/metrics` answers."""

    def __init__(self, own: Callable[[], Snapshot] | None = None) -> None:
        """`own` gives the numbers of this very process where it is a worker itself."""
        self._own = own
        self._latest: dict[str, Snapshot] = {}
        self._gone: dict[str, Cells] = {}
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def absorb(self, worker: str, snapshot: Snapshot) -> None:
        """Take a worker's newest numbers; `worker` names one life of it, not its place."""
        self._latest[worker] = snapshot

    def retire(self, worker: str) -> None:
        """This worker is gone."""
        snapshot = self._latest.pop(worker, {})
        for family in FAMILIES:
            if family.kind != "gauge":
                _add(self._gone.setdefault(family.name, {}), snapshot.get(family.name, ()))

    def totals(self) -> dict[str, Cells]:
        """The sums over all workers, living and gone, by family."""
        sums: dict[str, Cells] = {family.name: {} for family in FAMILIES}
        for name, cells in self._gone.items():
            _add(sums[name], cells.items())
        snapshots = [*self._latest.values(), *([self._own()] if self._own else [])]
        for snapshot in snapshots:
            for name, rows in snapshot.items():
                # A worker of another version may know families that we do not.
                if name in sums:
                    _add(sums[name], rows, highest=name in _HIGHEST)
        return sums

    def render(self, accept: str = "") -> tuple[bytes, str]:
        """Body and content type, in the format that the scraper accepts."""
        encode, content_type = choose_encoder(accept)
        return encode(self._registry), content_type

    def collect(self) -> Iterable[Metric]:
        """What prometheus-client asks of a collector."""
        sums = self.totals()
        return [_printed(family, sums[family.name]) for family in FAMILIES]

    def describe(self) -> Iterable[Metric]:
        """Empty families: registering must not take numbers."""
        return [_printed(family, {}) for family in FAMILIES]


_HIGHEST = frozenset(family.name for family in FAMILIES if family.highest)


def _add(cells: Cells, rows: Iterable[tuple[Iterable[str], list[float]]], *, highest: bool = False) -> None:
    for labels, values in rows:
        key = tuple(labels)
        cell = cells.get(key)
        both = values if cell is None else [max(a, b) if highest else a + b for a, b in zip(cell, values, strict=True)]
        cells[key] = list(both)


def _printed(family: Family, cells: Cells) -> Metric:
    if family.kind == "histogram":
        histogram = HistogramMetricFamily(family.name, family.help, labels=family.labels)
        for labels, cell in cells.items():
            histogram.add_metric(labels, _buckets(family, cell), cell[-1])
        return histogram
    make = CounterMetricFamily if family.kind == "counter" else GaugeMetricFamily
    metric = make(family.name, family.help, labels=family.labels)
    for labels, cell in cells.items():
        metric.add_metric(labels, cell[0])
    return metric


def _buckets(family: Family, cell: list[float]) -> list[tuple[str, float]]:
    """Cumulative counts by upper bound, as the format wants them."""
    buckets, sofar = [], 0.0
    for bound, count in zip((*family.bounds, float("inf")), cell, strict=False):
        sofar += count
        buckets.append(("+Inf" if bound == float("inf") else str(bound), sofar))
    return buckets
