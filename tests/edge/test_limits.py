"""Bounds that hold together."""

from __future__ import annotations

import dataclasses

from proxy.edge.limits import Limits


def test_we_close_free_upstream_connections_first_and_client_ones_last() -> None:
    """Shorter than uvicorn's and Node's 5 s upstream, longer than the 60 s of cloud load balancers downstream."""
    limits = Limits()
    assert limits.pool_idle_s < 5
    assert limits.idle_s > 60


def test_no_limit_is_finer_than_the_sweep() -> None:
    """The sweep comes every half second; every time limit is several of them."""
    times = [getattr(Limits(), each.name) for each in dataclasses.fields(Limits) if each.name.endswith("_s")]
    assert min(time for time in times if time is not None) >= 4
