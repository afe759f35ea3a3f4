"""(call, caller, headers, now) -> `Features`: everything that is read off one request, in one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from proxy.core.exchange import Call, Caller, Turn
from proxy.core.features import Features, TextSketch
from proxy.features.client import Clients
from proxy.features.parameters import read
from proxy.features.texts import Texts
from proxy.sketches.keyed import Key

MODEL = 128
"""Characters of a model's name that are kept: providers' names stay under 100, and it is the client's text."""
WORTH_OPENING = 60
"""Characters: what begins a conversation ties nobody to anybody where it is shorter, so it is not looked at again."""

_TOOL_ROLES = frozenset({"tool", "function"})


class Conversation(NamedTuple):
    """The turns of a call in figures, and the text of the last user turn."""

    question: str
    began: str
    """The first user turn."""
    user_turns: int
    assistant_share: float
    tool_results: bool


class Extractor:
    """Reads features off calls, keyed with the deployment's secret.

    Remembers sketches of repeated texts and headers under keyed digests (bounded); apart from speed that changes
    nothing: the same arguments give the same features in every process and on every platform.
    """

    __slots__ = ("_clients", "_era", "_key", "_texts")

    def __init__(self, secret: bytes, era: int = 0) -> None:
        """`era` is a number that goes with the secret, where what callers share under another one is kept, too."""
        self._era = era
        self._key = key = Key(secret)
        self._texts = Texts(key)
        self._clients = Clients(key)

    def features(self, call: Call, caller: Caller, headers: Sequence[tuple[bytes, bytes]], now: float) -> Features:
        """What this request looks like; `now` in seconds since the epoch."""
        talk = converse(call.turns)
        system, user = self._texts.sketch(call.system), self._texts.sketch(talk.question)
        client = self._clients.read(headers, caller.address, call.dialect)
        opened = self._opened(talk) if talk.user_turns == 2 and not call.tools else None
        # By place, in the order of the fields: so many names would cost more than the value itself.
        return Features(
            caller.id, caller.org_key or caller.org, caller.tier, caller.created_at, caller.verified, caller.anonymous,
            now, call.dialect, call.model[:MODEL], call.operation, call.stream, system, user, len(call.turns),
            talk.user_turns, talk.assistant_share, call.tools, talk.tool_results, call.input_tokens,
            read(call, self._key), client, opened, self._era,
        )  # fmt: skip

    def _opened(self, talk: Conversation) -> TextSketch | None:
        """What a conversation began with. It was sketched a minute ago, as a question of its own."""
        return self._texts.sketch(talk.began) if len(talk.began) >= WORTH_OPENING else None


def converse(turns: Sequence[Turn]) -> Conversation:
    """The figures of a conversation. The last user turn is the last one in which a user says something."""
    question = began = ""
    user_turns = characters = assistant = 0
    tool_results = False
    for turn in turns:
        size = len(turn.text)
        characters += size
        if turn.role == "user":
            user_turns += 1
            question = turn.text or question
            began = began or question
        elif turn.role == "assistant":
            assistant += size
        elif turn.role in _TOOL_ROLES:
            tool_results = True
    return Conversation(question, began, user_turns, assistant / characters if characters else 0.0, tool_results)
