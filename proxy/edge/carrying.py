"""A decision's effects carried out on a request and its reply. What they do is `actions`'; where, the dialect says."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from proxy.actions.degrade import Holder, degrade_reply, edit_request, is_structured
from proxy.actions.requests import stand_in
from proxy.actions.seals import Seal, without
from proxy.core.decision import Decision, Refusal
from proxy.core.effect import Degrade
from proxy.core.places import Places
from proxy.detectors.coverage import embedded
from proxy.dialects.base import Dialect, ReplyReader, Request
from proxy.dialects.framing import framing_of
from proxy.edge.content import decode_bounded
from proxy.edge.intake import Intake
from proxy.errors import NotGranted, UnreadableBody
from proxy.screening import OVERSIZE_REFUSAL, Ruling, unreadable_refusal


class Outgoing(NamedTuple):
    """A request as it goes upstream."""

    request: Request | None
    edited: bool = False
    """Whether the reply may have to be edited, and so must come without content coding."""
    decoded: bool = False
    """Whether the body's content coding was undone."""
    refusal: Refusal | None = None
    """Set where the effect cannot be carried out: what cannot be read cannot be degraded, and is not let past."""


def degradation(decision: Decision | None) -> Degrade | None:
    """How the answer is to be degraded, if it is."""
    if decision is None or not decision.enforced:
        return None
    return next((effect for effect in decision.effects if isinstance(effect, Degrade)), None)


def outgoing(
    degrade: Degrade | None, intake: Intake, coding: bytes | None, limit: int, foreign: tuple[Seal, ...] = ()
) -> Outgoing:
    """The request with what its caller may still ask for; the very same where nothing is to be degraded.

    `foreign` reasoning, which was given to somebody else, is taken out; the request then goes on as one without.
    """
    request = intake.request
    if foreign:
        degrade = degrade or Degrade()
        degrade = replace(degrade, strip=degrade.strip | {"reasoning"})
    if degrade is None:
        return Outgoing(request)
    if intake.problem:
        oversize = intake.problem == "oversize"
        return Outgoing(request, refusal=OVERSIZE_REFUSAL if oversize else unreadable_refusal(intake.problem))
    places = intake.dialect.places.get(intake.call.operation)
    if request is None or places is None:
        return Outgoing(request, edited=places is not None and places.reply is not None)
    return _edited(degrade, request, places, coding, limit, foreign)


def _edited(
    degrade: Degrade, request: Request, places: Places, coding: bytes | None, limit: int, foreign: tuple[Seal, ...]
) -> Outgoing:
    """The request without what its caller may not ask for, or a refusal where that cannot be taken out."""
    coded = coding is not None and coding.lower() != b"identity"
    try:
        plain = decode_bounded(request.body, coding, limit) if coded and coding else request.body
        body = edit_request(degrade, without(plain, foreign) if foreign else plain, places.request)
    except (UnreadableBody, ValueError):
        return Outgoing(request, refusal=unreadable_refusal("not_json"))
    except NotGranted as error:
        return Outgoing(request, refusal=Refusal(400, "unsupported", str(error)))
    if body is plain:
        return Outgoing(request, edited=True)
    return Outgoing(Request(request.call, body, request.usage_injected), edited=True, decoded=coded)


def answering_model(degrade: Degrade | None, intake: Intake) -> str:
    """The model that will answer, which decides where the request goes: the one asked for, or what stands in for it."""
    asked = intake.call.model
    return asked if degrade is None else stand_in(degrade, asked) or asked


def holder_of(ruling: Ruling | None, key: bytes) -> Holder | None:
    """Whose embeddings are to be blurred, under the deployment's key. An unknown coverage counts as the whole space."""
    if ruling is None:
        return None
    coverage = None if ruling.seen is None else embedded(ruling.seen)
    return Holder(key, ruling.decision.caller.id, 1.0 if coverage is None else coverage)


def reader_for(
    degrade: Degrade | None,
    dialect: Dialect,
    request: Request,
    status: int,
    content_type: str,
    holder: Holder | None = None,
) -> ReplyReader:
    """The dialect's reader, within one that degrades the reply where that is asked for. Errors pass as they are."""
    reader = dialect.reader(request, status, content_type)
    places = dialect.places.get(request.call.operation)
    if degrade is None or places is None or places.reply is None or not 200 <= status < 300:
        return reader
    return degrade_reply(
        degrade, reader, places.reply, framing_of(content_type),
        structured=is_structured(request.call), holder=holder,
    )  # fmt: skip
