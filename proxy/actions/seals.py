"""Where sealed reasoning stands in requests and replies: what is opaque to clients and theirs to return unchanged.

blocks   `signature` of a block of thinking, `data` of a redacted one
items    `encrypted_content` and `id` of an item of reasoning; the id of a whole response, which brings all of it back
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeGuard

from proxy.actions.changes import Steps, objects
from proxy.actions.splice import TAKEN, Tree, plant, splice
from proxy.core.places import Shape

# What stands near every seal, so that most texts are passed over without being read.
_SIGNS: Mapping[Shape, tuple[bytes, ...]] = {
    Shape.BLOCKS: (b'"signature', b'"redacted_thinking"'),
    Shape.ITEMS: (b'"encrypted_content"', b'"rs_', b'"resp_'),
}
# Shorter ones are placeholders: a stream begins each block with an empty signature.
_LEAST = 8
# The id by which OpenAI finds reasoning that it has stored.
_REFERENCE = "item_reference"
_PREVIOUS = "previous_response_id"


class Seal(NamedTuple):
    """An opaque text, and the place of what goes where it must not be presented."""

    path: Steps
    text: str
    among: int = 0
    """Of a block: how many its turn has. One of which nothing is left goes as a whole, as no provider takes it."""


def has_seals(text: bytes, shape: Shape) -> bool:
    """Whether there may be seals: quick, and never wrongly False."""
    return any(sign in text for sign in _SIGNS.get(shape, ()))


def presented(document: Any, shape: Shape) -> list[Seal]:
    """The seals that a request brings back, in order."""
    if not isinstance(document, dict):
        return []
    if shape is Shape.BLOCKS:
        turns = objects(document.get("messages"))
        found = [_blocks(turn.get("content"), ("messages", number, "content")) for number, turn in turns]
        return [seal for seals in found for seal in seals]
    if shape is not Shape.ITEMS:
        return []
    seals = [seal for number, item in objects(document.get("input")) for seal in _item(item, ("input", number))]
    previous = document.get(_PREVIOUS)
    return [*seals, Seal((_PREVIOUS,), previous)] if _is_seal(previous) else seals


def given(document: Any, shape: Shape) -> list[str]:
    """The seals in a reply, or in one event of it."""
    if not isinstance(document, dict):
        return []
    if shape is Shape.BLOCKS:
        event = [document[name] for name in ("content_block", "delta") if isinstance(document.get(name), dict)]
        return [seal.text for seal in _blocks([*event, *_list(document.get("content"))], ())]
    if shape is not Shape.ITEMS:
        return []
    response = document["response"] if isinstance(document.get("response"), dict) else document
    items = [document.get("item"), *_list(response.get("output"))]
    found = [seal.text for _, item in objects(items) for seal in _item(item, ())]
    name = response.get("id")
    return [*found, name] if response.get("object") == "response" and _is_seal(name) else found


def without(body: bytes, seals: Iterable[Seal]) -> bytes:
    """A request's body without what these seals belong to. Raises `ValueError` for what is no JSON object."""
    tree: Tree = {}
    places = {seal.path: seal.among for seal in seals}
    gone = Counter(path[:2] for path in places)
    for path, among in places.items():
        plant(tree, path[:2] if gone[path[:2]] == among else path, TAKEN)
    return splice(body, tree)


def _blocks(content: Any, path: Steps) -> Iterator[Seal]:
    for number, block in objects(content):
        name = "data" if block.get("type") == "redacted_thinking" else "signature"
        text = block.get(name)
        if _is_seal(text):
            yield Seal((*path, number), text, len(content))


def _item(item: dict[str, Any], path: Steps) -> Iterator[Seal]:
    if item.get("type") in ("reasoning", _REFERENCE):
        for name in ("encrypted_content", "id"):
            if _is_seal(item.get(name)):
                yield Seal(path, item[name])


def _is_seal(text: Any) -> TypeGuard[str]:
    return isinstance(text, str) and len(text) >= _LEAST


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
