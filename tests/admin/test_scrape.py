"""What Prometheus reads, over a real socket."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from proxy.admin.scrape import Scrape
from proxy.audit.board import Board
from proxy.audit.metrics import Metrics
from tests.admin.asking import get, listening


async def test_scrape_is_text_for_prometheus() -> None:
    """`/metrics` is what Prometheus parses, with the content type that says so."""
    metrics = Metrics()
    metrics.entered()
    async with listening(Scrape(Board(metrics.snapshot).render)) as base:
        response = await get(base, "/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    values = {each.name: each.samples for each in text_string_to_metric_families(response.text)}
    assert values["stillwatch_active_exchanges"][0].value == 1


async def test_accept_is_handed_on() -> None:
    """The scraper's `Accept` decides about the format."""
    asked = []

    def render(accept: str) -> tuple[bytes, str]:
        asked.append(accept)
        return b"x", "application/openmetrics-text; version=1.0.0; charset=utf-8"

    async with listening(Scrape(render)) as base:
        response = await get(base, "/metrics", accept="application/openmetrics-text")
    assert asked == ["application/openmetrics-text"]
    assert response.headers["content-type"].startswith("application/openmetrics-text")
