"""One worker's answers, over its own state and memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from proxy.admin.lately import Lately
from proxy.campaigns.correlator import Correlator
from proxy.core.tally import Settlement, Tally
from proxy.edge.sweep import Sweep
from proxy.errors import StateUnavailable
from proxy.state.crowd import SHARDS
from proxy.state.guarded import Guarded
from proxy.wiring.campaign_desk import CampaignDesk, Sharing
from proxy.wiring.desk import Desk
from proxy.wiring.lifting import Lifting
from proxy.wiring.regimes import Regimes
from proxy.wiring.standing import Orders, Standing
from tests.admin.cases import NOW, OTHER, POLICY, WHO, Court
from tests.campaigns.test_correlator import Scene, at_once
from tests.stores import Through
from tests.wiring.stand import settings_in

STRANGER = "k_ffffffffffffffff"
Told = dict[str, Any]


class Store(Through):
    """A store that can be away, or lose what is settled."""

    away = False
    deaf = False
    mute = False

    async def lead(self, name: str, who: str, life: float, now: float) -> bool:
        """As the contract says."""
        if self.mute:
            raise StateUnavailable("gone")
        return await super().lead(name, who, life, now)

    async def take(self, tallies: Sequence[Tally], now: float) -> Any:
        """As the contract says."""
        if self.away:
            raise StateUnavailable("gone")
        return await super().take(tallies, now)

    async def fetch(self, name: str, now: float) -> bytes | None:
        """As the contract says."""
        if self.away:
            raise StateUnavailable("gone")
        return await super().fetch(name, now)

    async def settle(self, settlements: Sequence[Settlement], now: float) -> None:
        """As the contract says."""
        if not self.deaf:
            await super().settle(settlements, now)


class Place:
    """A worker's regimes, state, memory and desk."""

    def __init__(self, folder: Path) -> None:
        self.store, self.lately = Store(), Lately()
        self.regimes = Regimes(settings_in(folder, POLICY), Sweep(lambda: 0.0))
        self.court = Court(self.regimes.current.policy, self.store)
        guarded = Guarded(self.store, clock=lambda: 0.0)
        self.campaigns, clock = camp(self, guarded), lambda: self.court.now
        self.standing = Standing(guarded, clock, self.obey)
        self.desk = Desk(
            self, self.regimes, guarded, self.lately, clock, lambda _: "a_hidden", self.standing, self.campaigns
        )
        self.reloads = 0

    def obey(self, orders: Orders) -> None:
        """As a worker does."""
        self.regimes.observe(orders.observe)
        self.regimes.ban(orders.banned(self.court.now))

    def reload(self) -> None:
        """As a worker does."""
        self.reloads += 1
        self.regimes.reload()

    async def harvest(self) -> None:
        """A caller that collects a training set, judged and remembered here."""
        self.lately.note(*await self.court.harvest())

    async def ask(self, what: str, **more: Any) -> Told:
        """A question as it comes through a pipe."""
        return dict(orjson.loads(orjson.dumps(await self.desk.answer({"what": what, **more}))))


def camp(place: Place, guarded: Guarded, key: bytes = b"a key of the tests", *, plain: bool = False) -> CampaignDesk:
    """The part of the desk that is about campaigns."""
    correlator = Correlator(guarded, SHARDS, "one", lambda: place.court.now, Scene(), wait=at_once)
    lifting = Lifting(place.regimes, guarded, lambda: place.court.now)
    policy = place.regimes.current.policy
    sharing = Sharing(key, shared=False, plain=plain)
    return CampaignDesk(correlator, lambda: policy, sharing, place.lately, lambda: place.court.now, lifting.many)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A worker."""
    return Place(tmp_path)


async def test_callers_by_level_and_risk(place: Place) -> None:
    """The most suspicious first, and no more than asked for."""
    place.lately.note(*await place.court.hear("Hello", OTHER))
    await place.harvest()
    assert [each["caller"] for each in (await place.ask("callers", limit=9))["callers"]] == [WHO.id, OTHER.id]
    found = await place.ask("callers", limit=1)
    assert ([each["level"] for each in found["callers"]], found["seen"]) == (["suspect"], 2)


async def test_a_caller_is_explained_from_the_state(place: Place) -> None:
    """Any replica can: signals, level and running remedies come from the state, without this process's memory."""
    await place.court.harvest()
    told = await place.ask("caller", id=WHO.id)
    assert (told["source"], told["level"], told["last"]) == ("state", "suspect", None)
    (rule,) = [rule for rule in told["rules"] if rule["rule"] == "extraction"]
    assert (rule["holds"], rule["running"], rule["lifted"]) == (True, True, False)


async def test_what_this_process_knows_of_the_last_request_is_added(place: Place) -> None:
    """The last decision, and what it said, so that conditions on it are answered."""
    await place.harvest()
    told = await place.ask("caller", id=WHO.id)
    assert (told["source"], told["last"]["action"], told["last"]["spoke"]) == ("state", "degrade", ["extraction"])
    lab = told["rules"][1]["condition"]["parts"]
    assert [(part["holds"], part["value"]) for part in lab[:1]] == [(False, "a_hidden")]
    assert WHO.address not in str(told)


async def test_without_the_state_memory_explains(place: Place) -> None:
    """What was judged here last is told as such; of others nothing is known."""
    await place.harvest()
    place.store.away = True
    told = await place.ask("caller", id=WHO.id)
    assert (told["source"], told["level"]) == ("memory", "suspect")
    assert await place.ask("caller", id=STRANGER) == {}


async def test_strangers_are_unknown(place: Place) -> None:
    """Neither a caller nor a decision that never was is explained."""
    assert await place.ask("caller", id=STRANGER) == {}
    assert await place.ask("decision", id="d_0") == {}


async def test_a_decision_is_explained_as_it_was_made(place: Place) -> None:
    """Under the policy of then, with the request's own words."""
    await place.harvest()
    told = await place.ask("decision", id=f"d_{40:x}")
    assert (told["decision"], told["action"], told["request"]["model"]) == ("d_28", "degrade", "m")
    assert told["request"]["address"] == "a_hidden"


async def test_a_lift_ends_what_runs(place: Place) -> None:
    """Afterwards nothing runs, the rule leaves the caller alone though its condition holds, and others still suffer."""
    await place.harvest()
    await place.court.harvest(caller=OTHER)
    told = await place.ask("lift", id=WHO.id)
    assert told == {"lifted": ["extraction"], "spared": {"extraction": 21600.0, "from-the-lab": 3600.0}}
    _, ruling = await place.court.harvest(1)
    assert (ruling.decision.rules, ruling.decision.level) == ((), "suspect")
    rule = (await place.ask("caller", id=WHO.id))["rules"][0]
    assert (rule["holds"], rule["running"], rule["lifted"]) == (True, False, True)
    assert (await place.court.harvest(1, OTHER))[1].decision.rules == ("extraction",)


@pytest.mark.parametrize("trouble", ["away", "deaf"])
async def test_a_lift_that_was_lost_is_not_called_one(place: Place, trouble: str) -> None:
    """Without the state, or where it did not take the lift, the answer is an error."""
    await place.harvest()
    setattr(place.store, trouble, True)
    assert "nothing was lifted" in (await place.ask("lift", id=WHO.id))["error"]


async def test_the_kill_switch_needs_no_state(place: Place) -> None:
    """With the state gone it works as ever; decisions go on and act on nobody, and off means as before."""
    place.store.away = True
    told = await place.ask("mode", observe=True, at=NOW)
    assert told["shared"] is False
    assert (told["mode"], told["written"], told["acts"], told["switched_off"]) == ("observe", "enforce", False, True)
    place.store.away = False
    place.court.policy = place.regimes.current.policy
    _, ruling = await place.court.harvest()
    assert (ruling.decision.rules, ruling.decision.enforced) == (("extraction",), False)
    told = await place.ask("mode", observe=False, at=NOW + 1.0)
    assert told["shared"] is True
    assert (told["mode"], told["acts"], told["switched_off"]) == ("enforce", True, False)


async def test_a_reload_keeps_the_kill_switch(place: Place) -> None:
    """A policy that is read while the switch is on is observed, too; a broken one says why."""
    await place.ask("mode", observe=True, at=NOW)
    path = place.regimes.live.path
    path.write_text(POLICY.replace("policy: p", "policy: q"))
    told = await place.ask("reload")
    assert (told["policy"], told["mode"], told["error"], place.reloads) == ("q", "observe", None, 1)
    path.write_text("policy: p\nmoed: x\n")
    assert ":2:1: " in (await place.ask("reload"))["error"]


async def test_the_policy_is_told(place: Place) -> None:
    """Name, version, budgets, rules with their conditions."""
    told = await place.ask("policy")
    assert (told["policy"], told["version"]) == ("p", place.regimes.current.policy.version)
    assert [(rule["rule"], rule["lasts_s"]) for rule in told["rules"]] == [
        ("extraction", 21600.0),
        ("from-the-lab", 3600.0),
    ]
    assert "risk.level >= suspect" in told["rules"][0]["when"]


async def test_a_ban_by_name(place: Place) -> None:
    """A banned caller is in the regime until its time, told by `explain` and in the list, and free after a lift."""
    await place.harvest()
    until = place.court.now + 60.0
    assert await place.ask("ban", id=WHO.id, until=until) == {"until": until, "shared": True}
    assert place.regimes.current.bans == {WHO.id: until}
    assert (await place.ask("bans"))["bans"] == [{"caller": WHO.id, "until": until}]
    assert (await place.ask("caller", id=WHO.id))["banned_until"] == until
    place.regimes.observe(True)
    assert place.regimes.current.bans == {}
    place.regimes.observe(False)
    assert (await place.ask("lift", id=WHO.id))["lifted"] == ["extraction", "operator-ban"]
    assert place.regimes.current.bans == {}
    assert (await place.ask("bans"))["bans"] == []


async def test_an_excepted_caller_is_not_banned(tmp_path: Path) -> None:
    """Who was promised that no rule acts on it is not banned in passing: the exception is named."""
    place = Place(tmp_path)
    path = place.regimes.live.path
    path.write_text(
        POLICY + f"exceptions: [{{name: e, callers: [{WHO.id}], rules: '*', until: 2099-01-01, owner: o, reason: r}}]\n"
    )
    place.reload()
    assert await place.ask("ban", id=WHO.id, until=NOW + 60.0) == {"excepted": ["e"]}
    assert place.regimes.current.bans == {}
