"""Newline-delimited JSON, one value a line, read without I/O. A last line without its end counts as one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proxy.dialects.splitter import MAX_EVENT, Splitter

_END = re.compile(rb"\n")


def line_splitter(limit: int = MAX_EVENT) -> Splitter:
    """A splitter of lines."""
    return Splitter(_END, b"\n", b"", limit)


def lines(stretch: bytes) -> Iterator[bytes]:
    """The lines of a stretch that hold something, without their ends; a CR before the LF belongs to the end."""
    return (line for line in (part.strip(b"\r\n") for part in stretch.split(b"\n")) if line.strip())
