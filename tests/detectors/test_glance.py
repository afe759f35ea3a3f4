"""A look at a caller without a request of it."""

from __future__ import annotations

from random import Random

import pytest

from proxy.core.exchange import Caller
from proxy.core.features import Elicitation, Features
from proxy.detectors import judge
from proxy.detectors.evidence import Evidence, weigh
from proxy.detectors.glance import glance, known, looked, onlooker
from proxy.detectors.profile import Profile
from proxy.state.memory import MemoryStore
from tests.admin.cases import WHO, Court
from tests.detectors.scenes import PATIENCE, THRESHOLDS
from tests.traffic import STRONG, words

STRANGER = Caller("k_ffffffffffffffff", org="o_9")


async def look(store: MemoryStore, looker: Features) -> Profile:
    """What is remembered."""
    asked = glance(looker, THRESHOLDS, PATIENCE)
    return looked(asked, await store.take(list(asked.values()), looker.at))


def judged(looker: Features, seen: Profile) -> Evidence:
    """What that amounts to."""
    return weigh(judge(looker, seen), seen, THRESHOLDS, 2)


async def test_looking_changes_nothing() -> None:
    """However often somebody looks, nothing is added to what is remembered."""
    store = MemoryStore()
    court = Court(store=store)
    await court.harvest(5)
    before = len(store)
    found = [await look(store, onlooker(WHO, court.now)) for _ in range(3)]
    assert found[0] == found[2]
    assert found[0].asks.count == 5
    await look(store, onlooker(STRANGER, court.now))
    assert len(store) == before


async def test_who_looks_sees_what_was_judged() -> None:
    """The same signals, scores and level as in the caller's own last decision."""
    store = MemoryStore()
    court = Court(store=store)
    opening, ruling = await court.harvest()
    assert opening.features is not None
    looker = onlooker(WHO, court.now, opening.features.elicitation & Elicitation.STRONG)
    seen = judged(looker, await look(store, looker))
    assert ruling.evidence is not None
    assert seen.level is ruling.evidence.level
    assert seen.score == pytest.approx(ruling.evidence.score)
    assert {each.name: each.score for each in seen.signals} == pytest.approx(
        {each.name: each.score for each in ruling.evidence.signals}
    )


async def test_who_does_not_know_the_wording_takes_the_most_usual() -> None:
    """Where hardly an org asks so it counts in full; where all do, nothing is held against anybody."""
    store = MemoryStore()
    court = Court(store=store)
    await court.harvest(30)
    looker = onlooker(WHO, court.now)
    strong = {each.name: each.score for each in judged(looker, await look(store, looker)).signals}
    assert strong["elicitation.strong_share"] == 1.0
    chance = Random(1)  # noqa: S311 - the same in every run
    for number in range(400):
        await court.hear(STRONG.format(words(chance, 12)), Caller(f"k_{number:016x}", org=f"o_{number}"))
    seen = await look(store, onlooker(WHO, court.now))
    assert seen.users is not None
    usual = {each.name: each.score for each in judged(onlooker(WHO, court.now), seen).signals}
    assert usual["elicitation.strong_share"] == 0.0


async def test_who_is_known() -> None:
    """A caller of whom anything is remembered is known, a stranger is not."""
    store = MemoryStore()
    court = Court(store=store)
    await court.hear("Hello")
    assert known(await look(store, onlooker(WHO, court.now)))
    assert not known(await look(store, onlooker(STRANGER, court.now)))
