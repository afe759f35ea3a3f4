"""What every API of the stand-in asks alike."""

from __future__ import annotations

from typing import Any

import pytest

from proxy.standin.ask import (
    MAX_CHOICES,
    BadAsk,
    Wish,
    choices_of,
    event,
    filled,
    limit_of,
    objects,
    read,
    reply,
    text_of,
)

WEATHER = {"weather": {"type": "object", "properties": {"city": {"type": "string"}}}}


def test_equal_requests_get_equal_ids() -> None:
    """The id follows from model and prompt."""
    body = {"model": "m"}
    assert read(body, Wish("hello")).id == read(body, Wish("hello")).id
    assert read(body, Wish("hello")).id != read(body, Wish("good-bye")).id


@pytest.mark.parametrize("body", [{}, {"model": 3}, {"model": ""}, {"model": "m", "stream": "yes"}])
def test_wrong_bodies_are_bad_asks(body: dict[str, Any]) -> None:
    """A missing model or a stream that is no boolean is refused by name."""
    with pytest.raises(BadAsk) as caught:
        read(body, Wish(""))
    assert caught.value.param in ("model", "stream")


def test_limit_cuts_the_reply() -> None:
    """A limit below the length of the reply cuts it and says so; one above does not."""
    assert reply(Wish("", limit=3)).cut
    assert len(reply(Wish("", limit=3)).pieces) == 3
    assert not reply(Wish("", limit=10_000)).cut


@pytest.mark.parametrize("demanded", ["", "weather"])
def test_demanded_tools_are_called(demanded: str) -> None:
    """Any tool or the named one is called with arguments of its schema."""
    said = reply(Wish("", offered=WEATHER, demanded=demanded))
    assert (said.tool, said.text) == ("weather", '{"city":"stand-in"}')


@pytest.mark.parametrize("wish", [Wish("", demanded=""), Wish("", offered=WEATHER, demanded="time")])
def test_unknown_tools_are_bad_asks(wish: Wish) -> None:
    """A demand for a tool that was not offered is refused."""
    with pytest.raises(BadAsk):
        reply(wish)


def test_offered_tools_need_not_be_called() -> None:
    """Without a demand the stand-in talks, whatever tools there are."""
    assert reply(Wish("", offered=WEATHER)).tool == ""


@pytest.mark.parametrize("value", [0, -1, 1.5, True, "12"])
def test_limits_are_whole_and_positive(value: object) -> None:
    """Anything but a whole number of at least 1 is refused as a limit."""
    with pytest.raises(BadAsk):
        limit_of({"max_tokens": value}, "max_tokens")


def test_first_limit_wins() -> None:
    """The first limit that is set counts; null is not set."""
    body = {"max_completion_tokens": None, "max_tokens": 7}
    assert limit_of(body, "max_completion_tokens", "max_tokens") == 7
    assert limit_of({}, "max_tokens") is None


def test_choices_are_bounded() -> None:
    """No request gets more choices than OpenAI allows."""
    assert choices_of({"n": 10**9}) == MAX_CHOICES
    assert choices_of({}) == 1


@pytest.mark.parametrize("value", [None, [], "text", {}])
def test_filled_wants_items(value: object) -> None:
    """A list that must hold something is refused when it does not."""
    with pytest.raises(BadAsk):
        filled({"messages": value}, "messages")


def test_objects_wants_objects() -> None:
    """A list of objects may be missing, but holds nothing else."""
    assert objects({}, "tools") == []
    with pytest.raises(BadAsk):
        objects({"tools": ["a"]}, "tools")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("a", "a"),
        ([{"type": "text", "text": "a"}, {"type": "image"}, {"content": [{"text": "b"}]}], "ab"),
        ([1, 2, 3], "..."),
        (None, ""),
    ],
)
def test_text_of_every_shape(content: object, text: str) -> None:
    """Text is found in strings, parts, messages and token ids."""
    assert text_of(content) == text


def test_text_of_deep_nesting_is_bounded() -> None:
    """Nesting far beyond any real message is not followed."""
    deep: object = "bottom"
    for _ in range(100_000):
        deep = [deep]
    assert text_of(deep) == ""


def test_events_are_framed() -> None:
    """An event ends with an empty line and carries its name where it has one."""
    assert event({"a": 1}) == b'data: {"a":1}\n\n'
    assert event({"a": 1}, "ping") == b'event: ping\ndata: {"a":1}\n\n'
