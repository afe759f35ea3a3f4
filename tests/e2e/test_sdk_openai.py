"""The official openai SDK through the proxy: what its users do, and what they get where the proxy says no."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import openai
import pytest
from openai import AsyncOpenAI, OpenAI

from tests.e2e.conftest import Key
from tests.e2e.proxy import Proxy
from tests.model import Model

ASK: list[openai.types.chat.ChatCompletionMessageParam] = [{"role": "user", "content": "Tell me a tale"}]
WEATHER: openai.types.chat.ChatCompletionToolParam = {
    "type": "function",
    "function": {"name": "weather", "parameters": {"type": "object", "properties": {"place": {"type": "string"}}}},
}


@pytest.fixture
def client(proxy: Proxy, key: Key) -> Iterator[OpenAI]:
    """A caller without budgets."""
    with OpenAI(base_url=f"{proxy.url}/v1", api_key=key("free")) as made:
        yield made


@pytest.fixture
async def aclient(proxy: Proxy, key: Key) -> AsyncIterator[AsyncOpenAI]:
    """The same, asynchronous."""
    async with AsyncOpenAI(base_url=f"{proxy.url}/v1", api_key=key("free")) as made:
        yield made


def impatient(proxy: Proxy, key: str, **options: object) -> OpenAI:
    """A client whose automatic retries do not wait as long as they are told, so that tests need not either."""
    made = OpenAI(base_url=f"{proxy.url}/v1", api_key=key)
    made._calculate_retry_timeout = lambda *_: 0.0  # type: ignore[method-assign]
    return made


def test_chat(client: OpenAI) -> None:
    """A chat completion arrives with its usage."""
    found = client.chat.completions.create(model="mock-1", messages=ASK, max_tokens=12)
    assert found.choices[0].message.content
    assert found.usage is not None
    assert found.usage.completion_tokens == 12


def test_chat_stream_without_usage(client: OpenAI) -> None:
    """A stream of a client that did not ask for usage has none, although the proxy asked for it."""
    chunks = list(client.chat.completions.create(model="mock-1", messages=ASK, max_tokens=12, stream=True))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert all(chunk.usage is None for chunk in chunks)


def test_chat_stream_with_usage(client: OpenAI) -> None:
    """A client that asks for usage gets it, in a last chunk without choices."""
    options: openai.types.chat.ChatCompletionStreamOptionsParam = {"include_usage": True}
    *_, last = client.chat.completions.create(
        model="mock-1", messages=ASK, max_tokens=12, stream=True, stream_options=options
    )
    assert last.choices == []
    assert last.usage is not None
    assert last.usage.completion_tokens == 12


def test_tools(standin_proxy: Proxy) -> None:
    """A request with tools and its call pass, whole and streamed."""
    with OpenAI(base_url=f"{standin_proxy.url}/v1", api_key="sk-me") as client:
        whole = client.chat.completions.create(model="m", messages=ASK, tools=[WEATHER], tool_choice="required")
        with client.chat.completions.stream(model="m", messages=ASK, tools=[WEATHER], tool_choice="required") as stream:
            final = stream.get_final_completion()
    for message in (whole.choices[0].message, final.choices[0].message):
        assert message.tool_calls is not None
        assert message.tool_calls[0].type == "function"
        assert message.tool_calls[0].function.name == "weather"


def test_responses(client: OpenAI) -> None:
    """The Responses API, whole and streamed."""
    whole = client.responses.create(model="mock-1", input="Tell me a tale")
    assert whole.output_text
    assert whole.usage is not None
    with client.responses.stream(model="mock-1", input="Tell me a tale") as stream:
        assert stream.get_final_response().output_text == whole.output_text


def test_completions(client: OpenAI) -> None:
    """The older completions API, whole and streamed."""
    whole = client.completions.create(model="mock-1", prompt="Once", max_tokens=12)
    parts = client.completions.create(model="mock-1", prompt="Once", max_tokens=12, stream=True)
    assert "".join(part.choices[0].text for part in parts if part.choices) == whole.choices[0].text


def test_embeddings(client: OpenAI) -> None:
    """Embeddings, which the SDK asks for in base64."""
    assert client.embeddings.create(model="mock-1", input=["a", "b"]).data[1].embedding


def test_models(client: OpenAI) -> None:
    """The list of models, and one of them."""
    assert "mock-1" in [model.id for model in client.models.list()]
    assert client.models.retrieve("mock-1").id == "mock-1"


def test_raw_response_headers(client: OpenAI) -> None:
    """The upstream's request id reaches `with_raw_response`."""
    raw = client.chat.completions.with_raw_response.create(model="mock-1", messages=ASK)
    assert raw.headers["x-request-id"].startswith("req_mock")
    assert raw.parse().choices


def test_ratelimit_headers(proxy: Proxy, key: Key) -> None:
    """An answer says where the caller stands in OpenAI's headers."""
    with OpenAI(base_url=f"{proxy.url}/v1", api_key=key("two")) as client:
        raw = client.chat.completions.with_raw_response.create(model="mock-1", messages=ASK)
    assert raw.headers["x-ratelimit-limit-requests"] == "2"
    assert raw.headers["x-ratelimit-remaining-requests"] == "1"
    assert raw.headers["x-ratelimit-reset-requests"]


async def test_async(aclient: AsyncOpenAI) -> None:
    """The asynchronous client, whole and streamed."""
    whole = await aclient.chat.completions.create(model="mock-1", messages=ASK, max_tokens=12)
    stream = await aclient.chat.completions.create(model="mock-1", messages=ASK, max_tokens=12, stream=True)
    text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
    assert text == whole.choices[0].message.content


@pytest.mark.parametrize(
    ("status", "error", "attempts"),
    [
        (400, openai.BadRequestError, 1),
        (401, openai.AuthenticationError, 1),
        (404, openai.NotFoundError, 1),
        (429, openai.RateLimitError, 3),
        (500, openai.InternalServerError, 3),
    ],
)
async def test_upstream_errors_stay_typed(
    proxy: Proxy, model: Model, key: Key, status: int, error: type[openai.APIStatusError], attempts: int
) -> None:
    """An upstream's error is the SDK's own, after as many attempts as without us."""
    with impatient(proxy, key("free")) as client, pytest.raises(error) as caught:
        client.chat.completions.create(model="mock-1", messages=ASK, extra_headers={"x-mock-status": str(status)})
    assert caught.value.message
    assert (await model.stats()).requests == attempts


async def test_refusal_that_passes_is_tried_thrice(proxy: Proxy, model: Model, key: Key) -> None:
    """Out of budget for a while: RateLimitError after three attempts, of which none reaches the model."""
    name = key("two")
    with impatient(proxy, name) as client:
        for _ in range(2):
            client.chat.completions.create(model="mock-1", messages=ASK)
        with pytest.raises(openai.RateLimitError) as caught:
            client.chat.completions.create(model="mock-1", messages=ASK)
    assert caught.value.code == "rate_limit_exceeded"
    assert 1 <= int(caught.value.response.headers["retry-after"]) <= 120
    assert "x-should-retry" not in caught.value.response.headers
    assert caught.value.response.headers["x-ratelimit-remaining-requests"] == "0"
    assert (await model.stats()).requests == 2
    org = name.replace("sk-", "org-")
    assert await proxy.told(3, "access", org=org, status=429)


async def test_refusal_for_good_is_tried_once(proxy: Proxy, model: Model, key: Key) -> None:
    """A request that can never fit into its budget: RateLimitError after one attempt."""
    name = key("small")
    with impatient(proxy, name) as client, pytest.raises(openai.RateLimitError) as caught:
        client.chat.completions.create(model="mock-1", messages=ASK, max_tokens=5000)
    assert caught.value.response.headers["x-should-retry"] == "false"
    assert (await model.stats()).requests == 0
    assert await proxy.told(1, "access", org=name.replace("sk-", "org-"), status=429)


def test_retry_succeeds_by_itself(proxy: Proxy, key: Key) -> None:
    """The SDK's own wait after `Retry-After` leads to an answer."""
    with OpenAI(base_url=f"{proxy.url}/v1", api_key=key("soon")) as client:
        for _ in range(2):
            assert client.chat.completions.create(model="mock-1", messages=ASK).choices
