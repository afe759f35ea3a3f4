"""What pydantic finds wrong, in our words, at its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from proxy.policy.nodes import Mark
from proxy.policy.phrases import Misread
from proxy.policy.positions import KEY, Loc, Reading
from proxy.policy.units import clip, kind

# Below this likeness a suggestion confuses more than it helps; difflib's own default, it forgives two typos in five.
LIKENESS = 0.6

_WANTED = {
    "string_type": "text",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping (lines of `word: value`)",
    "model_type": "a mapping (lines of `word: value`)",
}


def complaints(error: ErrorDetails, reading: Reading, model: type[BaseModel]) -> list[tuple[Mark, str]]:
    """The places and sentences for one validation error; a condition may have several faults."""
    # Within our own values we know better places than pydantic does.
    inner = error.get("ctx", {}).get("error")
    if isinstance(inner, Misread):
        return [(reading.mark((*error["loc"], *way)), message) for way, message in inner.faults]
    return [_complaint(error, reading, model)]


def _complaint(error: ErrorDetails, reading: Reading, model: type[BaseModel]) -> tuple[Mark, str]:
    # pydantic marks a fault in a mapping's key by this part, which is no way to anything.
    loc = tuple(part for part in error["loc"] if part != KEY)
    place = reading.at(loc)
    if error["type"] == "extra_forbidden":
        return place.key, unknown_word(str(loc[-1]), known_words(model, loc[:-1]))
    if error["type"] == "missing":
        return reading.at(loc[:-1]).value, f"the word {clip(str(loc[-1]))} is missing here"
    return (place.key if KEY in error["loc"] else place.value), _sentence(error, place.text)


def unknown_word(word: str, known: Sequence[str]) -> str:
    """A word that nobody knows, with the nearest one that somebody does."""
    return f"unknown word {clip(word)}" + (nearest(word, known) or f"; known here: {', '.join(known)}")


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, as the end of a sentence; empty where none is near."""
    near = difflib.get_close_matches(word, list(known), 1, LIKENESS)
    return f"; did you mean {clip(near[0])}?" if near else ""


def known_words(model: type[BaseModel], loc: Loc) -> tuple[str, ...]:
    """The words that may stand in the section at `loc`."""
    section: type[BaseModel] | None = model
    names = iter(loc)
    for name in names:
        field = _fields(section).get(name) if isinstance(name, str) else None
        if field is not None:
            section = _section_in(field.annotation)
            if get_origin(field.annotation) in (dict, tuple):
                next(names, None)  # the key or index within it
    return tuple(_fields(section))


def _fields(section: type[BaseModel] | None) -> dict[str, FieldInfo]:
    """The words of a section as operators write them: `for` is no name in Python."""
    return {} if section is None else {field.alias or name: field for name, field in section.model_fields.items()}


def _section_in(annotation: Any) -> type[BaseModel] | None:
    """The section that an annotation such as `tuple[BudgetWords, ...]` or `ScopeWords | None` holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_section_in(part) for part in get_args(annotation))
    return next((section for section in found if section is not None), None)


def _sentence(error: ErrorDetails, text: str | None) -> str:
    kind_of_error, value = error["type"], error["input"]
    if isinstance(value, bool) and kind_of_error != "bool_type":
        spelled = "true" if value else "false"
        return f"YAML reads {clip(text or spelled)} as {spelled}; put it in quotes if you mean the word{_choice(error)}"
    if kind_of_error == "literal_error":
        return _not_one_of(error, value)
    if kind_of_error in _WANTED:
        number_as_text = kind_of_error == "string_type" and isinstance(value, int | float)
        hint = "; put it in quotes if it is meant as text" if number_as_text else ""
        return f"expected {_WANTED[kind_of_error]}, found {_found(value)}{hint}"
    if kind_of_error == "too_short":
        return "nothing stands in this list; leave the word out, or name at least one"
    if kind_of_error == "too_long":
        return f"more than {error['ctx']['max_length']} stand here, which is the most"
    return error["msg"].removeprefix("Value error, ")


def _not_one_of(error: ErrorDetails, value: object) -> str:
    options = _options(error)
    known = ", ".join(options)
    if not isinstance(value, str):
        return f"expected one of {known}, found {_found(value)}"
    return f"{clip(value)} is not one of {known}" + nearest(value, options)


def _choice(error: ErrorDetails) -> str:
    return f", one of {', '.join(_options(error))}" if error["type"] == "literal_error" else ""


def _options(error: ErrorDetails) -> tuple[str, ...]:
    """The words that pydantic would have taken; it tells them only as `'a', 'b' or 'c'`."""
    told: str = error["ctx"]["expected"]
    return tuple(option.strip().strip("'") for option in told.replace(" or ", ",").split(","))


def _found(value: object) -> str:
    if isinstance(value, str):
        return f"the text {clip(value)}"
    return f"the number {value}" if isinstance(value, int | float) and not isinstance(value, bool) else kind(value)
