"""The words of a canary, from YAML to an effect."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from proxy.core.effect import Canary
from proxy.policy.canarywords import CanaryWords
from proxy.policy.remedies import composed, effects_of
from proxy.policy.rulewords import EffectWords


def effect(**words: Any) -> Any:
    """The effect of these words."""
    (found,) = effects_of(EffectWords.model_validate({"canary": words}))
    return found


def test_words_become_an_effect() -> None:
    """Share, kinds, place and guard; what is left out is as documented."""
    assert effect(share="5%") == Canary(0.05, frozenset({"cue", "choice"}), "paragraph", ())
    asked = effect(share=0.1, kinds=("marker",), place="sentence", guard=("payroll", "our reactor"))
    assert asked == Canary(0.1, frozenset({"marker"}), "sentence", ("payroll", "our reactor"))


@pytest.mark.parametrize("words", [{"share": 0.1, "place": "anywhere"}, {"share": 0.1, "guard": [""]}, {"share": 2}])
def test_nonsense_is_refused(words: dict[str, Any]) -> None:
    """Places that there are not, words that are none, shares above one."""
    with pytest.raises(ValidationError):
        CanaryWords.model_validate(words)


def test_canaries_of_two_rules_are_put_together() -> None:
    """The larger share, all kinds, all guarded words; the place is that of the rule that stands first."""
    one, two = Canary(0.1, frozenset({"cue"}), "sentence", ("a",)), Canary(0.2, frozenset({"marker"}), guard=("b", "a"))
    assert composed((one, two)) == (Canary(0.2, frozenset({"cue", "marker"}), "sentence", ("a", "b")),)
