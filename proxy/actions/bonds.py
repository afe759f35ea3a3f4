"""Sealed reasoning bound to whom it was given: noted as it leaves, recognised when somebody else brings it back.

The bond is kept beside, in the store: seals pass byte for byte, so the provider's own check sees what it made, and
nothing breaks on the day that Stillwatch is taken out. A seal that nobody knows (from before, or older than the bond
lasts) binds nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from proxy.actions.replies import Reader
from proxy.actions.seals import Seal, given, has_seals
from proxy.actions.splice import parse
from proxy.core.bond import CONVERSATION_BITS, OWNER_BITS, Binding, Bonds
from proxy.core.decision import Action, Decision, Refusal
from proxy.core.exchange import Call, Caller, Usage
from proxy.core.places import Cutter, Framing, Shape
from proxy.core.tally import Mark, Settlement

RULE = "bind_reasoning"
"""What decisions and exceptions call it."""
REFUSAL = Refusal(400, "foreign", "This request brings back reasoning that was not given to this API key.")
# The latest are the ones that matter; a conversation of a hundred turns would else ask a hundred questions.
MOST = 32
# As for edits: what is longer is not looked at (`replies`).
_MAX_EVENT = 16 * 1024 * 1024
# Seals of one answer: one a block, and no answer has this many.
_MAX_SEALS = 256


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom seals are given to: one request's caller and conversation, under the deployment's key."""

    key: bytes
    binding: Binding
    number: int

    def __repr__(self) -> str:
        return f"Recipient({self.number})"

    def mark(self, text: str) -> Mark:
        """Where it is kept whom this seal was given to."""
        digest = blake2b(text.encode("utf-8", "surrogatepass"), key=self.key, digest_size=8, person=b"seal")
        return Mark("s:" + digest.hexdigest(), "bond", (1.0,), self.binding.lasts)

    def bonds(self, seals: Sequence[Seal]) -> Bonds:
        """What is asked of the store about seals that this request presents."""
        marks = tuple([self.mark(seal.text) for seal in seals])
        return Bonds(marks, self.number, self.binding.to == "conversation")

    def settlements(self, texts: Iterable[str], at: float) -> tuple[Settlement, ...]:
        """What is written of seals that this request was given."""
        return tuple([Settlement(self.mark(text), at, float(self.number)) for text in texts])


def recipient_of(binding: Binding, key: bytes, caller: Caller, call: Call) -> Recipient:
    """Whom this request's seals are bound to. A conversation is known by what it began with."""
    owner = caller.org if binding.to == "org" and caller.org else caller.id
    first = call.turns[0].text if call.turns else ""
    began = f"{call.system}\0{first}".encode("utf-8", "surrogatepass")
    number = _bits(key, b"owner", owner.encode(), OWNER_BITS) << CONVERSATION_BITS
    return Recipient(key, binding, number | _bits(key, b"began", began, CONVERSATION_BITS))


def _bits(key: bytes, purpose: bytes, content: bytes, bits: int) -> int:
    """A keyed digest of so many bits, never 0: that is nobody."""
    digest = blake2b(content, key=key, digest_size=8, person=purpose).digest()
    return max(1, int.from_bytes(digest, "little") >> (64 - bits))


def answered(decision: Decision, binding: Binding, *, enforces: bool) -> Decision:
    """The decision about a request that brings back a stranger's reasoning. What is refused already stays so."""
    if binding.foreign == "note" or decision.refusal is not None:
        return decision
    if decision.effects and decision.enforced and not enforces:
        return decision  # a rule acts although the policy only observes; one decision cannot be both
    refusal = REFUSAL if binding.foreign == "refuse" else None
    action = Action.DEGRADE if refusal is None else Action.BLOCK
    return replace(
        decision, refusal=refusal, action=max(decision.action, action), rules=(*decision.rules, RULE), enforced=enforces
    )


class BindingReader:
    """Notes the seals of a reply as the client gets it, around the reader that makes it so. Changes nothing."""

    def __init__(self, reader: Reader, shape: Shape, framing: Framing | None) -> None:
        self._reader = reader
        self._shape = shape
        self._framing = framing
        self._cutter: Cutter | None = framing.cutter(_MAX_EVENT) if framing is not None else None
        self._held: list[bytes] = []
        self._size = 0
        self.seals: dict[str, None] = {}
        """In the order in which they came, each once."""

    @property
    def edits(self) -> bool:
        """Whether the reader within edits."""
        return self._reader.edits

    def feed(self, chunk: bytes) -> bytes:
        """What the reader within makes of it."""
        passed = self._reader.feed(chunk)
        # A reader that edits nothing may be fed a copy whose result nobody sends; what it saw is what leaves.
        self._see(passed if self._reader.edits else chunk)
        return passed

    def finish(self) -> bytes:
        """What the reader within held back."""
        rest = self._reader.finish()
        self._see(rest)
        if self._cutter is not None and self._framing is not None:
            for octets, whole in self._cutter.finish():
                self._stretch(octets, whole, self._framing)
        elif self._size <= _MAX_EVENT:
            self._look(b"".join(self._held))
        return rest

    def usage(self) -> Usage:
        """What the exchange cost."""
        return self._reader.usage()

    def _see(self, piece: bytes) -> None:
        if self._cutter is not None and self._framing is not None:
            for octets, whole in self._cutter.feed(piece):
                self._stretch(octets, whole, self._framing)
            return
        self._size += len(piece)
        if self._size <= _MAX_EVENT:
            self._held.append(piece)
        else:
            self._held.clear()

    def _stretch(self, octets: bytes, whole: bool, framing: Framing) -> None:
        if whole and has_seals(octets, self._shape):
            for _, text in framing.events(octets):
                self._look(text)

    def _look(self, text: bytes) -> None:
        if not has_seals(text, self._shape) or len(self.seals) >= _MAX_SEALS:
            return
        try:
            found = given(parse(text), self._shape)
        except ValueError:
            return  # no JSON: nothing that a client could take a seal from
        self.seals.update(dict.fromkeys(found))
