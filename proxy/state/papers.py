"""Documents that all replicas share, and leases on what one of them does for all: how they are kept. Pure.

A document: eight bytes "dead after" (seconds since the epoch, double), then its content. A lease: the same, then whose
it is. A lease is had by compare and set, so that two never have it at once while their clocks agree; who does not renew
it loses it when its life is over. An end further away than anybody would ask for was written by a clock that has been
set back since, and does not count.
"""

from __future__ import annotations

import struct

_DEAD = struct.Struct("<d")
# Everybody asks for the same life; ten times that is a clock that was wrong.
BELIEVED = 10.0


def paper_group(name: str) -> str:
    """The group of a document."""
    return f"d:{name}"


def lease_group(name: str) -> str:
    """The group of a lease."""
    return f"l:{name}"


def paper(content: bytes, life: float, now: float) -> bytes:
    """A document as it is kept, for `life` seconds."""
    return _DEAD.pack(now + life) + content


def content_of(paper: bytes | None, now: float) -> bytes | None:
    """What a document holds; None where there is none, or none any more."""
    if not paper or _DEAD.unpack_from(paper)[0] <= now:
        return None
    return paper[8:]


def leased(held: bytes | None, who: str, life: float, now: float) -> bytes | None:
    """A lease after `who` has asked for it for `life` seconds (0: gives it back).

    Empty where nobody has it any more, None where another goes on having it.
    """
    if held and held[8:] != who.encode():
        (ends,) = _DEAD.unpack_from(held)
        if life <= 0 or now < ends <= now + BELIEVED * life:
            return None
    return _DEAD.pack(now + life) + who.encode() if life > 0 else b""
