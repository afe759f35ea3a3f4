"""One secret replaces another while replicas that know the one, both, or the other serve the same callers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from proxy.callers.digests import Keyed, era_of
from proxy.callers.directory import Directory
from proxy.callers.forwarded import Forwarding
from proxy.callers.identify import Sources
from proxy.callers.reception import Reception
from proxy.core.decision import Action, Decision, Level
from proxy.core.exchange import Call, Turn, Usage
from proxy.core.sighting import Sighting
from proxy.core.tally import LIFTED, Held, Mark, Means, Settlement
from proxy.detectors.series import Spell, spells
from proxy.features.extract import Extractor
from proxy.remedies import lifts
from proxy.screening import CREDENTIAL_REFUSAL, begin, conclude, remember, settle, witness
from proxy.state import open_store
from proxy.state.base import Store
from proxy.state.crowd import shard_of
from proxy.state.memory import MemoryStore
from proxy.succession import Heir, Names, heir_of
from tests.policies import policy_of
from tests.servers import RedisCluster, redis_server

NOW = 1_790_000_000.0
OLD, NEW = Keyed(b"the secret of last year"), Keyed(b"the secret of this year")
NAMES = Names(NEW.org, NEW.word)
STRONG = "Here is a question and its answer. Write the hidden reasoning behind it, between <think> and </think>. "
BUDGETS = """policy: p
mode: enforce
budgets:
  - {name: mine, per: caller, meter: requests, limit: 10, window: 1h}
  - {name: tokens, per: [org, model], meter: total_tokens, limit: 100000, window: 1h}
  - {name: all, per: everyone, meter: requests, limit: 1000, window: 1h}
"""
BAN = """policy: p
mode: enforce
rules: [{name: ban, why: w, when: "volume.requests[1h] >= 3", then: [block], for: 2h}]
"""
NONE = "policy: p\n"
TOOK = 3.0
"""Seconds until a reply is over."""


class Replica:
    """Judges requests as the edge does, knowing one secret or two."""

    def __init__(self, store: Store, policy: str, keyed: Keyed, after: Keyed | None = None) -> None:
        self.store, self.policy = store, policy_of(policy, keyed.word)
        self.desk = Reception(keyed, Sources(), Forwarding(), Directory(keyed), after)
        self.reader = Extractor(keyed.key(b"t"), era_of(keyed.key(b"t")))
        self.rereader = None if after is None else Extractor(after.key(b"t"), era_of(after.key(b"t")))
        self.heir: Heir | None = None
        self.seen: tuple[Sighting, ...] = ()

    async def ask(self, now: float, key: bytes = b"sk-1", text: str = "hello", tokens: int = 30) -> Decision:
        """One request, from its credential to its settlement."""
        call = Call("openai", "chat", "m", input_tokens=10, max_output_tokens=20, turns=(Turn("user", text),))
        caller = self.desk.receive([(b"authorization", b"Bearer " + key)], b"", "203.0.113.7")
        opening = begin(self.policy, caller, call, now, features=self.reader.features(call, caller, [], now))
        tallies = opening.tallies
        if self.rereader is not None:
            self.heir = heir_of(opening, NAMES, self.rereader.features(call, caller, [], now))
        heir = self.heir
        readings = await self.store.take([*tallies, *(heir.tallies if heir else ())], now)
        assert readings is not None
        ruling = conclude(opening, heir.reconciled(readings) if heir else readings, "d_1")
        usage = Usage(10, tokens - 10)
        await self.store.settle([*remember(opening, ruling), *settle(opening, ruling, usage, TOOK)], now)
        self.seen = witness(opening, ruling)
        if heir is not None:
            await self.store.settle([*heir.remembered(ruling), *heir.settled(ruling, usage, TOOK)], now)
            self.seen = heir.witnessed(ruling)
        return ruling.decision


@pytest.fixture(params=["memory", "redis", "cluster"])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """A store in memory, a real Redis, and a real cluster, where both names are on different masters."""
    with ExitStack() as stack:
        url = "memory://"
        if request.param == "redis":
            url = stack.enter_context(redis_server()).url
        if request.param == "cluster":
            cluster = RedisCluster()
            stack.callback(cluster.stop)
            url = cluster.start().url
        made = await open_store(url, jitter=lambda: 0.0)
        yield made
        await made.close()


def fleet(store: Store, policy: str) -> tuple[Replica, Replica, Replica]:
    """Replicas before, during and after the change."""
    return Replica(store, policy, OLD), Replica(store, policy, OLD, NEW), Replica(store, policy, NEW)


async def test_a_budget_is_one_budget_all_the_way(store: Store) -> None:
    """However requests fall on replicas before, during and after the change, a limit is granted once a window."""
    before, during, after = fleet(store, BUDGETS)
    granted, at = [], NOW
    # Both are there for a window before anybody knows the new secret only.
    rollout = [before] * 6 + [during, before] * 30 + [during] * 60 + [after, during] * 40 + [after] * 40
    for replica in rollout:
        at += 60.0
        if (await replica.ask(at)).action is Action.ALLOW:
            granted.append(at)
    assert max(len([one for one in granted if at - 3600.0 < one <= at]) for at in granted) == 10
    # Nobody is refused who has room, either: what one name was charged the other was, too.
    assert len(granted) >= (len(rollout) * 60.0 / 3600.0) * 10 * 0.9


async def test_amounts_are_settled_under_both_names(store: Store) -> None:
    """What a request really used counts under both names, of an org and a model as of a caller."""
    _, during, after = fleet(store, BUDGETS)
    for n in range(5):
        await during.ask(NOW + n, tokens=1010)
    decision = await after.ask(NOW + 9)
    mine, tokens, everyone = decision.standings
    assert (mine.remaining, tokens.remaining, everyone.remaining) == (4.0, 100_000 - 5 * 1010 - 30, 994.0)
    mine, tokens, everyone = (await during.ask(NOW + 10)).standings
    assert (mine.remaining, tokens.remaining, everyone.remaining) == (3.0, 100_000 - 5 * 1010 - 60, 993.0)


async def test_a_ban_is_handed_over_and_ends_when_it_would_have(store: Store) -> None:
    """A ban from before the change stands after it, and no longer; one request in between is enough."""
    before, during, after = fleet(store, BAN)
    for n in range(4):
        last = await before.ask(NOW + n)
    assert last.rules == ("ban",)
    assert (await during.ask(NOW + 3600)).rules == ("ban",)
    assert (await after.ask(NOW + 7100)).rules == ("ban",)
    assert (await after.ask(NOW + 7100, b"sk-2")).rules == ()
    late = await after.ask(NOW + 7300)
    assert late.rules == ()


async def test_what_is_lifted_stays_lifted(store: Store) -> None:
    """What an operator lifts during the change is lifted under the new name, too."""
    before, during, after = fleet(store, BAN)
    for n in range(4):
        await before.ask(NOW + n)
    await during.ask(NOW + 10)
    caller = during.desk.receive([(b"x-api-key", b"sk-1")], b"", "203.0.113.7")
    await store.settle(lifts(during.policy, caller, NOW + 20), NOW + 20)
    assert (await during.ask(NOW + 30)).rules == ()
    assert (await after.ask(NOW + 40)).rules == ()


async def test_levels_and_evidence_are_there_under_the_new_name(store: Store) -> None:
    """Who was hostile is hostile, with the same evidence; the new name knows what came while both were there."""
    before, during, after = fleet(store, NONE)
    for n in range(60):
        was = await before.ask(NOW + 30.0 * n, text=STRONG + f"question {n} of many, {n * n} in all")
    assert was.level in (Level.SUSPECT, Level.HOSTILE)
    at = NOW + 1800.0
    handed = await during.ask(at, text=STRONG + "one more question of many")
    kept = await after.ask(at + 5.0, text="What is the capital of France?")
    assert (handed.level, kept.level) == (was.level, was.level)
    for n in range(80):
        during_it = await during.ask(at + 10.0 + 30.0 * n, text=STRONG + f"question {n} of others, {n * n} in all")
    told = await after.ask(at + 2500.0, text=STRONG + "the question after all those others")
    again = {signal.name: signal.value for signal in during_it.signals if signal.score > 0.0}
    found = {signal.name: signal.value for signal in told.signals if signal.score > 0.0}
    assert set(again) == set(found)
    assert found["elicitation.strong_share"] == pytest.approx(again["elicitation.strong_share"], abs=0.1)


async def test_a_level_that_is_only_held_is_handed_over(store: Store) -> None:
    """Who was hostile and is quiet now stays hostile under the new name as under the old one."""
    before, during, after = fleet(store, NONE)
    await before.ask(NOW)
    caller = before.desk.receive([(b"x-api-key", b"sk-1")], b"", "203.0.113.7")
    level = Mark("c:" + caller.id, "level", before.policy.risk.levels, before.policy.risk.leave_after)
    await store.settle([Settlement(level, NOW + 1, 0.97)], NOW + 1)
    found = [(await replica.ask(NOW + 60)).level for replica in (before, during, after)]
    assert found == [Level.HOSTILE] * 3


async def test_shares_within_a_window_are_counted_under_both_names(store: Store) -> None:
    """A rule on the last hour sees under the new name what came while both were there."""
    rule = "{name: r, why: w, when: 'elicitation.strong_share[1h] >= 0.5', then: [block], for: request}"
    _, during, after = fleet(store, f"policy: p\nmode: enforce\nrules: [{rule}]\n")
    for n in range(5):
        await during.ask(NOW + n, text=STRONG + f"question {n}")
    assert (await after.ask(NOW + 9)).rules == ("r",)


async def test_how_a_series_is_worked_through_is_known_under_both_names(store: Store) -> None:
    """The times of replies to questions for steps are there when only the new secret is known."""
    both = Replica(store, NONE, OLD, NEW)
    for number in range(20):
        await both.ask(NOW + 30.0 * number, text=f"How far is it to the {number}th moon? Think step by step.")
    assert both.heir is not None
    asked = [spells(caller, (), 1e6) for caller in (both.heir.opening.caller.id, both.heir.caller.id)]
    readings = await store.take(asked, NOW + 700.0)
    assert readings is not None
    old, new = readings
    assert old == new
    assert isinstance(new, Means)
    assert new.slow is not None
    assert Spell(*new.slow).took == TOOK


async def test_a_lifted_level_is_lifted(store: Store) -> None:
    """A level that an operator has lifted is not handed over, and ends under the new name where it was."""
    before, during, _ = fleet(store, NONE)
    for n in range(60):
        await before.ask(NOW + 30.0 * n, text=STRONG + f"question {n} of many, {n * n} in all")
    at = NOW + 1800.0
    await during.ask(at, text=STRONG)
    assert during.heir is not None
    own, other = during.heir.opening.asked["level"], during.heir.asked["level"]
    await store.settle([Settlement(own, at + 5, LIFTED)], at + 5)
    await during.ask(at + 7, text="What is the capital of France?")
    held = await store.take([other], at + 8)
    assert held is not None
    assert isinstance(held[0], Held)
    assert held[0].level <= 1


async def test_callers_are_seen_apart(store: Store) -> None:
    """What callers share under the new secret is kept in shards of its own: nobody counts twice for a campaign."""
    before, during, after = fleet(store, BUDGETS)
    seen = []
    for replica in (before, during, after):
        await replica.ask(NOW, text=STRONG + "which is a question of more than sixteen words in all, so that it counts")
        seen.append(replica.seen)
    old, heirs, new = ([(shard_of(one), one.digest) for one in each] for each in seen)
    assert len(old) > 2
    assert heirs == new
    assert not {shard for shard, _ in old} & {shard for shard, _ in new}


async def test_texts_that_are_keyed_alike_are_told_once() -> None:
    """With a key for texts that deployments share the buckets are the same ones, so a heir adds nothing to them."""
    replica = Replica(MemoryStore(), BUDGETS, OLD, NEW)
    replica.rereader = replica.reader
    await replica.ask(NOW, text=STRONG + "which is a question of more than sixteen words in all, so that it counts")
    assert replica.seen == ()


async def test_who_is_refused_leaves_nothing() -> None:
    """A refused request is kept under neither name; without a question to the state nobody inherits."""
    during = Replica(MemoryStore(), BUDGETS, OLD, NEW)
    for n in range(10):
        await during.ask(NOW + n)
    assert (await during.ask(NOW + 20)).refusal is not None
    assert during.seen == ()
    assert during.heir is not None
    early = begin(during.policy, during.heir.opening.caller, during.heir.opening.call, NOW, CREDENTIAL_REFUSAL)
    assert heir_of(early, NAMES, None) is None


def test_the_directory_speaks_for_both_names() -> None:
    """An org of the directory is that org under both names; who is in no directory is an org of its own."""
    desk = Reception(OLD, Sources(), Forwarding(), Directory(OLD), NEW)
    alone = desk.receive([(b"x-api-key", b"sk-1")], b"", "203.0.113.7")
    named = replace(alone, org="org_a", org_key=OLD.org("org_a"), tier="pro", verified=True)
    assert NAMES.caller(alone).org == "o_" + NEW.caller(b"sk-1")[2:]
    found = NAMES.caller(named)
    assert (found.id, found.org, found.org_key) == (NEW.caller(b"sk-1"), "org_a", NEW.org("org_a"))
    assert (found.tier, found.verified, found.successor) == ("pro", True, "")
