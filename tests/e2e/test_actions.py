"""Degraded, slowed and blocked through the port: bytes compared, and read by official SDKs."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import anthropic
import openai
import pytest
from anthropic import AsyncAnthropic
from openai import AsyncOpenAI

from tests.actions import test_blocks as blocks
from tests.actions import test_choices as choices
from tests.actions import test_items as items
from tests.actions import test_lines as lines
from tests.actions import test_tokens as tokens
from tests.actions.degraded import Document, stream
from tests.e2e.conftest import Dial
from tests.e2e.origin import Origin
from tests.e2e.proxy import Proxy, start_proxy
from tests.edge.stage import Caller
from tests.model import Model

POLICY = """
policy: degrading
mode: enforce
dialects:
  - {name: classifier, path: /classify, input: text, output: scores}
rules:
  - name: everybody
    why: Everybody here is degraded
    when: tools >= 0
    then:
      - degrade:
          strip: [reasoning, logprobs, logit_bias, seed, system_fingerprint]
          max_output_tokens: 20
          max_choices: 2
          models: {atlas-large: atlas-mini}
          embeddings: {quantise: 9}
          classifier: {top_label_only: true, round_scores: 1}
  - {name: slow, why: Slow ones are slowed, when: model == slow, then: {throttle: {rate: 1/h}}}
  - {name: gone, why: Blocked ones are blocked, when: model == gone, then: block}
"""
ASK: list[Any] = [{"role": "user", "content": "Tell me a tale"}]
SSE, NDJSON, JSON = b"text/event-stream", b"application/x-ndjson", b"application/json"


@pytest.fixture(scope="session")
def degrading_proxy(model_process: Model, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy that degrades everybody, in front of the mock model."""
    with start_proxy(tmp_path_factory.mktemp("degrading"), model_process.url, POLICY) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def scripted_proxy(origin_port: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """The same in front of an upstream that says what a test wants."""
    upstream = f"http://127.0.0.1:{origin_port.getsockname()[1]}"
    with start_proxy(tmp_path_factory.mktemp("scripted"), upstream, POLICY) as proxy:
        yield proxy


@pytest.fixture
async def chat(degrading_proxy: Proxy, model: Model) -> AsyncIterator[AsyncOpenAI]:
    """A degraded caller of OpenAI's API; the model's counters are at zero."""
    async with AsyncOpenAI(base_url=f"{degrading_proxy.url}/v1", api_key="sk-1", max_retries=0) as made:
        yield made


@pytest.fixture
async def claude(degrading_proxy: Proxy, model: Model) -> AsyncIterator[AsyncAnthropic]:
    """A degraded caller of Anthropic's API."""
    async with AsyncAnthropic(base_url=degrading_proxy.url, api_key="sk-1", max_retries=0) as made:
        yield made


def says(origin: Origin, body: bytes, kind: bytes, size: int = 61) -> None:
    """Let the origin answer with this, in pieces that respect no event."""

    async def script(caller: Caller) -> None:
        await caller.request()
        caller.send(b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nTransfer-Encoding: chunked\r\n\r\n" % kind)
        for at in range(0, len(body), size):
            piece = body[at : at + size]
            caller.send(b"%x\r\n%b\r\n" % (len(piece), piece))
        caller.send(b"0\r\n\r\n")

    origin.script = script
