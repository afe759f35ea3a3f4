"""The engine's own answers (a broken head, a body that never came) in the words of the dialect that was spoken to."""

from __future__ import annotations

from proxy.core.decision import Refusal
from proxy.dialects import plain
from proxy.dialects.base import Answer
from proxy.edge.http1 import REASONS, RequestHead


def worded(status: int, reason: str, head: RequestHead | None) -> Answer:
    """Word an answer of the engine; `reason` is one of its fixed words, nothing that the peer sent."""
    phrase = REASONS.get(status, b"Error").decode()
    kind = "upstream" if reason == "upstream" else "protocol"
    return plain(head.path if head is not None else "/").refuse(Refusal(status, kind, f"{phrase} ({reason})."))
