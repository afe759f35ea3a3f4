"""What API families share."""

from __future__ import annotations

import json

import pytest

from proxy.core.decision import Refusal, Standing
from proxy.core.exchange import Usage
from proxy.dialects.openai_chat import OpenAIChat
from proxy.dialects.replies import StreamReply, UnmeteredReply, WholeReply
from tests.dialects.exchange import JSON, NDJSON, SSE, request

FAMILY = OpenAIChat()


@pytest.mark.parametrize(
    ("status", "kind", "reader"),
    [
        (200, SSE, StreamReply), (200, "Text/Event-Stream", StreamReply), (200, NDJSON, StreamReply),
        (200, JSON, WholeReply), (201, "", WholeReply), (429, JSON, UnmeteredReply), (500, SSE, UnmeteredReply),
        (302, "", UnmeteredReply),
    ],
)  # fmt: skip
def test_readers(status: int, kind: str, reader: type) -> None:
    """The content type tells a stream from a whole reply; what failed is not metered. Nothing edits unasked."""
    found = FAMILY.reader(request("/v1/chat/completions", {"messages": []}), status, kind)
    assert type(found) is reader
    assert not found.edits


@pytest.mark.parametrize(
    ("usage", "figures"),
    [
        ({"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}, (1, 2)),
        ({"input_tokens": 1, "output_tokens": 2}, (1, 2)),
        ({"prompt_tokens": 5, "total_tokens": 5}, (5, 0)),
        ({"prompt_tokens": 5}, (5, None)),
        ({"prompt_tokens": "5", "completion_tokens": -1}, (None, None)),
        (None, (None, None)),
        ([], (None, None)),
    ],
)
def test_figures(usage: object, figures: tuple[int | None, int | None]) -> None:
    """Older and newer names, embeddings without output, and nothing where there is nothing sound."""
    assert FAMILY.figures_of({"usage": usage}) == figures


def test_refusals_standings_and_breaks_are_openai_s() -> None:
    """What a family does not say otherwise is as OpenAI has it."""
    assert json.loads(FAMILY.refuse(Refusal(403, "banned", "No.")).body)["error"]["message"] == "No."
    assert FAMILY.standing([Standing("b", "requests", 1, 1, 1)], 0)[0] == (b"x-ratelimit-limit-requests", b"1")
    event = FAMILY.broken("The model broke off.")
    assert event.startswith(b"data: ")
    assert event.endswith(b"\n\n")
    assert json.loads(event[6:])["error"]["message"] == "The model broke off."


def test_streams_of_lines_are_metered() -> None:
    """A reply in newline-delimited JSON is read line by line."""
    found = FAMILY.reader(request("/v1/chat/completions", {"messages": []}), 200, NDJSON)
    found.feed(b'{"choices":[{"text":"a"}]}\n{"usage":{"prompt_tokens":3,"completion_tokens":4}}\n')
    assert found.usage() == Usage(3, 4)
