"""Streams of chat completions as servers write them: asked for usage, and not asked.

Each server's shapes are taken from what it sends, shortened; `asked` is what we get after asking in the client's place,
`unasked` what its client would have got without us, which is what it has to get from us too.
"""

from __future__ import annotations

from typing import NamedTuple


class Transcript(NamedTuple):
    """One stream of one server."""

    server: str
    asked: bytes
    unasked: bytes
    figures: tuple[int, int]
    options: dict[str, object] | None = None
    """The client's own `stream_options`."""


def stream(*events: str, end: str = "\n\n") -> bytes:
    """Events with their data as given."""
    return "".join(f"data: {event}{end}" for event in events).encode()


_HEAD = '{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m",'
_OPENAI = _HEAD + '"service_tier":"default","system_fingerprint":"fp_1","choices":'
_USAGE = '{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21,"prompt_tokens_details":{"cached_tokens":0}}'
_DELTAS = (
    '[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}]',
    '[{"index":0,"delta":{"content":"The \\"usage\\":null of 漢字 😀"},"logprobs":null,"finish_reason":null}]',
    '[{"index":0,"delta":{"content":",\\"usage\\":null}"},"logprobs":null,"finish_reason":null}]',
    '[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]',
)

TRANSCRIPTS = (
    Transcript(
        "OpenAI",
        stream(
            *(f'{_OPENAI}{delta},"usage":null}}' for delta in _DELTAS),
            f'{_OPENAI}[],"usage":{_USAGE}}}',
            "[DONE]",
        ),
        stream(*(f"{_OPENAI}{delta}}}" for delta in _DELTAS), "[DONE]"),
        (9, 12),
    ),
    Transcript(
        "OpenAI with obfuscation",
        stream(
            *(f'{_OPENAI}{delta},"usage":null,"obfuscation":"aB3"}}' for delta in _DELTAS),
            f'{_OPENAI}[],"usage":{_USAGE},"obfuscation":""}}',
            "[DONE]",
        ),
        stream(*(f'{_OPENAI}{delta},"obfuscation":"aB3"}}' for delta in _DELTAS), "[DONE]"),
        (9, 12),
    ),
    Transcript(
        "Azure, whose first chunk has no choices",
        stream(
            '{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[],"usage":null}',
            *(f'{_OPENAI}{delta},"usage":null}}' for delta in _DELTAS),
            f'{_OPENAI}[],"usage":{_USAGE}}}',
            "[DONE]",
        ),
        stream(
            '{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[]}',
            *(f"{_OPENAI}{delta}}}" for delta in _DELTAS),
            "[DONE]",
        ),
        (9, 12),
    ),
    Transcript(
        "vLLM",
        stream(
            *(f'{_HEAD}"choices":{delta}}}' for delta in _DELTAS),
            f'{_HEAD}"choices":[],"usage":{_USAGE}}}',
            "[DONE]",
        ),
        stream(*(f'{_HEAD}"choices":{delta}}}' for delta in _DELTAS), "[DONE]"),
        (9, 12),
    ),
    Transcript(
        "vLLM, continuous statistics without include_usage",
        stream(
            *(
                f'{_HEAD}"choices":{delta},"usage":{{"prompt_tokens":9,"completion_tokens":{i}}}}}'
                for i, delta in enumerate(_DELTAS)
            ),
            f'{_HEAD}"choices":[],"usage":{_USAGE}}}',
            "[DONE]",
        ),
        stream(*(f'{_HEAD}"choices":{delta}}}' for delta in _DELTAS), "[DONE]"),
        (9, 12),
        {"continuous_usage_stats": True},
    ),
    Transcript(
        "vLLM, made to report to everybody",
        stream(
            *(f'{_HEAD}"choices":{delta},"usage":{{"prompt_tokens":9,"completion_tokens":0}}}}' for delta in _DELTAS),
            f'{_HEAD}"choices":[],"usage":{_USAGE}}}',
            "[DONE]",
        ),
        stream(
            *(f'{_HEAD}"choices":{delta},"usage":{{"prompt_tokens":9,"completion_tokens":0}}}}' for delta in _DELTAS),
            f'{_HEAD}"choices":[],"usage":{_USAGE}}}',
            "[DONE]",
        ),
        (9, 12),
    ),
    Transcript(
        "a server with null for usage within choices",
        stream(
            *(f'{_HEAD}"choices":{delta[:-2]},"usage":null}}]}}' for delta in _DELTAS),
            f'{_HEAD}"choices":[],"usage":{_USAGE}}}',
        ),
        stream(*(f'{_HEAD}"choices":{delta[:-2]},"usage":null}}]}}' for delta in _DELTAS)),
        (9, 12),
    ),
    Transcript(
        "SGLang, which always writes null",
        stream(
            *(f'{_HEAD}"choices":{delta[:-2]},"matched_stop":null}}],"usage":null}}' for delta in _DELTAS),
            f'{_HEAD}"choices":[],"usage":{_USAGE}}}',
            "[DONE]",
        ),
        stream(
            *(f'{_HEAD}"choices":{delta[:-2]},"matched_stop":null}}],"usage":null}}' for delta in _DELTAS), "[DONE]"
        ),
        (9, 12),
    ),
    Transcript(
        "a server with spaces in its JSON and CRLF in its lines",
        stream(
            *(f'{{"usage": null, "choices": {delta}}}' for delta in _DELTAS),
            *(f'{{"choices": {delta}, "usage": null }}' for delta in _DELTAS),
            f'{{"choices": [], "usage": {_USAGE}}}',
            "[DONE]",
            end="\r\n\r\n",
        ),
        stream(
            *(f'{{"choices": {delta}}}' for delta in _DELTAS),
            *(f'{{"choices": {delta} }}' for delta in _DELTAS),
            "[DONE]",
            end="\r\n\r\n",
        ),
        (9, 12),
    ),
    Transcript(
        "Mistral, which reports usage beside the last choice, always",
        stream(f'{_HEAD}"choices":{_DELTAS[1]}}}', f'{_HEAD}"choices":{_DELTAS[3]},"usage":{_USAGE}}}', "[DONE]"),
        stream(f'{_HEAD}"choices":{_DELTAS[1]}}}', f'{_HEAD}"choices":{_DELTAS[3]},"usage":{_USAGE}}}', "[DONE]"),
        (9, 12),
    ),
    Transcript(
        "a gateway with comments, and usage of its own deeper down",
        b": PROCESSING\n\n"
        + stream(
            f'{{"x":{{"usage":null,"a":1}},"choices":{_DELTAS[1]},"usage":null}}',
            f'{{"x":{{"a":1,"usage":null}},"choices":{_DELTAS[1]},"usage":null,"y":1}}',
            f'{{"x":{{"a":1,"usage":null}},"choices":{_DELTAS[1]}}}',
            f'{{"choices":[],"usage":{_USAGE}}}',
        ),
        b": PROCESSING\n\n"
        + stream(
            f'{{"x":{{"usage":null,"a":1}},"choices":{_DELTAS[1]}}}',
            f'{{"x":{{"a":1,"usage":null}},"choices":{_DELTAS[1]},"y":1}}',
            f'{{"x":{{"a":1,"usage":null}},"choices":{_DELTAS[1]}}}',
        ),
        (9, 12),
    ),
    Transcript(
        "a stream without the blank line at its end",
        stream(f'{_HEAD}"choices":{_DELTAS[1]}}}') + stream(f'{_HEAD}"choices":[],"usage":{_USAGE}}}', end="\n"),
        stream(f'{_HEAD}"choices":{_DELTAS[1]}}}'),
        (9, 12),
    ),
)
