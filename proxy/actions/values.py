"""Replies of home-made APIs: what stands at the path that the policy names. Classifiers lose what a student needs.

Scores are recognised by their shape:

    0.93                                                a number: rounded
    [0.93, 0.07]                                        probabilities: rounded; the top one is 1, the others 0
    {"cat": 0.93, "dog": 0.07}                          rounded; only the top one is left
    [{"label": "cat", "score": 0.93}, …]                rounded; only the top one is left
    {"labels": ["cat", "dog"], "scores": [0.93, 0.07]}  rounded; only the top one is left of each list
    lists and objects of these                          each of them

Whole numbers are counts or ids and stay; text loses its inline reasoning.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, TypeGuard

from proxy.actions.changes import Changes, Piece, Steps
from proxy.core.effect import Degrade

# What the one number beside a label is called.
_SCORES = ("score", "probability", "prob", "confidence", "logit", "p")


class ValuesEditor:
    """Edits what a home-made API answers."""

    def __init__(self, degrade: Degrade, output: str) -> None:
        """`output` is the dotted path to the answer; empty for the whole reply."""
        self._reasoning = "reasoning" in degrade.strip
        self._scores = Scores(degrade)
        self._output = output

    alert = False

    def concerns(self, text: bytes) -> bool:  # noqa: ARG002 -- the contract
        """Scores may be anywhere; text is known by its tags alone."""
        return self._scores.edits

    def look(self, document: Any, changes: Changes) -> None:
        """Look at a reply or at one event of it."""
        for path, value in _reach(document, self._output):
            if isinstance(value, str):
                if self._reasoning and path:
                    changes.say(Piece(path, path, value))
                continue
            edited = self._scores.edit(value)
            if edited != value:
                _put(path, value, edited, changes)


def _put(path: Steps, old: Any, new: Any, changes: Changes) -> None:
    """Put the edited answer there; an answer that is all of the reply member by member."""
    if path:
        changes.put(path, new)
    elif isinstance(old, dict):
        for name, value in old.items():
            if name not in new:
                changes.take((name,))
            elif new[name] != value:
                changes.put((name,), new[name])
    elif len(new) == len(old):
        for number, (value, fresh) in enumerate(zip(old, new, strict=True)):
            if fresh != value:
                changes.put((number,), fresh)
    else:  # one was chosen: it stands where the first was
        changes.put((0,), new[0])
        for number in range(1, len(old)):
            changes.take((number,))


def _reach(document: Any, dotted: str) -> Iterator[tuple[Steps, Any]]:
    """Everything that a dotted path leads to, with its exact place."""
    found: list[tuple[Steps, Any]] = [((), document)]
    for name in dotted.split(".") if dotted else ():
        found = [((*path, step), part) for path, holder in found for step, part in _step(holder, name)]
    yield from found


def _step(holder: Any, name: str) -> list[tuple[str | int, Any]]:
    if isinstance(holder, dict):
        return list(holder.items()) if name == "*" else [(name, holder[name])] if name in holder else []
    if not isinstance(holder, list):
        return []
    numbered: list[tuple[str | int, Any]] = list(enumerate(holder))
    return numbered if name == "*" else numbered[int(name) :][:1] if name.isdecimal() else []


class Scores:
    """Coarser scores."""

    def __init__(self, degrade: Degrade) -> None:
        self._top = degrade.top_label_only
        self._decimals = degrade.round_scores
        self.edits = self._top or self._decimals is not None

    def edit(self, value: Any) -> Any:
        """The same value with coarser scores."""
        if isinstance(value, list):
            return self._list(value)
        if isinstance(value, dict):
            return self._object(value)
        if isinstance(value, float) and self._decimals is not None and math.isfinite(value):
            return round(value, self._decimals)
        return value

    def _list(self, value: list[Any]) -> list[Any]:
        if self._top and _all_scores(value):
            top = value.index(max(value))
            return [1.0 if number == top else 0.0 for number in range(len(value))]
        if self._top and value and all(_score_of(one) is not None for one in value):
            return [self.edit(max(value, key=lambda one: _score_of(one) or -math.inf))]
        return [self.edit(one) for one in value]

    def _object(self, value: dict[str, Any]) -> dict[str, Any]:
        if self._top and len(value) > 1 and _all_scores(list(value.values())):
            best = max(value, key=lambda name: value[name])
            return {best: self.edit(value[best])}
        parallel = [name for name, part in value.items() if isinstance(part, list) and _all_scores(part)]
        if self._top and len(parallel) == 1:
            return self._aligned(value, value[parallel[0]])
        return {name: self.edit(part) for name, part in value.items()}

    def _aligned(self, value: dict[str, Any], scores: list[float]) -> dict[str, Any]:
        """Labels and their scores in lists of one length: the top one is left of each."""
        lists = [name for name, part in value.items() if isinstance(part, list) and len(part) == len(scores)]
        if len(lists) < 2:  # scores alone have no labels
            return {name: self.edit(part) for name, part in value.items()}
        top = scores.index(max(scores))
        return {name: self.edit([part[top]]) if name in lists else self.edit(part) for name, part in value.items()}


def _all_scores(values: list[Any]) -> TypeGuard[list[float]]:
    """Several numbers, of which one has a fraction: whole numbers alone are ids or counts."""
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in values)
    return len(values) > 1 and numbers and any(isinstance(one, float) for one in values)


def _score_of(one: Any) -> float | None:
    """The score of a labelled object."""
    if not isinstance(one, dict):
        return None
    found = [one[name] for name in _SCORES if isinstance(one.get(name), int | float)]
    return found[0] if len(found) == 1 else None
