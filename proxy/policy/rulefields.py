"""The kinds of values that only rules, risk and exceptions have; `fields` has the others."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from proxy.policy import units
from proxy.policy.complaints import unknown_word
from proxy.policy.fields import KIND, LONGEST_WINDOW, filled, shaped, written
from proxy.policy.phrases import Misread
from proxy.policy.positions import Loc
from proxy.policy.units import clip, spell_duration, spell_number

ATLAS_PATTERN = r"^AML\.T[0-9]{4}(?:\.[0-9]{3})?$"
DATE_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
# Ours by the x-, so that no policy can overwrite a credential, a length or a host on the way upstream.
HEADER_PATTERN = r"^x-[a-z0-9-]{1,62}$"

# Nobody reads a longer reason in a log line.
LONGEST_REASON = 500

# Official SDKs give a request ten minutes; load balancers and people give up much sooner.
LONGEST_DELAY = 60.0

# More output than any model gives, more choices than any API takes.
MOST = 10_000_000


def _whole(least: int, most: int) -> BeforeValidator:
    """Whole numbers from `least` to `most`; nothing is not among them."""

    def whole(value: object) -> int:
        found = units.amount(value)
        if found != int(found) or not least <= found <= most:
            ends = f"from {spell_number(least)} to {spell_number(most)}"
            raise ValueError(f"{clip(str(value))} is outside what can stand here: whole numbers {ends}")
        return int(found)

    return BeforeValidator(whole)


def _numbered(least: int, most: int) -> WithJsonSchema:
    text = {"type": "string", "pattern": units.AMOUNT_PATTERN}
    whole = {"type": "integer", "minimum": least, "maximum": most}
    return WithJsonSchema({"anyOf": [whole, text], KIND: "whole number"})


def _between(
    read: Callable[[object], float], least: float, most: float, spell: Callable[[float], str]
) -> BeforeValidator:
    def between(value: object) -> float:
        found = read(value)
        if not least <= found <= most:
            raise ValueError(f"{clip(str(value))} is outside what can stand here: {spell(least)} to {spell(most)}")
        return found

    return BeforeValidator(between)


def _stage(value: object) -> float:
    found = units.share(value)
    if not found:
        raise ValueError("a stage of 0 acts on nobody; write mode: observe")
    return found


def _rate(value: object) -> tuple[float, float]:
    count, seconds = units.rate(value)
    if count < 1 or count != int(count):
        raise ValueError(f"{clip(str(value))} is no whole number of requests; for one in two minutes write 1/2m")
    if not 1 <= seconds <= LONGEST_WINDOW:
        raise ValueError(f"{clip(str(value))} is counted over a time outside 1s to 30d")
    return count, seconds


def _running(value: object) -> float:
    """Seconds; 0 for `request`, the very one that fired."""
    if value == "request":
        return 0.0
    found = units.duration(value)
    if not 1 <= found <= LONGEST_WINDOW:
        raise ValueError(f"{clip(str(value))} is outside what can stand here: request, or 1s to 30d")
    return found


def _until(value: object) -> float:
    """The end of the day, in UTC, in seconds since the epoch."""
    wanted = "a date such as 2026-12-31, the last day on which it holds (UTC)"
    if not isinstance(value, str):
        raise ValueError(f"expected {wanted}, found {units.kind(value)}")  # noqa: TRY004 - pydantic wants ValueError
    try:
        # Python reads other forms of dates too, which would only puzzle the next reader.
        day = dt.date.fromisoformat(value if re.fullmatch(DATE_PATTERN, value) else "")
    except ValueError:
        raise ValueError(f"{clip(value)} is not {wanted}") from None
    return calendar.timegm(day.timetuple()) + 86400.0


def _reason(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected a sentence, found {units.kind(value)}")  # noqa: TRY004 - pydantic wants ValueError
    # One line, whatever it was in the file: it stands in log lines.
    text = " ".join(value.split())
    if not text.isprintable() or not text:
        raise ValueError("nothing stands here that a reader of the log would see; write a sentence")
    if len(text) > LONGEST_REASON:
        raise ValueError(f"longer than {LONGEST_REASON} characters; link to the rest")
    return text


def _item(value: object) -> str | int | float:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"expected a word or a number, found {units.kind(value)}; put words in quotes")  # noqa: TRY004
    return filled(value) if isinstance(value, str) else value


class Worded:
    """Marks a section that may also be a single word: `block` for `{block: {}}`."""

    def __init__(self, alone: tuple[str, ...], with_values: Mapping[str, str], name: str) -> None:
        self._alone = alone
        self._with_values = with_values
        self._name = name

    def read(self, value: object) -> object:
        """The section that is meant."""
        if isinstance(value, str):
            if value not in (*self._alone, *self._with_values):
                raise ValueError(unknown_word(value, (*self._with_values, *self._alone)))
            return {value: self._said(value, ())}
        if isinstance(value, dict):
            return {word: self._said(word, (word,)) if inner is None else inner for word, inner in value.items()}
        return value

    def _said(self, word: str, way: Loc) -> dict[str, object] | None:
        """What a word without values means; None for one that is not ours to judge."""
        if word in self._with_values:
            raise Misread((way, f"{word} needs words of its own, such as {self._with_values[word]}"))
        return {} if word in self._alone else None

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "enum": list(self._alone)}, handler(schema)], KIND: self._name}


Share = Annotated[
    float, BeforeValidator(units.share), written("share", units.SHARE_PATTERN, 0.3, "30%", number=True, most=1)
]
Stage = Annotated[
    float, BeforeValidator(_stage), written("share", units.SHARE_PATTERN, "10%", 0.5, number=True, most=1)
]
Lasts = Annotated[
    float,
    _between(units.duration, 1, LONGEST_WINDOW, spell_duration),
    written("time", units.DURATION_PATTERN, "1h", "6h", "7d"),
]
Running = Annotated[
    float,
    BeforeValidator(_running),
    written("time", rf"^request$|{units.DURATION_PATTERN}", "request", "1h", "6h", "7d"),
]
Delay = Annotated[
    float,
    _between(units.duration, 0, LONGEST_DELAY, lambda s: f"{s:g}s"),
    written("time", units.DURATION_PATTERN, "2s"),
]
Rate = Annotated[tuple[float, float] | None, BeforeValidator(_rate), written("rate", units.RATE_PATTERN, "2/m", "10/s")]
Count = Annotated[int | None, _whole(1, MOST), _numbered(1, MOST)]
Waiting = Annotated[int, _whole(0, 100_000), _numbered(0, 100_000)]
Decimals = Annotated[int | None, _whole(0, 10), _numbered(0, 10)]
TopLogprobs = Annotated[int | None, _whole(0, 20), _numbered(0, 20)]
Levels = Annotated[int | None, _whole(2, 65_536), _numbered(2, 65_536)]
Families = Annotated[int, _whole(1, 9), _numbered(1, 9)]
Until = Annotated[float, BeforeValidator(_until), written("date", DATE_PATTERN, "2026-12-31")]
Reason = Annotated[str, BeforeValidator(_reason), WithJsonSchema({"type": "string", "minLength": 1, KIND: "sentence"})]
Atlas = Annotated[
    str, shaped(ATLAS_PATTERN, "a technique of MITRE ATLAS such as AML.T0024.002"),
    written("technique", ATLAS_PATTERN, "AML.T0024.002"),
]  # fmt: skip
HeaderName = Annotated[
    str, shaped(HEADER_PATTERN, "a header of your own such as x-risk: x-, then small letters, digits and '-'"),
    written("header", HEADER_PATTERN, "x-stillwatch-risk"),
]  # fmt: skip
Item = Annotated[Any, BeforeValidator(_item), WithJsonSchema({"type": ["string", "number"], KIND: "word or number"})]
