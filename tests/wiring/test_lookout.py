"""A worker's correlator, put together."""

from __future__ import annotations

from pathlib import Path

from proxy.audit import families
from proxy.audit.metrics import Metrics
from proxy.callers.digests import era_of
from proxy.core.sighting import Kind, Manner, Sighting
from proxy.edge.sweep import Sweep
from proxy.state.guarded import Guarded
from proxy.state.memory import MemoryStore
from proxy.wiring import chance
from proxy.wiring.lookout import lookout
from proxy.wiring.regimes import Regimes
from tests.campaigns.test_correlator import Scene
from tests.state.gatherings import spread
from tests.wiring.stand import settings_in


async def test_the_leader_counts(tmp_path: Path) -> None:
    """How many campaigns and members there are, who leads and how long it looked are told; who stops does not lead."""
    metrics, store, scene = Metrics(), MemoryStore(), Scene()
    guarded = Guarded(store, clock=chance.ticks)
    settings = settings_in(tmp_path)
    leader = lookout(settings, guarded, scene, metrics, Regimes(settings, Sweep(chance.ticks)))
    now, era = chance.time_of_day(), era_of(settings.text_key)
    for number in range(40):
        caller, manner = number % 20, Manner.LONE | Manner.STRONG
        seen = Sighting(Kind.OPENING, 77, spread(caller), caller, 0.0, spread(number) >> 16, manner, 9, 8, 0.5, era=era)
        await store.sight([seen], now)
    await leader.step()
    numbers = metrics.snapshot()
    for family, value in ((families.LEADS, 1.0), (families.CAMPAIGNS, 1.0), (families.MEMBERS, 20.0)):
        assert numbers[family.name] == [((), [value])]
    assert sum(numbers[families.CORRELATED.name][0][1][:-1]) == 1
    assert [turn for turn, _ in scene.told] == ["found"]
    await leader.close()
    assert metrics.snapshot()[families.LEADS.name] == [((), [0.0])]
