"""What speaks for one hand behind a pool: kinds of evidence that do not follow from each other. Pure.

    coordination     many orgs send one text with ever new content (what makes a pool worth testing at all)
    elicitation      nearly all of them ask for the reasoning itself, or at least for what a training set is made of
    cadence          nearly none of them has sessions: people, and programs that people use, come in bursts
    infrastructure   they share rare exits (addresses, or networks), each with few others
    accounts         their accounts were made in waves that others were not made in
    conduct          in step, over to a new model together, disguised, echoing, or deaf to the answers (`conduct`)

    risk = 1 - product of (1 - weight x score)      (noisy-or: independent evidence adds up)

Text alone is what every popular tool shows, so its weight is that of `watch`. No weight reaches `suspect` (0.6) with
text alone but for strong wordings, whose remedy falls on matching requests only. What each kind needs beside it:

    text + cadence                  0.58   an integration that runs by the clock looks so: watched
    text + cadence + weak wording   0.64   and asks for reasoning
    text + strong wording           0.65   whoever they are, reasoning in bulk is what a training set is made of
    text + exits                    0.62   with exits that nobody else has
    text + wave + weak wording      0.52   a popular tool in its first week
    text + untaken answers          0.58   a tool beside a chat under the same key, in one and the same program
    text + one kind of conduct      0.51   a schedule, a release, a framework that many have
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import NamedTuple

from proxy.campaigns.conduct import Untaken
from proxy.campaigns.pool import Pool
from proxy.core.signal import Family, Signal

TEXT, STRONG, WEAK, RESTLESS, MESH, WAVES = 0.3, 0.5, 0.15, 0.4, 0.45, 0.2
# Answers that nobody takes up, or that come back marked, are as telling as a life without sessions. What follows is
# weaker: two of them make a campaign, one of them not even with a weak wording (0.58).
UNTAKEN, ECHOES, STEP, MOVE, DISGUISE = 0.4, 0.4, 0.3, 0.3, 0.3

# People come back within a quarter of an hour for half of their requests, tools that people use likewise (lab: 0.42 to
# 0.9); dealt out evenly over days nearly none do. Below the first it is certain, above the second nothing is said.
NO_SESSIONS, SESSIONS = 0.15, 0.35
# Evidence of a pool must hold of nearly all of it (see `pool`): of a dozen callers nobody may be missing.
SOME, NEARLY_ALL = 0.8, 0.95
# A third of a pool over exits that belong to it is no coincidence; a tenth may be a family or an office.
FEW_EXITS, MANY_EXITS = 0.1, 0.33
# An excess of accounts in few waves over what is usual: twice is chance in a small pool, half of it is not.
SLIGHT, PLAIN = 0.2, 0.5
# Of independent callers a third of close pairs is in step, of a batch dealt out within a minute two thirds.
BY_CHANCE, IN_STEP = 0.45, 0.6
# Almost half moved at once in the case on record; what a fifth does besides the usual may be a newsletter.
A_FIFTH, ALMOST_HALF = 0.2, 0.45
# Markers stand in few answers, few of which are brought back: a quarter of a pool with one is nearly all of it.
A_FEW, A_QUARTER = 0.05, 0.25
# Answers taken up four times less often than others are not read; half as often may be their topic.
UNREAD, LESS_READ = 0.25, 0.5
# And that must be known of most callers.
HALF = 0.5


class Case(NamedTuple):
    """A pool, and all that speaks for one hand behind it."""

    pool: Pool
    signals: tuple[Signal, ...]
    risk: float


def ramp(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high`, straight between."""
    return min(1.0, max(0.0, (value - low) / (high - low)))


class Ties(NamedTuple):
    """What is known of a pool beyond its own numbers; shares of its callers unless said otherwise."""

    mesh: float = 0.0
    """On exits of its own, beyond what chance makes of it."""
    wave: float = 0.0
    """Excess of its accounts in waves."""
    step: float = 0.0
    """Share of close pairs of callers that are in step, at least."""
    moved: float = 0.0
    """Excess of those who went over to one model at once."""
    disguised: float = 0.0
    """Excess of programs that contradict themselves."""
    echoing: float = 0.0
    """Excess of those who brought back what was told to others."""
    untaken: Untaken = Untaken(0.0, 0, 0.0)


def case_of(pool: Pool, ties: Ties, ignored: Container[str] = ()) -> Case:
    """Weigh a pool. `ignored` names signals that are told and do not count."""
    signals = (*_of_pool(pool), *_of_ties(ties), *_of_conduct(ties))
    counted = tuple([signal._replace(score=0.0) if signal.name in ignored else signal for signal in signals])
    return Case(pool, counted, risk_of(counted))


def _of_pool(pool: Pool) -> tuple[Signal, ...]:
    restless = 1.0 - ramp(pool.sessions, NO_SESSIONS, SESSIONS)
    return (
        Signal(
            "campaign.shared_text", Family.COORDINATION, pool.callers, 1.0,
            "{:.0f} callers send one text with ever new content; {:.0f} orgs are known among them",
            (pool.callers, float(pool.orgs)),
        ),
        Signal(
            "campaign.strong_wording", Family.ELICITATION, pool.strong, ramp(pool.strong, SOME, NEARLY_ALL),
            "{:.0%} of them ask for the reasoning itself", (pool.strong,),
        ),
        Signal(
            "campaign.weak_wording", Family.ELICITATION, pool.weak, ramp(pool.weak, SOME, NEARLY_ALL),
            "{:.0%} of them ask for steps, for a grade or for material in bulk", (pool.weak,),
        ),
        Signal(
            "campaign.sessions", Family.CADENCE, pool.sessions, restless,
            "at most {:.0%} of {:.0f} pauses are shorter than a quarter of an hour", (pool.sessions, float(pool.gaps)),
        ),
    )  # fmt: skip


def _of_ties(ties: Ties) -> tuple[Signal, ...]:
    mesh, wave = ties.mesh, ties.wave
    return (
        Signal(
            "campaign.exits", Family.INFRASTRUCTURE, mesh, ramp(mesh, FEW_EXITS, MANY_EXITS),
            "{:.0%} more of them than by chance come over addresses or networks that hardly anybody else uses", (mesh,),
        ),
        Signal(
            "campaign.accounts", Family.INFRASTRUCTURE, wave, ramp(wave, SLIGHT, PLAIN),
            "{:.0%} more of the accounts than usual were made within a few days of each other", (wave,),
        ),
    )  # fmt: skip


def _of_conduct(ties: Ties) -> tuple[Signal, ...]:
    step, due, share = ties.step, ties.untaken.due, ties.untaken.share
    unread = (1.0 - ramp(share, UNREAD, LESS_READ)) * ramp(ties.untaken.talkers, HALF, SOME)
    return (
        Signal(
            "campaign.lockstep", Family.CADENCE, step, ramp(step, BY_CHANCE, IN_STEP),
            "at least {:.0%} of those who come at nearly the same time come within the same minutes", (step,),
        ),
        Signal(
            "campaign.models", Family.CADENCE, ties.moved, ramp(ties.moved, A_FIFTH, ALMOST_HALF),
            "{:.0%} more of them than usual went over to one model within a day", (ties.moved,),
        ),
        Signal(
            "campaign.clients", Family.INFRASTRUCTURE, ties.disguised, ramp(ties.disguised, A_FIFTH, ALMOST_HALF),
            "the programs of {:.0%} more of them than usual contradict themselves", (ties.disguised,),
        ),
        Signal(
            "campaign.echoes", Family.PROVENANCE, ties.echoing, ramp(ties.echoing, A_FEW, A_QUARTER),
            "{:.0%} more of them than usual bring back markers that stood in answers to others", (ties.echoing,),
        ),
        Signal(
            "campaign.follow_ups", Family.STRUCTURE, share, unread,
            "they converse, but of {:.0f} times that an answer would have been taken up at most {:.0%} were",
            (due, share),
        ),
    )  # fmt: skip


WEIGHTS: Mapping[str, float] = {
    "campaign.shared_text": TEXT,
    "campaign.strong_wording": STRONG,
    "campaign.weak_wording": WEAK,
    "campaign.sessions": RESTLESS,
    "campaign.exits": MESH,
    "campaign.accounts": WAVES,
    "campaign.lockstep": STEP,
    "campaign.models": MOVE,
    "campaign.clients": DISGUISE,
    "campaign.echoes": ECHOES,
    "campaign.follow_ups": UNTAKEN,
}


def risk_of(signals: tuple[Signal, ...]) -> float:
    """All evidence put together, 0..1; of the two wordings the stronger counts."""
    weights = {signal.name: WEIGHTS[signal.name] * signal.score for signal in signals}
    if weights["campaign.strong_wording"] > 0:
        weights["campaign.weak_wording"] = 0.0
    innocent = 1.0
    for weight in weights.values():
        innocent *= 1.0 - weight
    return 1.0 - innocent
