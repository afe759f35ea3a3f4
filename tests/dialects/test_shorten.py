"""Long strings are shortened without breaking the JSON around them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.dialects.shorten import left_out, shorten

LONG = 40_000


@pytest.mark.parametrize("unit", ["x", "é", "漢", "😀", "\n", "\x01", "a\\n", "\\u", "ab\t漢😀"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_ends_stay_and_the_middle_is_counted(unit: str, ascii_only: bool) -> None:
    """Whatever a long string is made of, its two ends stay and all its bytes are accounted for."""
    text = unit * LONG
    body = json.dumps({"a": text, "b": "short"}, ensure_ascii=ascii_only).encode()
    shortened = shorten(body)
    document = json.loads(shortened)
    kept, missing = left_out(document["a"])
    assert document["b"] == "short"
    assert len(shortened) < len(body)
    assert text.startswith(kept[:1000])
    assert text.endswith(kept[-1000:])
    mark = len("\\u0000\\u0000") + len(str(missing))
    assert len(shortened) + missing == len(body) + mark


@given(
    st.lists(st.tuples(st.sampled_from(["x", '"', "\\", "é", "\n", "😀", '\\"']), st.integers(0, 70_000)), max_size=6),
    st.booleans(),
    st.integers(0, 3),
)
@settings(max_examples=60, deadline=None)
def test_what_is_left_is_json(runs: list[tuple[str, int]], ascii_only: bool, spaces: int) -> None:
    """A shortened body is valid JSON with the same keys, and short strings are untouched."""
    document = {f"k{i}": unit * count for i, (unit, count) in enumerate(runs)}
    document["last"] = "the end"
    body = json.dumps(document, ensure_ascii=ascii_only, separators=("," + " " * spaces, ": ")).encode()
    shortened = json.loads(shorten(body))
    assert shortened.keys() == document.keys()
    assert shortened["last"] == "the end"
    for key, text in document.items():
        kept, missing = left_out(shortened[key])
        assert missing > 0 or kept == text
        assert text.startswith(kept[:4000])
        assert text.endswith(kept[-4000:])


def test_short_bodies_are_the_same_object() -> None:
    """Where no string is long nothing is copied."""
    body = b'{"a":"' + b"x" * 30_000 + b'"}'
    assert shorten(body) is body


@pytest.mark.parametrize(
    "body",
    [b'"' * 200_000, b'{"a":"' + b"\\\\" * 100_000 + b'"}', b" " * 100_000, b'{"a":"' + b"x" * 100_000, b""],
)
def test_hostile_bodies_are_left_alone(body: bytes) -> None:
    """Rows of quotes or of backslashes, spaces outside of strings and unfinished strings stay as they are."""
    assert shorten(body) is body


def test_texts_without_a_mark() -> None:
    """A text that was not shortened has nothing left out."""
    assert left_out("plain") == ("plain", 0)
    assert left_out("a\x0012\x00b") == ("ab", 12)
