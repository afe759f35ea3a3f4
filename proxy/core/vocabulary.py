"""Every fact that a rule can speak of, with its unit and what it means to an operator.

Detectors produce the signals named here (a test holds them to it), `policy.conditions` checks operators' conditions
against it, and the policy's documentation is made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a fact is measured in, and so what it can be compared with."""

    SHARE = "share"  # 0..1: 0.3, 30%
    COUNT = "count"  # 100, 200k
    SECONDS = "seconds"  # 30m, 6h
    RATIO = "ratio"  # any number from 0 up
    WORD = "word"  # a word or a list of words, `*` for anything
    LEVEL = "level"  # clear < watch < suspect < hostile
    FLAG = "flag"  # true or false
    NETWORK = "network"  # 10.0.0.0/8


@dataclass(frozen=True, slots=True)
class Fact:
    """One word of the vocabulary. `windows` are the rolling windows it is known for; most have none.

    An empty one among them: it is also known without a window, as a mean over the last requests.
    """

    name: str
    unit: Unit
    meaning: str
    windows: tuple[str, ...] = ()
    absent: float | bool | None = None
    """What it is where nobody found it: 0 callers in no campaign. None: it is unknown then."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The names under which it is known, windows included."""
        return tuple(f"{self.name}[{window}]" if window else self.name for window in self.windows or ("",))


_BOTH = ("", "1h", "24h")
_S, _C, _R, _W = Unit.SHARE, Unit.COUNT, Unit.RATIO, Unit.WORD

FACTS: tuple[Fact, ...] = (
    Fact("volume.requests", _C, "Requests of the caller within the window.", ("1h", "24h")),
    Fact("volume.tokens", _C, "Input tokens of the caller within the window, as estimated.", ("1h", "24h")),
    Fact("volume.ramp", _R, "Requests of the last day against the caller's usual day; 1 is as usual."),
    Fact(
        "structure.template_share",
        _S,
        "Share of recent requests that share one opening, ending, system prompt or weak wording.",
    ),
    Fact("structure.sweep", _S, "How much it looks like one template filled with ever new content."),
    Fact("coverage.novelty", _S, "Share of the caller's prompts that it had not sent before."),
    Fact("coverage.single_turn", _S, "Share of requests that are single questions: no history, no tools.", _BOTH),
    Fact("coverage.breadth", _S, "How much it looks like self-contained questions over the whole space of topics."),
    Fact(
        "elicitation.reasoning_share", _S, "Share of prompts that ask for reasoning to be written out.", ("1h", "24h")
    ),
    Fact("elicitation.strong_share", _S, "Share of requests worded as training material is collected.", _BOTH),
    Fact("elicitation.weak_share", _S, "Share of requests that ask for steps, grades or exercises, as many do.", _BOTH),
    Fact("precision.logprobs_share", _S, "Share of requests that ask for log-probabilities.", _BOTH),
    Fact("precision.bias_walk", _S, "Share of requests that combine log-probabilities with ever new token biases."),
    Fact("precision.repeats_share", _S, "Share of prompts that an org sent again within the hour, sampled anew."),
    Fact("precision.choices", _C, "Mean number of choices asked for at once (n, best_of)."),
    Fact("cadence.regularity", _S, "How even the gaps between requests are; 1 is a clock."),
    Fact("cadence.restless", _S, "How close the caller is to never resting within two days."),
    Fact("infrastructure.agents", _C, "Different user agents of the caller within a week."),
    Fact("infrastructure.networks", _C, "Different networks (/24, /48) of the caller within a week."),
    Fact("infrastructure.contradictions", _S, "Share of requests whose headers contradict each other."),
    Fact("coordination.campaign", _S, "Risk of the campaign that the caller is tied to by more than text."),
    Fact(
        "coordination.dealt",
        _S,
        "Share of the caller's questions for steps that came while other keys of its org asked such; known after 16.",
    ),
    Fact(
        "provenance.foreign_reasoning",
        _C,
        "Others whose sealed reasoning the caller brought back within two weeks; known where `bind_reasoning` is on.",
    ),
    Fact(
        "provenance.markers",
        _C,
        "Others whose markers stood in the caller's prompts within two weeks; known where a rule has markers.",
    ),
    Fact("risk", _S, "All evidence about the caller put together."),
    Fact("risk.level", Unit.LEVEL, "The level that the risk has reached and not left."),
    Fact("risk.held_for", Unit.SECONDS, "How long that level, or a higher one, has been held."),
    Fact("campaign.callers", _C, "Callers of this caller's campaign, of hundreds about; 0 without one.", absent=0.0),
    Fact("campaign.orgs", _C, "Orgs known among the campaign's callers; 0 without one.", absent=0.0),
    Fact("campaign.risk", _S, "The campaign's own risk; 0 without one.", absent=0.0),
    Fact("campaign.exchanges", _C, "Requests of the campaign's callers that carried its marks, so far.", absent=0.0),
    Fact("campaign.age", Unit.SECONDS, "Time since the campaign was first found; unknown without one."),
    Fact("campaign.matches", Unit.FLAG, "Whether this very request carries the campaign's marks.", absent=False),
    Fact("campaign.tied", Unit.FLAG, "Whether the caller shares more with the others than text.", absent=False),
    Fact("caller.id", _W, "The caller's id (k_…)."),
    Fact("caller.age", Unit.SECONDS, "Time since the account was created, where the key directory knows."),
    Fact("caller.verified", Unit.FLAG, "Whether the key directory calls the account verified."),
    Fact("caller.anonymous", Unit.FLAG, "Whether the request carries no credential."),
    Fact("caller.address", Unit.NETWORK, "The client's address."),
    Fact("tier", _W, "The caller's tier in the key directory."),
    Fact("org", _W, "The caller's org in the key directory."),
    Fact("model", _W, "The model that is asked for."),
    Fact("dialect", _W, "The API family that is spoken."),
    Fact("operation", _W, "The kind of work: chat, completion, embedding, count, models, stored, generic, opaque."),
    Fact("path", _W, "The path, exactly as it is forwarded."),
    Fact("stream", Unit.FLAG, "Whether a stream is asked for."),
    Fact("tools", _C, "Number of tools that the model is offered."),
    Fact("time.hour", _C, "Hour of the day, UTC, 0 to 23."),
    Fact("time.weekday", _W, "Day of the week, UTC: mon, tue, wed, thu, fri, sat, sun."),
)
"""The whole vocabulary. A fact that is unknown for a request (no state, no directory) makes its condition false."""

ON_DEMAND = frozenset(
    {"elicitation.reasoning_share", "elicitation.strong_share", "elicitation.weak_share", "coverage.single_turn",
     "precision.logprobs_share"}
)  # fmt: skip
"""Facts whose windows are remembered only where a rule asks for one of them."""
