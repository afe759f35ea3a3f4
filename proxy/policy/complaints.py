"""What pydantic finds wrong, in our words, at its place."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from proxy.policy.nodes import Mark
from proxy.policy.positions import Loc, Reading
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


def complaint(error: ErrorDetails, reading: Reading, model: type[BaseModel]) -> tuple[Mark, str]:
    """The place and the sentence for one validation error."""
    # pydantic marks a fault in a mapping's key by this part, which is no way to anything.
    loc = tuple(part for part in error["loc"] if part != "[key]")
    place = reading.at(loc)
    if error["type"] == "extra_forbidden":
        return place.key, unknown_word(str(loc[-1]), known_words(model, loc[:-1]))
    if error["type"] == "missing":
        return reading.at(loc[:-1]).value, f"the word {clip(str(loc[-1]))} is missing here"
    return (place.key if "[key]" in error["loc"] else place.value), _sentence(error, place.text)


def unknown_word(word: str, known: Sequence[str]) -> str:
    """A word that nobody knows, with the nearest one that somebody does."""
    near = difflib.get_close_matches(word, known, 1, LIKENESS)
    hint = f"did you mean {clip(near[0])}?" if near else f"known here: {', '.join(known)}"
    return f"unknown word {clip(word)}; {hint}"


def known_words(model: type[BaseModel], loc: Loc) -> tuple[str, ...]:
    """The words that may stand in the section at `loc`."""
    section: type[BaseModel] | None = model
    names = iter(loc)
    for name in names:
        field = section.model_fields.get(name) if section is not None and isinstance(name, str) else None
        if field is not None:
            section = _section_in(field.annotation)
            if get_origin(field.annotation) in (dict, tuple):
                next(names, None)  # the key or index within it
    return tuple(section.model_fields) if section is not None else ()


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
    return error["msg"].removeprefix("Value error, ")


def _not_one_of(error: ErrorDetails, value: object) -> str:
    options = _options(error)
    known = ", ".join(options)
    if not isinstance(value, str):
        return f"expected one of {known}, found {_found(value)}"
    near = difflib.get_close_matches(value, options, 1, LIKENESS)
    return f"{clip(value)} is not one of {known}" + (f"; did you mean {clip(near[0])}?" if near else "")


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
