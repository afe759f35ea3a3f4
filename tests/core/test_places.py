"""Places as values."""

from __future__ import annotations

import dataclasses

import pytest

from proxy.core.places import Places, ReplyPlaces, RequestPlaces, Shape


def test_nothing_is_anywhere_unless_said() -> None:
    """Without a word about it an operation has nothing that an action could edit."""
    places = Places()
    assert places.reply is None
    assert not any(getattr(places.request, field.name) for field in dataclasses.fields(RequestPlaces))


def test_values() -> None:
    """Places are equal by what they say, can be keys, and cannot be changed by those who use them."""
    assert Places(RequestPlaces(("model",)), ReplyPlaces(Shape.ITEMS)) == Places(
        RequestPlaces(("model",)), ReplyPlaces(Shape.ITEMS, "")
    )
    assert len({Places(), Places(RequestPlaces()), Places(reply=ReplyPlaces(Shape.LINES))}) == 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        Places().request.model = ("x",)  # type: ignore[misc]
