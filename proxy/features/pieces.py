"""What a text must have before a wording can be in it: pieces, short literal strings, read off the pattern itself.

The same idea as RE2's filter (Cox, "Regular Expression Matching with a Trigram Index", 2012, section "Indexed regular
expressions"): a pattern that joins parts is found only where each part is, and a part with alternatives only where one
of them is. What is no literal (a gap, a class of characters) needs nothing, so no text is passed over that matches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

# What `re` itself reads patterns with: unlisted, and the same since Python 1.6.
code, parser = import_module("re._constants"), import_module("re._parser")

Pieces: TypeAlias = frozenset[bytes]
"""Of these a text must have one."""

SENTENCE_ENDS = frozenset(".!?。")

_MOST = 128
"""More spellings of one part than this are not multiplied out with the next: a part needs them either way."""

_CLASS = 4
"""A class of more characters than this spells nothing, as in RE2 (`[ -]` does, `[a-z]` does not)."""

_SHORT = 2
"""A single letter is in every text."""

_TELLING = 8
"""Bytes from which on a longer piece is no rarer; then fewer are better."""


_EVERYDAY = frozenset({
    "a", "after", "all", "and", "answer", "answers", "could", "did", "do", "every", "first", "have", "how",
    "in", "instruction", "instructions", "just", "of", "one", "only", "question", "questions", "response",
    "responses", "result", "results", "that", "the", "then", "think", "this", "through", "to", "will", "would",
    "you", "your",
})  # fmt: skip
"""What people say to a model all the time: a piece that is no more than that is met in every other text."""

_ASKING = "how "
"""The beginning of most questions, and of many wordings ("how you got to", "how could one find")."""


class _Part(NamedTuple):
    """`spelled`: everything that it can match, where that is few texts; else what it needs, one of each set."""

    spelled: frozenset[str] | None
    needs: tuple[frozenset[str], ...] = ()


_ANYTHING = _Part(None)
_NOTHING = frozenset({""})


class Needs(NamedTuple):
    """What is sure of every text in which a pattern is found."""

    pieces: tuple[Pieces, ...]
    """Sets of which it has one piece each, the rarest first; none where nothing is sure."""
    within_sentence: bool
    """Whether the match lies within one sentence, and is found there wherever the sentence stands."""


def needs_of(pattern: str) -> Needs:
    """What a pattern needs; it is written as `re` and RE2 both read it."""
    parsed = parser.parse(pattern)
    telling = [each for each in _needs(_joined(parsed)) if min(map(len, each)) >= _SHORT]
    rarest = sorted(telling, key=_rarity, reverse=True)
    return Needs(tuple(frozenset(piece.encode() for piece in each) for each in rarest), not _leaves(parsed))


def _rarity(pieces: frozenset[str]) -> tuple[bool, int, int]:
    everyday = any(piece.strip() in _EVERYDAY or piece.startswith(_ASKING) for piece in pieces)
    return not everyday, min(_TELLING, *map(len, pieces)), -len(pieces)


def _joined(sequence: Iterable[tuple[Any, Any]]) -> _Part:
    """One part after the other: spellings are multiplied out until one of them has none or they are too many."""
    spelled, needs, whole = _NOTHING, list[frozenset[str]](), True
    for part in _parts(sequence):
        if part.spelled is not None and len(spelled) * len(part.spelled) <= _MOST:
            spelled = frozenset(before + after for before in spelled for after in part.spelled)
        else:
            needs += [*_watched(spelled), *part.needs]
            spelled, whole = part.spelled or _NOTHING, False
    return _Part(spelled) if whole else _Part(None, (*needs, *_watched(spelled)))


def _parts(sequence: Iterable[tuple[Any, Any]]) -> Iterator[_Part]:
    """What is joined, letters in a row as one: most of a wording is letters."""
    letters = ""
    for operator, argument in sequence:
        if operator is code.LITERAL:
            letters += chr(argument)
            continue
        if letters:
            yield _Part(frozenset({letters}))
            letters = ""
        yield _part(operator, argument)
    if letters:
        yield _Part(frozenset({letters}))


def _part(operator: Any, argument: Any) -> _Part:
    if operator is code.AT:
        return _Part(_NOTHING)
    if operator is code.IN:
        return _class(argument)
    if operator is code.SUBPATTERN:
        return _joined(argument[3])
    if operator is code.BRANCH:
        return _either([_joined(each) for each in argument[1]])
    if operator is code.MAX_REPEAT:
        return _repeated(*argument)
    return _ANYTHING


def _class(members: Iterable[tuple[Any, Any]]) -> _Part:
    """A few characters spell themselves; a negation, a category or a range needs nothing."""
    letters = [chr(argument) for operator, argument in members if operator is code.LITERAL]
    plain = all(operator is code.LITERAL for operator, _ in members) and len(letters) <= _CLASS
    return _Part(frozenset(letters)) if plain else _ANYTHING


def _either(parts: list[_Part]) -> _Part:
    """Alternatives: all spellings, or the rarest need of each; nothing is sure where one of them needs nothing."""
    spellings = [part.spelled for part in parts if part.spelled is not None]
    if len(spellings) == len(parts) and sum(map(len, spellings)) <= _MOST:
        return _Part(reduce(frozenset.union, spellings))
    needs = [_needs(part) for part in parts]
    if not all(needs):
        return _ANYTHING
    return _Part(None, _watched(frozenset().union(*[max(each, key=_rarity) for each in needs])))


def _repeated(least: int, most: Any, items: Iterable[tuple[Any, Any]]) -> _Part:
    part = _joined(items)
    if (least, most) == (0, 1) and part.spelled is not None:
        return _Part(part.spelled | {""})
    return _Part(None, _needs(part)) if least else _ANYTHING


def _needs(part: _Part) -> tuple[frozenset[str], ...]:
    return part.needs if part.spelled is None else _watched(part.spelled)


def _watched(spelled: frozenset[str]) -> tuple[frozenset[str], ...]:
    """Spellings as a need: whoever has "thinking" has "think"; and everybody has nothing."""
    kept: list[str] = []
    for word in sorted(spelled, key=len):
        if not any(other in word for other in kept):
            kept.append(word)
    return (frozenset(kept),) if kept and kept[0] else ()


def _leaves(sequence: Iterable[tuple[Any, Any]]) -> bool:
    return any(_can_leave(operator, argument) for operator, argument in sequence)


def _can_leave(operator: Any, argument: Any) -> bool:
    """Whether a part may match the end of a sentence, or asks where the whole text begins or ends."""
    if operator is code.LITERAL:
        return chr(argument) in SENTENCE_ENDS
    if operator is code.AT:
        return argument is not code.AT_BOUNDARY  # what ends a sentence is no part of a word, as is the end of a text
    if operator is code.IN:
        return _class_leaves(argument)
    if operator is code.SUBPATTERN:
        return _leaves(argument[3])
    if operator is code.BRANCH:
        return any(map(_leaves, argument[1]))
    return _leaves(argument[2]) if operator is code.MAX_REPEAT else True


def _class_leaves(members: list[tuple[Any, Any]]) -> bool:
    named = {chr(argument) for operator, argument in members if operator is code.LITERAL}
    if members[0][0] is code.NEGATE:
        return not named >= SENTENCE_ENDS
    ranges = [argument for operator, argument in members if operator is code.RANGE]
    spanned = any(first <= ord(end) <= last for first, last in ranges for end in SENTENCE_ENDS)
    others = any(operator not in (code.LITERAL, code.RANGE) for operator, _ in members)
    return bool(named & SENTENCE_ENDS) or spanned or (others and members != [(code.CATEGORY, code.CATEGORY_DIGIT)])
