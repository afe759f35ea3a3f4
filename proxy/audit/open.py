"""From what the operator wrote (`-`, a path) to a sink."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from proxy.audit.sinks import Sink
from proxy.audit.sinks.targets import DescriptorTarget, FileTarget
from proxy.audit.sinks.thread import ThreadSink
from proxy.errors import SettingsError


def open_sink(where: str, say: Callable[[str], None]) -> Sink:
    """A sink for `-` (standard output) or a file. Raises SettingsError where the file cannot be written.

    Call it in the process that will use it: the sink's thread does not survive a fork. `say` is called from that
    thread, with one sentence when writing fails and one when it works again.
    """
    if where == "-":
        return ThreadSink(DescriptorTarget(sys.stdout.fileno()), say)
    try:
        return ThreadSink(FileTarget(Path(where)), say)
    except OSError as trouble:
        raise SettingsError(f"--events: events cannot be written to {where}: {trouble.strerror}") from None
