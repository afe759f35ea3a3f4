"""One fact compared with values: read from text or from a mapping, checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from proxy.core.vocabulary import Fact
from proxy.policy.complaints import nearest
from proxy.policy.operands import EXAMPLES, KNOWN, ORDERED, Value, meant, spelled
from proxy.policy.phrases import Fault, Misread, Token, take_apart
from proxy.policy.positions import KEY, Loc, Within
from proxy.policy.units import clip

NAME_MARKS: Mapping[str, str] = {"@": "lists", "$": "constants"}
"""How the two kinds of names begin in a condition, and the section that holds them."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact compared with one or several values. Equal ones mean the same, wherever they stand."""

    fact: Fact
    key: str
    """The fact's name with its window, as it stands in the facts of a request."""
    operator: str
    """>=, >, <=, < with one value; `in` and `not in` with one (== and !=) or several."""
    values: tuple[Value, ...]
    way: Loc = field(default=(), compare=False)
    """Where it stands within the rule's condition."""
    names: tuple[str, ...] = field(default=(), compare=False)
    """The lists (@…) and constants ($…) that it uses."""

    @property
    def window(self) -> str:
        """The window that is asked for, empty without one."""
        return self.key.partition("[")[2].removesuffix("]")

    def __str__(self) -> str:
        told = [spelled(self.fact, value) for value in self.values]
        if len(told) > 1:
            return f"{self.key} {self.operator} [{', '.join(told)}]"
        operator = {"in": "==", "not in": "!="}.get(self.operator, self.operator)
        return f"{self.key} {operator} {told[0]}"


@dataclass(frozen=True, slots=True)
class Names:
    """What a policy calls its own: lists for `in @name` and constants for `$name`."""

    lists: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    constants: Mapping[str, object] = field(default_factory=dict)

    def named(self, name: str) -> tuple[object, ...]:
        """What @name or $name stands for. Raises ValueError where nothing has that name."""
        section = NAME_MARKS[name[0]]
        known: Mapping[str, object] = self.lists if section == "lists" else self.constants
        if name[1:] not in known:
            hint = nearest(name[1:], known) or f"; write it under {section}:"
            raise ValueError(f"no {section[:-1]} is called {clip(name[1:])}{hint}")
        found = known[name[1:]]
        return found if isinstance(found, tuple) else (found,)


def from_text(text: str, names: Names, way: Loc) -> Comparison:
    """`volume.requests[1h] >= 100`. Raises `Misread`."""
    try:
        fact, window, operator, operands = take_apart(text)
    except Misread as misread:
        raise Misread(*[((*way, *at), message) for at, message in misread.faults]) from None
    at = (*way, Within(fact.at))
    known = _known(fact.text, window.text if window else "", at, (*way, Within(window.at)) if window else at)
    if operator.text in (">=", ">", "<=", "<") and known.unit not in ORDERED:
        told = f"{known.name} is not more or less than anything; write ==, != or in, and {EXAMPLES[known.unit]}"
        raise Misread(((*way, Within(operator.at)), told))
    word = {"==": "in", "!=": "not in"}.get(operator.text, operator.text)
    placed = [(token.value, _name(token), (*way, Within(token.at))) for token in operands]
    return _compared(known, window.text if window else "", word, placed, names, at)


def from_mapping(word: str, value: object, names: Names, way: Loc) -> Comparison:
    """`{tier: free}` or `{tier: [free, pro]}`: the fact is the value, or one of the values. Raises `Misread`."""
    name, _, window = word.removesuffix("]").partition("[")
    fact = _known(name, window, (*way, KEY), (*way, KEY))
    several = isinstance(value, tuple)
    items = value if isinstance(value, tuple) else (value,)
    if not items:
        raise Misread((way, "nothing stands in this list; leave the word out, or name at least one"))
    ways: list[Loc] = [(*way, index) if several else way for index in range(len(items))]
    placed = [
        (item, isinstance(item, str) and item[:1] in NAME_MARKS, at) for item, at in zip(items, ways, strict=True)
    ]
    return _compared(fact, window, "in", placed, names, (*way, KEY))


def _known(name: str, window: str, at: Loc, window_at: Loc) -> Fact:
    """The fact of that name, known for that window."""
    fact = KNOWN.get(name)
    if fact is None:
        raise Misread(
            (at, f"no fact is called {clip(name)}{nearest(name, KNOWN) or '; docs/policy.md lists them all'}")
        )
    if window in (fact.windows or ("",)):
        return fact
    if not fact.windows:
        raise Misread((window_at, f"{name} has no window; write {name}"))
    told = f"{name} is not known for {clip(window)}" if window else f"{name} needs a window"
    raise Misread((window_at, f"{told}; write {' or '.join(fact.keys)}"))


def _compared(
    fact: Fact, window: str, operator: str, operands: Iterable[tuple[object, bool, Loc]], names: Names, way: Loc
) -> Comparison:
    """The comparison with these operands, each with whether it is a name, and its place."""
    values: set[Value] = set()
    used: list[str] = []
    faults: list[Fault] = []
    for operand, is_name, at in operands:
        try:
            values.update(_values(fact, operand, names if is_name else None))
        except ValueError as error:
            faults.append((at, str(error)))
        if is_name:
            used.append(str(operand))
    if faults:
        raise Misread(*faults)
    # Sorted: a set of words means the same in any order.
    key = f"{fact.name}[{window}]" if window else fact.name
    return Comparison(fact, key, operator, tuple(sorted(values, key=str)), way, tuple(used))


def _values(fact: Fact, operand: object, names: Names | None) -> list[Value]:
    """The values of one operand: its own, or those that its name stands for."""
    if names is None:
        return [meant(fact, operand)]
    found = names.named(str(operand))
    try:
        return [meant(fact, value) for value in found]
    except ValueError as error:
        raise ValueError(f"in {operand}: {error}") from None


def _name(token: Token) -> bool:
    return token.kind == "word" and token.text[:1] in NAME_MARKS
