"""A body is read in bounded time, or refused with a word from the list."""

from __future__ import annotations

import contextlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.dialects.document import flag, items, member, read_document, string, whole
from proxy.errors import UnreadableBody
from tests.dialects.exchange import JSON_VALUES

REASONS = {"not_json", "not_object", "invalid_utf8", "too_deep", "too_complex", "duplicate_keys", "wrong_types"}
BIG = 300 * 1024


def reason(body: bytes) -> str:
    with pytest.raises(UnreadableBody) as caught:
        read_document(body)
    return caught.value.reason


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "not_json"),
        (b"  ", "not_json"),
        (b"{", "not_json"),
        (b'{"a":1}x', "not_json"),
        (b'{"a":NaN}', "not_json"),
        (b'{"a":Infinity}', "not_json"),
        (b'{"a":-Infinity}', "not_json"),
        (b'{"a":1e999}', "not_json"),
        (b'{"a":' + b"1" * 5000 + b"}", "not_json"),
        (b'{"a":"\\ud800"}', "not_json"),
        (b'{"a":"\\udc00\\ud800"}', "not_json"),
        (b'{"a":"\x00"}', "not_json"),
        (b"\xef\xbb\xbf{}", "not_json"),
        (b"[]", "not_object"),
        (b"null", "not_object"),
        (b'"x"', "not_object"),
        (b'{"a":"\xff"}', "invalid_utf8"),
        (b'{"a":"\xed\xa0\x80"}', "invalid_utf8"),
        ("{}".encode("utf-16"), "invalid_utf8"),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too_deep"),
        (b'{"a":' + b"[" * 300 + b"]" * 300 + b"}", "too_deep"),
        (b'{"a":[' + b"[]," * 200_000 + b"1]}", "too_complex"),
        (b'{"a":[' + b'"",' * 400_000 + b"1]}", "too_complex"),
        (b'{"a":[' + (b'"' + b"\\n" * 10_000 + b'",') * 101 + b"1]}", "too_complex"),
        (b'{"a":1' + b" " * (5 << 20) + b"}", "too_complex"),
        (b'{"a":1,"a":1}', "duplicate_keys"),
        (b'{"model":"a","\\u006dodel":"b"}', "duplicate_keys"),
        (b'{"messages":[{"role":"user","content":"a","content":"b"}]}', "duplicate_keys"),
        (b'{"tools":[{"x":{"":1,"":2}}]}', "duplicate_keys"),
        (b'{"a":"\\\\","a":"\\""}', "duplicate_keys"),
        (b'{"a":[],"a":[],"pad":"' + b"\\\\\\\"" * BIG + b'"}', "duplicate_keys"),
        (b'{"a":[],"a":[],"pad":"' + b"x" * (2 << 20) + b'"}', "duplicate_keys"),
    ],
)  # fmt: skip
def test_what_cannot_be_read(body: bytes, expected: str) -> None:
    """Each kind of bad body is refused with its own word."""
    assert reason(body) == expected


@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:\\u0 aé1', max_size=40).map(str.encode))
def test_any_bytes_are_an_object_or_refused(body: bytes) -> None:
    """No bytes raise anything but `UnreadableBody` with a known reason."""
    try:
        outcome: object = read_document(body)
    except UnreadableBody as error:
        outcome = error.reason
    assert isinstance(outcome, dict) or outcome in REASONS


@given(st.dictionaries(st.text(max_size=8), JSON_VALUES, max_size=5), st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_readable_bodies_are_never_refused(document: dict[str, object], ascii_only: bool, indent: int | str) -> None:
    """However a serialiser escapes and spaces, an object without duplicate keys is read as it is."""
    body = json.dumps(document, ensure_ascii=ascii_only, indent=indent)
    assert read_document(body.encode()) == document


@given(
    st.lists(st.tuples(st.sampled_from(['"a"', '"\\u0061"', '"b"', '"\\\\"', '"\\""']), JSON_VALUES), max_size=5),
    st.sampled_from(["", " " * 5000]),
)
def test_duplicates_are_found_exactly(pairs: list[tuple[str, object]], padding: str) -> None:
    """An object is refused for duplicate keys if and only if two keys are equal, in small and in larger bodies."""
    body = "{" + padding + ",".join(f"{key} :{json.dumps(value)}" for key, value in pairs) + "}"
    keys = [json.loads(key) for key, _ in pairs]
    if len(set(keys)) < len(keys):
        assert reason(body.encode()) == "duplicate_keys"
    else:
        assert list(read_document(body.encode())) == keys


def test_large_prompts_pass() -> None:
    """A 30 MB image, 300,000 token numbers and 3 MB of source code are read."""
    image = read_document(b'{"model":"m","image":"' + b"A" * 30_000_000 + b'"}')
    assert image["model"] == "m"
    assert len(read_document(b'{"input":[' + b"1," * 300_000 + b"1]}")["input"]) == 300_001
    line = 'def f(a: int, b: str = "x") -> dict[str, int]:\n    return {"a": a, "b": [b]}\n\n\n'
    said = {"messages": [{"role": "user", "content": line * 350} for _ in range(100)]}
    assert read_document(json.dumps(said).encode()) == said


@pytest.mark.parametrize(
    "value",
    [b'"' + b"x" * 20_000_000 + "😀".encode() + b'"', b'"' + b"\\\\" * 10_000_000 + b'"', b"[" * 20_000_000,
     b"[" + b"[]," * 110_000 + b"1]", b"[" + b'"ab",' * 340_000 + b"1]"],
)  # fmt: skip
def test_no_body_stalls_the_loop(value: bytes) -> None:
    """The worst bodies cost some 40 ms of CPU (`benchmarks/dialect_cost.py --worst`); five times that is allowed."""
    body = b'{"a":' + value + b"}"
    begun = time.thread_time()
    with contextlib.suppress(UnreadableBody):
        read_document(body)
    assert time.thread_time() - begun < 0.2


def test_fields_have_their_types() -> None:
    """Absent and null fields have their defaults; a field of another type is refused."""
    document = {"s": "x", "b": True, "n": 3, "l": [1], "o": {"a": 1}, "null": None, "negative": -1}
    assert (string(document, "s"), flag(document, "b"), whole(document, "n")) == ("x", True, 3)
    assert (items(document, "l"), member(document, "o")) == ([1], {"a": 1})
    assert (string(document, "null"), flag(document, "null", default=True), whole(document, "null")) == ("", True, None)
    assert (items(document, "gone"), member(document, "gone"), whole(document, "negative")) == ([], {}, None)


@pytest.mark.parametrize(
    ("ask", "value"),
    [(string, 1), (string, ["x"]), (flag, 1), (flag, "true"), (whole, True), (whole, 1.5), (whole, "1"), (items, {}),
     (items, "x"), (member, []), (member, "x")],
)  # fmt: skip
def test_other_types_are_refused(ask: object, value: object) -> None:
    """What servers coerce in different ways is not guessed at."""
    assert callable(ask)
    with pytest.raises(UnreadableBody, match="wrong_types"):
        ask({"x": value}, "x")
