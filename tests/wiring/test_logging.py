"""The log of a process goes to its standard error, line by line, and never stops it."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
import structlog

from proxy.wiring.logging import configure_logging


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """The log of the test process is as it was afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    logging.captureWarnings(capture=False)
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_lines_go_to_standard_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a terminal each event is one line of JSON, written at once."""
    with (tmp_path / "log").open("w") as file:
        monkeypatch.setattr(sys, "stderr", file)
        configure_logging()
        structlog.get_logger("x").warning("told", number=7)
        logging.getLogger("library").error("also told")
        lines = [orjson.loads(line) for line in (tmp_path / "log").read_bytes().splitlines()]
    assert [(line["log"], line["level"]) for line in lines] == [("told", "warning"), ("also told", "error")]


def test_a_log_that_nobody_reads_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where standard error is closed at the other end, logging does nothing and raises nothing."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as file:
        monkeypatch.setattr(sys, "stderr", file)
        configure_logging()
        os.close(reading)
        structlog.get_logger("x").warning("into the void")
