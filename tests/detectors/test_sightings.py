"""Where a request is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proxy.core.features import Client, Contradiction, Elicitation, Features
from proxy.core.sighting import Kind, Manner
from proxy.core.tally import Spread
from proxy.detectors.sightings import EVERYONE, FAMILIAR, GAPS, SPARSE, client_of, marks, model_of, sightings
from tests.detectors.scenes import ask, asks, past, rest, text

CALLER = "k_00000000000000a7"
LONG = text(words=40, opening=1, ending=2, content=0xABCD << 48)


def request(**changes: object) -> Features:
    """A request of CALLER from a known address."""
    return replace(ask(user=LONG), caller=CALLER, client=Client(address=99, network=88), **changes)  # type: ignore[arg-type]


def test_a_request_is_seen_by_its_texts_and_its_exits() -> None:
    """System prompt and its heading, opening and ending of the user turn, address and network, with what is told."""
    asked = request(system=text(words=30, skeleton=7, opening=8))
    seen = sightings(asked, past(asks=asks(count=44), pace=rest(count=41, short=0.25)))
    assert [(one.kind, one.digest) for one in seen] == [
        (Kind.SYSTEM, 7), (Kind.HEADING, 8), (Kind.OPENING, 1), (Kind.ENDING, 2), (Kind.EXIT, 99),
        (Kind.NETWORK, 88),
    ]  # fmt: skip
    assert {(one.caller, one.total, one.gaps, one.short) for one in seen} == {(0xA7, 44, 40, 0.25)}
    assert [one.content for one in seen] == [0xABCD << 32] * 4 + [0, 0]


def test_short_texts_tie_nobody() -> None:
    """What is said by chance is no bucket."""
    assert marks(request(user=text(words=15), system=text(words=7))) == ()


def test_a_request_is_seen_in_the_middle_of_its_texts() -> None:
    """By the first passage of each; it is recognised by all of them, and a short text has none."""
    asked = request(system=text(words=30, passages=(11, 12)), user=replace(LONG, passages=(21, 22)))
    middles = (Kind.CLAUSE, Kind.PASSAGE)
    found = [(one.kind, one.digest) for one in sightings(asked, past(asks=asks(count=5))) if one.kind in middles]
    assert found == [(Kind.CLAUSE, 11), (Kind.PASSAGE, 21)]
    assert {mark for mark in marks(asked) if mark[0] in middles} == {
        (Kind.CLAUSE, 11), (Kind.CLAUSE, 12), (Kind.PASSAGE, 21), (Kind.PASSAGE, 22),
    }  # fmt: skip
    assert not {one.kind for one in sightings(request(), past())} & {*middles}


def test_who_asks_a_lot_is_seen_there_less_often() -> None:
    """A caller's first requests are all seen in passages, later ones with every fourth content."""
    users = [replace(LONG, content=number << 16, passages=(21,)) for number in range(SPARSE)]
    for total, often in ((FAMILIAR, SPARSE), (FAMILIAR + 1, 1)):
        known = past(asks=asks(count=total))
        seen = [one for user in users for one in sightings(request(user=user), known) if one.kind is Kind.PASSAGE]
        assert len(seen) == often


def test_who_asks_a_lot_is_seen_in_its_network_less_often() -> None:
    """A caller's first requests are all seen there, later ones every fourth."""
    totals = [*range(1, FAMILIAR + 1), *range(FAMILIAR + 1, FAMILIAR + 1 + SPARSE)]
    seen = [one.total for total in totals for one in sightings(request(), past(asks=asks(count=total)))
            if one.kind is Kind.NETWORK]  # fmt: skip
    assert seen == [*range(1, FAMILIAR + 1), FAMILIAR + SPARSE]


def test_an_answer_is_taken_up_from_a_passage_too() -> None:
    """The next turn of a conversation is seen in the passage that it began with."""
    asked = request(user=text(words=5), opened=text(words=40, passages=(21, 22)))
    found = [one for one in sightings(asked, past(asks=asks(count=5))) if one.kind is Kind.PASSAGE]
    assert [(one.digest, one.manner & Manner.TAKEN_UP) for one in found] == [(21, Manner.TAKEN_UP)]


@pytest.mark.parametrize(("total", "sampled"), [(1, True), (2, True), (3, False), (16, True), (17, False)])
def test_everybody_is_sampled_seldom(total: int, sampled: bool) -> None:
    """A caller's first requests, and every sixteenth, tell of everybody."""
    seen = sightings(request(), past(asks=asks(count=total)))
    assert [one.digest for one in seen if one.kind is Kind.EVERYONE] == ([0xA7 % EVERYONE] if sampled else [])


def test_manner() -> None:
    """A single question, and how it is worded."""
    strong = request(user=replace(LONG, asks=Elicitation.TAGS | Elicitation.STEPS))
    assert sightings(strong, past())[0].manner == Manner.LONE | Manner.STRONG | Manner.WEAK
    assert sightings(request(tools=3), past())[0].manner == Manner.NONE


def test_a_harness_is_not_its_users_wording() -> None:
    """Only the text that asks for reasoning is held to it: whoever else uses that system prompt did not ask."""
    asked = request(user=replace(LONG, asks=Elicitation.DISCLOSURE), system=text(words=30, skeleton=7, opening=8))
    strong = {one.kind: bool(one.manner & Manner.STRONG) for one in sightings(asked, past())}
    assert (strong[Kind.OPENING], strong[Kind.ENDING]) == (True, True)
    assert (strong[Kind.SYSTEM], strong[Kind.HEADING]) == (False, False)


def test_retries_and_other_operations_are_not_seen() -> None:
    """An SDK's retry says nothing new; an embedding or a listing has no prompt."""
    assert sightings(replace(request(), client=Client(address=9, retries=1)), past()) == ()
    assert sightings(request(operation="embedding"), past()) == ()
    assert sightings(request(user=None), past()) == ()


def test_gaps_are_bounded() -> None:
    """A busy caller's gaps are those that its cadence remembers."""
    assert sightings(request(), past(pace=rest(count=5000.0)))[0].gaps == GAPS


def test_an_answer_taken_up_is_told_of_the_text_that_asked() -> None:
    """The second question of a conversation is seen where the first was, as no request: without content of its own."""
    asked = request(user=text(words=5), opened=text(words=40, opening=1, ending=2))
    seen = [one for one in sightings(asked, past()) if one.manner & Manner.TAKEN_UP]
    assert [(one.kind, one.digest, one.content) for one in seen] == [(Kind.OPENING, 1, 0), (Kind.ENDING, 2, 0)]
    assert marks(asked) == ()
    short = request(opened=text(words=5))
    assert not any(one.manner & Manner.TAKEN_UP for one in sightings(short, past()))


def test_what_else_is_told_of_a_caller() -> None:
    """Its program, its model, how much it converses, and whether its headers contradict each other."""
    asked = replace(request(model="m-1"), client=Client(99, "curl", 7, Contradiction.LANGUAGE, address=3))
    (first, *rest) = sightings(asked, past(asks=asks(single=0.5, further=0.25), agents=Spread(9.0, 1.0, fresh=False)))
    assert (first.client, first.model, first.talks) == (client_of(asked.client), model_of(asked), 0.5)
    assert all(one.manner & Manner.DISGUISED for one in (first, *rest))
    assert model_of(asked) != model_of(replace(asked, model="m-2"))
    assert 0 <= model_of(asked) < 256


def test_who_has_several_programs_does_not_converse_with_this_one() -> None:
    """A tool beside a chat, under the same key: the chat says nothing of the tool's answers."""
    several = past(asks=asks(single=0.5, further=0.25), agents=Spread(9.0, 2.0, fresh=False))
    assert sightings(request(), several)[0].talks == 0.0


def test_programs_are_told_apart_and_browsers_are_not() -> None:
    """Family and headers make a program; one extension comes in all browsers."""
    one, other = Client(1, "curl"), Client(2, "curl")
    assert len({client_of(each) for each in (one, other, Client(1, "axios"))}) == 3
    assert client_of(Client(1, "browser")) == client_of(Client(2, "browser"))


@pytest.mark.parametrize(("others", "echo"), [(0.0, False), (1.0, False), (2.0, True)])
def test_markers_of_several_others_are_told(others: float, echo: bool) -> None:
    """One marker may have been forwarded; those of several are a collection. Where nobody looks there are none."""
    seen = sightings(request(), past(origins=Spread(others, others, fresh=False)))
    assert bool(seen[0].manner & Manner.ECHO) == echo
    assert not sightings(request(), past())[0].manner & Manner.ECHO
