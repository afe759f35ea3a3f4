"""Reasoning bound to whom it was given, as requests pass: what one brings back, and what its answer hands out."""

from __future__ import annotations

from typing import NamedTuple

from proxy.actions import bonds
from proxy.actions.bonds import BindingReader, Recipient
from proxy.actions.seals import Seal, has_seals, presented
from proxy.actions.splice import parse
from proxy.core.bond import UNBOUND, Binding, Bonds
from proxy.core.exchange import Caller
from proxy.core.places import ReplyPlaces, Shape
from proxy.core.tally import Settlement
from proxy.dialects.base import ReplyReader
from proxy.dialects.framing import framing_of
from proxy.edge.content import decode_bounded
from proxy.edge.intake import Intake
from proxy.errors import UnreadableBody
from proxy.policy.evaluate import Policy
from proxy.screening import Ruling

_SEALING = frozenset({Shape.BLOCKS, Shape.ITEMS})


class Bound(NamedTuple):
    """One request's part in it."""

    recipient: Recipient
    shape: Shape
    seals: tuple[Seal, ...] = ()
    """What it brings back."""
    bonds: Bonds = UNBOUND

    def reader(self, reader: ReplyReader, content_type: str) -> BindingReader:
        """The reader that notes what the reply hands out."""
        return BindingReader(reader, self.shape, framing_of(content_type))


def bound(
    binding: Binding, key: bytes, caller: Caller, intake: Intake, coding: bytes | None, limit: int
) -> Bound | None:
    """What a request brings back; None where its API seals nothing, or its body was not read."""
    places = intake.dialect.places.get(intake.call.operation)
    where: ReplyPlaces | None = places.reply if places is not None else None
    if intake.call.operation != "chat" or intake.request is None or where is None or where.shape not in _SEALING:
        return None
    recipient = bonds.recipient_of(binding, key, caller, intake.call)
    found = () if intake.problem else _presented(intake.request.body, where.shape, coding, limit)
    return Bound(recipient, where.shape, found, recipient.bonds(found))


def _presented(body: bytes, shape: Shape, coding: bytes | None, limit: int) -> tuple[Seal, ...]:
    try:
        plain = decode_bounded(body, coding, limit) if coding and coding.lower() != b"identity" else body
        return tuple(presented(parse(plain), shape)[-bonds.MOST :]) if has_seals(plain, shape) else ()
    except (UnreadableBody, ValueError):
        return ()


def handed_out(bound: Bound | None, reader: ReplyReader | None, at: float) -> tuple[Settlement, ...]:
    """What is written of the seals that left with a reply."""
    if bound is None or not isinstance(reader, BindingReader):
        return ()
    return bound.recipient.settlements(reader.seals, at)


def foreign_seals(bound: Bound | None, ruling: Ruling | None, policy: Policy) -> tuple[Seal, ...]:
    """What is to be taken out of a request because it was given to somebody else."""
    if bound is None or ruling is None or policy.bind is None or policy.bind.foreign != "strip":
        return ()
    if bonds.RULE not in ruling.decision.rules or not ruling.decision.enforced:
        return ()
    return tuple([seal for seal, owner in zip(bound.seals, ruling.strangers, strict=True) if owner])
