"""A document as the words of a model, or every fault of its keys and values at once, at its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from proxy.errors import PolicyError, Problem
from proxy.policy.complaints import complaints
from proxy.policy.nodes import Mark
from proxy.policy.positions import Loc, Reading

T = TypeVar("T", bound=BaseModel)


def fit(reading: Reading, model: type[T], context: object, name: str, hint: str) -> T:
    """The document as words. `name` is its file, `hint` what to write where it is no mapping. Raises `PolicyError`."""
    if not isinstance(reading.value, dict):
        raise failure(name, [*reading.faults, (reading.at(()).value, hint)])
    faults = list(reading.faults)
    try:
        words = model.model_validate(reading.value, context=context)
    except ValidationError as error:
        told = error.errors(include_url=False, include_context=True)
        # pydantic also calls a list too short whose every item is wrong.
        told = [each for each in told if each["type"] != "too_short" or not each["input"]]
        faults += [found for each in told for found in complaints(each, reading, model)]
        raise failure(name, faults) from None
    if faults:
        raise failure(name, faults)
    return words


def placed(reading: Reading, findings: Iterable[tuple[Loc, str]]) -> list[tuple[Mark, str]]:
    """Findings at the places that their ways lead to."""
    return [(reading.mark(loc), message) for loc, message in findings]


def problems(name: str, faults: Iterable[tuple[Mark, str]]) -> list[Problem]:
    """Faults as problems of a file (or of the one that was included), each once, in the order of the file."""
    return sorted({Problem(mark.file or name, mark.line, mark.column, message) for mark, message in faults})


def failure(name: str, faults: Iterable[tuple[Mark, str]]) -> PolicyError:
    """The error that tells of all faults."""
    return PolicyError(tuple(problems(name, faults)))
