"""Patterns match what people expect of `*`, quickly, whatever a client makes up."""

from __future__ import annotations

import re
from timeit import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.policy import globs

FEW = st.text("ab*", max_size=8)


@given(FEW, st.text("ab", max_size=10))
def test_globs_agree_with_regular_expressions(pattern: str, text: str) -> None:
    """`*` means what `.*` means, everything else itself."""
    meant = re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) is not None
    assert globs.matches(pattern, text) is meant


@pytest.mark.parametrize(("pattern", "text"), [("a*a", "a"), ("ab*ba", "aba"), ("*a*a*", "a")])
def test_pieces_do_not_overlap(pattern: str, text: str) -> None:
    """One letter is never counted for two pieces."""
    assert not globs.matches(pattern, text)


def test_stars_do_not_explode() -> None:
    """A pattern full of stars meets a long name in time linear in it."""
    assert timeit(lambda: globs.matches("*a" * 30 + "*b", "a" * 100_000), number=1) < 0.5


def test_any_of_disregards_case() -> None:
    """Model names match in any case, exact names and patterns alike."""
    match = globs.any_of(["GPT-4o*", "o1"])
    assert [match(name) for name in ("gpt-4o-mini", "GPT-4O", "O1", "o1-mini", "")] == [True, True, True, False, False]


def test_memory_of_names_is_bounded() -> None:
    """More names than are remembered still get the right answer."""
    match = globs.any_of(["m*7"])
    for _ in range(2):
        assert sum(match(f"m{i}") for i in range(3 * globs.REMEMBERED)) == len(range(7, 3 * globs.REMEMBERED, 10))
    assert match("m" * 10_000 + "7")


def test_exactly_keeps_case() -> None:
    """Paths compare with their case."""
    match = globs.exactly(["/v1/A", "/x/*"])
    assert (match("/v1/A"), match("/v1/a"), match("/x/y"), match("/x")) == (True, False, True, False)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v1/embeddings", ("/v1/embeddings", "/v1/embeddings/*")),
        ("/v1/", ("/v1", "/v1/*")),
        ("/", ("/", "/*")),
        ("/v1/*", ("/v1/*",)),
    ],
)
def test_a_path_stands_for_what_is_below_it(path: str, expected: tuple[str, ...]) -> None:
    """A path without a star covers itself and everything below, but no neighbour of a similar name."""
    assert globs.below([path]) == expected
    assert not globs.exactly(globs.below(["/v1/embed"]))("/v1/embeddings")
