"""Rules through the port: who is degraded, slowed or banned, what official SDKs make of it, and who is left alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import anthropic
import httpx
import openai
import pytest
from anthropic import Anthropic
from openai import OpenAI

from tests.e2e.proxy import Proxy, start_proxy
from tests.model import Model
from tests.traffic import STRONG, words

ASK: list[openai.types.chat.ChatCompletionMessageParam] = [{"role": "user", "content": "Tell me a tale"}]
TELL: list[anthropic.types.MessageParam] = [{"role": "user", "content": "Tell me a tale"}]
REASON = {"x-mock-reasoning": "24", "x-mock-tokens": "200"}

# Tiers are how tests ask for a remedy: a key of the tier `plain` is degraded, and so on.
RULES = """
policy: rules
mode: MODE
callers: {directory: keys.jsonl}
rules:
  - name: plainer
    why: Answers without what a training set wants
    when: tier == plain
    then: [{degrade: {strip: [reasoning, logprobs, seed], max_output_tokens: 40, max_choices: 1}}]
  - {name: slower, why: Fewer answers, when: tier == slow, then: [{throttle: {rate: 2/h}}]}
  - {name: ban, why: None at all, when: 'tier in [banned, spared]', then: block}
exceptions:
  - {name: partner, orgs: [org-spared], rules: [ban], until: 2099-01-01, owner: me, reason: a contract}
"""
SUSPICION = """
policy: suspicion
mode: enforce
rules:
  - name: suspected
    why: It looks like the collection of a training set
    when: risk.level >= suspect
    then: [{degrade: {strip: [reasoning, logprobs], max_output_tokens: 40}}]
    for: 6h
EXTRA"""
TIERS = ("plain", "slow", "banned", "spared", "free")


def start(folder: Path, model: Model, mode: str) -> Iterator[Proxy]:
    """A proxy with these rules in this mode."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [{"key": f"sk-{t}-{n}", "tier": t, "org": f"org-{t}"} for t in TIERS for n in range(9)]
    (folder / "keys.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    with start_proxy(folder, model.url, RULES.replace("MODE", mode)) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def enforcing(model_process: Model, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """The rules in force."""
    yield from start(tmp_path_factory.mktemp("enforcing"), model_process, "enforce")


@pytest.fixture(scope="module")
def observing(model_process: Model, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """The same rules, only watching."""
    yield from start(tmp_path_factory.mktemp("observing"), model_process, "observe")


def chatting(proxy: Proxy, key: str) -> OpenAI:
    """OpenAI's SDK, whose retries do not wait."""
    made = OpenAI(base_url=f"{proxy.url}/v1", api_key=key, default_headers=REASON)
    made._calculate_retry_timeout = lambda *_: 0.0  # type: ignore[method-assign]
    return made


def telling(proxy: Proxy, key: str) -> Anthropic:
    """Anthropic's SDK, whose retries do not wait."""
    made = Anthropic(base_url=proxy.url, api_key=key, default_headers=REASON)
    made._calculate_retry_timeout = lambda *_: 0.0  # type: ignore[method-assign]
    return made


def chat(proxy: Proxy, key: str) -> openai.types.chat.ChatCompletion:
    """A chat completion that asks for all it can get."""
    with chatting(proxy, key) as client:
        return client.chat.completions.create(
            model="mock-1", messages=ASK, max_tokens=90, n=2, logprobs=True, top_logprobs=3, seed=7
        )


def message(proxy: Proxy, key: str) -> anthropic.types.Message:
    """A message with thinking."""
    with telling(proxy, key) as client:
        return client.messages.create(
            model="mock-1", messages=TELL, max_tokens=2000, thinking={"type": "enabled", "budget_tokens": 1024}
        )


async def sent(model: Model) -> dict[str, object]:
    """The body of the last request that reached the model."""
    seen = await model.last()
    assert seen is not None
    found: dict[str, object] = json.loads(seen.body)
    return found


async def test_a_chat_completion_is_degraded(enforcing: Proxy, model: Model) -> None:
    """OpenAI's SDK parses an answer without reasoning and log-probabilities; the model was asked for less."""
    await model.reset()
    found = chat(enforcing, "sk-plain-0")
    assert len(found.choices) == 1
    assert found.choices[0].message.content
    assert found.choices[0].logprobs is None
    assert not getattr(found.choices[0].message, "reasoning_content", None)
    assert found.choices[0].finish_reason == "length"
    asked = await sent(model)
    assert (asked["max_tokens"], asked["n"]) == (40, 1)
    assert not {"logprobs", "top_logprobs", "seed"} & set(asked)


async def test_a_streamed_chat_completion_is_degraded(enforcing: Proxy, model: Model) -> None:
    """OpenAI's SDK parses the whole stream, to its end and with its usage, and finds no reasoning in it."""
    with chatting(enforcing, "sk-plain-1") as client:
        options: openai.types.chat.ChatCompletionStreamOptionsParam = {"include_usage": True}
        chunks = list(
            client.chat.completions.create(
                model="mock-1", messages=ASK, max_tokens=90, logprobs=True, stream=True, stream_options=options
            )
        )
    choices = [choice for chunk in chunks for choice in chunk.choices]
    assert "".join(choice.delta.content or "" for choice in choices)
    assert all(choice.logprobs is None for choice in choices)
    assert not any(getattr(choice.delta, "reasoning_content", None) for choice in choices)
    assert choices[-1].finish_reason == "length"
    usage = chunks[-1].usage
    assert usage is not None
    assert usage.completion_tokens == 64
    assert (await sent(model))["max_tokens"] == 40


async def test_a_message_is_degraded(enforcing: Proxy, model: Model) -> None:
    """Anthropic's SDK parses an answer without thinking; a budget for thinking that does not fit was not asked for."""
    found = message(enforcing, "sk-plain-2")
    assert [block.type for block in found.content] == ["text"]
    assert found.stop_reason == "max_tokens"
    asked = await sent(model)
    assert asked["max_tokens"] == 40
    assert "thinking" not in asked


def test_a_streamed_message_is_degraded(enforcing: Proxy) -> None:
    """Anthropic's SDK puts a stream without its thinking together to a whole message, blocks counted anew."""
    with (
        telling(enforcing, "sk-plain-3") as client,
        client.messages.stream(model="mock-1", messages=TELL, max_tokens=2000) as stream,
    ):
        events = list(stream)
        found = stream.get_final_message()
    assert [block.type for block in found.content] == ["text"]
    assert not any("thinking" in event.type for event in events)
    assert [event.index for event in events if event.type == "content_block_start"] == [0]
    assert found.stop_reason == "max_tokens"


async def test_others_are_not_degraded(enforcing: Proxy, model: Model) -> None:
    """A caller to whom no rule applies gets all that was asked for, as the model gave it."""
    found = chat(enforcing, "sk-free-0")
    assert len(found.choices) == 2
    assert found.choices[0].logprobs is not None
    assert getattr(found.choices[0].message, "reasoning_content", None)
    assert (await sent(model))["max_tokens"] == 90
    assert [block.type for block in message(enforcing, "sk-free-0").content] == ["thinking", "text"]


Call = Callable[[Proxy, str], object]
Refused = openai.APIStatusError | anthropic.APIStatusError


async def tries(proxy: Proxy, status: int, before: int, number: int) -> list[dict[str, object]]:
    """So many refusals with this status since there were `before`, and no more."""
    await proxy.event("access")

    def refused() -> list[dict[str, object]]:
        return proxy.events("access", status=status)[before:]

    async with asyncio.timeout(20):
        while len(refused()) < number:
            await proxy.metrics()
    return refused()


@pytest.mark.parametrize(
    ("call", "error", "key"),
    [(chat, openai.RateLimitError, "sk-slow-0"), (message, anthropic.RateLimitError, "sk-slow-1")],
)
async def test_beyond_the_rate_an_sdk_tries_thrice(
    enforcing: Proxy, model: Model, call: Call, error: type[Refused], key: str
) -> None:
    """Two answers an hour; then RateLimitError after exactly three attempts, of which none reaches the model."""
    await model.reset()
    before = len(enforcing.events("access", status=429))
    for _ in range(2):
        assert call(enforcing, key)
    with pytest.raises(error) as caught:
        call(enforcing, key)
    assert isinstance(caught.value, Refused)
    assert 1 <= int(caught.value.response.headers["retry-after"]) <= 120
    assert "x-should-retry" not in caught.value.response.headers
    refused = await tries(enforcing, 429, before, 3)
    assert [event["rules"] for event in refused] == [["slower"]] * 3
    assert (await model.stats()).requests == 2


@pytest.mark.parametrize(
    ("call", "error"), [(chat, openai.PermissionDeniedError), (message, anthropic.PermissionDeniedError)]
)
async def test_a_banned_caller_is_refused_once(
    enforcing: Proxy, model: Model, call: Call, error: type[Refused]
) -> None:
    """PermissionDeniedError after exactly one attempt, which does not reach the model and names no rule."""
    await model.reset()
    before = len(enforcing.events("access", status=403))
    with pytest.raises(error) as caught:
        call(enforcing, "sk-banned-0")
    assert isinstance(caught.value, Refused)
    assert "None at all" not in caught.value.response.text
    assert "ban" not in caught.value.message.lower().split()
    refused = await tries(enforcing, 403, before, 1)
    assert [(event["action"], event["rules"]) for event in refused] == [("block", ["ban"])]
    assert (await model.stats()).requests == 0


@pytest.mark.parametrize("call", [chat, message])
async def test_an_excepted_caller_is_never_touched(enforcing: Proxy, model: Model, call: Call) -> None:
    """A caller whom an exception spares is served as if there were no rule, however often its condition holds."""
    await model.reset()
    for _ in range(3):
        assert call(enforcing, "sk-spared-0")
    assert (await model.stats()).requests == 3
    assert [event for event in enforcing.events("decision") if event["org"] == "org-spared"] == []


async def raw(proxy: Proxy, key: str) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Status, bytes and headers of an answer, without those of the connection, the moment and the length."""
    body = {"model": "mock-1", "messages": ASK, "n": 2, "logprobs": True, "seed": 7, "max_tokens": 90}
    headers = {"authorization": f"Bearer {key}", **REASON}
    async with httpx.AsyncClient(timeout=20) as client:
        found = await client.post(f"{proxy.url}/v1/chat/completions", json=body, headers=headers)
    left = {"date", "x-request-id", "openai-processing-ms", "connection", "transfer-encoding", "content-length"}
    return found.status_code, found.content, [pair for pair in found.headers.items() if pair[0] not in left]


@pytest.mark.parametrize(("tier", "action"), [("plain", "degrade"), ("slow", "throttle"), ("banned", "block")])
async def test_observing_changes_nothing_and_tells(observing: Proxy, model: Model, tier: str, action: str) -> None:
    """In observe mode nobody's request or answer differs from a free caller's; the decision is written, unenforced."""
    await model.reset()
    expected = await raw(observing, "sk-free-0")
    asked = await sent(model)
    for _ in range(3):
        assert await raw(observing, f"sk-{tier}-5") == expected
        assert await sent(model) == asked
    event = await observing.event("decision", org=f"org-{tier}", action=action)
    assert event["enforced"] is False
    assert {found["enforced"] for found in observing.events("decision")} == {False}


async def ask(client: httpx.AsyncClient, key: str, *texts: str) -> bool:
    """Ask with reasoning; whether the answer came with it."""
    turns = [{"role": ("user", "assistant")[n % 2], "content": text} for n, text in enumerate(texts)]
    found = await client.post(
        "/v1/chat/completions",
        json={"model": "mock-1", "messages": turns, "max_tokens": 60},
        headers={"authorization": f"Bearer {key}", **REASON},
    )
    assert found.status_code == 200
    return "reasoning_content" in found.json()["choices"][0]["message"]


async def drive(client: httpx.AsyncClient, key: str, chance: Random, number: int = 30) -> list[bool]:
    """So many strongly worded single questions."""
    return [await ask(client, key, STRONG.format(words(chance, 15))) for _ in range(number)]


async def talk(client: httpx.AsyncClient, key: str, chance: Random, number: int = 30) -> list[bool]:
    """As many requests of ordinary conversations."""
    found = []
    texts: list[str] = []
    for _ in range(number):
        texts = [] if len(texts) > 6 else texts
        texts.append(words(chance, 9))
        found.append(await ask(client, key, *texts))
        texts.append(words(chance, 20))
    return found


async def test_a_collector_is_degraded_from_then_on_and_a_talker_is_not(folder: Path, model: Model) -> None:
    """Thirty strongly worded questions make a suspect, degraded from then on whatever it says; a talker stays whole."""
    chance = Random(7)  # noqa: S311 - the same in every run
    with start_proxy(folder, model.url, SUSPICION.replace("EXTRA", "")) as proxy:
        async with httpx.AsyncClient(base_url=proxy.url, timeout=20) as client:
            collected = await drive(client, "sk-collector", chance)
            talked = await talk(client, "sk-talker", chance)
            assert collected[:8] == [True] * 8
            first = collected.index(False)
            assert not any(collected[first:])
            assert not any(await talk(client, "sk-collector", chance, 5))
            assert talked == [True] * 30
        event = await proxy.event("decision", action="degrade")
        assert (event["rules"], event["enforced"]) == (["suspected"], True)
        acted = {found["caller"] for found in proxy.events("decision", action="degrade")}
        assert len(acted) == 1


async def test_remedies_survive_a_restart(folder: Path, model: Model, tmp_path: Path) -> None:
    """With embedded state a suspect is degraded with the first word after a restart; others are not."""
    state, chance = f"embedded://{tmp_path / 'state'}", Random(8)  # noqa: S311 - as above
    for run in range(2):
        with start_proxy(folder, model.url, SUSPICION.replace("EXTRA", ""), state=state) as proxy:
            async with httpx.AsyncClient(base_url=proxy.url, timeout=20) as client:
                if run == 0:
                    assert not (await drive(client, "sk-collector", chance))[-1]
                assert not await ask(client, "sk-collector", "Good morning")
                assert await ask(client, "sk-other", "Good morning")
            assert proxy.stop() == 0


async def test_an_excepted_collector_is_left_alone(folder: Path, model: Model) -> None:
    """An exception by caller id, added while its remedy runs, gives the caller everything back at once."""
    chance = Random(9)  # noqa: S311 - as above
    with start_proxy(folder, model.url, SUSPICION.replace("EXTRA", "")) as proxy:
        async with httpx.AsyncClient(base_url=proxy.url, timeout=20) as client:
            assert not (await drive(client, "sk-collector", chance))[-1]
            caller = (await proxy.event("decision", action="degrade"))["caller"]
            exception = f"{{name: e, callers: [{caller}], rules: '*', until: 2099-01-01, owner: o, reason: r}}"
            proxy.policy.write_text(SUSPICION.replace("EXTRA", f"exceptions: [{exception}]\n"))
            await proxy.logged("policy changed")
            assert await drive(client, "sk-collector", chance, 5) == [True] * 5
