"""Stillwatch's own log: one JSON line per event, or colours on a terminal, through a sink like everything else.

What is logged may pass through libraries that print what they were given: asyncio shows the arguments of a callback
that failed, aiohttp the bytes that it could not parse. So messages of others lose their quoted parts, exceptions are
told by type and place and by their text only where it is ours (`StillwatchError`) or the system's (`OSError`), fields
with names of credentials are blanked, and every string is searched for what looks like one.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import PurePath
from typing import Any

import orjson
import structlog

from proxy.audit.plain import REDACTED, plain, redact
from proxy.errors import StillwatchError

Event = MutableMapping[str, Any]

# Long enough for a path or a sentence of ours, too short for a prompt to be of use.
_TEXT_LIMIT = 500
_FOREIGN_LIMIT = 200
_FRAMES = 8
# What every reader of JSON takes as an integer.
_WIDEST = 2**53
# Whatever a field of this name holds is not for a log.
_SECRET_NAMES = re.compile(
    r"(?i)authorization|cookie|credential|password|passwd|secret|token$|^key$|api[-_]?key|prompt|^body$|^headers$"
)
# Quoted strings (also unfinished ones, as reprlib leaves them) and byte strings.
_QUOTED = re.compile(r"""b?'(?:[^'\\]|\\.)*(?:'|$)|b?"(?:[^"\\]|\\.)*(?:"|$)""")


def configure(write: Callable[[bytes], None], level: str = "info", *, pretty: bool = False) -> None:
    """Set up structlog and the standard library's logging; `write` takes whole lines (a sink's `put`)."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            tell_exception,
            make_harmless,
            _pretty() if pretty else _as_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=lambda *_: _Lines(write),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [Foreign()]
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)


def tell_exception(_logger: Any, _method: str, event: Event) -> Event:
    """Replace `exc_info` by the exception's type, place and, where it is safe, its text."""
    given = event.pop("exc_info", None)
    trouble = given if isinstance(given, BaseException) else sys.exc_info()[1] if given is True else None
    if isinstance(given, tuple):
        trouble = given[1]
    if trouble is not None:
        event.update(told(trouble))
    return event


def told(trouble: BaseException) -> dict[str, Any]:
    """An exception as it may be logged."""
    frames = traceback.extract_tb(trouble.__traceback__)[-_FRAMES:]
    fields: dict[str, Any] = {
        "error": type(trouble).__name__,
        "trace": [f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if isinstance(trouble, StillwatchError):
        fields["error_text"] = str(trouble)
    elif isinstance(trouble, OSError) and trouble.strerror:
        fields["error_text"] = trouble.strerror
    return fields


def make_harmless(_logger: Any, _method: str, event: Event) -> Event:
    """Blank what has the name of a secret, and clean every string of what looks like one."""
    return {
        plain(redact(field)): REDACTED if _SECRET_NAMES.search(field) else _harmless(value)
        for field, value in event.items()
    }


def _harmless(value: Any) -> Any:
    if isinstance(value, Mapping):
        return make_harmless(None, "", {str(key): each for key, each in value.items()})
    if isinstance(value, list | tuple | set | frozenset):
        return [_harmless(each) for each in value]
    return told(value) if isinstance(value, BaseException) else _harmless_leaf(value)


def _harmless_leaf(value: Any) -> Any:
    if isinstance(value, str):
        return plain(redact(value), _TEXT_LIMIT)
    if isinstance(value, bytes | bytearray | memoryview):
        return f"<{len(value)} bytes>"
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if -_WIDEST <= value <= _WIDEST else str(value)
    # Its repr may show anything, a dataclass every field.
    return f"<{type(value).__name__}>"


def quiet(message: str) -> str:
    """A message that is not ours: its first line, without anything in quotes."""
    return plain(redact(_QUOTED.sub("'…'", message.partition("\n")[0])), _FOREIGN_LIMIT)


class Foreign(logging.Handler):
    """Takes what libraries log and writes it as events of ours."""

    def emit(self, record: logging.LogRecord) -> None:
        """Hand a record over; the logger's name tells whose it is."""
        try:
            message = quiet(record.getMessage())
        except (TypeError, ValueError):
            message = quiet(str(record.msg))
        level = min(max(record.levelno // 10 * 10, logging.DEBUG), logging.CRITICAL)
        structlog.get_logger().log(level, message, logger=record.name, exc_info=record.exc_info)


class _Lines:
    """What structlog calls a logger: takes the finished line, whatever the level."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write

    def msg(self, line: bytes | str) -> None:
        self._write(line if isinstance(line, bytes) else line.encode() + b"\n")

    debug = info = warning = error = critical = exception = log = msg


def _as_json(_logger: Any, _method: str, event: Event) -> bytes:
    return orjson.dumps({"log": event.pop("event", ""), **event}, option=orjson.OPT_APPEND_NEWLINE)


def _pretty() -> structlog.typing.Processor:
    return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
