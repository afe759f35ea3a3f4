"""The words of risk."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from proxy.policy.riskwords import RiskWords


def test_defaults_are_a_policys_own() -> None:
    """Without a word of it evidence counts in full, levels are left after two hours and need two families."""
    words = RiskWords()
    assert (words.levels.watch, words.levels.suspect, words.levels.hostile) == (0.3, 0.6, 0.85)
    assert (words.leave_after, words.corroboration, words.ignore, words.ignore_in_campaigns) == (7200.0, 2, (), ())


def test_one_kind_of_evidence_may_stand_alone() -> None:
    """A single word is a list of one; an unknown one is refused."""
    assert RiskWords.model_validate({"ignore_in_campaigns": "exits"}).ignore_in_campaigns == ("exits",)
    with pytest.raises(ValidationError):
        RiskWords.model_validate({"ignore_in_campaigns": ["telepathy"]})


def test_families_of_evidence_can_be_ignored() -> None:
    """One family or several; their order is the operator's."""
    several = ("coordination", "elicitation")
    assert RiskWords.model_validate({"ignore": several}).ignore == several
