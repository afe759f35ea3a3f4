"""Text Generation Inference's own API."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from proxy.core.decision import Refusal
from proxy.core.exchange import Turn, Usage
from proxy.dialects.tgi import TGI
from proxy.errors import UnreadableBody
from tests.dialects.exchange import JSON, PLACES, SSE, call, cut, feed, reply

STREAM = (
    b'data:{"index":1,"token":{"id":5,"text":" a","logprob":-0.1,"special":false},"generated_text":null,"details":null}'
    b'\n\ndata:{"index":2,"token":{"id":6,"text":" b","logprob":-0.1,"special":false},"generated_text":" a b",'
    b'"details":{"finish_reason":"length","generated_tokens":2,"seed":null,"input_length":9}}\n\n'
)


def test_a_generation() -> None:
    """A call in our words."""
    parameters = {"max_new_tokens": 20, "best_of": 2, "temperature": 0.5, "details": True, "top_n_tokens": 5}
    found = call("/generate", {"inputs": "Hi", "parameters": {**parameters, "stop": ["x"]}})
    assert (found.dialect, found.operation, found.turns) == ("tgi", "completion", (Turn("user", "Hi"),))
    assert (found.max_output_tokens, found.choices, found.stream) == (40, 2, False)
    assert found.parameters == {"best_of": 2, "temperature": 0.5, "logprobs": True, "top_logprobs": 5, "stop": 1}


def test_the_path_streams() -> None:
    """One of the two paths streams always."""
    assert call("/generate_stream", {"inputs": "Hi"}).stream
    assert call("/generate", {"inputs": "Hi", "stream": True}).stream


@given(PLACES)
def test_a_stream_reports_in_its_last_event(places: list[int]) -> None:
    """The details are found however the events are cut; no byte is touched."""
    reader = reply("/generate_stream", {"inputs": "Hi"}, SSE)
    assert feed(reader, cut(STREAM, places)) == STREAM
    assert reader.usage() == Usage(9, 2)


@pytest.mark.parametrize(
    ("document", "usage"),
    [
        ({"generated_text": "x", "details": {"generated_tokens": 3, "prefill": [{}, {}]}}, Usage(2, 3)),
        ({"generated_text": "x", "details": {"generated_tokens": 3, "prefill": []}}, Usage(5, 3, estimated=True)),
        ({"details": {"generated_tokens": 3, "best_of_sequences": [{"generated_tokens": 4}, 1], "input_length": 1}},
         Usage(1, 7)),
        ({"generated_text": "a" * 40}, Usage(5, 10, estimated=True)),
    ],
)  # fmt: skip
def test_whole_replies(document: dict[str, object], usage: Usage) -> None:
    """Details where they were asked for, all sequences together; else our own count."""
    reader = reply("/generate", {"inputs": "Hi"}, JSON)
    reader.feed(json.dumps(document).encode())
    assert reader.usage() == usage


def test_its_words() -> None:
    """A refusal has its type beside it; a stream has no event for a break."""
    assert json.loads(TGI().refuse(Refusal(429, "rate", "Slow.", 1)).body) == {
        "error": "Slow.",
        "error_type": "overloaded",
    }
    assert TGI().broken("x") == b""


def test_wrong_types() -> None:
    """Input that is no text is refused."""
    with pytest.raises(UnreadableBody, match="wrong_types"):
        call("/generate", {"inputs": ["a"]})
