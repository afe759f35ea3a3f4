"""How words, pairs and rules are written down."""

from __future__ import annotations

import pytest

from proxy.core.features import Elicitation as Kind
from proxy.features.lexicon.grammar import Beside, beside, rules, spelled


@pytest.mark.parametrize(
    ("words", "spellings"),
    [
        ("think|ponder", ["think", "ponder"]),
        ("r[ée]sum", ["résum", "resum"]),
        ("thoughts?_", ["thoughts_", "thought_"]),
        ("[üu]e?ber", ["üeber", "über", "ueber", "uber"]),
        ("\n<|user|>\n##·input", ["<|user|>", "## input"]),
        ("gap", ["gap"]),
    ],
)
def test_spellings(words: str, spellings: list[str]) -> None:
    """Words are told apart by bars, marks by lines; brackets, question marks and raised dots are spelled out."""
    assert list(spelled(words)) == spellings


def test_rules() -> None:
    """What a rule needs, of what it needs one, and what takes its edge off."""
    (rule,) = rules(Kind.JUDGE, "grade scale|answer !brief", across=True)
    assert rule.needs == (frozenset({"grade"}), frozenset({"scale", "answer"}))
    assert (rule.asked, rule.never, rule.across) == (Kind.JUDGE, frozenset({"brief"}), True)


def test_pairs() -> None:
    """A pair has a name and two sides, each of one concept or several."""
    assert beside("  own = your + thought|reason\nwhole = full & reason") == (
        Beside("own", frozenset({"your"}), frozenset({"thought", "reason"}), close=False),
        Beside("whole", frozenset({"full"}), frozenset({"reason"}), close=True),
    )
