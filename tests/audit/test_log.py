"""The operational log: one JSON line an event, and nothing in it that a client or an operator wants kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from proxy.audit.log import Foreign, configure, make_harmless, quiet, told
from proxy.errors import UnreadableBody

PROMPT = "Explain step by step how the enzyme folds in cold water"
KEY = "sk-proj-0123456789abcdef"


class Log:
    """What was written."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    @property
    def events(self) -> list[dict[str, Any]]:
        """The lines, read."""
        return [orjson.loads(line) for line in self.lines]


@pytest.fixture
def log() -> Iterator[Log]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    log = Log()
    configure(log.lines.append, "info")
    yield log
    logging.captureWarnings(capture=False)
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_one_json_line(log: Log) -> None:
    """An event is one line with its time, its level and its fields."""
    structlog.get_logger().warning("policy reloaded", version="0123", took_s=0.5, many=2**80, rows=[1, None])
    (event,) = log.events
    assert event.pop("timestamp").endswith("Z")
    assert event == {
        "log": "policy reloaded",
        "level": "warning",
        "version": "0123",
        "took_s": 0.5,
        "many": str(2**80),
        "rows": [1, None],
    }
    assert log.lines[0].count(b"\n") == 1


def test_level_is_respected(log: Log) -> None:
    """What is below the level is not written, from us or from libraries."""
    structlog.get_logger().debug("quiet")
    logging.getLogger("aiohttp.server").debug("quiet")
    assert log.lines == []


def test_libraries_are_routed_through(log: Log) -> None:
    """The standard library's logging ends in the same lines, with the logger's name."""
    logging.getLogger("aiohttp.server").error("Cannot %s", "listen")
    assert [(event["log"], event["logger"], event["level"]) for event in log.events] == [
        ("Cannot listen", "aiohttp.server", "error")
    ]


def test_broken_format_is_no_exception(log: Log) -> None:
    """A library that logs wrongly is logged all the same."""
    for level, message in ((40, "%d items"), (99, "beyond every level")):
        # Not through a logger: pytest's own handler raises on this.
        Foreign().emit(logging.LogRecord("x", level, __file__, 1, message, ("many",), None))
    assert [event["log"] for event in log.events] == ["%d items", "beyond every level"]


@pytest.mark.parametrize(
    "field",
    ["authorization", "Authorization", "x-api-key", "api_key", "cookie", "password", "secret", "key", "prompt", "body"],
)
def test_named_secrets_are_blanked(log: Log, field: str) -> None:
    """A field with the name of a secret is never written, at any depth."""
    structlog.get_logger().info("x", **{field: "opaque"}, inner={field: b"opaque"}, list=[{field: ["opaque"]}])
    assert b"opaque" not in log.lines[0]


@pytest.mark.parametrize(
    "value", [KEY, f"Bearer {KEY}", f"redis://user:{KEY}@host/0", ["x", {"y": KEY}], (KEY,), KEY.encode(), {KEY: KEY}]
)
def test_secret_values_are_redacted(log: Log, value: object) -> None:
    """What looks like a credential is not written, whatever the field is called."""
    structlog.get_logger().info(f"using {KEY}", upstream=value)
    assert b"0123456789abcdef" not in log.lines[0]


def test_unknown_objects_are_told_by_type(log: Log) -> None:
    """An object's repr may show anything, so it is not asked."""
    structlog.get_logger().info("x", thing=bytearray(PROMPT.encode()), other=object())
    assert (log.events[0]["thing"], log.events[0]["other"]) == (f"<{len(PROMPT)} bytes>", "<object>")


def _fail(trouble: BaseException) -> None:
    raise trouble


@pytest.mark.parametrize(
    "trouble",
    [
        ValueError(PROMPT),
        KeyError(PROMPT),
        UnicodeDecodeError("utf-8", PROMPT.encode(), 0, 1, PROMPT),
        ExceptionGroup(PROMPT, [ValueError(KEY)]),
        type(PROMPT[:7], (Exception,), {})(PROMPT),
    ],
)
def test_exceptions_hide_their_texts(log: Log, trouble: BaseException) -> None:
    """An exception is told by type and place; its text and its source lines may hold a prompt."""
    try:
        _fail(trouble)
    except BaseException:
        structlog.get_logger().exception("request failed", where="relay", cause=trouble)
        logging.getLogger("aiohttp.server").exception("Error handling request")
    for event in log.events:
        assert event["error"] == type(trouble).__name__
        assert event["trace"][-1].endswith(" _fail")
    assert PROMPT.encode() not in b"".join(log.lines)
    assert KEY.encode() not in b"".join(log.lines)


def test_our_own_and_the_system_s_texts_are_told() -> None:
    """Texts that are ours or the system's are safe and help."""
    assert told(UnreadableBody("not_json"))["error_text"] == "not_json"
    assert told(ConnectionRefusedError(111, "Connection refused"))["error_text"] == "Connection refused"
    assert "error_text" not in told(OSError(PROMPT))


async def test_callbacks_that_fail_show_no_arguments(log: Log) -> None:
    """The event loop prints the arguments of a callback that failed; the log does not."""

    def receive(data: bytes) -> None:
        raise ValueError(data)

    done = asyncio.Event()
    asyncio.get_running_loop().call_soon(receive, PROMPT.encode())
    asyncio.get_running_loop().call_soon(done.set)
    await done.wait()
    (event,) = log.events
    assert (event["logger"], event["error"]) == ("asyncio", "ValueError")
    assert "Explain" not in log.lines[0].decode()


@given(st.text(st.characters(exclude_categories=[])), st.text(st.characters(exclude_categories=[])))
def test_any_string_is_harmless(field: str, value: str) -> None:
    """No string, as field or value, breaks line, JSON or terminal."""
    event = make_harmless(None, "info", {"event": value, "x" + field: {field: [value]}})
    written = orjson.dumps(event)
    assert b"\n" not in written
    assert written.decode().isprintable()


@given(st.text(), st.sampled_from(["'", '"']))
def test_quoted_parts_of_foreign_messages_are_dropped(before: str, quote: str) -> None:
    """Whatever a library quotes is not written, finished or cut off."""
    before = before.replace("'", "").replace('"', "")
    for message in (f"{before} b{quote}{PROMPT}{quote} end", f"{before} {quote}{PROMPT}"):
        assert PROMPT not in quiet(message)


def test_pretty_is_text() -> None:
    """On a terminal the log is for eyes, and as silent."""
    lines: list[bytes] = []
    configure(lines.append, pretty=True)
    structlog.get_logger().info("listening", address="127.0.0.1:8080", authorization=KEY)
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    logging.getLogger().handlers = []
    assert b"listening" in lines[0]
    assert KEY.encode() not in lines[0]
