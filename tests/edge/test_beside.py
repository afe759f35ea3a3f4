"""A second policy looks on while requests are served: told in metrics and events, and nothing else changes."""

from __future__ import annotations

import pytest

from proxy.core.decision import Action
from proxy.core.exchange import Call, Caller, Usage
from proxy.core.tally import Spend
from proxy.edge.asking import ask
from proxy.edge.beside import Gallery
from proxy.screening import begin, conclude
from proxy.state.guarded import Guarded
from tests.edge.desk import Desk, Failing
from tests.edge.stage import Stage, answer, status, until
from tests.edge.test_handler import ME, REPLY, chat
from tests.policies import limited, policy_of

NOW = 1_790_000_000.0
BODY = b'{"model":"m","messages":[]}'


def counted(desk: Desk, family: str) -> dict[tuple[str, ...], float]:
    """The numbers of a family."""
    return {labels: cell[0] for labels, cell in desk.metrics.snapshot()[family]}


async def test_a_stricter_policy_looks_on(stage: Stage) -> None:
    """Callers are served by the policy in force; what the stricter one would have refused is counted and told."""
    desk = Desk(stage, limited(9))
    desk.shadow = limited(1)
    stage.script = answer(REPLY)
    assert [status(await stage.ask(chat(BODY, ME))) for _ in range(3)] == [200] * 3
    await desk.access(3)
    assert counted(desk, "stillwatch_shadow_decisions") == {("allow", "allow"): 1, ("allow", "throttle"): 2}
    assert counted(desk, "stillwatch_shadow_rules") == {("b", "shadow"): 2}
    events = desk.events("decision")
    assert [event["action"] for event in events] == ["allow"] * 2
    assert events[0]["shadow"] == {
        "policy": desk.shadow.version, "action": "throttle", "rules": ["b"], "level": "clear"
    }  # fmt: skip


async def test_a_milder_policy_looks_on(stage: Stage) -> None:
    """A refusal is a refusal, whatever the second policy says; its budget is settled with what was used: nothing."""
    desk = Desk(stage, limited(1))
    desk.shadow = policy_of("policy: q\n")
    stage.script = answer(REPLY)
    assert [status(await stage.ask(chat(BODY, ME))) for _ in range(2)] == [200, 429]
    await desk.access(2)
    assert counted(desk, "stillwatch_shadow_decisions") == {("allow", "allow"): 1, ("throttle", "allow"): 1}
    assert counted(desk, "stillwatch_shadow_rules") == {("b", "active"): 1}
    assert [event["shadow"]["action"] for event in desk.events("decision")] == ["allow"]


async def test_without_a_second_policy_nothing_is_counted(stage: Stage) -> None:
    """Whoever asks for no comparison has none in the metrics, none in the events, and nothing more in the state."""
    desk = Desk(stage, limited(1))
    stage.script = answer(REPLY)
    for _ in range(2):
        await stage.ask(chat(BODY, ME))
    await desk.access(2)
    assert counted(desk, "stillwatch_shadow_decisions") == {}
    assert all("shadow" not in event for event in desk.events("decision"))


async def test_a_store_that_is_down_is_no_disagreement(stage: Stage) -> None:
    """While nothing is known nothing is compared."""
    desk = Desk(stage, limited(1))
    desk.shadow = limited(2)
    desk.store.down = True
    stage.script = answer(REPLY)
    assert status(await stage.ask(chat(BODY, ME))) == 200
    await desk.access()
    assert counted(desk, "stillwatch_shadow_decisions") == {}


async def test_usage_is_settled_for_both(stage: Stage) -> None:
    """What an answer really cost is corrected in the budgets of both policies."""
    desk = Desk(stage, limited(5000, "total_tokens"))
    desk.shadow = limited(9000, "total_tokens", "1h")
    stage.script = answer(REPLY)
    await stage.ask(chat(BODY, ME))
    await desk.access()
    await until(lambda: len(desk.store.settled) >= 2)
    spends = [note for note in desk.store.settled if isinstance(note.spend, Spend)]
    assert {(note.spend.name, note.actual) for note in spends} == {("b:b.60", 10.0), ("s.b:b.3600", 10.0)}


@pytest.mark.parametrize("first", ["policy: p\n", "policy: p\nmode: enforce\n"])
async def test_bans_of_the_second_policy_are_its_own(first: str) -> None:
    """A caller that the second policy would have banned only knocks from then on, as under a policy in force."""
    banning = policy_of(
        "policy: q\nmode: enforce\nrules: [{name: r, why: x, when: tools == 0, then: [block], for: 1m}]\n"
    )
    store = Failing()
    guarded = Guarded(store, clock=lambda: 0.0, limit_s=5.0)
    gallery, law = Gallery(guarded), policy_of(first)
    actions = []
    for later in (0.0, 30.0, 70.0):
        opening = begin(law, Caller("k_00000000000000a1"), Call("openai", "chat", "m"), NOW + later)
        second = await gallery.ask(banning, opening, None, "", ask(guarded, opening, None))
        second.beside(conclude(opening, second.shared, "d_1"))
        gallery.note(second)
        await store.settle([*second.notes(), *second.settlements(Usage(), 1.0)], NOW + later)
        actions.append(second.ruling.decision.action if second.ruling else None)
    assert actions == [Action.BLOCK, Action.BLOCK, Action.ALLOW]
