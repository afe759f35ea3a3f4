"""A series: how a caller works through questions that ask for steps, and who of its org does so beside it.

Remembered only of single questions that ask for steps, about 250 bytes a caller: others pay nothing for it. Each reply
adds one `Spell` once it is over, since only then is known how long the caller had to wait for it.
"""

from __future__ import annotations

from math import log
from typing import NamedTuple

from proxy.core.features import Elicitation, Features
from proxy.core.tally import Mean, Recent, Repeats, Settlement, Tally
from proxy.detectors.draws import sender

# Over sixteen requests the luck of single ones evens out: the time they take varies by a quarter where each comes when
# it will, and by a tenth where a loop of a few workers sends them.
SPELL = 16
# A spell of a caller that sends three requests an hour; who is slower works through nothing.
WITHIN = 6 * 3600.0
# Of the org's last sixteen such questions, within the hour.
COLLEAGUES = 16
HOUR = 3600.0
# Sixteen spells that do not overlap: what they scatter is known to a fifth of it.
QUICK, SLOW = 1 / 64, 1 / 256
# Spells are kept as logarithms of their ratio to twenty minutes, so that four-byte floats have digits to spare.
USUAL = 1200.0
# Under other keys, of the org's last `COLLEAGUES` questions: one is chance, a fifth is a share of the work.
SHARE = 3

_STEPS = int(Elicitation.STEPS)


class Spell(NamedTuple):
    """The places of the `spells` vector."""

    span: float
    """Logarithm of the time that the last `SPELL` requests took."""
    square: float
    """Its square."""
    took: float
    """Seconds until the reply was over."""
    beside: float
    """Whether other keys of the org were at it within the hour."""


def series(features: Features, life: float) -> dict[str, Tally]:
    """What a single question asks of the state, by the name in `Profile`; nothing where it does not ask for steps."""
    user = features.user
    if user is None or not int(features.elicitation) & _STEPS:
        return {}
    caller, org = "c:" + features.caller, "o:" + features.org
    return {
        "pace_of_steps": Recent(caller, "steps", user.content, 0, SPELL + 1, WITHIN),
        "beside": Recent(org, "steps", _STEPS, sender(features.caller), COLLEAGUES, HOUR),
        "spells": spells(features.caller, (), life),
    }


def spells(caller: str, values: tuple[float, ...], life: float) -> Mean:
    """The means of a caller's spells."""
    return Mean("c:" + caller, "spells", values, QUICK, SLOW, life)


def spell(
    features: Features, steps: Repeats | None, beside: Repeats | None, took: float, life: float
) -> tuple[Settlement, ...]:
    """What a reply adds that took so many seconds: nothing before `SPELL` requests, or where nobody knows how long."""
    if steps is None or beside is None or steps.span <= 0.0 or took <= 0.0:
        return ()
    span = log(steps.span / USUAL)
    values = Spell(span, span * span, took, float(beside.others >= SHARE))
    return (Settlement(spells(features.caller, values, life), features.at),)
