"""What speaks for one hand behind a pool: kinds of evidence that do not follow from each other. Pure.

    coordination     many orgs send one text with ever new content (what makes a pool worth testing at all)
    elicitation      nearly all of them ask for the reasoning itself, or at least for what a training set is made of
    cadence          nearly none of them has sessions: people, and programs that people use, come in bursts
    infrastructure   they share rare exits, each with few others
    accounts         their accounts were made in waves that others were not made in

    risk = 1 - product of (1 - weight x score)      (noisy-or: independent evidence adds up)

Text alone is what every popular tool shows, so its weight is that of `watch`. No weight reaches `suspect` (0.6) with
text alone but for strong wordings, whose remedy falls on matching requests only. What each kind needs beside it:

    text + cadence                  0.58   an integration that runs by the clock looks so: watched
    text + cadence + weak wording   0.64   and asks for reasoning
    text + strong wording           0.65   whoever they are, reasoning in bulk is what a training set is made of
    text + exits                    0.62   with exits that nobody else has
    text + wave + weak wording      0.52   a popular tool in its first week
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import NamedTuple

from proxy.campaigns.pool import Pool
from proxy.core.signal import Family, Signal

TEXT, STRONG, WEAK, RESTLESS, MESH, WAVES = 0.3, 0.5, 0.15, 0.4, 0.45, 0.2

# People come back within a quarter of an hour for half of their requests, tools that people use likewise (lab: 0.42 to
# 0.9); dealt out evenly over days nearly none do. Below the first it is certain, above the second nothing is said.
NO_SESSIONS, SESSIONS = 0.15, 0.35
# Evidence of a pool must hold of nearly all of it (see `pool`): of a dozen callers nobody may be missing.
SOME, NEARLY_ALL = 0.8, 0.95
# A third of a pool over exits that belong to it is no coincidence; a tenth may be a family or an office.
FEW_EXITS, MANY_EXITS = 0.1, 0.33
# An excess of accounts in few waves over what is usual: twice is chance in a small pool, half of it is not.
SLIGHT, PLAIN = 0.2, 0.5


class Case(NamedTuple):
    """A pool, and all that speaks for one hand behind it."""

    pool: Pool
    signals: tuple[Signal, ...]
    risk: float


def ramp(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high`, straight between."""
    return min(1.0, max(0.0, (value - low) / (high - low)))


def case_of(pool: Pool, mesh: float, wave: float, ignored: Container[str] = ()) -> Case:
    """Weigh a pool. `mesh`: share of its callers on exits of its own; `wave`: excess of its accounts in waves.

    `ignored` names signals that are told and do not count.
    """
    restless = 1.0 - ramp(pool.sessions, NO_SESSIONS, SESSIONS)
    signals = (
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
        Signal(
            "campaign.exits", Family.INFRASTRUCTURE, mesh, ramp(mesh, FEW_EXITS, MANY_EXITS),
            "{:.0%} of them come over exits that hardly anybody else uses", (mesh,),
        ),
        Signal(
            "campaign.accounts", Family.INFRASTRUCTURE, wave, ramp(wave, SLIGHT, PLAIN),
            "{:.0%} more of the accounts than usual were made within a few days of each other", (wave,),
        ),
    )  # fmt: skip
    counted = tuple([signal._replace(score=0.0) if signal.name in ignored else signal for signal in signals])
    return Case(pool, counted, risk_of(counted))


WEIGHTS: Mapping[str, float] = {
    "campaign.shared_text": TEXT,
    "campaign.strong_wording": STRONG,
    "campaign.weak_wording": WEAK,
    "campaign.sessions": RESTLESS,
    "campaign.exits": MESH,
    "campaign.accounts": WAVES,
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
