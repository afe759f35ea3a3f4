"""Asks for usage in a stream whose client did not, by the smallest edit of the request's bytes."""

from __future__ import annotations

from proxy.dialects.base import Document
from proxy.dialects.members import find_member

_MEMBER = b'"stream_options":{"include_usage":true}'
# Finding a member takes 2 ns a byte. A larger body whose client already sends `stream_options` keeps them as they are,
# and our own count has to do.
_MAX_SEARCHED = 1024 * 1024


def wants_usage(document: Document) -> bool:
    """Whether the client itself asked for usage in the stream."""
    options = document.get("stream_options")
    return type(options) is dict and options.get("include_usage") is True


def with_usage(body: bytes, document: Document) -> bytes:
    """The body with usage asked for; the same object where that cannot be done. All other bytes stay."""
    if "stream_options" not in document:
        at = body.index(b"{") + 1
        return body[:at] + _MEMBER + (b"," if document else b"") + body[at:]
    options = document["stream_options"]
    if len(body) > _MAX_SEARCHED or not (options is None or type(options) is dict):
        return body
    member = find_member(body, "stream_options")
    if member is None:
        return body
    value = b'{"include_usage":true}' if options is None else _asking(body[member.value : member.end], options)
    return body[: member.value] + value + body[member.end :]


def _asking(text: bytes, options: Document) -> bytes:
    """The options object with `include_usage` true."""
    member = find_member(text, "include_usage")
    if member is not None:
        return text[: member.value] + b"true" + text[member.end :]
    return b'{"include_usage":true' + (b"," if options else b"") + text[1:]
