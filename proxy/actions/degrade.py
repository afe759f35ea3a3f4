"""degrade: a less useful answer to whoever trains on it, by edits of the request and of the reply."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from proxy.actions.blocks import BlocksEditor
from proxy.actions.blur import Blur, Holder
from proxy.actions.changes import Editor
from proxy.actions.choices import ChoicesEditor
from proxy.actions.items import ItemsEditor
from proxy.actions.lines import LinesEditor
from proxy.actions.replies import Reader, StreamDegrading, VectorDegrading, WholeDegrading
from proxy.actions.requests import edit_request
from proxy.actions.revision import Revision
from proxy.actions.tags import Tags
from proxy.actions.tokens import TokensEditor
from proxy.actions.values import ValuesEditor
from proxy.actions.vectors import VectorEdits
from proxy.core.effect import Degrade
from proxy.core.exchange import Call
from proxy.core.places import Framing, ReplyPlaces, Shape

__all__ = ["Holder", "degrade_reply", "edit_request", "is_structured"]

EDITORS: Mapping[Shape, Callable[[Degrade], Editor]] = {
    Shape.CHOICES: ChoicesEditor,
    Shape.BLOCKS: BlocksEditor,
    Shape.ITEMS: ItemsEditor,
    Shape.LINES: LinesEditor,
    Shape.TOKENS: TokensEditor,
}
"""Who edits which shape; vectors and home-made APIs need more to be made."""


def degrade_reply(
    degrade: Degrade,
    reader: Reader,
    where: ReplyPlaces,
    framing: Framing | None,
    *,
    structured: bool = False,
    holder: Holder | None = None,
) -> Reader:
    """The reader for a degraded reply: `reader` itself where nothing of it is to be edited.

    `framing` as the dialect tells it for the reply's content type, None for one JSON text. `structured` where the text
    of the answer is JSON, which is then left whole (see `is_structured`). `holder` is whose embeddings they are.
    """
    if not touches_replies(degrade, where.shape):
        return reader
    if where.shape is Shape.VECTORS:
        blur = Blur(
            holder, levels=degrade.quantise_embeddings, noise=degrade.embedding_noise, rotate=degrade.rotate_embeddings
        )
        return VectorDegrading(reader, VectorEdits(blur))
    make = EDITORS.get(where.shape)
    editor = make(degrade) if make is not None else ValuesEditor(degrade, where.output)
    tags = Tags(degrade.tags) if "reasoning" in degrade.strip and degrade.tags else None
    if framing is None:
        return WholeDegrading(reader, Revision(editor, _all_of_it, tags, front=structured))
    return StreamDegrading(reader, Revision(editor, framing.rewrite, tags, front=structured), framing)


def _all_of_it(_raw: bytes, data: bytes) -> bytes:
    return data


def touches_replies(degrade: Degrade, shape: Shape) -> bool:
    """Whether anything in a reply of this shape may have to be edited."""
    if shape is Shape.VECTORS:
        return degrade.quantise_embeddings is not None or degrade.embedding_noise > 0 or degrade.rotate_embeddings
    reasoning = "reasoning" in degrade.strip
    if shape is Shape.VALUES:
        return reasoning or degrade.top_label_only or degrade.round_scores is not None
    if shape is Shape.BLOCKS:
        return reasoning
    precise = degrade.round_logprobs is not None or degrade.max_top_logprobs is not None
    return precise or bool(degrade.strip & {"reasoning", "logprobs", "system_fingerprint", "seed"})


def is_structured(call: Call) -> bool:
    """Whether the text of the answer has to be JSON, as the request asked for it."""
    return call.parameters.get("response_format", "text") not in ("text", "")
