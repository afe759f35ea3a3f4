"""Characters by kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.features.census import BIDI, CONTROL, HIDDEN, MARK, STYLED, WIDE, count

SCALARS = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("text", "scripts"),
    [
        ("hello", [("latin", 1.0)]),
        ("12 + 3", []),
        ("Привет", [("cyrillic", 1.0)]),
        ("日本語です", [("han", 0.6), ("kana", 0.4)]),
        ("안녕", [("hangul", 1.0)]),
        ("שלום", [("hebrew", 1.0)]),
        ("مرحبا", [("arabic", 1.0)]),
        ("γεια cat", [("greek", 0.5714), ("latin", 0.4286)]),
        ("𠀀", [("han", 1.0)]),
        ("÷×", []),
    ],
)
def test_scripts(text: str, scripts: list[tuple[str, float]]) -> None:
    """Letters are counted by script, the largest share first; digits and signs are none."""
    assert list(count(text).scripts) == scripts


@pytest.mark.parametrize(
    ("character", "kind"),
    [
        ("\u200b", HIDDEN),
        ("\u00ad", HIDDEN),
        ("\ufeff", HIDDEN),
        ("\U000e0041", HIDDEN),
        ("\u202e", BIDI),
        ("\u0301", MARK),
        ("\x07", CONTROL),
        ("Ａ", WIDE),
        ("𝐬", STYLED),
    ],
)
def test_kinds(character: str, kind: int) -> None:
    """Characters that are drawn as nothing, or as something else, are told apart."""
    assert count(f"a{character}b").has(kind)
    assert not count("ab").has(kind)


@pytest.mark.parametrize(
    ("text", "mixed"),
    [("pаssword", True), ("слоvо", True), ("слово word", False), ("word", False), ("слово", False), ("xω", True)],
)
def test_mixed(text: str, mixed: bool) -> None:
    """Scripts are mixed where a Latin letter touches a Greek or Cyrillic one."""
    assert count(text).mixed is mixed


def test_without() -> None:
    """Characters of a kind are taken out and full-width ones narrowed, nothing else."""
    assert count("a\u200bＢ！é\u202e日").without(HIDDEN, BIDI) == "aB!é日"


@given(SCALARS)
def test_counts_everything_once(text: str) -> None:
    """Every character is of exactly one kind."""
    assert sum(count(text).counts) == len(text)
