"""Refusals that no budget causes, as official SDKs see them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import anthropic
import openai
import pytest
from anthropic import Anthropic
from openai import OpenAI

from tests.e2e.proxy import start_proxy
from tests.model import Model
from tests.servers import free_port

Call = Callable[[str, dict[str, str | openai.Omit]], object]
OMIT = openai.Omit()


def chat(url: str, headers: dict[str, str | openai.Omit]) -> object:
    """One chat completion; retries do not wait."""
    with OpenAI(base_url=f"{url}/v1", api_key="sk-me") as client:
        client._calculate_retry_timeout = lambda *_: 0.0  # type: ignore[method-assign]
        return client.chat.completions.create(
            model="mock-1", messages=[{"role": "user", "content": "hello"}], extra_headers=headers
        )


def message(url: str, headers: dict[str, str | openai.Omit]) -> object:
    """One message; retries do not wait."""
    omitted = {name: anthropic.Omit() if isinstance(value, openai.Omit) else value for name, value in headers.items()}
    with Anthropic(base_url=url, api_key="sk-me") as client:
        client._calculate_retry_timeout = lambda *_: 0.0  # type: ignore[method-assign]
        return client.messages.create(
            model="mock-1", max_tokens=9, messages=[{"role": "user", "content": "hello"}], extra_headers=omitted
        )


@pytest.mark.parametrize(
    ("call", "error"), [(chat, openai.AuthenticationError), (message, anthropic.AuthenticationError)]
)
async def test_no_credential_is_401_once(folder: Path, model: Model, call: Call, error: type[Exception]) -> None:
    """Where callers without a credential are refused the SDK raises AuthenticationError after one attempt."""
    policy = "policy: p\nmode: enforce\ncallers: {anonymous: refuse}\n"
    with start_proxy(folder, model.url, policy) as proxy:
        with pytest.raises(error):
            call(proxy.url, {"X-Api-Key": OMIT, "Authorization": OMIT})
        assert call(proxy.url, {})
        await proxy.event("access", status=200)
        assert len(proxy.events("access", status=401)) == 1  # written before the one that was waited for
    assert (await model.stats()).requests == 1


@pytest.mark.parametrize(
    ("call", "error"), [(chat, openai.InternalServerError), (message, anthropic.InternalServerError)]
)
async def test_closed_state_is_503(folder: Path, model: Model, call: Call, error: type[Exception]) -> None:
    """Without a state, and a policy that says closed, the SDK raises its own error; nothing reaches the model."""
    policy = (
        "policy: p\nmode: enforce\non_state_failure: closed\n"
        "budgets: [{name: b, per: caller, meter: requests, limit: 9, window: 1m}]\n"
    )
    with ExitStack() as stack:
        proxy = stack.enter_context(
            start_proxy(folder, model.url, policy, state=f"redis://127.0.0.1:{free_port()}/0", state_limit=25)
        )
        with pytest.raises(error) as caught:
            call(proxy.url, {})
        found = await proxy.event("access", status=503)
    assert isinstance(caught.value, openai.APIStatusError | anthropic.APIStatusError)
    assert caught.value.response.headers["retry-after"] == "5"
    assert found["outcome"] == "refused"
    assert (await model.stats()).requests == 0


@pytest.mark.parametrize(
    ("call", "error"), [(chat, openai.InternalServerError), (message, anthropic.InternalServerError)]
)
async def test_unreachable_upstream_is_502(folder: Path, call: Call, error: type[Exception]) -> None:
    """A model's server that is not there: the SDK's own error once it has tried again, and the event says why."""
    with start_proxy(folder, f"http://127.0.0.1:{free_port()}", "policy: p\n") as proxy:
        with pytest.raises(error) as caught:
            call(proxy.url, {})
        await proxy.event("access", status=502, outcome="upstream_unreachable")
    assert isinstance(caught.value, openai.APIStatusError | anthropic.APIStatusError)
    assert caught.value.response.headers["retry-after"] == "1"
    assert "x-should-retry" not in caught.value.response.headers
