"""An outlet in one line, as `--events` takes it.

    -                                                      standard output
    /var/log/stillwatch/events.jsonl                       a file
    syslog+tls://siem:6514?format=cef&only=findings        syslog; also syslog+tcp, syslog+udp
    splunk+https://siem:8088/services/collector/event?token=env:HEC_TOKEN&index=sec
    elastic+https://es:9200/_bulk?index=logs-stillwatch&format=ecs
    otlp+http://collector:4318/v1/logs                     OpenTelemetry logs
    spans+http://collector:4318/v1/traces                  OpenTelemetry traces
    https://siem/in                                        batches of JSON lines
    kafka://one:9092,two:9092/topic

What stands after `?` are words of `stillwatch.yaml`.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from pydantic import ValidationError

from proxy.audit.outlets.words import OutletWords, outlet_faults
from proxy.errors import SettingsError
from proxy.policy.complaints import nearest
from proxy.policy.units import clip

_URL = re.compile(r"(?:(?P<kind>splunk|elastic|otlp|spans)\+)?(?P<url>https?://.+)")
_SYSLOG = re.compile(r"syslog\+(?P<transport>udp|tcp|tls)://(?P<address>[^/]+)/?")
_KAFKA = re.compile(r"kafka(?P<tls>\+tls)?://(?P<servers>[^/]+)/(?P<topic>[^/]+)")
_WORDS = re.compile(r"\?[a-z_]+=[^&]*(?:&[a-z_]+=[^&]*)*$")


def read_flag(text: str, name: str) -> OutletWords:
    """The outlet that a flag describes; `name` is what it is called. Raises `SettingsError`."""
    found = _WORDS.search(text)
    place = text[: found.start()] if found else text
    words: dict[str, Any] = {"name": name, **_placed(place)}
    if found:
        pairs = [pair.partition("=") for pair in found[0][1:].split("&")]
        words |= {word: _value(word, unquote(value)) for word, _, value in pairs}
    try:
        outlet = OutletWords.model_validate(words)
    except ValidationError as error:
        raise SettingsError(f"--events: {_first(error)}") from None
    for word, fault in outlet_faults(outlet):
        raise SettingsError(f"--events: {word}: {fault}")
    return outlet


def _placed(place: str) -> dict[str, Any]:
    if place == "-":
        return {"to": "stdout"}
    if match := _SYSLOG.fullmatch(place):
        return {"to": "syslog", **match.groupdict()}
    if match := _URL.fullmatch(place):
        return {"to": match["kind"] or "http", "url": match["url"]}
    if match := _KAFKA.fullmatch(place):
        tls = {"tls": True} if match["tls"] else {}
        return {"to": "kafka", "servers": tuple(match["servers"].split(",")), "topic": match["topic"], **tls}
    if "://" in place:
        raise SettingsError(
            f"--events: {clip(place)} is no place for events; write -, a path, syslog+tls://host:port, https://…, "
            "splunk+https://…, elastic+https://…, otlp+http://… or kafka://host:port/topic"
        )
    return {"to": "file", "path": place}


def _value(word: str, text: str) -> Any:
    """Text as YAML would read it for this word."""
    field = OutletWords.model_fields.get(word)
    if field is not None and field.annotation in (int, bool):
        if text in ("true", "false"):
            return text == "true"
        return int(text) if text.isdecimal() else text
    return text


def _first(error: ValidationError) -> str:
    told = error.errors(include_url=False)[0]
    word = str(told["loc"][0]) if told["loc"] else ""
    if told["type"] == "extra_forbidden":
        return f"unknown word {clip(word)}{nearest(word, OutletWords.model_fields)}"
    return f"{word}: {told['msg'].removeprefix('Value error, ')}"
