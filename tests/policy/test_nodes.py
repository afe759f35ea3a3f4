"""Text becomes a tree with places, bounded and without objects, or a fault at its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.policy.nodes import MAX_DEPTH, Broken, Mapping, Mark, Scalar, Sequence, compose, mark_at


def broken(text: str) -> Broken:
    """The fault in a text that has one."""
    with pytest.raises(Broken) as caught:
        compose(text)
    return caught.value


def test_everything_knows_its_place() -> None:
    """Keys, values and items keep line and column, counted from 1."""
    root = compose("a: 1\nb:\n  - x\n  - 'y'\n")
    assert isinstance(root, Mapping)
    (a, one), (b, items) = root.pairs
    assert (a.mark, one.mark, b.mark) == (Mark(1, 1), Mark(1, 4), Mark(2, 1))
    assert isinstance(items, Sequence)
    assert [item.mark for item in items.items] == [Mark(3, 5), Mark(4, 5)]
    assert [item.plain for item in items.items if isinstance(item, Scalar)] == [True, False]


@pytest.mark.parametrize(
    ("text", "inner"),
    [("ab", 0), ("'ab'", 1), ('"ab"', 1), ('"a\\x62"', None), ("'a''b'", None), ("|\n  ab\n", None), ("a\n b", None)],
)
def test_a_text_knows_where_it_begins(text: str, inner: int | None) -> None:
    """Unless the file writes it in another way than it is read."""
    root = compose(text)
    assert isinstance(root, Scalar)
    assert root.inner == inner


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [x[1h] >= 5]", "begins with >"),
        ("a: [x in [b]]", "bracket opens within a list"),
        ("a: @b", "begins with @"),
    ],
)
def test_what_needs_quotes_is_told_so(text: str, told: str) -> None:
    """Conditions have signs that YAML takes for its own."""
    assert told in broken(text).message
    assert "quotes" in broken(text).message


def test_an_alias_is_its_anchor() -> None:
    """An alias stands for the very node that it names."""
    root = compose("a: &x [1]\nb: *x\n")
    assert isinstance(root, Mapping)
    assert root.pairs[0][1] is root.pairs[1][1]


def test_nothing_composes_to_nothing() -> None:
    """A file of comments has no tree."""
    assert compose("# nothing\n") is None


def test_depth_is_bounded() -> None:
    """The deepest nesting allowed passes, one more does not, a hundred thousand cost nothing."""
    assert compose("[" * MAX_DEPTH + "]" * MAX_DEPTH) is not None
    assert broken("[" * (MAX_DEPTH + 1)).mark == Mark(1, MAX_DEPTH + 1)
    assert "levels" in broken("[" * 100_000).message


def test_an_alias_bomb_ends_early() -> None:
    """Aliases count for all that they stand for."""
    lines = ["a: &a [x, x, x, x]"] + [
        f"{n}: &{n} [*{p}, *{p}, *{p}, *{p}]" for p, n in zip("abcdefghij", "bcdefghijk", strict=True)
    ]
    assert "aliases" in broken("\n".join(lines)).message


@pytest.mark.parametrize(
    ("text", "mark", "told"),
    [
        ("a: 1\n\tb: 2", Mark(2, 1), "tab"),
        ("a: 'x\nb: 1\n", Mark(1, 4), "quote"),
        ("a: !x y", Mark(1, 4), "tag"),
        ("a: 1\n---\nb: 2", Mark(2, 1), "second document"),
        ("a: *x", Mark(1, 4), "alias"),
        ("a:\n  b: \x00", Mark(2, 6), "control character"),
        ("%YAML 1." + "9" * 5000 + "\n---\na: 1", Mark(1, 1), "directive"),
        ("a: ]", Mark(1, 4), "not YAML"),
    ],
)
def test_faults_have_a_place(text: str, mark: Mark, told: str) -> None:
    """What is no YAML we read is told with its line and column."""
    assert (broken(text).mark, told in broken(text).message) == (mark, True)


def fault_in(text: str) -> Broken | None:
    """The fault in a text, if it has one."""
    try:
        compose(text)
    except Broken as fault:
        return fault
    return None


@given(st.text())
def test_any_text_is_a_tree_or_a_fault(text: str) -> None:
    """No text makes the reader fail in any other way."""
    fault = fault_in(text)
    assert fault is None or (fault.mark >= Mark(1, 1) and "\n" not in fault.message)


@given(st.lists(st.text("ab", max_size=4), min_size=1), st.text("ab", max_size=4))
def test_marks_count_lines_and_columns(lines: list[str], last: str) -> None:
    """A place counts line feeds before it and characters since the last one."""
    text = "\n".join([*lines, last])
    assert mark_at(text + "rest", len(text)) == Mark(len(lines) + 1, len(last) + 1)
