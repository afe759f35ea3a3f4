"""One proxy for the tests that leave it as it was, in front of the mock model; others start their own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.e2e.origin import Origin, hold_port
from tests.e2e.proxy import Proxy, start_proxy
from tests.edge.stage import Client
from tests.model import Model

Key = Callable[[str], str]

# Tiers are how tests ask for a budget: a key of the tier `two` has two calls an hour, and so on.
POLICY = """
policy: shared
mode: enforce
callers: {directory: keys.jsonl}
reserve_output: 50
budgets:
  - {name: two-calls, per: caller, meter: requests, limit: 2, window: 1h, applies_to: {tier: two}}
  - {name: soon-again, per: caller, meter: requests, limit: 1, window: 1s, applies_to: {tier: soon}}
  - {name: small, per: caller, meter: total_tokens, limit: 60, window: 1h, applies_to: {tier: small}}
  - {name: tokens, per: caller, meter: total_tokens, limit: 100k, window: 1h, applies_to: {tier: metered}}
  - {name: shared-by-org, per: org, meter: requests, limit: 3, window: 1h, applies_to: {tier: org}}
"""
CLASSIFIER = """
policy: classifier
dialects:
  - {name: classifier, path: /classify, input: text, output: label, input_tokens: usage.in, output_tokens: usage.out}
"""
TIERS = ("two", "soon", "small", "metered", "free")
KEYS_PER_TIER = 60


@pytest.fixture(autouse=True)
def _no_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    """SDKs take credentials and addresses from the environment; tests give their own and use nobody's."""
    for name in [name for name in os.environ if name.startswith(("OPENAI_", "ANTHROPIC_"))]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def shared_proxy(model_process: Model, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy in front of the mock model with the policy above."""
    folder = tmp_path_factory.mktemp("shared")
    rows = [{"key": f"sk-{t}-{n}", "tier": t, "org": f"org-{t}-{n}"} for t in TIERS for n in range(KEYS_PER_TIER)]
    rows += [{"key": f"sk-org-{n}", "tier": "org", "org": "org-of-several"} for n in range(5)]
    (folder / "keys.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    with start_proxy(folder, model_process.url, POLICY) as proxy:
        yield proxy


@pytest.fixture
def proxy(shared_proxy: Proxy, model: Model) -> Proxy:
    """The shared proxy, the model's counters at zero."""
    return shared_proxy


_serials = {tier: count() for tier in TIERS}


@pytest.fixture
def key() -> Key:
    """Gives keys of a tier that no test has used yet."""

    def fresh(tier: str) -> str:
        serial = next(_serials[tier])
        assert serial < KEYS_PER_TIER
        return f"sk-{tier}-{serial}"

    return fresh


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """For a proxy of the test's own."""
    return tmp_path / "proxy"


@pytest.fixture(scope="session")
def standin_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy without an upstream: its stand-in knows tools, which the mock model does not."""
    with start_proxy(tmp_path_factory.mktemp("standin"), "", "policy: none\n") as proxy:
        yield proxy


@pytest.fixture(scope="session")
def origin_port() -> Iterator[socket.socket]:
    """The port of every test's origin."""
    with hold_port() as held:
        yield held


@pytest.fixture
async def origin(origin_port: socket.socket) -> AsyncIterator[Origin]:
    """An upstream that follows the test's script."""
    async with Origin(origin_port) as running:
        yield running


@pytest.fixture(scope="session")
def bare_proxy(origin_port: socket.socket, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy in front of the origin, without budgets, that keeps Host: whatever else changes on the way is ours."""
    upstream = f"http://127.0.0.1:{origin_port.getsockname()[1]}"
    with start_proxy(tmp_path_factory.mktemp("bare"), upstream, "policy: none\n", preserve_host=True) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def classifier_proxy(origin_port: socket.socket, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy in front of the origin that knows a dialect of the policy's own."""
    upstream = f"http://127.0.0.1:{origin_port.getsockname()[1]}"
    with start_proxy(tmp_path_factory.mktemp("classifier"), upstream, CLASSIFIER) as proxy:
        yield proxy


Dial = Callable[[Proxy], Awaitable[Client]]


@pytest.fixture
async def dial() -> AsyncIterator[Dial]:
    """Opens raw connections to a proxy and closes them after the test."""
    opened: list[Client] = []

    async def connect(proxy: Proxy) -> Client:
        opened.append(Client(*await asyncio.open_connection("127.0.0.1", proxy.port, limit=1 << 26)))
        return opened[-1]

    yield connect
    for client in opened:
        client.leave()
        with contextlib.suppress(ConnectionError):
            await client.writer.wait_closed()
