"""Quantities as people write them: 200k tokens, 6h, 32MB, 2/m, 10%.

Every reader takes what YAML made of the text (a string or a number) and raises ValueError with a sentence for
the operator that says what was found and what is wanted.
"""

from __future__ import annotations

import re
from decimal import Decimal

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
# No lower-case m and no T: a thousandth and a unit nobody needs would be read for a million and a thousand G.
MULTIPLES = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9}
BYTES = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}

# Twelve digits before the point: floats stay exact and no text, however long, costs more than a glance.
_NUMBER = r"(?:0|[1-9][0-9]{0,11}|[1-9][0-9]{0,2}(?:_[0-9]{3}){1,3})(?:\.[0-9]{1,9})?"
_PART = rf"{_NUMBER}[smhdw]"

AMOUNT_PATTERN = rf"^{_NUMBER}[kMG]?$"
DURATION_PATTERN = rf"^(?:{_PART}){{1,5}}$"
SIZE_PATTERN = rf"^{_NUMBER} ?(?:[KMG]i?B|B)?$"
RATE_PATTERN = rf"^{_NUMBER}[kMG]?/(?:{_NUMBER})?[smhdw]$"
SHARE_PATTERN = rf"^{_NUMBER}%?$"

# The largest count that a budget's log keeps exactly is 2**53; this leaves three digits for micro-units of cost.
MOST = 10.0**12

_SHAPES = (
    (SHARE_PATTERN.replace("%?", "%"), "a share"),
    (AMOUNT_PATTERN, "a number"),
    (DURATION_PATTERN, "a time"),
    (SIZE_PATTERN, "a size"),
    (RATE_PATTERN, "a rate"),
)


def amount(value: object) -> float:
    """A count: 600, 200k, 1.5M, 2G, 1_000_000."""
    text = _text(value, AMOUNT_PATTERN, "a number such as 600, 200k or 1.5M")
    number = text.rstrip("kMG")
    return _bounded(Decimal(number) * MULTIPLES[text[len(number) :]])


def duration(value: object) -> float:
    """Seconds in a time: 90s, 5m, 6h, 1h30m, 30d, 2w. A bare number is refused, for nobody knows its unit."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError(f"{value} has no unit; write a time such as {value}s, {value}m or {value}h")  # noqa: TRY004
    text = _text(value, DURATION_PATTERN, "a time such as 30s, 5m, 6h or 30d")
    return _bounded(sum((Decimal(part[:-1]) * SECONDS[part[-1]] for part in re.findall(_PART, text)), Decimal(0)))


def size(value: object) -> int:
    """Bytes in a size: 512KB, 32MB (a million each), 32MiB (1,048,576 each), 1000 (bytes)."""
    text = _text(value, SIZE_PATTERN, "a size such as 512KB, 32MB or 1GiB").replace(" ", "")
    number = text.rstrip("KMGiB")
    return int(_bounded(Decimal(number) * BYTES[text[len(number) :]]))


def rate(value: object) -> tuple[float, float]:
    """A count and the seconds it is meant for: 2/m is (2, 60), 100/30s is (100, 30)."""
    text = _text(value, RATE_PATTERN, "a rate such as 2/m, 10/s or 100/30s")
    count, _, per = text.partition("/")
    return amount(count), duration(per if len(per) > 1 else "1" + per)


def share(value: object) -> float:
    """A part of the whole, 0 to 1: 0.1 or 10%."""
    text = _text(value, SHARE_PATTERN, "a share such as 0.1 or 10%")
    found = float(Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text))
    if found > 1:
        raise ValueError(f"{text} is more than the whole; a share is at most 1 or 100%")
    return found


def spell_duration(seconds: float) -> str:
    """A time as `duration` reads it, in the largest unit that divides it."""
    for unit in "wdhms":
        if seconds >= SECONDS[unit] and seconds % SECONDS[unit] == 0:
            return f"{seconds / SECONDS[unit]:.0f}{unit}"
    return f"{spell_number(seconds)}s"


def spell_number(number: float) -> str:
    """A number without exponent or needless zeros, with thousands set apart by commas."""
    return f"{number:,.6f}".rstrip("0").rstrip(".")


def plain_number(number: float) -> str:
    """The same without commas, for names."""
    return spell_number(number).replace(",", "")


def spoken_duration(seconds: float) -> str:
    """A window as a sentence says it after `per`: `minute`, `6 hours`."""
    words = {"w": "week", "d": "day", "h": "hour", "m": "minute", "s": "second"}
    for unit in "dhms":
        count = seconds / SECONDS[unit]
        if count >= 1 and count == int(count):
            return words[unit] if count == 1 else f"{count:.0f} {words[unit]}s"
    return f"{spell_number(seconds)} seconds"


def _text(value: object, pattern: str, wanted: str) -> str:
    """The value as text that has the wanted shape."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"expected {wanted}, found {kind(value)}")  # noqa: TRY004 - pydantic wants ValueError
    # Decimal throughout: 1.1M is 1,100,000 and not a float's 1,100,000.0000000002.
    text = value if isinstance(value, str) else format(Decimal(str(value)), "f")
    if re.fullmatch(r"-[0-9.]+.?", text):
        raise ValueError(f"{clip(text)} is negative; expected {wanted}")
    if not re.fullmatch(pattern, text):
        raise ValueError(f"{clip(text)} is {kind(text)}; expected {wanted}")
    return text


def _bounded(number: Decimal) -> float:
    if number > MOST:
        raise ValueError(f"{clip(str(number))} is larger than anything counted here (1000G)")
    return float(number)


def kind(value: object) -> str:
    """What a value looks like, for messages: `a time`, `a list`, `a word`."""
    if isinstance(value, str):
        return next((name for pattern, name in _SHAPES if re.fullmatch(pattern, value)), _NO_QUANTITY)
    if value is None:
        return "nothing"
    names = ((bool, "true or false"), (int | float, "a number"), (dict, "a mapping"), (list | tuple, "a list"))
    return next((name for type_, name in names if isinstance(value, type_)), type(value).__name__)


_NO_QUANTITY = "no quantity"

# A message is one line; the operator knows the file, so the beginning of a long value is enough.
_CLIP = 60


def clip(text: str) -> str:
    """Text from the file in quotes on one line: control characters escaped, long ones cut."""
    return ascii_safe(text if len(text) <= _CLIP else text[: _CLIP - 1] + "…")


def ascii_safe(text: str) -> str:
    """Quoted, and escaped where a terminal or a log line could stumble."""
    return (
        "'"
        + "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text)
        + "'"
    )
