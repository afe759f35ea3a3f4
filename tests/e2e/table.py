"""Every dialect, streamed and not, with and without tools: what is asked, what the model says, what a degrade leaves.

Requests and replies are spelt with odd spaces and unknown members, so that whatever is written anew shows.
"""

from __future__ import annotations

import base64
import json
import struct
from typing import Any, NamedTuple

from tests.actions import messages, responses
from tests.actions.degraded import Document, stream

SSE, NDJSON, JSON = "text/event-stream", "application/x-ndjson", "application/json"
DEGRADE = """
      - degrade:
          strip: [reasoning, logprobs, system_fingerprint, seed, logit_bias]
          max_output_tokens: 20
          embeddings: {quantise: 9}
          classifier: {top_label_only: true, round_scores: 1}
"""


class Row(NamedTuple):
    """One line of the table."""

    path: str
    asked: bytes
    """The request's body as the client sends it."""
    less: bytes
    """The same as a degraded caller's goes upstream."""
    kind: str
    told: bytes
    """What the model answers."""
    left: bytes
    """What a degraded caller gets of it."""

    @property
    def dialect(self) -> str:
        """Whose words refusals are in."""
        names = {"/v1/messages": "anthropic", "/api": "ollama", "/generate": "tgi"}
        return next((name for start, name in names.items() if self.path.startswith(start)), "openai")


CALL = {"id": "t", "type": "function", "function": {"name": "f", "arguments": '{"a": "<think>b</think>"}'}}
TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
HEAD = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "vendor": [1.50]}
WHOLE = {"id": "c", "object": "chat.completion", "created": 1, "model": "m"}
USAGE = {"prompt_tokens": 3, "completion_tokens": 9, "total_tokens": 12}


def spelt(document: Any) -> bytes:
    """JSON as nobody but a person would write it."""
    return json.dumps(document, indent=3, ensure_ascii=False).encode()


def request(cap: str, *, streams: bool, tools: Any = None, **words: Any) -> tuple[bytes, bytes]:
    """A request, and the same with its cap lowered and its seed taken out, all other bytes alike."""
    document = {"model": "m", "unknown": {"é": [1.50, None]}, **words, cap: 500}
    if streams:
        document |= {"stream": True, "stream_options": {"include_usage": True}}
    if tools is not None:
        document["tools"] = tools
    text = spelt(document)
    return text, text.replace(b'"%b": 500' % cap.encode(), b'"%b": 20' % cap.encode())


def chat(*, streams: bool, tools: bool, spare: bool) -> bytes:
    """What a chat says; `spare` leaves out what a degrade takes."""
    calls = [{"index": 0, **CALL}] if tools else []
    finish = "tool_calls" if tools else "stop"
    if not streams:
        said: Document = {"role": "assistant", "content": "An answer"}
        said |= {} if spare else {"reasoning_content": "SECRET"}
        said |= {"tool_calls": [CALL]} if tools else {}
        return spelt({**WHOLE, "choices": [{"index": 0, "message": said, "finish_reason": finish}], "usage": USAGE})
    deltas: list[Document] = [{"role": "assistant", "content": ""}]
    deltas += [{} if spare else {"reasoning_content": piece} for piece in ("SEC", "RET")]
    deltas += [{"content": "An "}, {"content": "answer"}, *({"tool_calls": [call]} for call in calls)]
    events = [{**HEAD, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    last = {**HEAD, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}
    return stream(*events, last, {**HEAD, "choices": [], "usage": USAGE}, b"[DONE]")


def completion(*, streams: bool, spare: bool) -> bytes:
    """A completion that thinks in its text."""
    whole = {"id": "c", "object": "text_completion", "created": 1, "model": "m"}
    if not streams:
        text = "An answer" if spare else "<think>SECRET</think>An answer"
        return spelt({**whole, "choices": [{"index": 0, "text": text, "finish_reason": "stop", "logprobs": None}]})
    pieces = ["", "", "", "An ", "answer"] if spare else ["<thi", "nk>SEC", "RET</think>", "An ", "answer"]
    events = [{**whole, "choices": [{"index": 0, "text": piece, "finish_reason": None}]} for piece in pieces]
    return stream(*events, {**whole, "choices": [{"index": 0, "text": "", "finish_reason": "stop"}]}, b"[DONE]")


def message(*, streams: bool, tools: bool, spare: bool) -> bytes:
    """A message with thinking, in the clear and not."""
    blocks: list[Any] = [messages.THOUGHT, messages.HIDDEN, messages.SAID] if not spare else [messages.SAID]
    blocks += [messages.TOOL] if tools else []
    if streams:
        return messages.streamed(blocks)
    return spelt({"id": "m", "model": "m", **messages.message(blocks)})


def response(*, streams: bool, tools: bool, spare: bool) -> bytes:
    """A response with items of reasoning."""
    items = [*([] if spare else [responses.THOUGHT]), responses.said("An answer")]
    items += [responses.CALL] if tools else []
    return responses.streamed(items) if streams else spelt(responses.response(items))


def ollama(*, streams: bool, tools: bool, spare: bool) -> bytes:
    """What Ollama says, in one object or line by line."""
    calls = {"tool_calls": [{"function": {"name": "f", "arguments": {"a": "<think>b</think>"}}}]} if tools else {}
    thought = {} if spare else {"thinking": "SECRET"}
    said = {"role": "assistant", "content": "An answer", **thought, **calls}
    if not streams:
        return spelt({"model": "m", "message": said, "done": True, "prompt_eval_count": 3, "eval_count": 9})
    lines: list[Document] = [
        {"model": "m", "message": {"role": "assistant", "content": "", **thought}, "done": False},
        {"model": "m", "message": {"role": "assistant", "content": "An answer", **calls}, "done": False},
        {"model": "m", "message": {"role": "assistant", "content": ""}, "done": True, "eval_count": 9},
    ]
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def tgi(*, streams: bool, spare: bool) -> bytes:
    """What TGI says, with its seed and log-probabilities."""
    seed, probability = (None, None) if spare else (5, -0.5)
    token = {"id": 1, "text": "An answer", "logprob": probability, "special": False}
    if not streams:
        details = {"seed": seed, "tokens": [token], "generated_tokens": 1, "finish_reason": "length"}
        return spelt({"generated_text": "An answer", "details": details})
    return stream({"index": 1, "token": token, "generated_text": "An answer", "details": None})


def vectors(*, packed: bool, spare: bool) -> bytes:
    """Embeddings of length one; a degraded one has three of the nine levels that are left, and another length then."""
    numbers = [0.8, 0.0, -0.6, 0.0] if spare else [0.8, 0.02, -0.6, -0.02]
    entry: Any = base64.b64encode(struct.pack("<4f", *numbers)).decode() if packed else numbers
    data = [{"object": "embedding", "index": 0, "embedding": entry}]
    usage = {"prompt_tokens": 3, "total_tokens": 3}
    return json.dumps({"object": "list", "data": data, "model": "m", "usage": usage}).encode()


ASK = [{"role": "user", "content": "Tell me a <think>tale"}]
TOOLS = {"chat": [TOOL], "anthropic": [{"name": "f", "input_schema": {"type": "object"}}],
         "responses": [{"type": "function", "name": "f", "parameters": {}, "strict": False}]}  # fmt: skip


def rows() -> dict[str, Row]:
    """The whole table."""
    found = {}
    for streams in (False, True):
        how = "streamed" if streams else "whole"
        for tools in (False, True):
            name = f"{how}, {'with' if tools else 'without'} tools"
            shape: Any = {"streams": streams, "tools": tools}
            kind = SSE if streams else JSON

            def given(key: str, *, tools: bool = tools) -> Any:
                return TOOLS[key] if tools else None

            found[f"chat, {name}"] = Row(
                "/v1/chat/completions",
                *request("max_tokens", streams=streams, tools=given("chat"), messages=ASK),
                kind, chat(**shape, spare=False), chat(**shape, spare=True),
            )  # fmt: skip
            found[f"messages, {name}"] = Row(
                "/v1/messages", *request("max_tokens", streams=streams, tools=given("anthropic"), messages=ASK),
                kind, message(**shape, spare=False), message(**shape, spare=True),
            )  # fmt: skip
            found[f"responses, {name}"] = Row(
                "/v1/responses",
                *request("max_output_tokens", streams=streams, tools=given("responses"), input=ASK, store=False),
                kind, response(**shape, spare=False), response(**shape, spare=True),
            )  # fmt: skip
            asked = spelt({"model": "m", "messages": ASK, "tools": given("chat") or [], "stream": streams,
                           "options": {"num_predict": 500}})  # fmt: skip
            found[f"ollama, {name}"] = Row(
                "/api/chat", asked, asked.replace(b": 500", b": 20"), NDJSON if streams else JSON,
                ollama(**shape, spare=False), ollama(**shape, spare=True),
            )  # fmt: skip
        found[f"completions, {how}"] = Row(
            "/v1/completions", *request("max_tokens", streams=streams, prompt="Once <think>"), kind,
            completion(streams=streams, spare=False), completion(streams=streams, spare=True),
        )  # fmt: skip
        asked = spelt({"inputs": "Once <think>", "parameters": {"max_new_tokens": 500, "details": True}})
        found[f"tgi, {how}"] = Row(
            "/generate_stream" if streams else "/generate", asked, asked.replace(b": 500", b": 20"), kind,
            tgi(streams=streams, spare=False), tgi(streams=streams, spare=True),
        )  # fmt: skip
        asked = spelt({"model": "m", "input": ["a"], "encoding_format": "base64" if streams else "float"})
        found[f"embeddings, {'base64' if streams else 'floats'}"] = Row(
            "/v1/embeddings",
            asked,
            asked,
            JSON,
            vectors(packed=streams, spare=False),
            vectors(packed=streams, spare=True),
        )
    asked = spelt({"text": "Is it <think>?", "unknown": 1.50})
    found["a classifier"] = Row(
        "/classify", asked, asked, JSON, b"""{ "id": 0.123, "scores": {"a": 0.123, "b" : 0.877}, "other": 1.50 }""",
        b"""{ "id": 0.123, "scores": {"b":0.9}, "other": 1.50 }""",
    )  # fmt: skip
    return found


ROWS = rows()
