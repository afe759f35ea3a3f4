"""All workers' numbers, added up and printed."""

from __future__ import annotations

import dataclasses

import orjson
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from proxy.audit import families
from proxy.audit.board import Board
from proxy.audit.families import FAMILIES
from proxy.audit.metrics import Metrics, Snapshot
from tests.audit.exchanges import ALLOWED, ASKED, PASSED, REFUSED


def busy(times: int = 1) -> Metrics:
    """A worker that answered so many requests and is at one more."""
    metrics = Metrics()
    metrics.entered()
    for _ in range(times):
        metrics.entered()
        metrics.decided(ASKED, REFUSED)
        metrics.passed(ASKED, ALLOWED, PASSED)
    return metrics


def samples(board: Board) -> dict[str, float]:
    """What Prometheus reads, by name and labels."""
    body, _ = board.render()
    return {
        sample.name + "".join(f" {label}={value}" for label, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


REQUEST = "stillwatch_requests_total action=allow dialect=openai operation=chat status=2xx"


def test_own_numbers_are_printed() -> None:
    """A single worker's numbers are there at once, in a form that Prometheus reads."""
    read = samples(Board(busy().snapshot))
    assert read[REQUEST] == 1
    assert read["stillwatch_active_exchanges"] == 1
    assert read["stillwatch_upstream_seconds_bucket le=2.5 stream=true"] == 1
    assert read["stillwatch_upstream_seconds_bucket le=1.0 stream=true"] == 0
    assert read["stillwatch_upstream_seconds_bucket le=+Inf stream=true"] == 1
    assert read["stillwatch_upstream_seconds_count stream=true"] == 1
    assert read["stillwatch_upstream_seconds_sum stream=true"] == PASSED.upstream


def test_workers_add_up_and_newest_counts() -> None:
    """Each worker counts once, with its newest numbers, also after a journey as JSON."""
    board = Board()
    for worker, times in (("a", 1), ("b", 2), ("a", 3)):
        board.absorb(worker, orjson.loads(orjson.dumps(busy(times).snapshot())))
    read = samples(board)
    assert read[REQUEST] == 5
    assert read["stillwatch_active_exchanges"] == 2


def test_gone_workers_leave_their_counters() -> None:
    """When a worker dies and another takes its place no counter falls, and no gauge of the dead stays."""
    board = Board()
    board.absorb("a.1", busy(3).snapshot())
    board.retire("a.1")
    board.absorb("a.2", busy(1).snapshot())
    board.retire("a.2")
    board.retire("never seen")
    board.absorb("a.3", busy(1).snapshot())
    read = samples(board)
    assert read[REQUEST] == 5
    assert read["stillwatch_upstream_seconds_count stream=true"] == 5
    assert read["stillwatch_active_exchanges"] == 1


@given(st.lists(st.integers(0, 5), max_size=4), st.sets(st.integers(0, 3)))
def test_sum_does_not_depend_on_who_lives(times: list[int], gone: set[int]) -> None:
    """The total of a counter is the same whoever of the workers has gone."""
    board = Board()
    for worker, number in enumerate(times):
        board.absorb(str(worker), busy(number).snapshot())
        if worker in gone:
            board.retire(str(worker))
    assert samples(board).get(REQUEST, 0) == sum(times)


def test_numbers_of_another_version_are_ignored() -> None:
    """A worker that knows more families than we do hurts nobody."""
    board = Board()
    newer: Snapshot = {"stillwatch_from_the_future": [((), [1.0])]}
    board.absorb("a", newer)
    assert samples(board).keys() == samples(Board()).keys()


def test_every_family_is_printed_with_its_help() -> None:
    """Families without a number yet are there all the same, so that alerts can name them."""
    body, content_type = Board().render()
    assert content_type.startswith("text/plain")
    assert [family.name for family in FAMILIES if f"# HELP {family.name}" not in body.decode()] == []


def test_open_metrics_for_who_asks() -> None:
    """A scraper that accepts OpenMetrics gets it."""
    body, content_type = Board(busy().snapshot).render("application/openmetrics-text; version=1.0.0")
    assert content_type.startswith("application/openmetrics-text")
    assert body.endswith(b"# EOF\n")


def test_no_caller_is_printed() -> None:
    """Neither caller, address, org nor model appears, whatever was counted."""
    metrics = busy()
    metrics.passed(dataclasses.replace(ASKED, model="hidden-model", path="/hidden"), REFUSED, PASSED)
    body = Board(metrics.snapshot).render()[0].decode()
    for hidden in ("k_0123456789abcdef", "203.0.113.7", "org_a", "hidden", "gpt-4o"):
        assert hidden not in body


def test_process_is_told() -> None:
    """Memory and CPU of the process stand beside our own numbers."""
    assert samples(Board())["process_resident_memory_bytes"] > 0


def test_breakers_add_up() -> None:
    """The gauge says in how many workers the breaker is open."""
    board = Board()
    for worker in "abc":
        metrics = Metrics()
        metrics.watch(families.BREAKER, lambda worker=worker: worker != "c")  # type: ignore[misc]
        board.absorb(worker, metrics.snapshot())
    assert samples(board)["stillwatch_state_breaker_open"] == 2


def test_some_gauges_take_the_highest() -> None:
    """Workers that wait for the same receiver do not wait twice as long together."""
    board = Board()
    for worker, lag in (("0.1", 3.0), ("1.1", 7.0)):
        metrics = Metrics()
        metrics.watch(families.LAG, lambda lag=lag: lag, ("siem",))  # type: ignore[misc]
        board.absorb(worker, metrics.snapshot())
    assert board.totals()[families.LAG.name] == {("siem",): [7.0]}
