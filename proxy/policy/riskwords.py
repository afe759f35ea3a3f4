"""The words of risk: how evidence becomes a level, and which evidence counts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from proxy.policy.rulefields import Families, Lasts, Share
from proxy.policy.words import Several, Words

Family = Literal[
    "volume",
    "structure",
    "coverage",
    "elicitation",
    "precision",
    "cadence",
    "coordination",
    "infrastructure",
    "provenance",
]

Tie = Literal[
    "strong_wording",
    "weak_wording",
    "sessions",
    "exits",
    "accounts",
    "lockstep",
    "models",
    "clients",
    "echoes",
    "follow_ups",
]
"""Kinds of evidence about a campaign."""


class LevelsWords(Words):
    """The risk, 0 to 1, from which a caller stands at each level. Below the first it is clear."""

    watch: Share = Field(0.3, description="Worth a look; nothing is done by default.")
    suspect: Share = Field(0.6, description="Probably extraction.")
    hostile: Share = Field(0.85, description="Surely extraction.")


class RiskWords(Words):
    """How evidence becomes a level. Changing it never resets what is known of a caller."""

    levels: LevelsWords = Field(LevelsWords(), description="Where the levels begin; each above the one before it.")
    leave_after: Lasts = Field(
        7200.0,
        json_schema_extra={"default": "2h"},
        description="A level is left only after the risk has been below it for this long, from 1s to 30d.",
    )
    corroboration: Families = Field(
        2,
        description="Independent families of evidence (volume, structure, elicitation, …) that a level above watch "
        "needs. With 1, one kind of evidence alone may lead to the highest level.",
    )
    ignore: Several[Family] = Field(
        (), description="Families of evidence that do not count towards the risk; their signals are still told."
    )
    ignore_in_campaigns: Several[Tie] = Field(
        (),
        description="Kinds of evidence that do not count towards the risk of a campaign. strong_wording, weak_wording: "
        "how its text is worded. sessions: that its callers have none. exits: network exits of their own. accounts: "
        "that the accounts were made in waves. lockstep: that they come within the same minutes. models: that they "
        "went over to one model at once. clients: that their programs contradict themselves. echoes: that they bring "
        "back markers of others. follow_ups: that nobody takes up the answers.",
    )
