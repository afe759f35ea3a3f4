"""Names of decoys: even draws, read again in whatever way they are written, and nobody else's words."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.canaries.decoys import ADJECTIVES, NAMES, NOUNS, VERBS, draw, feature_of, named, spell
from proxy.canaries.keys import CanaryKey

KEY = CanaryKey(b"a secret of the deployment")
WHOM = "k_0123456789abcdef"


def test_draws_are_even() -> None:
    """As many names as a power of two for each noun, all of them different, all of them names for every provider."""
    assert NAMES & (NAMES - 1) == len(NOUNS) & (len(NOUNS) - 1) == 0
    names = {spell(noun, number) for noun in NOUNS for number in range(NAMES)}
    assert len(names) == NAMES * len(NOUNS)
    assert all(len(name) <= 64 and name.replace("_", "").isalpha() and name.islower() for name in names)
    assert not {*VERBS, *ADJECTIVES} & {*NOUNS}


@given(st.sampled_from(NOUNS), st.integers(0, NAMES - 1), st.sampled_from(["_", "-", " "]), st.booleans())
def test_a_name_is_read_again(noun: str, number: int, joint: str, loud: bool) -> None:
    """However it is written; of several with one noun the first counts."""
    name = spell(noun, number).replace("_", joint)
    text = f"I can call `{name.upper() if loud else name}`, and {spell(noun, (number + 1) % NAMES)}."
    assert named(text) == {noun: number}


@pytest.mark.parametrize("text", ["The local atlas", "find_atlas", "refind_local_atlas", "find_local_atlases", ""])
def test_other_names_are_none(text: str) -> None:
    """Words that only share a part are no names."""
    assert named(text) == {}


def test_a_caller_has_its_own() -> None:
    """One conversation always gets the same; others get all nouns in turn; another caller another name."""
    one = draw(KEY, WHOM, "Where am I?", hidden=True)
    assert one == draw(KEY, WHOM, "Where am I?", hidden=True)
    assert one.feature == feature_of(one.name.rpartition("_")[2])
    many = [draw(KEY, WHOM, str(number), hidden=True) for number in range(400)]
    assert {each.feature for each in many} == {feature_of(noun) for noun in NOUNS}
    assert len({each.name for each in many}) == len(NOUNS)
    others = Counter(draw(KEY, f"k_{n:016x}", "Where am I?", hidden=True).name for n in range(200))
    assert others.most_common(1)[0][1] <= 2


def test_what_the_model_is_told() -> None:
    """One whose calls are hidden says that it is not to be called; a reference comes with it where there is one."""
    assert "Do not call" in draw(KEY, WHOM, "a", hidden=True).says
    assert "Do not call" not in draw(KEY, WHOM, "a", hidden=False).says
    assert draw(KEY, WHOM, "a", hidden=False, reference=" (Reference: X)").says.endswith("(Reference: X)")
