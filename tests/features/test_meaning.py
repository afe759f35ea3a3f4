"""What concepts mean: rules, vetoes and neighbours."""

from __future__ import annotations

from itertools import product

import pytest

from proxy.core.features import Elicitation as Kind
from proxy.features.lexicon.grammar import beside, rules
from proxy.features.meaning import Meanings, ended, sum_of

BITS = {"a": 1, "b": 2, "c": 4, "no": 8, "ab": 16, "bc": 32}
PAIRS = beside("ab = a + b\nbc = b & c")
REACH = (3, 10)
RULES = (
    *rules(Kind.STEPS, "a b"),
    *rules(Kind.TAGS, "ab !no"),
    *rules(Kind.JUDGE, "a|c b !ab"),
    *rules(Kind.WRAPPER, "bc"),
)


def means(text: str, *places: tuple[str, int]) -> Kind:
    found = [(BITS[name], start, start + 1) for name, start in places]
    return Kind(Meanings(BITS, RULES, PAIRS, REACH).of(text.encode(), found))


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ((("a", 0),), Kind.NONE),
        ((("a", 0), ("b", 30)), Kind.STEPS | Kind.JUDGE),
        ((("a", 0), ("b", 5)), Kind.STEPS | Kind.TAGS),
        ((("b", 0), ("a", 5)), Kind.STEPS | Kind.TAGS),
        ((("a", 0), ("b", 5), ("no", 40)), Kind.STEPS),
        ((("c", 0), ("b", 5)), Kind.JUDGE),
        ((("c", 0), ("b", 3)), Kind.JUDGE | Kind.WRAPPER),
    ],
)
def test_rules_over_places(places: tuple[tuple[str, int], ...], expected: Kind) -> None:
    """Concepts count wherever they stand, pairs side by side in either order, and vetoes take a rule back."""
    assert means(" " * 60, *places) == expected


def test_neighbours_are_of_one_sentence() -> None:
    """A pair does not reach over the end of a sentence."""
    assert means("a xx. b" + " " * 50, ("a", 0), ("b", 6)) == Kind.STEPS | Kind.JUDGE
    assert ended("完。又".encode())
    assert not ended(b"3.5 or so")


def test_remembered_meanings_are_the_same() -> None:
    """Asking again, with other neighbours in between, changes nothing."""
    meanings = Meanings(BITS, RULES, PAIRS, REACH)
    near, far = [(1, 0, 1), (2, 5, 6)], [(1, 0, 1), (2, 30, 31)]
    answers = [meanings.of(b" " * 60, met) for met in (near, far, near, far)]
    assert answers[:2] == answers[2:]


def test_what_is_known_is_not_measured_again() -> None:
    """Where neighbours could only add what is known already, the outcome beside it is the same."""
    meanings = Meanings(BITS, RULES, PAIRS, REACH)
    for gap in (5, 30):
        met = [(1, 0, 1), (2, gap, gap + 1)]
        known = int(Kind.TAGS | Kind.JUDGE)
        assert meanings.of(b" " * 60, met, known) | known == meanings.of(b" " * 60, met) | known


def test_pairs_that_could_change_something_are_measured() -> None:
    """Leaving pairs unmeasured where they are thought idle gives what measuring all of them gives."""
    meanings = Meanings(BITS, RULES, PAIRS, REACH)
    for names in product(["a", "b", "c", "no"], repeat=3):
        met = [(BITS[name], place * 7, place * 7 + 1) for place, name in enumerate(names)]
        found = sum_of(bits for bits, _, _ in met) | meanings.beside(b" " * 30, met)
        whole = Meanings(BITS, RULES, (), (0, 0)).of(b"", [(found, 0, 1)])
        assert meanings.of(b" " * 30, met) == whole
