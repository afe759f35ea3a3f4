"""The mint: from effect, caller and call to the script of one answer and to the decoy of one request, or to none."""

from __future__ import annotations

from functools import lru_cache

from proxy.canaries import cues, decoys, lists
from proxy.canaries.choices import LISTS, Choice
from proxy.canaries.guard import Guard
from proxy.canaries.keys import CanaryKey
from proxy.canaries.markers import marker
from proxy.canaries.prose import Scribe
from proxy.core.decoy import Decoy
from proxy.core.effect import Canary
from proxy.core.exchange import Call

# What a closing adds at most, in tokens: an answer that may be no longer than this is cut by it, or nearly.
_LEAST_CAP = 128


class Marks:
    """The script of one answer to one caller or campaign, and what of it came to be."""

    __slots__ = ("_asked", "_chooses", "_closing_feature", "_guard", "_key", "closing", "served", "whom")

    def __init__(
        self, key: CanaryKey, whom: str, guard: Guard, *, asked: str, chooses: bool, closing: str, feature: str
    ) -> None:
        """`closing` is added at the end, and known to the registry as `feature`; `asked` is the question."""
        self._key, self._guard, self._asked = key, guard, asked.lower()
        self._chooses, self._closing_feature = chooses, feature
        self.whom = whom
        self.closing = closing
        self.served: set[str] = set()
        """Features of which the answer carries this caller's own."""

    def strand(self) -> Scribe:
        """A text begins."""
        return Scribe(self._choose, self._guard.touches)

    def closed(self) -> None:
        """The closing was added."""
        self.served.add(self._closing_feature)

    def _choose(self, choice: Choice, found: str) -> str:
        # Whoever asks about a word, or for it, gets that word.
        if not self._chooses or self._is_asked(choice):
            return found
        self.served.add(choice.feature)
        return choice.forms[self._key.draw(self.whom, choice.feature, 2)]

    def _is_asked(self, choice: Choice) -> bool:
        if choice in LISTS:
            return lists.asked_for(self._asked)
        return any(form.lower() in self._asked for form in choice.forms)


class Mint:
    """Makes scripts under one key."""

    def __init__(self, key: CanaryKey) -> None:
        self.key = key

    def script(self, canary: Canary, whom: str, call: Call, answer: str) -> Marks | None:
        """The script of the answer to this call; None where it is not of the share, or is to be left alone.

        `answer` is a name that no other answer has. The same question of the same caller is in the share, or is not.
        """
        question = next((turn.text for turn in reversed(call.turns) if turn.role == "user"), "")
        if self.key.coin(whom, question) >= canary.share:
            return None
        guard = _guard(canary.guard)
        if guard.spares(call):
            return None
        said, feature = self._closing(canary, whom, call, question, answer)
        chooses = "choice" in canary.kinds
        if not chooses and not said:
            return None
        closing = said and (" " if canary.place == "sentence" else "\n\n") + said
        return Marks(self.key, whom, guard, asked=question, chooses=chooses, closing=closing, feature=feature)

    def decoy(self, canary: Canary, whom: str, call: Call) -> Decoy | None:
        """The tool that is offered beside this call's own; None where none is.

        It hangs on how the conversation began, so that every turn of an agent offers the same: a tool that comes and
        goes would show, and cost the provider's prompt cache.
        """
        if "decoy" not in canary.kinds or call.operation != "chat" or not call.tools:
            return None
        opening = next((turn.text for turn in call.turns if turn.role == "user"), "")
        if self.key.coin(whom, "decoy:" + opening) >= canary.share or _guard(canary.guard).weighs(call):
            return None
        reference = f" (Reference: {marker(self.key, whom, opening)})" if "marker" in canary.kinds else ""
        return decoys.draw(self.key, whom, opening, hidden=canary.decoys == "hidden", reference=reference)

    def _closing(self, canary: Canary, whom: str, call: Call, question: str, answer: str) -> tuple[str, str]:
        """The sentence that is added, and its feature; both empty where none is.

        Answers to raw completions, answers that are cut by words of the client's or soon, and agents at work have none.
        """
        cap = call.max_output_tokens
        short = cap is not None and cap < _LEAST_CAP
        if call.operation != "chat" or call.tools or "stop" in call.parameters or short:
            return "", ""
        topic = cues.cue_in(question) if "cue" in canary.kinds else ""
        if topic:
            feature = cues.feature_of(topic)
            return cues.offer(self.key.draw(whom, feature, len(cues.OFFERS))), feature
        if "marker" in canary.kinds:
            return f"(Reference: {marker(self.key, whom, answer)})", "marker"
        return "", ""


@lru_cache(maxsize=64)
def _guard(also: tuple[str, ...]) -> Guard:
    return Guard(also)
