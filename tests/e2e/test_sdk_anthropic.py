"""The official anthropic SDK through the proxy: what its users do, and what they get where the proxy says no."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import anthropic
import pytest
from anthropic import Anthropic, AsyncAnthropic

from tests.e2e.conftest import Key
from tests.e2e.proxy import Proxy
from tests.model import Model

ASK: list[anthropic.types.MessageParam] = [{"role": "user", "content": "Tell me a tale"}]
WEATHER: anthropic.types.ToolParam = {
    "name": "weather",
    "input_schema": {"type": "object", "properties": {"place": {"type": "string"}}},
}


@pytest.fixture
def client(proxy: Proxy, key: Key) -> Iterator[Anthropic]:
    """A caller without budgets."""
    with Anthropic(base_url=proxy.url, api_key=key("free")) as made:
        yield made


@pytest.fixture
async def aclient(proxy: Proxy, key: Key) -> AsyncIterator[AsyncAnthropic]:
    """The same, asynchronous."""
    async with AsyncAnthropic(base_url=proxy.url, api_key=key("free")) as made:
        yield made


def impatient(proxy: Proxy, key: str) -> Anthropic:
    """A client whose automatic retries do not wait as long as they are told, so that tests need not either."""
    made = Anthropic(base_url=proxy.url, api_key=key)
    made._calculate_retry_timeout = lambda *_: 0.0  # type: ignore[method-assign]
    return made


def said(message: anthropic.types.Message) -> str:
    """The text of an answer."""
    return "".join(block.text for block in message.content if block.type == "text")


def test_message(client: Anthropic) -> None:
    """A message arrives with its usage."""
    found = client.messages.create(model="mock-1", messages=ASK, max_tokens=12)
    assert said(found)
    assert found.usage.output_tokens == 12


def test_stream(client: Anthropic) -> None:
    """A stream says what the whole answer says."""
    whole = client.messages.create(model="mock-1", messages=ASK, max_tokens=12)
    with client.messages.stream(model="mock-1", messages=ASK, max_tokens=12) as stream:
        assert "".join(stream.text_stream) == said(whole)
        assert stream.get_final_message().usage.output_tokens == 12


async def test_async(aclient: AsyncAnthropic) -> None:
    """The asynchronous client, whole and streamed."""
    whole = await aclient.messages.create(model="mock-1", messages=ASK, max_tokens=12)
    async with aclient.messages.stream(model="mock-1", messages=ASK, max_tokens=12) as stream:
        assert "".join([text async for text in stream.text_stream]) == said(whole)


def test_tools(standin_proxy: Proxy) -> None:
    """A request with tools and its call pass, whole and streamed."""
    with Anthropic(base_url=standin_proxy.url, api_key="sk-me") as client:
        whole = client.messages.create(
            model="m", messages=ASK, max_tokens=99, tools=[WEATHER], tool_choice={"type": "any"}
        )
        with client.messages.stream(
            model="m", messages=ASK, max_tokens=99, tools=[WEATHER], tool_choice={"type": "any"}
        ) as stream:
            final = stream.get_final_message()
    for message in (whole, final):
        assert [block.name for block in message.content if block.type == "tool_use"] == ["weather"]


def test_count_tokens(client: Anthropic) -> None:
    """Counting tokens."""
    assert client.messages.count_tokens(model="mock-1", messages=ASK).input_tokens > 0


def test_bearer_is_the_same_caller(proxy: Proxy, key: Key) -> None:
    """The same secret as x-api-key and as Authorization: Bearer shares one budget, refused in Anthropic's words."""
    name = key("two")
    with Anthropic(base_url=proxy.url, api_key=name, max_retries=0) as by_key:
        by_key.messages.create(model="mock-1", messages=ASK, max_tokens=9)
    with Anthropic(base_url=proxy.url, auth_token=name, api_key=None, max_retries=0) as by_bearer:
        by_bearer.messages.create(model="mock-1", messages=ASK, max_tokens=9)
        with pytest.raises(anthropic.RateLimitError) as caught:
            by_bearer.messages.create(model="mock-1", messages=ASK, max_tokens=9)
    assert caught.value.body == {
        "type": "error",
        "error": {"type": "rate_limit_error", "message": caught.value.body["error"]["message"]},  # type: ignore[index]
    }


def test_ratelimit_headers(proxy: Proxy, key: Key) -> None:
    """An answer says where the caller stands in Anthropic's headers."""
    with Anthropic(base_url=proxy.url, api_key=key("two")) as client:
        raw = client.messages.with_raw_response.create(model="mock-1", messages=ASK, max_tokens=9)
    assert raw.headers["request-id"].startswith("req_mock")
    assert raw.headers["anthropic-ratelimit-requests-limit"] == "2"
    assert raw.headers["anthropic-ratelimit-requests-remaining"] == "1"
    assert raw.headers["anthropic-ratelimit-requests-reset"].endswith("Z")


@pytest.mark.parametrize(
    ("status", "error", "attempts"),
    [
        (400, anthropic.BadRequestError, 1),
        (401, anthropic.AuthenticationError, 1),
        (403, anthropic.PermissionDeniedError, 1),
        (429, anthropic.RateLimitError, 3),
        (529, anthropic.InternalServerError, 3),
    ],
)
async def test_upstream_errors_stay_typed(
    proxy: Proxy, model: Model, key: Key, status: int, error: type[anthropic.APIStatusError], attempts: int
) -> None:
    """An upstream's error is the SDK's own, after as many attempts as without us."""
    with impatient(proxy, key("free")) as client, pytest.raises(error):
        client.messages.create(model="mock-1", messages=ASK, max_tokens=9, extra_headers={"x-mock-status": str(status)})
    assert (await model.stats()).requests == attempts


async def test_refusal_that_passes_is_tried_thrice(proxy: Proxy, model: Model, key: Key) -> None:
    """Out of budget for a while: RateLimitError after three attempts, of which none reaches the model."""
    name = key("two")
    with impatient(proxy, name) as client:
        for _ in range(2):
            client.messages.create(model="mock-1", messages=ASK, max_tokens=9)
        with pytest.raises(anthropic.RateLimitError) as caught:
            client.messages.create(model="mock-1", messages=ASK, max_tokens=9)
    assert 1 <= int(caught.value.response.headers["retry-after"]) <= 120
    assert (await model.stats()).requests == 2
    assert await proxy.told(3, "access", org=name.replace("sk-", "org-"), status=429)


async def test_refusal_for_good_is_tried_once(proxy: Proxy, model: Model, key: Key) -> None:
    """A request that can never fit into its budget: RateLimitError after one attempt."""
    name = key("small")
    with impatient(proxy, name) as client, pytest.raises(anthropic.RateLimitError) as caught:
        client.messages.create(model="mock-1", messages=ASK, max_tokens=5000)
    assert caught.value.response.headers["x-should-retry"] == "false"
    assert (await model.stats()).requests == 0
    assert await proxy.told(1, "access", org=name.replace("sk-", "org-"), status=429)
