"""One condition as operators write it, taken apart: `volume.requests[1h] >= 100`, `tier in [free, pro]`.

Only the shape is known here, not what the words mean. Every word keeps its place in the text, so that whoever finds
fault with it can point at it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from proxy.policy.positions import Loc, Within
from proxy.policy.units import clip

Fault = tuple[Loc, str]
"""What is wrong within a value: the way from there, and the sentence for the operator."""


class Misread(ValueError):
    """A value of ours that cannot be read, with everything that is wrong in it. pydantic hands it on as it is."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(faults[0][1])
        self.faults = faults


class Token(NamedTuple):
    """A word of a condition and the character at which it starts."""

    text: str
    at: int
    kind: str = "word"

    @property
    def value(self) -> str:
        """What is meant: the text without its quotes."""
        return self.text[1:-1] if self.kind == "quoted" else self.text


class Phrase(NamedTuple):
    """A condition's parts. `operator` is one of >=, >, <=, <, ==, !=, in, not in."""

    fact: Token
    window: Token | None
    operator: Token
    operands: tuple[Token, ...]


_TOKEN = re.compile(
    r"""(?P<operator>[<>!=]=|[<>])|(?P<mark>[\[\],])|(?P<quoted>"[^"]*"|'[^']*')|(?P<word>[^\s\[\],<>=!"'()]+)|(?P<other>\S)"""
)

_STRANGE = {
    "=": "a single '=' compares nothing; write ==",
    "(": "parentheses are not read; put conditions under all:, any: or not:",
    "!": "'!' alone is not read; put the condition under not:",
}
_JOINTS = ("and", "or", "&&", "||")


def take_apart(text: str) -> Phrase:
    """The parts of one condition. Raises `Misread`."""
    reader = _Reader(text)
    fact = reader.take("word", "a condition starts with the name of a fact, such as risk.level")
    window = reader.window(fact)
    operator = reader.operator(fact)
    operands = reader.operands(operator)
    reader.finish()
    return Phrase(fact, window, operator, operands)


class _Reader:
    """Goes through the tokens of one text; complains at the token that does not fit."""

    def __init__(self, text: str) -> None:
        self._tokens = [Token(found[0], found.start(), found.lastgroup or "") for found in _TOKEN.finditer(text)]
        self._tokens.append(Token("", len(text.rstrip()), "end"))
        self._next = 0
        for token in self._tokens:
            if token.kind == "other":
                raise _misread(token, _STRANGE.get(token.text, f"{clip(token.text)} means nothing here"))

    @property
    def ahead(self) -> Token:
        """The next token."""
        return self._tokens[self._next]

    def take(self, kinds: str, wanted: str) -> Token:
        """The next token, which must be of one of these kinds."""
        token = self.ahead
        if token.kind not in kinds.split():
            found = "the condition ends" if token.kind == "end" else f"found {clip(token.text)}"
            raise _misread(token, f"{wanted}; {found}")
        self._next += 1
        return token

    def skip(self, text: str) -> bool:
        """Whether the next token is this mark or word; it is then behind us."""
        found = self.ahead.text == text
        self._next += found
        return found

    def window(self, fact: Token) -> Token | None:
        """The window in brackets, if there is one."""
        if not self.skip("["):
            return None
        window = self.take("word", f"a window such as 1h belongs between the brackets after {fact.text}")
        self._close(f"the bracket after {fact.text} is not closed")
        return window

    def operator(self, fact: Token) -> Token:
        """The comparison."""
        token = self.ahead
        if token.text == "in" or token.kind == "operator":
            self._next += 1
            return token._replace(kind="operator")
        if self.skip("not") and self.skip("in"):
            return Token("not in", token.at, "operator")
        found = "the condition ends" if token.kind == "end" else f"found {clip(token.text)}"
        raise _misread(token, f"{fact.text} wants a comparison (>=, >, <=, <, ==, !=, in, not in); {found}")

    def operands(self, operator: Token) -> tuple[Token, ...]:
        """One value, or those of a list."""
        takes_list = operator.text.endswith("in")
        if not takes_list:
            if self.ahead.text == "[":
                raise _misread(operator, f"before a list write {'not in' if operator.text == '!=' else 'in'}")
            return (self.take("word quoted", f"a value belongs after {operator.text}"),)
        if self.ahead.text.startswith("@"):
            return (self.take("word", ""),)
        if not self.skip("["):
            raise _misread(self.ahead, "after in comes a list such as [a, b], or a list's name such as @partners")
        found = [self.take("word quoted", "a value belongs into the list")]
        while self.skip(","):
            found.append(self.take("word quoted", "another value belongs after the comma"))
        self._close("the list is not closed")
        return tuple(found)

    def finish(self) -> None:
        """Nothing may be left."""
        token = self.ahead
        if token.text in _JOINTS:
            raise _misread(
                token, f"{clip(token.text)} does not join conditions; write them as a list (all), or under any:"
            )
        if token.kind != "end":
            raise _misread(
                token, f"the condition ends before {clip(token.text)}; put quotes around a value with spaces"
            )

    def _close(self, wanted: str) -> None:
        if not self.skip("]"):
            raise _misread(self.ahead, wanted)


def _misread(token: Token, message: str) -> Misread:
    return Misread(((Within(token.at),), message))
