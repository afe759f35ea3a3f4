"""What a process judged lately."""

from __future__ import annotations

import gc
from dataclasses import replace

from proxy.admin.lately import Lately
from proxy.core.decision import Action, Level
from proxy.core.exchange import Caller
from proxy.core.features import Elicitation
from tests.admin.cases import OTHER, WHO, Court

SECRET = "PROMPTMARK plum pudding"


async def test_the_last_ruling_on_each_caller() -> None:
    """The latest counts; a request that judges nobody only tells that its caller was here."""
    court, lately = Court(), Lately()
    for heard in (await court.hear("Hello"), await court.harvest(), await court.nothing()):
        lately.note(*heard)
    lately.note(*await court.hear("Good morning", OTHER))
    found = lately.caller(WHO.id)
    assert found is not None
    assert (found.decision.level, found.rules, found.seen) == (Level.SUSPECT, ("extraction",), court.now - 5)
    assert (found.spoken.model, found.spoken.path) == ("m", "/v1/chat/completions")
    assert {each.decision.caller.id for each in lately.callers()} == {WHO.id, OTHER.id}


async def test_the_last_strong_wording_is_kept() -> None:
    """A caller that asks plainly in between is still one that has asked so."""
    court, lately = Court(), Lately()
    for heard in (await court.harvest(2), await court.hear("Hello")):
        lately.note(*heard)
    found = lately.caller(WHO.id)
    assert found is not None
    assert Elicitation(found.wording) & Elicitation.STRONG


async def test_decisions_worth_an_event_are_found_by_their_id() -> None:
    """So is the last one on each caller; others are forgotten with the next."""
    court, lately = Court(), Lately()
    plain, hit, later = await court.hear("Hello"), await court.harvest(), await court.hear("Thanks", OTHER)
    for heard in (plain, hit, await court.nothing(), later):
        lately.note(*heard)
    for heard in (hit, later):
        found = lately.decision(heard[1].decision.id)
        assert found is not None
        assert found.decision is heard[1].decision
    assert lately.decision(plain[1].decision.id) is None


async def test_a_revised_ruling_replaces_what_was_noted() -> None:
    """What came of a rate that had to be asked first counts, unless the caller has been judged again since."""
    court, lately = Court(), Lately()
    opening, ruling = await court.harvest()
    revised = replace(ruling, decision=replace(ruling.decision, action=Action.ALLOW))
    lately.note(opening, ruling)
    lately.note(opening, revised)
    assert lately.caller(WHO.id) is not None
    assert lately.caller(WHO.id).decision.action is Action.ALLOW  # type: ignore[union-attr]
    newer = await court.harvest(1)
    lately.note(*newer)
    lately.note(opening, revised)
    assert lately.caller(WHO.id).decision is newer[1].decision  # type: ignore[union-attr]


async def test_only_so_many_are_remembered() -> None:
    """The oldest goes first, of callers and of decisions."""
    court, lately = Court(), Lately(most=3)
    heard = [await court.harvest(1, Caller(f"k_{number:016x}", org=f"o_{number}")) for number in range(5)]
    blamed = [(opening, replace(ruling, decision=replace(ruling.decision, unknown=True))) for opening, ruling in heard]
    for each in blamed:
        lately.note(*each)
    assert len(tuple(lately.callers())) == 3
    assert [lately.decision(ruling.decision.id) is None for _, ruling in blamed] == [True, True, False, False, False]


async def test_no_prompt_is_remembered() -> None:
    """Neither the question nor an odd model or path is held: nothing that is reachable from here contains them."""
    court, lately = Court(), Lately()
    opening, ruling = await court.hear(SECRET, model="sk-proj-0123456789abcdef")
    lately.note(replace(opening, path="/v1/files/sk-proj-0123456789abcdef"), ruling)
    del opening
    held, todo = set(), [lately]  # type: set[int], list[object]
    texts: list[str] = []
    while todo:
        each = todo.pop()
        if id(each) in held or isinstance(each, type) or getattr(each, "__module__", "").startswith("proxy.policy"):
            continue
        held.add(id(each))
        texts += [each] if isinstance(each, str) else []
        if type(each).__name__ not in ("module", "function", "Policy"):
            todo += gc.get_referents(each)
    assert "/v1/files/*" in texts
    assert [text for text in texts if "PROMPTMARK" in text or "sk-proj" in text] == []
