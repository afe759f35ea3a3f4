"""Callers at work: whole requests through extractor, memory and detectors, on a clock of their own.

Texts are made of common words by a seeded source, so that every run is the same and no two prompts are.
"""

from __future__ import annotations

from random import Random

from proxy.core.exchange import Call, Caller, Turn
from proxy.core.tally import Tally
from proxy.detectors import judge
from proxy.detectors.evidence import Evidence, weigh
from proxy.detectors.profile import afterwards, answered, profile, tallies
from proxy.features.extract import Extractor
from proxy.state.memory import MemoryStore
from tests.detectors.scenes import NOW, PATIENCE, THRESHOLDS

HEADERS = [(b"user-agent", b"curl/8.5.0"), (b"accept", b"*/*")]
EXTRACTOR = Extractor(b"secret of the scenes")
KEYS = [f"k_{number:016x}" for number in (0xA1, 0xB2, 0xC3)]
_SYLLABLES = (
    "ka",
    "lo",
    "mi",
    "ner",
    "pu",
    "sta",
    "vel",
    "tor",
    "qui",
    "zan",
    "bre",
    "dof",
    "hul",
    "gri",
    "wex",
    "yom",
)


class Day:
    """One deployment's day. `say` plays a request and answers with what is known of its caller then."""

    def __init__(self, seed: int = 1) -> None:
        self.now = NOW
        self.chance = Random(seed)  # noqa: S311 - the same in every run
        self._store = MemoryStore()

    async def say(
        self,
        *turns: str,
        key: str = KEYS[0],
        org: str = "o_1",
        gap: float = 30.0,
        retries: int = 0,
        took: float = 2.0,
        **parameters: object,
    ) -> Evidence:
        """A request `gap` seconds after the last one. `turns` are the user's and the assistant's by turns.

        Its reply is over after `took` seconds, or before the next request comes.
        """
        self.now += gap
        roles = ("user", "assistant")
        call = Call(
            "openai", "chat", "m", turns=tuple([Turn(roles[n % 2], text) for n, text in enumerate(turns)]),
            input_tokens=50, parameters=parameters,
        )  # fmt: skip
        headers = [*HEADERS, (b"x-stainless-retry-count", str(retries).encode())] if retries else HEADERS
        caller = Caller(key, "203.0.113.7", org, "pro")
        features = EXTRACTOR.features(call, caller, headers, self.now)
        asked: dict[str, Tally] = tallies(features, THRESHOLDS, PATIENCE)
        seen = profile(asked, await self._store.take(list(asked.values()), self.now))
        evidence = weigh(judge(features, seen), seen, THRESHOLDS, 2)
        notes = (*afterwards(features, seen, asked, evidence.score), *answered(features, seen, took))
        await self._store.settle(notes, self.now)
        return evidence

    def words(self, number: int) -> str:
        """So many words that hardly anybody has said before."""
        return " ".join("".join(self.chance.choices(_SYLLABLES, k=3)) for _ in range(number))

    def pause(self) -> float:
        """Seconds until somebody in a conversation says the next thing: mostly a minute, sometimes a night."""
        return 36_000.0 if self.chance.random() < 0.05 else self.chance.lognormvariate(4.0, 2.0)
