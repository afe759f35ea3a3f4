"""The scribe: writes one text with its caller's choices as it comes, piece by piece.

Only running English prose is touched. Everything from one of the signs below to the end of its line is left alone, and
so is code (fenced, indented or inline), whatever begins like JSON or XML, tables, quotations over several lines, and
all that follows once the answer speaks of something guarded. What may still turn out to be a form waits: a few words at
most, never a sentence. The same text is written the same however it is cut (a property test holds it to that).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from string import ascii_lowercase
from typing import Final

from proxy.canaries.choices import BY_FORM, OPENERS, WITHIN, Choice
from proxy.canaries.lists import SIGNS, Lists, undecided
from proxy.core.speech import Ruling


class _At(Enum):
    """Where in the text the scribe is."""

    HEAD = "the beginning of a line, of which only spaces and fences have come"
    PROSE = "running text"
    LEFT = "left alone to the end of the line"
    FENCED = "a line of fenced code"
    SHUT = "left alone to the end of the text"


def _any_of(forms: list[str]) -> str:
    return "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))


_OPENING: Final = _any_of([form for choice in OPENERS for form in choice.forms])
_INNER: Final = _any_of([form for choice in WITHIN for form in choice.forms])
# A label, an assignment, markup, a formula, a link, a quotation or a table: the line is not touched behind it.
_SIGNS: Final = r"\n`\"“”«»„‘$\\<>{}|:;=\[\]~^@#_"
_NEXT: Final = re.compile(
    rf"(?P<sign>[{_SIGNS}]|(?<!\w)')"
    rf"|(?:(?<=\s)|^)(?P<opener>{_OPENING})(?=,)"
    rf"|(?<=[a-z,] )(?<!\ba )(?<!\ban )(?P<inner>{_INNER})(?= [a-z])"
)
# Signs that count to the end of the line and beyond.
_BEYOND: Final = re.compile(r"[\n`\"“”«»„]")
_HEAD: Final = re.compile(r"[ \t\r`~]*+")
_FENCES: Final = ("```", "~~~")
# More than this is no indentation, and nothing longer is kept.
_LONGEST_HEAD: Final = 64
_PREFIXES: Final = frozenset(form[:n] for form in BY_FORM for n in range(1, len(form) + 1)) | {
    form + " " for choice in WITHIN for form in choice.forms
}
"""What may become a form, with what must follow one."""
_ALIVE: Final = (
    _PREFIXES
    | {form + "," for choice in OPENERS for form in choice.forms}
    | {form + " " + letter for choice in WITHIN for form in choice.forms for letter in ascii_lowercase}
)
"""What a text may go on to be where it has come to be a prefix."""
_LONGEST: Final = max(map(len, _PREFIXES))
_LOOKED_BACK: Final = 6
"""Characters before a form that decide on it: `an ` and a word boundary."""
_BORING: Final = re.compile(r" ?([A-Za-z]*+)[,.!?]*+")
_CODE_INDENT: Final = 4
# The longest guarded word and one more: none is cut in two where an answer is looked through in pieces.
_OVERLAP: Final = 32


class Scribe:
    """One text in the making."""

    __slots__ = (
        "_at", "_balance", "_choose", "_fence", "_head", "_left", "_lists", "_open", "_parity", "_said", "_touches",
    )  # fmt: skip

    def __init__(self, choose: Callable[[Choice, str], str], touches: Callable[[str], bool]) -> None:
        """`choose` says which form is written where one stands; `touches` whether a text speaks of what is guarded."""
        self._choose = choose
        self._touches = touches
        self._at = _At.HEAD
        self._head = ""
        self._fence = ""
        self._parity = self._balance = 0
        self._lists = Lists()
        self._left = ""
        self._open = ""
        self._said: list[str] = []

    def feed(self, piece: str) -> Ruling:
        """Take a piece; what of it and of what was open is known now."""
        quick = self._quickly(piece)
        if quick is not None:
            return quick
        before = len(self._open)
        text = self._left + self._open + piece
        start = len(self._left)
        tail = self._tail(text, start)
        if before and tail < start + before:
            self._open += piece
            return Ruling("", piece, None)
        written, earlier = self._write(text, start, tail, start + before)
        self._open = text[tail:]
        return Ruling(written, self._open, earlier if before else None)

    def end(self) -> bool:
        """The text is over; what was open is text. Whether a sentence may follow: not within code or a quotation."""
        self._pass(self._open)
        self._open = ""
        whole = self._left.rstrip().endswith((".", "!", "?"))
        return whole and self._at in (_At.PROSE, _At.LEFT) and not self._quoting and not self._guarded()

    def _quickly(self, piece: str) -> Ruling | None:
        """What most pieces come to, as most are a word that begins nothing; None for the others."""
        opened = self._open
        if opened and (" " in opened or not piece or opened + piece[0] in _ALIVE):
            return None
        if self._at is not _At.PROSE:
            if opened or not self._inert(piece):
                return None
            self._pass(piece)
            return Ruling(piece, "", None)
        said = _BORING.fullmatch(piece)
        if said is None:
            return None
        word = said[1]
        self._open = ""
        if word in _PREFIXES and (piece[0] == " " or not (opened or self._left)[-1:].isalpha()):
            if not piece.endswith(word):
                self._open = opened
                return None
            self._open, piece = word, piece[: -len(word)]
        self._pass(opened + piece)
        return Ruling(piece, self._open, opened or None)

    def _inert(self, piece: str) -> bool:
        """Whether a piece cannot change where we are, which is not in prose."""
        if self._at is _At.LEFT:
            return _BEYOND.search(piece) is None
        return self._at is _At.SHUT or (self._at is _At.FENCED and "\n" not in piece)

    def _pass(self, text: str) -> None:
        self._left = (self._left + text)[-_LOOKED_BACK:] if len(text) < _LOOKED_BACK else text[-_LOOKED_BACK:]
        if self._at is not _At.SHUT:
            self._said.append(text)

    def _tail(self, text: str, start: int) -> int:
        """Where the end of the text begins that may still become a form."""
        bullet = undecided(text, start, beginning=self._at is _At.HEAD)
        for at in range(max(start, len(text) - _LONGEST), bullet):
            if text[at].isalpha() and not (at and text[at - 1].isalpha()) and text[at:] in _PREFIXES:
                return at
        return bullet

    def _write(self, text: str, start: int, tail: int, border: int) -> tuple[str, str]:
        """Write `text[start:tail]`: what becomes of it behind the border, and before it."""
        written: list[str] = []
        earlier: list[str] = []
        at = start
        while at < tail:
            end, form = self._step(text, at, tail)
            out, held = (earlier, text[at:end]) if at < border else (written, text[at:end])
            if form is None and at < border < end:
                earlier.append(text[at:border])
                out, held = written, text[border:end]
            out.append(held if form is None else form)
            self._pass(text[at:end])
            at = end
        return "".join(written), "".join(earlier)

    def _step(self, text: str, at: int, tail: int) -> tuple[int, str | None]:
        """Go on from `at`: how far, and the form that is written for what stands there (None: what does)."""
        if self._at is _At.PROSE:
            return self._prose(text, at, tail)
        if self._at is _At.HEAD:
            return self._begin(text, at, tail)
        if self._at is _At.LEFT:
            sign = _BEYOND.search(text, at, tail)
            if sign is None:
                return tail, None
            self._meet(text, sign.start())
            return sign.end(), None
        end = text.find("\n", at, tail) + 1 if self._at is _At.FENCED else 0
        if end:
            self._at, self._head = _At.HEAD, ""
        return end or tail, None

    def _prose(self, text: str, at: int, tail: int) -> tuple[int, str | None]:
        found = _NEXT.search(text, at)
        if found is None or found.start() >= tail:
            return tail, None
        if found.start() > at:
            return found.start(), None
        if found["sign"]:
            self._at = _At.LEFT
            self._meet(text, at)
            return found.end(), None
        form = found["opener"] or found["inner"]
        return found.end(), None if self._guarded() else self._choose(BY_FORM[form], form)

    def _meet(self, text: str, at: int) -> None:
        """A sign that counts beyond itself."""
        sign = text[at]
        if sign == "\n":
            self._at, self._head = _At.HEAD, ""
        elif sign == '"':
            self._parity ^= 1
        elif sign in "“«„":
            self._balance += 1
        elif sign in "”»":
            self._balance = max(0, self._balance - 1)
        elif sign == "`" and text[max(0, at - 2) : at] == "``":
            self._fence, self._at = "```", _At.FENCED

    def _begin(self, text: str, at: int, tail: int) -> tuple[int, str | None]:
        """Read the beginning of a line, which decides what the line is."""
        end = _HEAD.match(text, at, tail).end()  # type: ignore[union-attr]  # it matches nothing, too
        self._head = (self._head + text[at:end])[:_LONGEST_HEAD]
        if end == tail or (end > at and text[end] in SIGNS):
            return end, None
        head, marks = self._head, self._head.strip(" \t\r")
        if text[end] == "\n":
            self._pass_fence(marks)
            self._head = ""
            return end + 1, None
        self._at = self._kind(text[end], head, marks)
        if self._at is _At.FENCED:
            self._fence = self._fence or marks
        sign = self._sign(text, end)
        return (end, None) if sign is None else (end + 1, sign)

    def _kind(self, letter: str, head: str, marks: str) -> _At:
        """What a line is that begins with this head, of which `marks` are not white space, and then this letter."""
        if self._fence or marks.startswith(_FENCES):
            return _At.FENCED
        if letter in "{<" or (letter == "[" and not "".join(self._said).strip()):
            return _At.SHUT
        if marks or "\t" in head or len(head) >= _CODE_INDENT or self._quoting:
            return _At.LEFT
        return _At.PROSE

    def _sign(self, text: str, at: int) -> str | None:
        """What is written for the sign of a bullet; None where none stands at the beginning of this line."""
        head = self._head
        if text[at] not in SIGNS or head.strip(" ") or self._fence or self._quoting:
            self._lists.leave(head)
            return None
        choice = self._lists.meet(text, at, head, "".join(self._said))
        return None if choice is None or self._guarded() else self._choose(choice, text[at])

    def _pass_fence(self, marks: str) -> None:
        """A line of nothing but marks: it opens or closes code, if it is long enough."""
        if not self._fence:
            self._fence = marks if marks.startswith(_FENCES) else ""
        elif marks.startswith(self._fence):
            self._fence = ""

    @property
    def _quoting(self) -> bool:
        """Whether a quotation is open, over however many lines."""
        return bool(self._parity or self._balance)

    def _guarded(self) -> bool:
        """Whether the answer so far speaks of what is guarded; then it is left alone from here on."""
        said = "".join(self._said)
        self._said = [said[-_OVERLAP:]]
        if self._touches(said):
            self._at = _At.SHUT
        return self._at is _At.SHUT
