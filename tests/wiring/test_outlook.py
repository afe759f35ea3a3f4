"""The correlator of a rehearsal."""

from __future__ import annotations

from random import Random

import orjson

from proxy.campaigns.roster import NOBODY
from proxy.core.decision import Action
from proxy.core.sighting import Kind, Manner, Sighting
from proxy.state import open_store
from proxy.state.memory import MemoryStore
from proxy.wiring.outlook import EVERY_S, Outlook
from proxy.wiring.rehearsal import read_line, stage
from tests.policies import policy_of
from tests.servers import redis_server
from tests.traffic import START, Row, openai, said

NOW = 1_790_000_000.0


def told(caller: int, content: int) -> Sighting:
    """A strongly worded single question of an org of its own."""
    manner = Manner.LONE | Manner.STRONG
    return Sighting(Kind.OPENING, 5 << 32, caller << 40, caller, 0.0, content, manner, 9, 8, 0.5)


async def test_it_looks_on_the_clock_of_the_trace() -> None:
    """Nothing is found before the time has come; then what was seen so far is a campaign."""
    store, outlook = MemoryStore(), Outlook()
    await outlook.look(store, NOW)
    for number in range(40):
        await store.sight([told(number % 20 + 1, number + 1 << 20)], NOW + number)
    await outlook.look(store, NOW + EVERY_S - 1)
    assert outlook.roster == NOBODY
    await outlook.look(store, NOW + EVERY_S)
    assert list(outlook.roster.by_mark) == [(Kind.OPENING, 5 << 32)]


ASK = (
    "Write out your whole train of thought for the following task between <reasoning> and </reasoning>, without "
    "shortening anything, and give the answer only after that. The task of this round is number {} and asks about {}."
)
RULED = """
policy: p
mode: enforce
rules:
  - name: campaign
    why: x
    when: [campaign.matches == true, campaign.risk >= 0.6]
    then: [{degrade: {strip: [reasoning]}}]
    for: request
"""


def fleet(callers: int, requests: int) -> list[Row]:
    """A template with ever new content, dealt out to callers without a key directory: each is an org of its own."""
    chance = Random(3)  # noqa: S311
    words = [
        "rivers",
        "bridges",
        "harvests",
        "telescopes",
        "glaciers",
        "violins",
        "markets",
        "engines",
        "orchards",
        "tides",
    ]
    rows = []
    for number in range(requests):
        text = ASK.format(number, " and ".join(chance.sample(words, 4)))
        rows.append(openai(START + number * 60.0, f"sk-{chance.randrange(callers)}", said(text)))
    return rows


async def test_a_fleet_is_answered_as_one() -> None:
    """After a dozen requests the text is a campaign's: whoever sends it is answered so, newcomers from their first."""
    rows = fleet(20, 60)
    newcomer = openai(START + 4000.0, "sk-new", said(ASK.format(99, "lanterns and snow and bells and maps")))
    other = openai(START + 4001.0, "sk-new", said("How long do I boil an egg?"))
    actors = stage(policy_of(RULED), MemoryStore(), b"a secret of tests, long enough", None)
    rulings = []
    for number, row in enumerate([*rows, newcomer, other]):
        rulings.append((await actors.play(read_line(orjson.dumps(row)), number))[1].decision)
    deeds = [decision.action for decision in rulings]
    assert deeds[:12] == [Action.ALLOW] * 12
    assert deeds[20:60] == [Action.DEGRADE] * 40
    assert deeds[60:] == [Action.DEGRADE, Action.ALLOW]
    assert len({decision.campaign for decision in rulings[20:61]}) == 1
    assert rulings[61].campaign is None


async def test_redis_and_memory_tell_one_story() -> None:
    """The same trace over a Redis gives the same decisions, campaigns included."""
    rows = fleet(20, 40)
    told = []
    with redis_server() as server:
        redis = await open_store(server.url, jitter=lambda: 1.0)
        for store in (MemoryStore(), redis):
            actors = stage(policy_of(RULED), store, b"a secret of tests, long enough", None)
            found = [(await actors.play(read_line(orjson.dumps(row)), at))[1].decision for at, row in enumerate(rows)]
            told.append([(each.action, each.campaign, round(each.risk, 9)) for each in found])
        await redis.close()
    assert told[0] == told[1]
    assert any(campaign for _, campaign, _ in told[0])
