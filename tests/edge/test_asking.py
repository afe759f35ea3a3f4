"""The one question to the state: for a request alone, and for one under the names of two secrets."""

from __future__ import annotations

from dataclasses import replace

from proxy.callers.digests import Keyed
from proxy.core.exchange import Call, Caller, Turn
from proxy.core.tally import Readings
from proxy.edge.asking import Succession, ask
from proxy.errors import StateUnavailable
from proxy.features.extract import Extractor
from proxy.screening import begin
from proxy.state.base import Store
from proxy.state.guarded import Guarded
from proxy.state.memory import MemoryStore
from proxy.succession import Names
from tests.policies import limited, policy_of
from tests.stores import Through

NOW = 1_790_000_000.0
NEW = Keyed(b"the secret to come")
SUCCESSION = Succession(Names(NEW.org, NEW.word), Extractor(b"the key to come", 7))
CALLER = Caller("k_00000000000000aa", "203.0.113.7", org="o_00000000000000aa", successor="k_00000000000000bb")
CALL = Call("openai", "chat", "m", turns=(Turn("user", "hello"),))


class Away(Through):
    """A store that cannot be asked."""

    async def take(self, *_: object) -> Readings:
        """As the contract says."""
        raise StateUnavailable("gone")


def guarded(store: Store) -> Guarded:
    """The store as the edge has it."""
    return Guarded(store, clock=lambda: 0.0, limit_s=5.0)


async def test_a_request_alone() -> None:
    """Without a succession the opening's tallies are asked; where there is none, nobody is."""
    opening = begin(limited(5), CALLER, CALL, NOW)
    assert [room.used for room in await ask(guarded(MemoryStore()), opening, None) or ()] == [1.0]
    assert await ask(guarded(Away()), begin(policy_of("policy: p\n"), CALLER, CALL, NOW), None) == ()
    assert await ask(guarded(Away()), opening, None) is None


async def test_both_names_in_one_take() -> None:
    """With a succession both names are asked at once, and the opening gets the readings that it asked for."""
    features = Extractor(b"the key in force").features(CALL, CALLER, [], NOW)
    opening = begin(limited(5), CALLER, CALL, NOW, features=features)
    heir = SUCCESSION.heir(opening, [])
    assert heir is not None
    assert heir.features is not None
    assert (heir.features.era, heir.caller.id) == (7, "k_00000000000000bb")
    store = MemoryStore()
    readings = await ask(guarded(store), opening, heir)
    assert readings is not None
    assert len(readings) == len(opening.tallies)
    later = begin(limited(5), replace(CALLER, id="k_00000000000000bb"), CALL, NOW)
    assert [room.used for room in await ask(guarded(store), later, None) or ()] == [2.0]
    assert await ask(guarded(Away()), opening, heir) is None


async def test_what_is_not_read_is_not_digested() -> None:
    """Where a request is not looked into, its heir is not, either: budgets only."""
    heir = SUCCESSION.heir(begin(limited(5), CALLER, CALL, NOW), [])
    assert heir is not None
    assert (heir.features, len(heir.tallies)) == (None, 1)
