"""Requests degraded: caps lowered, other models asked, what tells too much not asked for. All other bytes stay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeGuard

from proxy.actions.changes import Steps
from proxy.actions.loops import lacks_thinking, orphans
from proxy.actions.outline import end_of, first_bracket, outline
from proxy.actions.splice import TAKEN, Tree, apply, cuts, parse, plant, write
from proxy.core.effect import Degrade
from proxy.core.places import Path, RequestPlaces
from proxy.errors import NotGranted

# The least budget for thinking that Anthropic grants; below it a request may not think at all.
_LEAST_BUDGET = 1024


class _Found(NamedTuple):
    """What stands at a path; `there` is False where nothing does."""

    value: Any = None
    there: bool = False


def edit_request(degrade: Degrade, body: bytes, where: RequestPlaces) -> bytes:
    """The body with everything asked for that the caller may still have: the same object where nothing changes.

    `body` is a JSON object without content coding. Raises `ValueError` for anything else, and `NotGranted`.
    """
    read = _Reader(body)
    tree: Tree = {}
    for path, leaf in _edits(degrade, where, read):
        plant(tree, path, leaf)
    return apply(body, cuts(body, tree, read.parts)) if tree else body


def _edits(degrade: Degrade, where: RequestPlaces, read: _Reader) -> Iterator[tuple[Steps, bytes | None]]:
    yield from _biases(degrade, where, read)
    yield from _model(degrade, where, read)
    for path in _unwanted(degrade, where):
        if read(path).there:
            yield path, TAKEN
    if "logprobs" in degrade.strip:
        yield from _include(where, read)
    elif degrade.max_top_logprobs is not None:
        yield from _lowered(where.top_logprobs, degrade.max_top_logprobs, read)
    if degrade.max_choices is not None:
        yield from _lowered(where.choices, degrade.max_choices, read)
    if degrade.max_output_tokens is not None:
        yield from _capped(where, degrade.max_output_tokens, read)
    if "reasoning" in degrade.strip:
        yield from _loop(where, read)


def _unwanted(degrade: Degrade, where: RequestPlaces) -> list[Path]:
    """Everything that is taken out of the request."""
    kinds = {
        "logprobs": (*where.logprobs, *where.top_logprobs),
        "logit_bias": where.bias,
        "seed": where.seed,
    }
    return list(dict.fromkeys(path for kind, paths in kinds.items() if kind in degrade.strip for path in paths))


def _biases(degrade: Degrade, where: RequestPlaces, read: _Reader) -> Iterator[tuple[Path, None]]:
    """Biases and log-probabilities together read the output layer token by token (Carlini et al., arXiv 2403.06634)."""
    if degrade.bias_with_logprobs is None or not any(read(path).value for path in where.bias):
        return
    # 0 is asked for as well: completions then tell the chosen token's.
    values = [read(path).value for path in (*where.logprobs, *where.top_logprobs)]
    if all(value is None or value is False for value in values):
        return
    if degrade.bias_with_logprobs == "refuse":
        raise NotGranted("logit_bias cannot be combined with log-probabilities with this API key for now.")
    for path in where.bias:
        yield path, TAKEN


def _loop(where: RequestPlaces, read: _Reader) -> Iterator[tuple[Steps, None]]:
    """What a provider would not go on with without the reasoning that was taken out of its earlier answers."""
    asked = read(where.thinking).value if where.thinking else None
    # Thinking that is not asked for was left out already where it had no budget.
    if isinstance(asked, dict) and asked.get("type") == "enabled" and lacks_thinking(read(where.turns).value):
        yield where.thinking, TAKEN
    for steps in orphans(read(where.items).value) if where.items else ():
        yield (*where.items, *steps), TAKEN


def _model(degrade: Degrade, where: RequestPlaces, read: _Reader) -> Iterator[tuple[Path, bytes]]:
    if degrade.models and where.model:
        asked = read(where.model).value
        instead = stand_in(degrade, asked) if isinstance(asked, str) else None
        if instead is not None and instead != asked:
            yield where.model, write(instead)


def stand_in(degrade: Degrade, model: str) -> str | None:
    """The model that answers instead of this one; None where it answers itself. The first pattern that fits counts."""
    return next((instead for pattern, instead in degrade.models if _fits(model, pattern)), None)


def _fits(name: str, pattern: str) -> bool:
    """Whether a name fits a pattern in which `*` stands for anything. Takes time linear in the name for each part."""
    first, *parts = pattern.split("*")
    if not parts:
        return name == pattern
    last = parts.pop()
    if not name.startswith(first) or not name[len(first) :].endswith(last):
        return False
    at, end = len(first), len(name) - len(last)
    for part in parts:
        at = name.find(part, at, end) + len(part)
        if at < len(part):
            return False
    return True


def _include(where: RequestPlaces, read: _Reader) -> Iterator[tuple[Path, bytes]]:
    """Words that ask for more, those left out that name log-probabilities."""
    words = read(where.include).value if where.include else None
    if isinstance(words, list):
        left = [word for word in words if not (isinstance(word, str) and "logprobs" in word)]
        if left != words:
            yield where.include, write(left)


def _lowered(paths: tuple[Path, ...], most: int, read: _Reader) -> Iterator[tuple[Path, bytes]]:
    """Numbers that are too large, and whatever a lenient server might take for one (`"20"`)."""
    for path in paths:
        value = read(path).value
        if value is not None and not (_is_number(value) and value <= most):
            yield path, b"%d" % most


def _capped(where: RequestPlaces, most: int, read: _Reader) -> Iterator[tuple[Path, bytes | None]]:
    limited = False
    for path in where.caps:
        value = read(path).value
        if value is None:
            continue
        limited = True
        if not (_is_number(value) and where.unlimited_below <= value <= most):
            yield path, b"%d" % most
    if where.caps and not limited:
        yield where.caps[0], b"%d" % most
    yield from _budget(where.budget, most, read)


def _budget(path: Path, most: int, read: _Reader) -> Iterator[tuple[Path, bytes | None]]:
    """Thinking within the new limit: a provider refuses a request whose budget is not below it."""
    value = read(path).value if path else None
    if _is_number(value) and value >= most:
        if most > _LEAST_BUDGET:
            yield path, b"%d" % (most - 1)
        else:
            yield path[:-1], TAKEN


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


class _Reader:
    """Reads single values of a body that may be megabytes of other things."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        start = first_bracket(body)
        if body[start : start + 1] != b"{":
            raise ValueError("not an object")
        self.parts = outline(body, start)
        self._top = {part.key: part.value for part in self.parts}

    def __call__(self, path: Path) -> _Found:
        at = self._top.get(path[0])
        if at is None:
            return _Found()
        if len(path) > 1 and self._body[at] != ord("{"):
            return _Found()
        value = parse(self._body[at : end_of(self._body, at)])
        return self._within(value, path[1:])

    @staticmethod
    def _within(value: Any, path: Path) -> _Found:
        for step in path:
            if not isinstance(value, dict) or step not in value:
                return _Found()
            value = value[step]
        return _Found(value, there=True)
