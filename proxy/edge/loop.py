"""The event loop under the data plane."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

import uvloop


def run(main: Coroutine[Any, Any, int]) -> int:
    """Run a command's coroutine to its exit code on a uvloop loop."""
    return uvloop.run(main)
