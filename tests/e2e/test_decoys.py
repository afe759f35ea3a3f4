"""Decoys through the port: offered to the model, never seen by a caller who did not ask, registered and recognised."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from anthropic import AsyncAnthropic
from openai import AsyncOpenAI

from proxy.canaries.chain import check
from proxy.canaries.decoys import NOUNS, feature_of, named
from proxy.canaries.keys import CanaryKey
from proxy.canaries.registry import read
from proxy.canaries.verify import served
from tests.actions.calling import CALLING, DECOY, Calling
from tests.actions.degraded import JSON
from tests.e2e.origin import Origin
from tests.e2e.proxy import SECRET, Proxy, eventually, start_proxy
from tests.e2e.test_canaries import registry
from tests.edge.stage import Caller

POLICY = """
policy: decoys
mode: enforce
rules:
  - name: visible
    why: These callers see what the model calls
    when: model == visible
    then: [{canary: {share: 100%, kinds: [decoy], decoys: visible}}]
  - name: hidden
    why: Everybody else does not
    when: model != visible
    then: [{canary: {share: 100%, kinds: [decoy]}}]
"""
KEY = CanaryKey(SECRET.encode())
ASK: list[Any] = [{"role": "user", "content": "What do you know about the place where I am?"}]
CALLS = [[DECOY], ["f", DECOY], [DECOY, "f"], [DECOY, "f", DECOY, "g"], ["f"]]


@pytest.fixture(scope="session")
def decoy_proxy(origin_port: socket.socket, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy that offers everybody decoys."""
    folder = tmp_path_factory.mktemp("decoys")
    upstream = f"http://127.0.0.1:{origin_port.getsockname()[1]}"
    with start_proxy(folder, upstream, POLICY, canaries=folder / "canaries.jsonl") as proxy:
        yield proxy


def tools(api: Calling) -> list[Any]:
    """The caller's own tool, in the API's form."""
    schema = {"type": "object", "properties": {}}
    if api.path == "/v1/messages":
        return [{"name": "f", "input_schema": schema}]
    function = {"name": "f", "parameters": schema}
    if api.path == "/v1/responses":
        return [{"type": "function", **function, "strict": False}]
    return [{"type": "function", "function": function}]


def offered(body: bytes) -> str:
    """The name of the last tool of a request."""
    tool = json.loads(body)["tools"][-1]
    name: str = tool.get("function", tool)["name"]
    return name


def calls(origin: Origin, api: Calling, names: list[str]) -> None:
    """Let the model call these; the decoy by the name under which it was offered."""

    async def script(caller: Caller) -> None:
        asked = await caller.request()
        decoy = offered(asked.body)
        body = api.tell([decoy if name == DECOY else name for name in names])
        body = body.replace(DECOY.encode(), decoy.encode())
        caller.send(
            b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n" % (api.kind.encode(), len(body))
        )
        for at in range(0, len(body), 61):
            caller.send(body[at : at + 61])

    origin.script = script


def asked(api: Calling, **words: Any) -> dict[str, Any]:
    """A request with a tool."""
    said = {"input": ASK, "store": False} if api.path == "/v1/responses" else {"messages": ASK}
    limit = {"max_tokens": 500} if api.path == "/v1/messages" else {}
    return {"model": "m", "tools": tools(api), **said, **limit, **words}


async def post(proxy: Proxy, api: Calling, key: str = "sk-1", **words: Any) -> bytes:
    """What the client gets, byte for byte."""
    streams = {"stream": True, "stream_options": {"include_usage": True}} if api.kind != JSON else {}
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {key}"}) as client:
        answer = await client.post(proxy.url + api.path, json=asked(api, **streams, **words))
    assert answer.status_code == 200
    return answer.content


@pytest.mark.parametrize("called", CALLS, ids=" ".join)
@pytest.mark.parametrize("name", CALLING)
async def test_nobody_sees_a_call_of_a_decoy(decoy_proxy: Proxy, origin: Origin, name: str, called: list[str]) -> None:
    """In every API, streamed and not: the reply is byte for byte what it would be without, and other calls stay."""
    api = CALLING[name]
    calls(origin, api, called)
    body = await post(decoy_proxy, api)
    decoy = offered(origin.seen[0].body)
    left = api.tell([each for each in called if each != DECOY])
    assert body == left.replace(DECOY.encode(), decoy.encode())


@pytest.mark.parametrize("called", CALLS, ids=" ".join)
@pytest.mark.parametrize("streams", [False, True])
async def test_openai_reads_what_is_left(decoy_proxy: Proxy, origin: Origin, called: list[str], streams: bool) -> None:
    """OpenAI's SDK puts chats and responses together: real calls, or an answer that stopped of itself."""
    left = [each for each in called if each != DECOY]
    async with AsyncOpenAI(base_url=f"{decoy_proxy.url}/v1", api_key="sk-1", max_retries=0) as client:
        api = CALLING["chat" if streams else "chat, whole"]
        calls(origin, api, called)
        if streams:
            async with client.chat.completions.stream(**asked(api)) as events:
                chat: Any = await events.get_final_completion()
        else:
            chat = await client.chat.completions.create(**asked(api))
        (choice,) = chat.choices
        assert [call.function.name for call in choice.message.tool_calls or ()] == left
        assert choice.finish_reason == ("tool_calls" if left else "stop")
        api = CALLING["responses" if streams else "responses, whole"]
        calls(origin, api, called)
        if streams:
            async with client.responses.stream(**asked(api)) as told:
                numbers = [event.sequence_number async for event in told]
                response: Any = await told.get_final_response()
            assert numbers == list(range(len(numbers)))
        else:
            response = await client.responses.create(**asked(api))
        assert [item.name for item in response.output if item.type == "function_call"] == left


@pytest.mark.parametrize("called", CALLS, ids=" ".join)
@pytest.mark.parametrize("streams", [False, True])
async def test_anthropic_reads_what_is_left(
    decoy_proxy: Proxy, origin: Origin, called: list[str], streams: bool
) -> None:
    """Anthropic's SDK puts the message together: real calls, or a turn that ended."""
    left = [each for each in called if each != DECOY]
    api = CALLING["messages" if streams else "messages, whole"]
    calls(origin, api, called)
    async with AsyncAnthropic(base_url=decoy_proxy.url, api_key="sk-1", max_retries=0) as client:
        if streams:
            async with client.messages.stream(**asked(api)) as events:
                found: Any = await events.get_final_message()
        else:
            found = await client.messages.create(**asked(api))
    assert [block.name for block in found.content if block.type == "tool_use"] == left
    assert found.stop_reason == ("tool_use" if left else "end_turn")


@pytest.mark.parametrize("name", CALLING)
async def test_who_is_to_see_them_does(decoy_proxy: Proxy, origin: Origin, name: str) -> None:
    """With `decoys: visible` every byte of the answer is the model's."""
    api = CALLING[name]
    calls(origin, api, [DECOY, "f"])
    body = await post(decoy_proxy, api, model="visible")
    decoy = offered(origin.seen[0].body)
    assert body == api.tell([decoy, "f"]).replace(DECOY.encode(), decoy.encode())
    assert b"Do not call" not in origin.seen[0].body


@pytest.mark.parametrize(
    "words",
    [
        {"tools": []},
        {"tool_choice": "required"},
        {"tool_choice": {"type": "function", "function": {"name": "f"}}},
        {"parallel_tool_calls": False},
        {"response_format": {"type": "json_object"}},
        {"store": True},
        {"messages": [{"role": "user", "content": "What is the right dose for a child of four?"}]},
    ],
    ids=str,
)
async def test_nothing_is_offered_where_it_might_break(decoy_proxy: Proxy, origin: Origin, words: Any) -> None:
    """The very bytes of the request go upstream."""
    api = CALLING["chat, whole"]
    body = json.dumps(asked(api, **words), indent=1).encode()

    async def script(caller: Caller) -> None:
        await caller.request()
        told = api.tell(["f"])
        caller.send(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(told), told)
        )

    origin.script = script
    async with httpx.AsyncClient() as client:
        answer = await client.post(decoy_proxy.url + api.path, content=body)
    assert answer.content == api.tell(["f"])
    assert origin.seen[0].body == body


async def test_nobody_pays_for_a_decoy(decoy_proxy: Proxy, origin: Origin) -> None:
    """What the definition added to the prompt is not charged; what the client is told stays the upstream's own."""
    api = CALLING["chat"]
    calls(origin, api, ["f"])
    body = await post(decoy_proxy, api, model="charged")
    assert b'"prompt_tokens":90' in body
    event = await decoy_proxy.event("access", model="charged")
    assert 0 < event["input_tokens"] < 90


async def test_a_student_of_trajectories_is_recognised(decoy_proxy: Proxy, origin: Origin, tmp_path: Path) -> None:
    """The whole way: the names that agents of one caller were told, verified by the command, name that caller."""
    api = CALLING["chat, whole"]
    names = []
    for number in range(12):
        calls(origin, api, ["f"])
        question = [{"role": "user", "content": f"Which tools do you have for the task number {number}?"}]
        await post(decoy_proxy, api, key="sk-harvester", model="harvested", messages=question)
        names.append(offered(origin.seen[-1].body))
    caller = (await decoy_proxy.event("access", model="harvested"))["caller"]

    def written() -> bool:
        found = check(read(registry(decoy_proxy)), (KEY.chain,))
        features = served(found.entries, [KEY]).get(caller, {})
        return {feature_of(name.rpartition("_")[2]) for name in names} <= set(features)

    await eventually(written, "the registry to be written")
    assert not any(noun in registry(decoy_proxy).read_text() for noun in NOUNS)
    answers = tmp_path / "answers.jsonl"
    told = {"question": "Which tools can you call?", "answer": f"I can call {', '.join(names)}."}
    answers.write_text(json.dumps(told))
    words = ["canary", "verify", "--registry", str(registry(decoy_proxy)), "--answers", str(answers)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "proxy", *words, stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "STILLWATCH_SECRET": SECRET},
    )  # fmt: skip
    said = (await process.communicate())[0].decode()
    assert len(named(" ".join(names))) > 2
    assert f"EVIDENCE: this model knows what only {caller} was given" in said
