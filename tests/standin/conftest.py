"""A running stand-in, and the official SDKs pointed at it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import anthropic
import openai
import pytest

from proxy.standin import server


@pytest.fixture
async def standin() -> AsyncIterator[server.Standin]:
    """A stand-in on a free port that streams without pauses."""
    running = await server.start_standin(pace=0)
    yield running
    await running.close()


@pytest.fixture
async def openai_client(standin: server.Standin) -> AsyncIterator[openai.AsyncOpenAI]:
    """OpenAI's own client; no retries, so that an error is seen at once."""
    async with openai.AsyncOpenAI(base_url=f"{standin.url}/v1", api_key="sk-test", max_retries=0) as client:
        yield client


@pytest.fixture
async def anthropic_client(standin: server.Standin) -> AsyncIterator[anthropic.AsyncAnthropic]:
    """Anthropic's own client; no retries, so that an error is seen at once."""
    async with anthropic.AsyncAnthropic(base_url=standin.url, api_key="sk-test", max_retries=0) as client:
        yield client


@pytest.fixture
def sync_openai(standin: server.Standin) -> Iterator[openai.OpenAI]:
    """OpenAI's client without asyncio; call it from a thread."""
    with openai.OpenAI(base_url=f"{standin.url}/v1", api_key="sk-test", max_retries=0) as client:
        yield client


@pytest.fixture
def sync_anthropic(standin: server.Standin) -> Iterator[anthropic.Anthropic]:
    """Anthropic's client without asyncio; call it from a thread."""
    with anthropic.Anthropic(base_url=standin.url, api_key="sk-test", max_retries=0) as client:
        yield client
