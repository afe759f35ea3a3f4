"""What connections share."""

from __future__ import annotations

from proxy.edge.exchange import Exchange
from proxy.edge.limits import Limits
from proxy.edge.listening import Listening, plain
from proxy.edge.sweep import Sweep


async def nobody(_: Exchange) -> None:
    """Answers nothing."""


def test_answers_of_ours_are_dated() -> None:
    """Date is added once a second, and one that is there stays."""
    now = [1_790_000_000.2]
    listening = Listening(nobody, Limits(), lambda: now[0], Sweep(lambda: 0.0))
    assert listening.dated([]) == [(b"Date", b"Mon, 21 Sep 2026 14:13:20 GMT")]
    now[0] += 1
    assert listening.dated([(b"A", b"b")]) == [(b"Date", b"Mon, 21 Sep 2026 14:13:21 GMT"), (b"A", b"b")]
    assert listening.dated([(b"date", b"x")]) == [(b"date", b"x")]


def test_the_plain_answer_says_nothing_about_the_request() -> None:
    """Status and phrase, and no word of the reason or the peer."""
    answer = plain(431, "head size", None)
    assert (answer.status, answer.body) == (431, b"431 Request Header Fields Too Large\n")
    assert plain(599, "x", None).body == b"599 Error\n"
