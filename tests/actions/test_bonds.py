"""Seals bound to whom they were given."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from proxy.actions.bonds import REFUSAL, RULE, BindingReader, answered, recipient_of
from proxy.actions.seals import Seal
from proxy.core.bond import CONVERSATION_BITS, Binding
from proxy.core.decision import Action, Decision, Refusal
from proxy.core.effect import Degrade, Throttle
from proxy.core.exchange import Call, Caller, Turn
from proxy.core.places import Shape
from proxy.dialects.framing import framing_of
from proxy.dialects.replies import UnmeteredReply
from proxy.state.memory import MemoryStore
from tests.actions import messages, responses
from tests.actions.degraded import NO_REASONING, SSE, reader, stream
from tests.dialects.exchange import PLACES, cut

KEY = b"k" * 32
NOTE = Binding("note", "org", 3600.0)
ME, SISTER, STRANGER = Caller("k_1", org="o_1"), Caller("k_2", org="o_1"), Caller("k_9", org="o_9")
TALK = Call("anthropic", "chat", system="s", turns=(Turn("user", "Hi"), Turn("assistant", "Yes?")))
SEALS = [Seal((), "c2lnbmF0dXJl"), Seal((), "ZW5jcnlwdGVk")]
SIGNED = {"type": "thinking", "thinking": "", "signature": "c2lnbmF0dXJl"}
HIDDEN = {"type": "redacted_thinking", "data": "ZW5jcnlwdGVk"}


async def strangers(binding: Binding, giver: Caller, taker: Caller, talk: Call = TALK, now: float = 1000.0) -> Any:
    """Whom a taker is told that it brought back, of what a giver was given at 1000."""
    store = MemoryStore()
    await store.settle(recipient_of(binding, KEY, giver, TALK).settlements([s.text for s in SEALS[:1]], 1000.0), 1000.0)
    bonds = recipient_of(binding, KEY, taker, talk).bonds(SEALS)
    return bonds.strangers(await store.take(bonds.marks, now))


@pytest.mark.parametrize(
    ("to", "taker", "foreign"),
    [("org", ME, False), ("org", SISTER, False), ("org", STRANGER, True), ("caller", ME, False),
     ("caller", SISTER, True), ("conversation", ME, False), ("conversation", STRANGER, True)],
)  # fmt: skip
async def test_whose_it_is(to: str, taker: Caller, foreign: bool) -> None:
    """What was given to one is a stranger's for others, as far as the policy tells them apart; unknown is nobody's."""
    found = await strangers(replace(NOTE, to=to), ME, taker)
    assert [bool(each) for each in found] == [foreign, False]


async def test_another_conversation() -> None:
    """A conversation is what it began with, however it went on; only a binding to it minds another one."""
    longer, other = replace(TALK, turns=(*TALK.turns, Turn("user", "x"))), replace(TALK, turns=(Turn("user", "No"),))
    by_talk = replace(NOTE, to="conversation")
    assert await strangers(by_talk, ME, ME, longer) == (0, 0)
    assert await strangers(by_talk, ME, ME, other) == (-1, 0)
    assert await strangers(NOTE, ME, ME, other) == (0, 0)


async def test_bonds_end() -> None:
    """After its time nobody knows whom a seal was given to."""
    assert (await strangers(NOTE, ME, STRANGER, now=4599.0))[0]
    assert not (await strangers(NOTE, ME, STRANGER, now=4601.0))[0]


def test_the_state_knows_neither_seal_nor_caller() -> None:
    """What is kept are keyed digests: other deployments keep others."""
    own, other = (recipient_of(NOTE, key, ME, TALK) for key in (KEY, b"o" * 32))
    assert own.mark("c2lnbmF0dXJl").group != other.mark("c2lnbmF0dXJl").group
    assert own.number != other.number
    assert own.number >> CONVERSATION_BITS
    assert "kkk" not in repr(own)
    kept = str(own.settlements(["c2lnbmF0dXJl"], 1.0))
    assert "c2ln" not in kept
    assert "k_1" not in kept


def decided(**changes: Any) -> Decision:
    """A decision to let a request pass."""
    return replace(Decision("d_1", 1.0, ME, Action.ALLOW, True, "v", rules=("r",)), **changes)


@pytest.mark.parametrize("enforces", [True, False])
def test_answers(enforces: bool) -> None:
    """Note leaves the decision, strip degrades it, refuse refuses it; in observe mode both are only told."""
    assert answered(decided(), NOTE, enforces=enforces) == decided()
    plain = decided(enforced=enforces, rules=("r", RULE))
    assert answered(decided(), replace(NOTE, foreign="strip"), enforces=enforces) == replace(
        plain, action=Action.DEGRADE
    )
    assert answered(decided(), replace(NOTE, foreign="refuse"), enforces=enforces) == replace(
        plain, action=Action.BLOCK, refusal=REFUSAL
    )


def test_what_is_decided_already_stays() -> None:
    """Another refusal stays as it is, and so does a rule that acts although the policy only observes."""
    refuse, banned = replace(NOTE, foreign="refuse"), decided(refusal=Refusal(403, "banned", "x"))
    assert answered(banned, refuse, enforces=True) == banned
    acting = decided(effects=(Throttle(1.0),))
    assert answered(acting, refuse, enforces=False) == acting
    assert answered(acting, refuse, enforces=True).refusal == REFUSAL


@given(PLACES)
def test_chunks_change_nothing(places: list[int]) -> None:
    """However a stream is cut its seals are found, each once, and not a byte of it changes."""
    blocks = messages.block(
        0, {**SIGNED, "signature": ""}, {"type": "signature_delta", "signature": SIGNED["signature"]}
    )
    for shape, text, seals in (
        (Shape.BLOCKS, stream(*blocks, *messages.events_of(HIDDEN, 1)), ["c2lnbmF0dXJl", "ZW5jcnlwdGVk"]),
        (Shape.ITEMS, responses.streamed([{**responses.THOUGHT, "id": "rs_12345678"}]), ["rs_12345678"]),
    ):
        made = BindingReader(UnmeteredReply(), shape, framing_of(SSE))
        assert b"".join([*map(made.feed, cut(text, places)), made.finish()]) == text
        assert list(made.seals) == seals


@given(PLACES)
def test_whole_replies(places: list[int]) -> None:
    """A reply that is one JSON text is read when it is whole; one that is no JSON has none."""
    for text, seals in (
        (
            b"%b" % json.dumps(messages.message([SIGNED, HIDDEN])).encode(),
            ["c2lnbmF0dXJl", "ZW5jcnlwdGVk"],
        ),
        (b'{"signature": oops', []),
    ):
        made = BindingReader(UnmeteredReply(), Shape.BLOCKS, None)
        for chunk in cut(text, places):
            assert made.feed(chunk) is chunk
        assert made.finish() == b""
        assert list(made.seals) == seals


def test_what_does_not_leave_is_not_given() -> None:
    """A degraded caller whose thinking was stripped was given none of its seals."""
    path, text = "/v1/messages", messages.streamed([SIGNED, HIDDEN, messages.SAID])
    plain = BindingReader(reader(path, SSE, Degrade()), Shape.BLOCKS, framing_of(SSE))
    stripped = BindingReader(reader(path, SSE, NO_REASONING), Shape.BLOCKS, framing_of(SSE))
    for made in (plain, stripped):
        made.feed(text)
        made.finish()
    assert list(plain.seals) == ["ZW5jcnlwdGVk"]
    assert list(stripped.seals) == []
    assert stripped.edits
    assert stripped.usage() == plain.usage()
