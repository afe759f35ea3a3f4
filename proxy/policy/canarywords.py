"""The words of a canary: which answers are marked, how and where."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from proxy.policy.rulefields import Reason, Share
from proxy.policy.words import Several, Words

Kind = Literal["cue", "choice", "decoy", "marker"]


class CanaryWords(Words):
    """Answers that can be recognised later in a model trained on them."""

    share: Share = Field(description="The share of answers that carry one.")
    kinds: Several[Kind] = Field(
        ("cue", "choice"),
        min_length=1,
        description="Which kinds may be used: cue (a closing offer to rare questions), choice "
        "(one of two words that mean the same), marker (a reference that is recognised in later prompts). decoy "
        "is refused by this version.",
    )
    place: Literal["paragraph", "sentence"] = Field(
        "paragraph",
        description="Where what is added at an answer's end stands: in a paragraph of its own, or in the last.",
    )
    guard: Several[Reason] = Field(
        (), description="Words or phrases of yours: answers to questions with one of them carry no canary, as those on "
        "medicine, law, money and safety never do."
    )  # fmt: skip
