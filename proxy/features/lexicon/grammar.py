"""The few forms that wordings are built from. In a wording, `@` stands for the rest of a word, whatever its ending."""

from __future__ import annotations

from typing import TypeAlias

from proxy.core.features import Elicitation

Wording: TypeAlias = tuple[Elicitation, str]
"""What is asked for, and an RE2 pattern that finds it in normalised text."""

_NEVER = "|[\\x01-\\x08])"
"""An alternative without a literal, for forms that are not to be watched for: not in any normalised text."""

_ENDING = "[^ .!?。]*"
"""Not `\\pL*`: the class of all letters makes the lexicon's automata six times as slow to build (0.4 s at start-up)."""


def one(forms: str) -> str:
    """Any one of these forms, given with bars between them."""
    return f"(?:{forms})"


def usual(forms: str) -> str:
    """Any one of these forms, which are in most texts: the first look does not watch for them. In a pattern: `a|b%)`.

    Every word that it watches for makes its automaton larger, and every one that it meets makes new states (ten usual
    words cost more than all the rest). RE2's filter takes no literals from alternatives one of which has none.
    """
    return f"(?:{forms}%)"


def near(*parts: str, within: int = 60) -> str:
    """These parts in this order in one sentence, at most so many characters between each and the next."""
    return f"[^.!?。]{{0,{within}}}".join(f"(?:{part})" for part in parts)


def across(*parts: str, within: int = 120) -> str:
    """These parts in this order, at most so many characters between each and the next, over the ends of sentences."""
    return f".{{0,{within}}}".join(f"(?:{part})" for part in parts)


def worded(asked: Elicitation, *patterns: str) -> tuple[Wording, ...]:
    """Several wordings of one request."""
    return tuple((asked, pattern.replace("@", _ENDING).replace("%)", _NEVER)) for pattern in patterns)
