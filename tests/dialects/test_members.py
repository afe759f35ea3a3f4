"""Members are found in the bytes of an object, and taken out of them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects.members import find_member, find_object_after, without
from tests.dialects.exchange import JSON_VALUES

OBJECTS = st.dictionaries(st.text(max_size=4) | st.sampled_from(["usage", "a"]), JSON_VALUES, min_size=1, max_size=5)


@given(OBJECTS, st.sampled_from([None, 1, "\t"]), st.booleans(), st.data())
def test_members_are_found_where_they_stand(
    document: dict[str, object], indent: int | str | None, ascii_only: bool, data: st.DataObject
) -> None:
    """The bytes of a member's value are that value; without the member the rest is what it was."""
    key = data.draw(st.sampled_from(sorted(document)))
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only).encode()
    found = find_member(text, key)
    assert found is not None
    assert json.loads(text[found.value : found.end]) == document[key]
    rest = {name: value for name, value in document.items() if name != key}
    assert json.loads(without(text, found)) == rest


@given(OBJECTS)
def test_absent_members_are_not_found(document: dict[str, object]) -> None:
    """A key that only occurs deeper, in a string or as a value is no member."""
    text = json.dumps({"deep": document, "word": "absent", "said": '"absent":1'}).encode()
    assert find_member(text, "absent") is None


def test_escaped_keys_are_found() -> None:
    """A key is compared as it reads, not as it is spelled."""
    found = find_member(b'{"\\u0061":1}', "a")
    assert found is not None
    assert (found.start, found.value, found.end) == (1, 10, 11)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b'"}],"usage":{"a":1}}', {"usage": {"a": 1}}),
        (b'"usage" : {"a":{"b":[1]}}, "x":1}', {"usage": {"a": {"b": [1]}}}),
        (b'"usage":{"a":1},"usage":{"a":2}}', {"usage": {"a": 2}}),
        (b'"usage":{"a":"}"}}', {"usage": {"a": "}"}}),
        (b'"usage":{"a":1},"x":"\\"usage\\":{}"}', {"usage": {"a": 1}}),
        (b'"usage":{"a":1},"x":"usage"}', {"usage": {"a": 1}}),
        (b'"usage":null}', None),
        (b'"usage":{"a":1', None),
        (b"", None),
    ],
)
def test_the_end_of_a_large_reply(text: bytes, expected: object) -> None:
    """Of a reply whose beginning is gone, the last object under the key is read."""
    assert find_object_after(text, b'"usage"') == expected
