"""Canaries carried out: which answer gets which script, and what came of it told to the registry, off the path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from proxy.actions.canary import is_marked, mark_reply
from proxy.actions.degrade import is_structured
from proxy.canaries.markers import find, short
from proxy.canaries.mint import Marks, Mint
from proxy.core.decision import Decision
from proxy.core.effect import Canary, Degrade
from proxy.core.exchange import Call
from proxy.dialects.base import Dialect, ReplyReader
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


class Canaries:
    """The mint and the registrar of one worker."""

    def __init__(self, mint: Mint, registrar: Registrar, clock: Callable[[], float]) -> None:
        self._mint, self._registrar, self._clock = mint, registrar, clock

    def script(self, decision: Decision | None, dialect: Dialect, call: Call) -> Marks | None:
        """The script of the answer to this call; None where no rule in force asks for one, or it is better left alone.

        One pass over a few effects for those on whom a rule acts; nothing for all others.
        """
        effect = canary_of(decision)
        if effect is None or decision is None or not markable(decision, dialect, call) or not self._registrar.ready():
            return None
        return self._mint.script(effect, decision.campaign or decision.caller.id, call, decision.id)

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

    def told(self, marks: Marks, answer: str) -> None:
        """The answer of this id is through, however it ended."""
        if marks.served:
            digests = sorted(map(self._mint.key.digest, marks.served))
            self._registrar.note(marks.whom, digests, answer, self._clock())


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


def marked(marks: Marks, reader: ReplyReader, dialect: Dialect, operation: str, reply: UpstreamReply) -> ReplyReader:
    """The reader within one that marks the reply. Errors, other media and codings that we do not know pass as is."""
    places = dialect.places[operation].reply
    kind = (reply.head.first(b"content-type") or b"").decode("latin-1")
    framing = framing_of(kind)
    known = undo(reply.head.first(b"content-encoding"), reply.limits.decoded_bytes) is not None
    if places is None or not 200 <= reply.head.status < 300 or not known or (framing is None and "json" not in kind):
        return reader
    return mark_reply(marks, reader, places, framing)
