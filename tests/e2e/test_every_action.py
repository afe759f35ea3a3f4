"""The table: every action in every dialect, streamed and not, with and without tools, through the port.

Bytes outside the edit are compared, both ways; then official SDKs read the same, where there is one.
"""

from __future__ import annotations

import base64
import json
import socket
import struct
from collections.abc import Callable, Iterator
from typing import Any

import anthropic
import openai
import pytest
from anthropic import AsyncAnthropic
from openai import AsyncOpenAI

from tests.e2e.conftest import Dial
from tests.e2e.origin import Origin
from tests.e2e.proxy import Proxy, start_proxy
from tests.e2e.table import DEGRADE, ROWS, Row
from tests.e2e.test_actions import says

WORDS = {
    "nothing": "",
    "tag": "\n      - tag\n",
    "degrade": DEGRADE,
    "canary": "\n      - canary: {share: 100%}\n",
    "decoy": "\n      - canary: {share: 100%, kinds: [decoy]}\n",
    "rotate": "\n      - degrade: {embeddings: {rotate: true}}\n",
    "delay": "\n      - throttle: {delay: 0.05s, jitter: 0.5}\n",
    "places": "\n      - throttle: {concurrency: 3}\n",
    "rate": "\n      - throttle: {rate: 1/h, tarpit: 0.05s}\n",
    "block": "\n      - block\n",
}
UNTOUCHED = ("nothing", "tag", "canary", "delay", "places", "rate")
"""Those whose answer is the model's own; these texts say nothing that could be said in another way as well."""
POLICY = """
policy: table
mode: enforce
callers: {directory: keys.jsonl}
dialects: [{name: classifier, path: /classify, input: text, output: scores}]
rules:
"""
CLIENTS = ("raw", "sdk", "refused", "refused-sdk")
NAMES = list(ROWS)
SDKS = [name for name, row in ROWS.items() if row.path.startswith("/v1/")]


def key(action: str, name: str, client: str = "raw") -> str:
    """A caller of its own for every cell, as rates count."""
    return f"sk-{action}-{NAMES.index(name)}-{client}"


@pytest.fixture(scope="session")
def table_proxy(origin_port: socket.socket, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A proxy that does to each caller what the caller's tier says."""
    folder = tmp_path_factory.mktemp("table")
    rules = [
        f"  - name: r-{action}\n    why: x\n    when: tier == {action}\n    then:{words}"
        for action, words in WORDS.items()
        if words
    ]
    rows = [
        {"key": key(action, name, client), "tier": action, "org": f"o-{action}-{NAMES.index(name)}-{client}"}
        for action in WORDS
        for name in NAMES
        for client in CLIENTS
    ]
    (folder / "keys.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    upstream = f"http://127.0.0.1:{origin_port.getsockname()[1]}"
    with start_proxy(folder, upstream, POLICY + "".join(rules), canaries=folder / "canaries.jsonl") as proxy:
        yield proxy


async def ask(dial: Dial, proxy: Proxy, row: Row, credential: str) -> tuple[int, bytes, bytes]:
    """Status, head and body of the answer to a row's request."""
    client = await dial(proxy)
    head = f"POST {row.path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {credential}\r\nX-Stillwatch-Risk: forged\r\n"
    client.send(head.encode() + b"Content-Length: %d\r\n\r\n" % len(row.asked) + row.asked)
    told, body = await client.answer()
    return int(told.split(b" ", 2)[1]), told, body


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("action", UNTOUCHED)
async def test_what_leaves_the_answer_alone(
    table_proxy: Proxy, origin: Origin, dial: Dial, action: str, name: str
) -> None:
    """Callers who are tagged, delayed, or within rate and places, get every byte, and every byte of theirs goes on."""
    row = ROWS[name]
    says(origin, row.told, row.kind)
    status, _, body = await ask(dial, table_proxy, row, key(action, name))
    assert (status, body) == (200, row.told)
    (seen,) = origin.seen
    assert seen.body == row.asked
    tags = seen.values(b"x-stillwatch-risk")
    assert b"forged" not in seen.head
    assert len(tags) == (action == "tag")


@pytest.mark.parametrize("name", NAMES)
async def test_what_is_offered(table_proxy: Proxy, origin: Origin, dial: Dial, name: str) -> None:
    """One tool more goes upstream where the caller sends some to an API that has decoys; nothing else changes."""
    row = ROWS[name]
    says(origin, row.told, row.kind)
    status, _, body = await ask(dial, table_proxy, row, key("decoy", name))
    assert (status, body) == (200, row.told)
    (seen,) = origin.seen
    if "with tools" not in name:
        assert seen.body == row.asked
        return
    *own, decoy = json.loads(seen.body)["tools"]
    assert own == json.loads(row.asked)["tools"]
    written = json.dumps(decoy, separators=(",", ":")).encode()
    assert seen.body.replace(b"," + written, b"") == row.asked


def numbers(body: bytes) -> list[float]:
    """The one vector of a reply."""
    found = json.loads(body)["data"][0]["embedding"]
    return list(struct.unpack("<4f", base64.b64decode(found))) if isinstance(found, str) else found


def without_numbers(body: bytes) -> Any:
    """All else of it."""
    found = json.loads(body)
    del found["data"][0]["embedding"]
    return found


@pytest.mark.parametrize("name", NAMES)
async def test_what_is_degraded(table_proxy: Proxy, origin: Origin, dial: Dial, name: str) -> None:
    """Of request and reply exactly what the policy names is changed, and all other bytes stay."""
    row = ROWS[name]
    says(origin, row.told, row.kind)
    status, _, body = await ask(dial, table_proxy, row, key("degrade", name))
    assert status == 200
    assert origin.seen[0].body == row.less
    if row.path == "/v1/embeddings":  # numbers are written anew
        assert numbers(body) == pytest.approx(numbers(row.left), abs=0.05)
        assert len(set(numbers(body))) == 3
        assert without_numbers(body) == without_numbers(row.left)
    else:
        assert body == row.left
    assert b"SECRET" not in body


VECTORS = [[0.6, 0.8, 0.0, 0.0], [0.8, 0.6, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]]


@pytest.mark.parametrize("packed", [False, True])
async def test_embeddings_are_each_callers_own(table_proxy: Proxy, origin: Origin, packed: bool) -> None:
    """Rotated, each caller's vectors keep their lengths and angles; another's have nothing to do with them."""
    found = []
    for client in ("raw", "sdk"):
        entries: list[Any] = [
            base64.b64encode(struct.pack("<4f", *each)).decode() if packed else each for each in VECTORS
        ]
        data = [{"object": "embedding", "index": n, "embedding": entry} for n, entry in enumerate(entries)]
        usage = {"prompt_tokens": 3, "total_tokens": 3}
        says(
            origin,
            json.dumps({"object": "list", "data": data, "model": "m", "usage": usage}).encode(),
            "application/json",
            17,
        )
        caller = key("rotate", "embeddings, floats", client)
        async with AsyncOpenAI(base_url=f"{table_proxy.url}/v1", api_key=caller, max_retries=0) as gpt:
            form: Any = "base64" if packed else "float"
            told: Any = await gpt.embeddings.create(model="m", input=["a", "b", "c"], encoding_format=form)
        texts = [each.embedding for each in told.data]
        found.append([struct.unpack("<4f", base64.b64decode(v)) if isinstance(v, str) else v for v in texts])
        assert (told.usage.prompt_tokens, [each.index for each in told.data]) == (3, [0, 1, 2])
    for one in found:
        assert products(one) == pytest.approx(products(VECTORS), abs=1e-4)
        assert one[0] != pytest.approx(VECTORS[0], abs=0.01)
    assert found[0][0] != pytest.approx(found[1][0], abs=0.01)


def products(vectors: Any) -> list[float]:
    """All inner products."""
    return [sum(a * b for a, b in zip(one, other, strict=True)) for one in vectors for other in vectors]


REFUSED: dict[str, Callable[[Any], object]] = {
    "openai": lambda told: told["error"]["code"],
    "anthropic": lambda told: told["error"]["type"],
    "ollama": lambda told: bool(told["error"]),
    "tgi": lambda told: bool(told["error_type"]),
}
SAID = {(403, "openai"): "access_denied", (403, "anthropic"): "permission_error",
        (429, "openai"): "rate_limit_exceeded", (429, "anthropic"): "rate_limit_error"}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("action", "status"), [("block", 403), ("rate", 429)])
async def test_what_is_refused(
    table_proxy: Proxy, origin: Origin, dial: Dial, action: str, status: int, name: str
) -> None:
    """A ban, and what is beyond a rate, is refused in the provider's own shape, and no model sees it."""
    row, caller = ROWS[name], key(action, name, "refused")
    says(origin, row.told, row.kind)
    if action == "rate":
        assert (await ask(dial, table_proxy, row, caller))[0] == 200
    before = len(origin.seen)
    found, head, body = await ask(dial, table_proxy, row, caller)
    assert found == status
    assert len(origin.seen) == before
    assert REFUSED[row.dialect](json.loads(body)) == SAID.get((status, row.dialect), True)
    assert (b"retry-after: " in head.lower()) is (status == 429)


async def read(proxy: Proxy, row: Row, credential: str) -> tuple[str, list[Any], bool]:
    """What an official SDK makes of a row: the text, what the tools are called with, whether it saw reasoning."""
    asked = json.loads(row.asked)
    asked.pop("unknown", None)
    streams = asked.pop("stream", False)
    if row.dialect == "anthropic":
        asked.pop("stream_options", None)
        async with AsyncAnthropic(base_url=proxy.url, api_key=credential, max_retries=0) as claude:
            if streams:
                async with claude.messages.stream(**asked) as events:
                    return of_message(await events.get_final_message())
            return of_message(await claude.messages.create(**asked))
    async with AsyncOpenAI(base_url=f"{proxy.url}/v1", api_key=credential, max_retries=0) as gpt:
        if row.path == "/v1/responses":
            asked.pop("stream_options", None)
            if streams:
                async with gpt.responses.stream(**asked) as told:
                    return of_response(await told.get_final_response())
            return of_response(await gpt.responses.create(**asked))
        return await of_openai(gpt, row, asked, streams)


def of_message(found: Any) -> tuple[str, list[Any], bool]:
    """A message."""
    text = "".join(block.text for block in found.content if block.type == "text")
    calls = [block.input for block in found.content if block.type == "tool_use"]
    return text, calls, any("thinking" in block.type for block in found.content)


def of_response(found: Any) -> tuple[str, list[Any], bool]:
    """A response."""
    calls = [json.loads(item.arguments) for item in found.output if item.type == "function_call"]
    return found.output_text, calls, any(item.type == "reasoning" for item in found.output)


async def of_openai(gpt: AsyncOpenAI, row: Row, asked: Any, streams: bool) -> tuple[str, list[Any], bool]:
    """A chat, a completion or an embedding."""
    if row.path == "/v1/embeddings":
        found = await gpt.embeddings.create(**asked)
        return "An answer" if len(found.data) == 1 else "", [], False
    create: Any = gpt.chat.completions.create if "chat" in row.path else gpt.completions.create
    if not streams:
        (choice,) = (await create(**asked)).choices
        if "chat" not in row.path:
            return choice.text, [], "SECRET" in choice.text
        calls = [json.loads(call.function.arguments) for call in choice.message.tool_calls or ()]
        return choice.message.content, calls, hasattr(choice.message, "reasoning_content")
    text, arguments, reasoned = "", "", False
    async for chunk in await create(**asked, stream=True):
        for choice in chunk.choices:
            said = choice.delta if "chat" in row.path else choice
            text += (said.content if "chat" in row.path else said.text) or ""
            reasoned = reasoned or hasattr(said, "reasoning_content") or "SECRET" in text
            arguments += "".join(call.function.arguments for call in getattr(said, "tool_calls", None) or ())
    return text, [json.loads(arguments)] if arguments else [], reasoned


@pytest.mark.parametrize("name", SDKS)
@pytest.mark.parametrize("action", ["nothing", "tag", "degrade", "canary", "decoy", "delay", "places", "rate"])
async def test_official_sdks_read_it(table_proxy: Proxy, origin: Origin, action: str, name: str) -> None:
    """SDKs put together the same answer with the same tool calls whatever is done; a degraded one has no reasoning."""
    row = ROWS[name]
    says(origin, row.told, row.kind)
    text, calls, reasoned = await read(table_proxy, row, key(action, name, "sdk"))
    if action == "degrade" or row.path != "/v1/completions":
        assert text == "An answer"
    assert len(calls) == ("with tools" in name)
    assert all(isinstance(call, dict) and "<think>" in json.dumps(call) for call in calls)
    assert reasoned is (action != "degrade" and row.path != "/v1/embeddings")


@pytest.mark.parametrize("name", SDKS)
@pytest.mark.parametrize("action", ["block", "rate"])
async def test_official_sdks_are_refused_as_their_provider_would(
    table_proxy: Proxy, origin: Origin, action: str, name: str
) -> None:
    """SDKs raise their own PermissionDeniedError and RateLimitError."""
    row = ROWS[name]
    says(origin, row.told, row.kind)
    caller = key(action, name, "refused-sdk")
    sdk: Any = anthropic if row.dialect == "anthropic" else openai
    if action == "rate":
        await read(table_proxy, row, caller)
    with pytest.raises(sdk.RateLimitError if action == "rate" else sdk.PermissionDeniedError):
        await read(table_proxy, row, caller)
