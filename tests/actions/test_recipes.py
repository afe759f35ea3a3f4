"""Edits that are done again without parsing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.actions.recipes import Recipe, Recipes
from proxy.actions.splice import TAKEN, Fixed, Tree, apply, cuts, keep, plant
from tests.actions.degraded import EVERYTHING, SSE, answered, stream
from tests.dialects.exchange import JSON_VALUES

FIRST = b'{"a":1,"r":"x","c":"y","l":{"p":[1]},"z":0}'


def tree() -> Tree:
    """`r` goes, `c` is a text that stays, `l` becomes null."""
    made: Tree = {}
    plant(made, ("r",), TAKEN)
    plant(made, ("l",), Fixed(b"null"))
    keep(made, ("c",))
    return made


@pytest.fixture
def recipe() -> Recipe:
    """What was done to the first event."""
    return Recipe(FIRST, cuts(FIRST, tree()))


def test_another_event(recipe: Recipe) -> None:
    """An event that differs in those values alone is edited alike."""
    assert recipe.apply(FIRST) == b'{"a":1,"c":"y","l":null,"z":0}'
    other = b'{"a":1,"r":"\\"}","c":"long \\\\","l":{"p":[[{"x":"]"}],{}]},"z":0}'
    assert recipe.apply(other) == b'{"a":1,"c":"long \\\\","l":null,"z":0}'


@pytest.mark.parametrize(
    "event",
    [
        b'{"a":2,"r":"x","c":"y","l":{"p":[1]},"z":0}',
        b'{"a":1,"r":"x","c":"y","l":null,"z":0}',
        b'{"a":1,"r":["x"],"c":"y","l":{"p":[1]},"z":0}',
        b'{"a":1,"r":"x","c":"y","l":{"p":[1]},"z":0,"r":"again"}',
        b'{"a":1,"r":"x","c":"y","q":0,"l":{"p":[1]},"z":0}',
        b'{"a":1,"r":"x","c":"y","l":{"p":[1]},"z":0',
        b'{"a":1,"r":"x',
        b"",
    ],
)
def test_other_events(recipe: Recipe, event: bytes) -> None:
    """Anything else that differs makes it an event of its own."""
    assert recipe.apply(event) is None


@given(st.text(), st.text(), st.dictionaries(st.text(max_size=3), JSON_VALUES), st.booleans())
def test_same_as_the_long_way(r: str, c: str, x: dict[str, Any], ascii_only: bool) -> None:
    """Where a recipe is about an event, it does what the long way does."""
    event = json.dumps(
        {"a": 1, "r": r, "c": c, "l": x, "z": 0}, separators=(",", ":"), ensure_ascii=ascii_only
    ).encode()
    assert Recipe(FIRST, cuts(FIRST, tree())).apply(event) == apply(event, cuts(event, tree()))


def test_edits_that_depend_on_their_value() -> None:
    """Where what is put depends on what was there, only the same value is edited alike."""
    made: Tree = {"n": b"4"}
    recipe = Recipe(b'{"n":5}', cuts(b'{"n":5}', made))
    assert recipe.apply(b'{"n":5}') == b'{"n":4}'
    assert recipe.apply(b'{"n":6}') is None


def test_no_use_no_recipes() -> None:
    """A stream whose events have nothing in common is not searched for ever."""
    recipes = Recipes()
    for number in range(20):
        event = b'{"n":%d,"r":"x"}' % number
        assert recipes.apply(event) is None
        recipes.learn(event, cuts(event, {"r": TAKEN}))
    assert not recipes.found


def test_forgotten() -> None:
    """What was learnt can be forgotten."""
    recipes = Recipes()
    recipes.learn(FIRST, cuts(FIRST, tree()))
    recipes.learn(b'{"r":1}', cuts(b'{"r":1}', {"r": TAKEN}))
    assert recipes.apply(FIRST) is not None
    recipes.forget()
    assert recipes.apply(FIRST) is None


def test_stream_with_and_without() -> None:
    """A stream from whose first event everything is learnt ends up as one that is edited event by event."""

    def event(delta: dict[str, str], number: int) -> dict[str, Any]:
        choice = {"index": number % 2, "delta": delta, "logprobs": {"content": [number]}}
        return {"id": "c", "choices": [choice], "system_fingerprint": f"fp{number}", "obfuscation": "x" * number}

    events = [event({"reasoning": "SECRET"}, number) for number in range(9)]
    events += [event({"content": f"a{number}"}, number) for number in range(9)]
    events += [event({"content": "<think>SECRET"}, 0), event({"content": "SECRET"}, 0), event({"content": "b"}, 1)]
    one_by_one = b"".join(answered("/v1/chat/completions", stream(one), SSE, EVERYTHING) for one in events[:-3])
    got = answered("/v1/chat/completions", [stream(one) for one in events], SSE, EVERYTHING)
    assert got.startswith(one_by_one)
    assert b"SECRET" not in got
    assert b'{"content":"b"}' in got
