"""Texts cut into pieces, written by a scribe, and put together again as a reader of the stream would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from proxy.canaries.choices import Choice
from proxy.canaries.prose import Scribe

Choose = Callable[[Choice, str], str]


def cut(text: str, at: Sequence[int]) -> list[str]:
    """The text in pieces that end at these places."""
    places = sorted({place % (len(text) + 1) for place in at} | {0, len(text)})
    return [text[a:b] for a, b in pairwise(places)] or [text]


def written(pieces: Sequence[str], choose: Choose, touches: Callable[[str], bool] = lambda _said: False) -> str:
    """What a scribe makes of pieces, checked on the way for what a ruling promises."""
    scribe = Scribe(choose, touches)
    done: list[str] = []
    waiting: list[str] = []
    for piece in pieces:
        ruling = scribe.feed(piece)
        assert piece.endswith(ruling.open)
        if ruling.earlier is not None:
            done.append(ruling.earlier)
            waiting.clear()
        elif waiting:
            assert (ruling.written, ruling.open) == ("", piece)
        done.append(ruling.written)
        waiting += [ruling.open] if ruling.open else []
    scribe.end()
    return "".join((*done, *waiting))


def first(choice: Choice, _found: str) -> str:
    """Whoever always takes the first form."""
    return choice.forms[0]


def second(choice: Choice, _found: str) -> str:
    """Whoever always takes the second form."""
    return choice.forms[1]


def other(choice: Choice, found: str) -> str:
    """Whoever always takes the other form."""
    return choice.forms[choice.forms[0] == found]
