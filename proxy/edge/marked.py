"""Canaries carried out: which request gets which decoy and which answer which script, and the registry told of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from proxy.actions.canary import is_marked, mark_reply
from proxy.actions.decoys import offer
from proxy.actions.degrade import is_structured
from proxy.actions.uncalled import Spared, uncalled
from proxy.canaries.markers import find, short
from proxy.canaries.mint import Marks, Mint
from proxy.core.decision import Decision
from proxy.core.decoy import Decoy
from proxy.core.effect import Canary, Degrade
from proxy.core.exchange import Call
from proxy.core.places import ReplyPlaces
from proxy.dialects.base import Dialect, ReplyReader, Request
from proxy.dialects.framing import framing_of
from proxy.edge.content import undo
from proxy.edge.reply import UpstreamReply

# What a pool pastes into its prompts stands in the last turns; each is read at its two ends.
_TURNS = 4


class Registrar(Protocol):
    """Whoever writes down what was served."""

    def ready(self) -> bool:
        """Whether it can be written down: what cannot is not served."""
        ...

    def note(self, whom: str, marks: list[str], answer: str, at: float) -> None:
        """One answer to one caller or campaign, with digests of its features. Never blocks."""
        ...

    def sighted(self, by: str, origin: int, at: float) -> None:
        """A prompt of one caller repeats a marker that was given to another. Never blocks."""
        ...


@dataclass(slots=True)
class Prepared:
    """One request on its way to an answer that carries canaries."""

    request: Request
    """As it goes upstream."""
    marks: Marks | None = None
    """The script of its answer."""
    decoy: Decoy | None = None
    """The tool that it offers beside the caller's own."""
    added: int = 0
    """Tokens of its definition, about."""
    answered: bool = False
    """Whether the model took the request."""


class Canaries:
    """The mint and the registrar of one worker."""

    def __init__(self, mint: Mint, registrar: Registrar, clock: Callable[[], float]) -> None:
        self._mint, self._registrar, self._clock = mint, registrar, clock

    def prepare(
        self, decision: Decision | None, dialect: Dialect, request: Request, *, coded: bool = False
    ) -> Prepared | None:
        """What is to be done for this request; None where no rule in force asks for it, or it is better left alone.

        One pass over a few effects for those on whom a rule acts; nothing for all others. A body that is `coded` gets
        no decoy.
        """
        effect, call = canary_of(decision), request.call
        if effect is None or decision is None or is_structured(call) or not self._registrar.ready():
            return None
        whom = decision.campaign or decision.caller.id
        found = Prepared(request)
        if markable(decision, dialect, call):
            found.marks = self._mint.script(effect, whom, call, decision.id)
        decoy = None if coded else self._mint.decoy(effect, whom, call)
        places = dialect.places.get(call.operation)
        offered = offer(request.body, decoy, places) if decoy is not None and places is not None else None
        if offered is not None:
            body, found.added = offered
            found.request, found.decoy = Request(call, body, request.usage_injected), decoy
        return found if found.marks is not None or found.decoy is not None else None

    def strangers(self, call: Call, caller: str, campaign: str, now: float) -> tuple[int, ...]:
        """Others to whom the markers in a prompt were given; each is written down, as it links the two."""
        texts = (call.system, *[turn.text for turn in call.turns[-_TURNS:]])
        found: set[int] = set()
        for text in texts:
            found |= find(self._mint.key, text)
        own = {short(each) for each in (caller, campaign) if each}
        others = tuple(sorted(found - own))
        if others and self._registrar.ready():
            for other in others:
                self._registrar.sighted(caller, other, now)
        return others

    def told(self, prepared: Prepared, answer: str) -> None:
        """The answer of this id is through, however it ended."""
        marks, decoy = prepared.marks, prepared.decoy
        features = set(marks.served) if marks is not None else set()
        if decoy is not None and prepared.answered:
            features.add(decoy.feature)
        whom = marks.whom if marks is not None else decoy.whom if decoy is not None else ""
        if features:
            self._registrar.note(whom, sorted(map(self._mint.key.digest, features)), answer, self._clock())


def canary_of(decision: Decision | None) -> Canary | None:
    """How the answer is to be marked, if it is."""
    if decision is None or not decision.effects or not decision.enforced:
        return None
    return next((effect for effect in decision.effects if isinstance(effect, Canary)), None)


def markable(decision: Decision, dialect: Dialect, call: Call) -> bool:
    """Whether an answer to this call says something in running text that nothing else repeats token by token."""
    places = dialect.places.get(call.operation)
    if places is None or places.reply is None or not is_marked(places.reply.shape) or is_structured(call):
        return False
    if not (call.parameters.get("logprobs") or call.parameters.get("top_logprobs")):
        return True
    return any(isinstance(effect, Degrade) and "logprobs" in effect.strip for effect in decision.effects)


def marked(prepared: Prepared, reader: ReplyReader, dialect: Dialect, reply: UpstreamReply) -> ReplyReader:
    """The readers within those that mark the reply. Errors and other media pass as they are."""
    places = dialect.places[prepared.request.call.operation].reply
    kind = (reply.head.first(b"content-type") or b"").decode("latin-1")
    if places is None or not 200 <= reply.head.status < 300 or (framing_of(kind) is None and "json" not in kind):
        return reader
    prepared.answered = True
    if prepared.decoy is not None:
        reader = _spared(prepared, reader, places, kind)
    # What is in a coding that we do not know passes unmarked.
    known = undo(reply.head.first(b"content-encoding"), reply.limits.decoded_bytes) is not None
    return mark_reply(prepared.marks, reader, places, framing_of(kind)) if prepared.marks and known else reader


def _spared(prepared: Prepared, reader: ReplyReader, places: ReplyPlaces, kind: str) -> ReplyReader:
    """The reader of a reply to a request with a decoy: without its calls, unless they are to be seen."""
    decoy = prepared.decoy
    spared = Spared(reader, prepared.added)
    return spared if decoy is None or not decoy.hidden else uncalled(decoy.name, spared, places.shape, framing_of(kind))
