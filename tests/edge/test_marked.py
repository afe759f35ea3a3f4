"""Canaries carried out: for whom, on which requests and answers, and what the registry is told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from proxy.canaries.keys import CanaryKey
from proxy.canaries.markers import marker, short
from proxy.canaries.mint import Marks, Mint
from proxy.core.decision import Action, Decision
from proxy.core.effect import Canary, Degrade, Effect
from proxy.core.exchange import Call, Caller, Turn
from proxy.dialects import find
from proxy.dialects.base import Dialect, Request
from proxy.edge.marked import Canaries, Prepared, canary_of

KEY = CanaryKey(b"a secret of the deployment")
CALL = Call("openai", "chat", turns=(Turn("user", "How do I know that it is a good book?"),))
ALWAYS = Canary(1.0)


class Notes:
    """A registrar that a test reads."""

    def __init__(self, ready: bool = True) -> None:
        self.noted: list[tuple[str, list[str], str, float]] = []
        self.seen: list[tuple[str, int, float]] = []
        self.is_ready = ready

    def ready(self) -> bool:
        """Whether it is."""
        return self.is_ready

    def note(self, whom: str, marks: list[str], answer: str, at: float) -> None:
        """Remember it."""
        self.noted.append((whom, marks, answer, at))

    def sighted(self, by: str, origin: int, at: float) -> None:
        """Remember it."""
        self.seen.append((by, origin, at))


def dialect(path: str = "/v1/chat/completions") -> Dialect:
    """Whose path this is."""
    found = find("POST", path)
    assert found is not None
    return found[0]


def decision(*effects: Effect, enforced: bool = True, campaign: str | None = None) -> Decision:
    """A decision with these effects."""
    caller = Caller("k_00000000000000ff")
    made = Decision("d_1", 0.0, caller, Action.CANARY, enforced, "0", ("r",), effects=effects)
    return replace(made, campaign=campaign)


def canaries(notes: Notes | None = None) -> Canaries:
    """What a worker has."""
    return Canaries(Mint(KEY), notes or Notes(), lambda: 5.0)


def script(made: Decision | None, call: Call = CALL, path: str = "/v1/chat/completions") -> Marks | None:
    """The script of an answer."""
    found = canaries().prepare(made, dialect(path), Request(call, b"{}"))
    return None if found is None else found.marks


def test_only_enforced_canaries_are_carried_out() -> None:
    """A rule in force that asks for them; not in observe mode, not for other effects, not without a decision."""
    assert canary_of(decision(Degrade(), ALWAYS)) is ALWAYS
    assert script(decision(ALWAYS)) is not None
    for other in (decision(ALWAYS, enforced=False), decision(Degrade()), decision(), None):
        assert canary_of(other) is None
        assert script(other) is None


def test_a_campaign_goes_before_its_callers() -> None:
    """Draws hang on the campaign once there is one: else pooling the answers of its callers would thin them out."""
    alone, member = script(decision(ALWAYS)), script(decision(ALWAYS, campaign="c_0123456789ab"))
    assert alone is not None
    assert member is not None
    assert (alone.whom, member.whom) == ("k_00000000000000ff", "c_0123456789ab")


@pytest.mark.parametrize("parameters", [{"logprobs": True}, {"top_logprobs": 2}, {"response_format": "json_object"}])
def test_answers_with_a_structure_are_left_alone(parameters: dict[str, Any]) -> None:
    """Structured output, and texts that log-probabilities repeat token by token."""
    assert script(decision(ALWAYS), replace(CALL, parameters=parameters)) is None


def test_probabilities_that_are_stripped_are_in_nobodys_way() -> None:
    """Where a degrade takes them out, the answer is marked."""
    call = replace(CALL, parameters={"logprobs": True})
    assert script(decision(Degrade(strip=frozenset({"logprobs"})), ALWAYS), call) is not None


@pytest.mark.parametrize(
    ("path", "operation"), [("/v1/embeddings", "embedding"), ("/v1/messages/count_tokens", "count")]
)
def test_what_says_nothing_is_left_alone(path: str, operation: str) -> None:
    """Embeddings and token counts."""
    assert script(decision(ALWAYS), replace(CALL, operation=operation), path) is None


def test_what_cannot_be_registered_is_not_served() -> None:
    """Without a registry that can be written to there is no script."""
    assert canaries(Notes(ready=False)).prepare(decision(ALWAYS), dialect(), Request(CALL, b"{}")) is None


def test_the_registry_is_told_digests() -> None:
    """Whom, the features by their digests, the decision and the time; an answer without any feature is not told of."""
    notes = Notes()
    worker = canaries(notes)
    found = worker.prepare(decision(ALWAYS), dialect(), Request(CALL, b"{}"))
    assert found is not None
    assert found.marks is not None
    worker.told(found, "d_1")
    assert notes.noted == []
    found.marks.strand().feed("However, it is often so.")
    worker.told(found, "d_1")
    assert notes.noted == [("k_00000000000000ff", sorted([KEY.digest("However"), KEY.digest("often")]), "d_1", 5.0)]


DECOYS = Canary(1.0, frozenset({"decoy"}))
TOOLED = replace(CALL, tools=1)
BODY = json.dumps({"tools": [{"type": "function", "function": {"name": "f"}}]}).encode()


def decoyed(effect: Canary = DECOYS, call: Call = TOOLED, *, coded: bool = False) -> Prepared | None:
    """What is prepared for a request with tools."""
    return canaries().prepare(decision(effect), dialect(), Request(call, BODY, usage_injected=True), coded=coded)


def test_a_decoy_goes_with_the_request() -> None:
    """The request that goes upstream offers it, and is in all else what was read."""
    found = decoyed()
    assert found is not None
    assert found.decoy is not None
    names = [tool["function"]["name"] for tool in json.loads(found.request.body)["tools"]]
    assert names == ["f", found.decoy.name]
    assert (found.request.call, found.request.usage_injected, found.marks) == (TOOLED, True, None)
    assert found.added > 0


def test_no_decoy_for_others() -> None:
    """Not without tools, where a rule asks for other kinds only, where the body is coded, in structured output."""
    assert decoyed(call=CALL) is None
    assert decoyed(coded=True) is None
    assert decoyed(call=replace(TOOLED, parameters={"response_format": "json_schema"})) is None
    found = decoyed(ALWAYS)
    assert found is not None
    assert (found.decoy, found.request.body) == (None, BODY)


def test_a_decoy_is_registered_once_the_model_had_it() -> None:
    """A request that the upstream refused has given nobody anything."""
    notes = Notes()
    worker = canaries(notes)
    found = worker.prepare(decision(DECOYS), dialect(), Request(TOOLED, BODY))
    assert found is not None
    assert found.decoy is not None
    worker.told(found, "d_1")
    assert notes.noted == []
    found.answered = True
    worker.told(found, "d_1")
    assert notes.noted == [("k_00000000000000ff", [KEY.digest(found.decoy.feature)], "d_1", 5.0)]


OTHER, MINE, OURS = "k_00000000000000aa", "k_00000000000000ff", "c_0123456789ab"


def asked(*texts: str, system: str = "") -> Call:
    """A call whose turns say this."""
    return Call("openai", "chat", system=system, turns=tuple(Turn("user", text) for text in texts))


def test_markers_of_others_link_the_two() -> None:
    """A marker of somebody else in a prompt names whom it was given to, and that is written down."""
    notes = Notes()
    worker = canaries(notes)
    call = asked(f"Rate this: It is so. (Reference: {marker(KEY, OTHER, 'd_1')})")
    assert worker.strangers(call, MINE, "", 7.0) == (short(OTHER),)
    assert notes.seen == [(MINE, short(OTHER), 7.0)]


def test_own_markers_are_nothing() -> None:
    """Clients send back what they were answered: a caller's own markers, and those of its campaign, link nobody."""
    notes = Notes()
    worker = canaries(notes)
    call = asked(marker(KEY, MINE, "d_1"), marker(KEY, OURS, "d_2"), "Nothing", system="Nothing")
    assert worker.strangers(call, MINE, OURS, 7.0) == ()
    assert worker.strangers(call, MINE, "", 7.0) == (short(OURS),)
    assert notes.seen == [(MINE, short(OURS), 7.0)]


def test_looking_is_bounded() -> None:
    """The system prompt and the last few turns are looked through, not a whole long conversation."""
    worker = canaries()
    text = marker(KEY, OTHER, "d_1")
    assert worker.strangers(asked(text, *["a"] * 50), MINE, "", 7.0) == ()
    assert worker.strangers(asked("a", system=text), MINE, "", 7.0) == (short(OTHER),)
