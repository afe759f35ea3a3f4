"""The correlator of a rehearsal."""

from __future__ import annotations

from random import Random

import orjson
import pytest

from proxy.campaigns.roster import NOBODY
from proxy.core.decision import Action
from proxy.core.sighting import Kind, Manner, Sighting
from proxy.state import open_store
from proxy.state.memory import MemoryStore
from proxy.wiring.outlook import EVERY_S, Outlook
from proxy.wiring.rehearsal import read_line, stage
from tests.policies import policy_of
from tests.servers import redis_server
from tests.traffic import START, Row, openai, said, words

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


AGENTS = ("curl/8.7.1", "python-httpx/0.27.2", "axios/1.7.7", "reqwest/0.12", "Go-http-client/2.0")
HELP = "{} Please think step by step, and write down each of the steps that lead you to it."


def chats(callers: int, rounds: int, agents: tuple[str, ...], *, taken_up: bool) -> list[Row]:
    """People of as many orgs, at work in sessions: a question of their own and one more about the answer.

    Then one in a wording that all of them use, and, where `taken_up`, one more about the answer to that.
    """
    chance, rows, at = Random(5), list[Row](), START  # noqa: S311
    for number in range(callers * rounds):
        caller, own, shared = number % callers, words(chance, 20), HELP.format(words(chance, 20))
        talks = [(own,), (own, words(chance, 20), words(chance, 6)), (shared,)]
        for talk in [*talks, *([(shared, words(chance, 20), words(chance, 6))] if taken_up else [])]:
            row = openai(at, f"sk-{caller}", said(*talk))
            row["headers"] = {"authorization": f"Bearer sk-{caller}", "user-agent": agents[caller % len(agents)]}
            rows.append(row)
            at += 90.0
    return rows


@pytest.mark.parametrize(
    ("agents", "taken_up", "found"),
    [(AGENTS, False, True), (AGENTS, True, False), (AGENTS[:1], False, False)],
    ids=["collected", "read by people", "one program's own prompts"],
)
async def test_what_hides_in_chats_is_found_by_what_nobody_asks_about(
    agents: tuple[str, ...], taken_up: bool, found: bool
) -> None:
    """A text in the middle of ordinary conversations, weakly worded, is a campaign's where nobody ever goes on from it.

    People with the same habit, who read the answers, and a program that asks so of its own are left alone; and so is
    everything else that the callers of the campaign ask.
    """
    actors = stage(policy_of(RULED), MemoryStore(), b"a secret of tests, long enough", None)
    degraded: list[bool] = []
    for number, row in enumerate(chats(14, 16, agents, taken_up=taken_up)):
        _, ruling = await actors.play(read_line(orjson.dumps(row)), number)
        text = row["body"]["messages"][-1]["content"]
        if ruling.decision.action is not Action.ALLOW:
            assert text.endswith(HELP[3:])
        if text.endswith(HELP[3:]):
            degraded.append(ruling.decision.action is Action.DEGRADE)
    assert any(degraded) == found
    assert all(degraded[-40:]) == found


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
