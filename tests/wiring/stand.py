"""Settings and captured logs for tests of the wiring."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import structlog

from proxy.audit.log import configure
from proxy.settings import Address, Settings

HERE = Address("127.0.0.1", 0)


def settings_in(folder: Path, policy: str = "policy: p\n", **others: Any) -> Settings:
    """Settings with everything in `folder`, on free ports, in memory."""
    path = folder / "policy.yaml"
    path.write_text(policy)
    given: dict[str, Any] = {
        "listen": HERE,
        "admin": HERE,
        "upstream": "http://127.0.0.1:9",
        "policy": path,
        "state": "memory://",
        "events": (str(folder / "events.jsonl"),),
        "secret": b"a secret of tests, long enough",
        **others,
    }
    return Settings(**given)


@contextmanager
def captured_log() -> Iterator[list[dict[str, Any]]]:
    """What is logged while the block runs, as events."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    told: list[dict[str, Any]] = []
    configure(lambda line: told.append(orjson.loads(line)), "info")
    try:
        yield told
    finally:
        logging.captureWarnings(capture=False)
        root.handlers, root.level = handlers, level
        structlog.reset_defaults()
