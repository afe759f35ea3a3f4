"""Signals as they are told: put into words once, when the first sink wants them, and as few calls as can be.

A record may go to several sinks and to formats that want only numbers, and a request has some twenty signals. So a
record holds them as they are; native lines get them as one piece of JSON, made by `%` from a template per signal
(1 µs each; a dict, `round` and `str.format` took 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from math import isfinite
from operator import mul
from typing import Any, NamedTuple, overload

import orjson

from proxy.core.signal import Signal

# What our sentences hold, as `str.format` writes it. A sentence with anything else is put together by `Signal.why`.
_PLACE = re.compile(r"\{:\.([0-9])([f%])\}")
# Enough for any count exactly and for shares to a millionth of a millionth.
_NUMBER = "%.10g"
# Sentences are constants of ours, some fifty; the bound is against one that is not.
_MOST = 512


class _Template(NamedTuple):
    text: str
    scales: tuple[float, ...]
    """What each detail is multiplied by: 100 for percentages."""


# Not lru_cache: hashing the family, an enum, would take as long as the rest.
_TEMPLATES: dict[tuple[str, str], _Template] = {}


class Signals(Sequence[dict[str, Any]]):
    """Signals in a record; an item is one signal in native form."""

    __slots__ = ("_line", "raw")

    def __init__(self, raw: Iterable[Signal]) -> None:
        self.raw = tuple(raw)
        self._line: bytes | None = None

    def __len__(self) -> int:
        """How many there are."""
        return len(self.raw)

    @overload
    def __getitem__(self, at: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, at: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        """One or several in native form."""
        if isinstance(at, slice):
            return [signal_record(each) for each in self.raw[at]]
        return signal_record(self.raw[at])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    @property
    def scores(self) -> dict[str, float]:
        """How suspicious each that speaks is, by name."""
        return {each.name: int(each.score * 1e6 + 0.5) / 1e6 for each in self.raw if each.score > 0.0}

    @property
    def json(self) -> bytes:
        """All of them as a JSON list."""
        if self._line is None:
            self._line = ("[" + ",".join([_rendered(each) for each in self.raw]) + "]").encode()
        return self._line


def signal_record(signal: Signal) -> dict[str, Any]:
    """One signal as it is told, here and by the admin API."""
    return {
        "name": signal.name,
        "family": signal.family,
        "value": round(signal.value, 6),
        "score": round(signal.score, 6),
        "why": signal.why,
    }


def _rendered(signal: Signal) -> str:
    name, family, value, score, sentence, details = signal
    template = _TEMPLATES.get((name, sentence))
    if template is None:
        template = _kept(name, family, sentence, len(details))
    text, scales = template
    if not text or not isfinite(value):
        return orjson.dumps(signal_record(signal)).decode()
    if not scales:
        return text % (value, score, *details)
    return text % (value, score, *map(mul, details, scales))


def _kept(name: str, family: str, sentence: str, details: int) -> _Template:
    template = _template(name, family, sentence, details)
    if len(_TEMPLATES) < _MOST:
        _TEMPLATES[name, sentence] = template
    return template


def _template(name: str, family: str, sentence: str, details: int) -> _Template:
    """The signal's JSON with places for its numbers; an empty one where the sentence is not of the usual kind."""
    places = _PLACE.findall(sentence)
    if len(places) != details or "{" in _PLACE.sub("", sentence):
        return _Template("", ())
    # Split by a pattern of two groups: text, digits, kind, text, digits, kind, ..., text.
    text, *rest = _PLACE.split(sentence)
    words = _escaped(text)
    for digits, kind, after in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        words += f"%.{digits}f" + ("%%" if kind == "%" else "") + _escaped(after)
    head = f'{{"name":{_said(name)},"family":{_said(family)},"value":{_NUMBER},"score":{_NUMBER},"why":"{words}"}}'
    scales = tuple([100.0 if kind == "%" else 1.0 for _, kind in places])
    return _Template(head, scales if 100.0 in scales else ())


def _escaped(text: str) -> str:
    return _said(text)[1:-1]


def _said(text: str) -> str:
    return orjson.dumps(text).decode().replace("%", "%%")
