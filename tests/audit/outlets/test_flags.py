"""An outlet in one line."""

from __future__ import annotations

import pytest

from proxy.audit.outlets.flags import read_flag
from proxy.errors import SettingsError


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("-", {"to": "stdout"}),
        ("-?format=ocsf", {"to": "stdout", "format": "ocsf"}),
        ("/var/log/my events.jsonl", {"to": "file", "path": "/var/log/my events.jsonl"}),
        ("e.jsonl?rotate=1MB&keep=2", {"to": "file", "path": "e.jsonl", "rotate": 1_000_000, "keep": 2}),
        ("syslog+tls://siem:6514?format=cef&only=findings",
         {"to": "syslog", "address": "siem:6514", "transport": "tls", "format": "cef", "only": "findings"}),
        ("syslog+udp://[::1]:514", {"to": "syslog", "address": "[::1]:514", "transport": "udp"}),
        ("splunk+https://siem:8088/services/collector/event?token=env:T&compress=false",
         {"to": "splunk", "url": "https://siem:8088/services/collector/event", "token": "env:T", "compress": False}),
        ("elastic+http://es:9200/_bulk?index=logs-a", {"to": "elastic", "index": "logs-a"}),
        ("otlp+http://c:4318/v1/logs", {"to": "otlp", "url": "http://c:4318/v1/logs"}),
        ("https://siem/in?token=file:/run/a%20b", {"to": "http", "token": "file:/run/a b"}),
        ("kafka+tls://a:1,b:2/topic", {"to": "kafka", "servers": ("a:1", "b:2"), "topic": "topic", "tls": True}),
    ],
)  # fmt: skip
def test_flags_are_words(text: str, wanted: dict[str, object]) -> None:
    """Each form is the same as its words in the file."""
    words = read_flag(text, "events")
    assert {name: getattr(words, name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ftp://a", "'ftp://a' is no place for events; write -, a path"),
        ("-?fromat=ocsf", "unknown word 'fromat'; did you mean 'format'"),
        ("-?format=leef", "format: Input should be 'native', 'ocsf', 'ecs' or 'cef'"),
        ("https://h?token=secret", "token: write env:NAME or file:PATH"),
        ("splunk+https://h", "to: splunk needs the word 'token'"),
        ("-?index=a", "index: this means nothing for stdout"),
    ],
)
def test_wrong_flags_say_what_to_write(text: str, told: str) -> None:
    """A flag that cannot be meant is told with the flag's name, never with a credential."""
    with pytest.raises(SettingsError) as raised:
        read_flag(text, "events")
    assert str(raised.value).startswith("--events: ")
    assert told in str(raised.value)
    assert "secret" not in str(raised.value)
