"""Stillwatch's own log goes to standard error: JSON lines for machines, colours for people at a terminal."""

from __future__ import annotations

import os
import sys

from proxy.audit.log import configure


def configure_logging() -> None:
    """Set up the log of this process. Written directly: it is rare, and must not be lost when the process dies."""
    descriptor = sys.stderr.fileno()
    configure(lambda line: _write(descriptor, line), pretty=sys.stderr.isatty())


def _write(descriptor: int, line: bytes) -> None:
    try:
        os.write(descriptor, line)
    except OSError:
        return  # nobody reads our log any more; serving goes on
