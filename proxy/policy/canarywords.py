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
        "(one of two words that mean the same, one of two signs before bullets), marker (a reference that is "
        "recognised in later prompts), decoy (a tool that does not exist, offered to the model beside the "
        "caller's own).",
    )
    place: Literal["paragraph", "sentence"] = Field(
        "paragraph",
        description="Where what is added at an answer's end stands: in a paragraph of its own, or in the last.",
    )
    decoys: Literal["hidden", "visible"] = Field(
        "hidden",
        description="What becomes of a decoy that the model calls: hidden takes the call out of the answer, visible "
        "lets the caller see it, whose program must then cope with a tool that it does not know.",
    )
    guard: Several[Reason] = Field(
        (), description="Words or phrases of yours: answers to questions with one of them carry no canary, as those on "
        "medicine, law, money and safety never do."
    )  # fmt: skip
