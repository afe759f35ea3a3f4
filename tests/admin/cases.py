"""Callers that are judged as in the proxy, without a network: rulings to remember and to explain."""

from __future__ import annotations

from random import Random

from proxy.core.exchange import Call, Caller, Turn
from proxy.features.extract import Extractor
from proxy.policy.evaluate import Policy
from proxy.screening import Opening, Ruling, begin, conclude, remember
from proxy.state.base import Store
from proxy.state.memory import MemoryStore
from tests.policies import policy_of
from tests.traffic import STRONG, words

NOW = 1_790_000_000.0
WHO = Caller("k_00000000000000a1", "203.0.113.7", "o_1", "pro")
OTHER = Caller("k_00000000000000b2", "203.0.113.8", "o_2", "pro")
POLICY = """
policy: p
mode: enforce
rules:
  - name: extraction
    why: This is the collection of a training set
    when:
      - risk.level >= suspect
      - volume.requests[1h] >= 20
    then: [degrade: {strip: [logprobs]}]
    for: 6h
  - name: from-the-lab
    why: The lab has promised to keep away
    when:
      - caller.address: 198.51.100.0/24
      - not: {model: small}
      - caller.age < 1h
    then: [block]
    for: 1h
"""


class Court:
    """Judges one question after the other, and remembers."""

    def __init__(self, policy: Policy | None = None, store: Store | None = None) -> None:
        self.policy = policy or policy_of(POLICY)
        self.store = MemoryStore() if store is None else store
        self.now = NOW
        self._chance = Random(3)  # noqa: S311 - the same in every run
        self._extractor = Extractor(b"a secret of the tests")
        self._number = 0

    async def hear(self, text: str, caller: Caller = WHO, *, model: str = "m") -> tuple[Opening, Ruling]:
        """One question, five seconds after the last."""
        self.now += 5.0
        self._number += 1
        call = Call("openai", "chat", model, turns=(Turn("user", text),), input_tokens=10)
        features = self._extractor.features(call, caller, [], self.now)
        opening = begin(self.policy, caller, call, self.now, features=features, path="/v1/chat/completions")
        ruling = conclude(opening, await self.store.take(opening.tallies, self.now), f"d_{self._number:x}")
        await self.store.settle(remember(opening, ruling), self.now)
        return opening, ruling

    async def harvest(self, many: int = 40, caller: Caller = WHO) -> tuple[Opening, Ruling]:
        """Questions as training material is collected; the last one."""
        for _ in range(many):
            heard = await self.hear(STRONG.format(words(self._chance, 12)), caller)
        return heard

    async def nothing(self, caller: Caller = WHO) -> tuple[Opening, Ruling]:
        """A listing of models."""
        self.now += 5.0
        opening = begin(self.policy, caller, Call("openai", "models"), self.now, path="/v1/models")
        return opening, conclude(opening, await self.store.take(opening.tallies, self.now), "d_ff")
