"""Usage is asked for by the smallest edit of the client's bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects.usage_injection import wants_usage, with_usage
from tests.dialects.exchange import JSON_VALUES

OPTIONS = st.none() | st.dictionaries(
    st.sampled_from(["include_usage", "continuous_usage_stats", "x"]), st.none() | st.booleans(), max_size=3
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"a":1}', b'{"stream_options":{"include_usage":true},"a":1}'),
        (b' { "a" : 1 }', b' {"stream_options":{"include_usage":true}, "a" : 1 }'),
        (b"{}", b'{"stream_options":{"include_usage":true}}'),
        (b'{"stream_options":null,"a":1}', b'{"stream_options":{"include_usage":true},"a":1}'),
        (b'{"stream_options": {} }', b'{"stream_options": {"include_usage":true} }'),
        (b'{"stream_options":{"x":1}}', b'{"stream_options":{"include_usage":true,"x":1}}'),
        (b'{"stream_options":{"x":1,"include_usage": false}}', b'{"stream_options":{"x":1,"include_usage": true}}'),
        (b'{"stream_options":{"include_usage":null},"a":"stream_options"}',
         b'{"stream_options":{"include_usage":true},"a":"stream_options"}'),
        (b'{"stream_options":[1]}', b'{"stream_options":[1]}'),
    ],
)  # fmt: skip
def test_edits(body: bytes, expected: bytes) -> None:
    """What is edited is the option; what cannot be asked is left as it is."""
    assert with_usage(body, json.loads(body)) == expected


@given(
    st.dictionaries(st.text(max_size=6), JSON_VALUES, max_size=4),
    st.sampled_from(["absent", "first", "last"]),
    OPTIONS,
    st.sampled_from([None, 0, 2]),
    st.booleans(),
)
def test_all_else_stays(
    fields: dict[str, object], place: str, options: dict[str, object] | None, indent: int | None, ascii_only: bool
) -> None:
    """The edited body asks for usage, says all else as before, and was only added to around the option."""
    fields.pop("stream_options", None)
    first, last = ({"stream_options": options} if place == here else {} for here in ("first", "last"))
    document = {**first, **fields, **last}
    body = json.dumps(document, indent=indent, ensure_ascii=ascii_only).encode()
    edited = with_usage(body, document)
    read = json.loads(edited)
    assert wants_usage(read)
    assert {key: value for key, value in read.items() if key != "stream_options"} == fields
    kept = (options or {}) if place != "absent" else {}
    assert {**kept, "include_usage": True} == read["stream_options"]
    if place == "absent":
        assert body in (edited.replace(b'"stream_options":{"include_usage":true}' + comma, b"", 1)
                        for comma in (b",", b""))  # fmt: skip


def test_large_bodies_are_not_searched() -> None:
    """A client that sends options with a large body keeps them as they are; without options it is asked as ever."""
    document: dict[str, object] = {"a": "x" * 2_000_000}
    assert len(with_usage(json.dumps(document).encode(), document)) > 2_000_040
    document["stream_options"] = {}
    body = json.dumps(document).encode()
    assert with_usage(body, document) is body


@pytest.mark.parametrize("options", [None, {}, [], "x", {"include_usage": False}, {"include_usage": 1}])
def test_only_true_is_asked(options: object) -> None:
    """Whoever does not write `true` does not get usage, so it is taken out again."""
    assert not wants_usage({"stream_options": options})
    assert wants_usage({"stream_options": {"include_usage": True}})
