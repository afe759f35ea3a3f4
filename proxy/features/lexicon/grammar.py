"""The grammar of the lexicon: words for concepts, concepts that stand side by side, and rules over them.

A *concept* is one thing that a request can speak of (thinking, completeness, an answer). Each language lists the words
for it; nothing else is told apart by language, so that a text which mixes languages is read as any other. Two concepts
*side by side*, in either order, make a third (thinking that is the model's own, an answer that is given). A *rule* is a
set of concepts which together, within some sentences and in whatever order, ask for training material of one kind.

Words are written with bars between them. They begin at the beginning of a word (where a script has such) and go on as
the word does: `deliberat` is deliberation, too. `_` at the end is the end of the word, `[ab]` either letter, `x?` a
letter that may be missing. There is nothing else, so that every word is a literal and one automaton finds them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple, TypeAlias

from proxy.core.features import Elicitation

Words: TypeAlias = Mapping[str, str]
"""By concept, its words in one language, with bars between them; or marks (`<|user|>`), one a line, as they are."""

_LETTER = re.compile(r"(\[[^\]]+\]|.)(\??)", re.DOTALL)


class Rule(NamedTuple):
    """Concepts that ask for something when they stand together."""

    asked: Elicitation
    needs: tuple[frozenset[str], ...]
    """Of each of these sets one concept at least is there."""
    never: frozenset[str] = frozenset()
    """None of these is: what takes the edge off."""
    across: bool = False
    """Whether they may stand in sentences that follow each other."""


class Beside(NamedTuple):
    """A concept made of two that stand side by side, in either order."""

    name: str
    one: frozenset[str]
    other: frozenset[str]
    close: bool
    """Whether hardly a word stands between them, as between "full" and "reasoning"."""


def rules(asked: Elicitation, *wanted: str, across: bool = False) -> tuple[Rule, ...]:
    """Rules as they are written down: `thought uncut|tried !brief` is thought, and one of two, and not brief."""
    return tuple(_rule(asked, each.split(), across) for each in wanted)


def _rule(asked: Elicitation, terms: Iterable[str], across: bool) -> Rule:
    terms = tuple(terms)
    needs = tuple(frozenset(term.split("|")) for term in terms if not term.startswith("!"))
    return Rule(asked, needs, frozenset(term[1:] for term in terms if term.startswith("!")), across)


def beside(written: str) -> tuple[Beside, ...]:
    """Concepts made of two, one a line: `own = your + thought|reason`, and `&` for `+` where they are close."""
    lines = [line.split() for line in written.strip().splitlines()]
    return tuple(
        Beside(name, frozenset(a.split("|")), frozenset(b.split("|")), sign == "&") for name, _, a, sign, b in lines
    )


def spelled(words: str) -> Iterator[str]:
    """Every spelling of some words: `r[ée]sum` is two."""
    if "\n" in words:
        yield from (mark.replace("·", " ") for mark in words.split())
        return
    for word in words.split("|"):
        letters = [(letter.strip("[]"), bool(maybe)) for letter, maybe in _LETTER.findall(word)]
        for spelling in product(*([*letter, ""] if maybe else letter for letter, maybe in letters)):
            yield "".join(spelling)
