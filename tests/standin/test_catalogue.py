"""Models, embeddings and errors of the stand-in, through both SDKs."""

from __future__ import annotations

import math

import anthropic
import openai
import pytest

from proxy.standin import catalogue
from proxy.standin.ask import BadAsk


async def test_models_of_openai(openai_client: openai.AsyncOpenAI) -> None:
    """OpenAI's SDK lists the models and finds each by its id."""
    names = [model.id async for model in openai_client.models.list()]
    assert names == list(catalogue.MODELS)
    assert (await openai_client.models.retrieve(names[0])).id == names[0]


async def test_models_of_anthropic(anthropic_client: anthropic.AsyncAnthropic) -> None:
    """Anthropic's SDK lists the same models in its own shape and finds each by its id."""
    listed = [model async for model in anthropic_client.models.list()]
    assert [model.id for model in listed] == list(catalogue.MODELS)
    assert await anthropic_client.models.retrieve(catalogue.MODELS[0]) == listed[0]


async def test_embeddings(openai_client: openai.AsyncOpenAI) -> None:
    """Embeddings come one per input, as unit vectors of the size asked for, packed or not."""
    packed = await openai_client.embeddings.create(model="m", input=["one", "three"], dimensions=8)
    plain = await openai_client.embeddings.create(
        model="m", input=["one", "three"], dimensions=8, encoding_format="float"
    )
    assert [len(item.embedding) for item in packed.data] == [8, 8]
    assert math.isclose(math.hypot(*plain.data[1].embedding), 1.0)
    assert packed.data[1].embedding == pytest.approx(plain.data[1].embedding, abs=1e-6)
    assert packed.usage.prompt_tokens == 3


def test_token_ids_are_one_text() -> None:
    """A flat list of token ids is one input, a list of such lists is many."""
    assert len(catalogue.embeddings({"model": "m", "input": [1, 2, 3]})["data"]) == 1
    assert len(catalogue.embeddings({"model": "m", "input": [[1], [2]]})["data"]) == 2


def test_dimensions_are_bounded() -> None:
    """No request makes the stand-in build a vector of any size it likes."""
    [item] = catalogue.embeddings({"model": "m", "input": "x", "dimensions": 10**9})["data"]
    assert len(item["embedding"]) == catalogue.MAX_DIMENSIONS


@pytest.mark.parametrize("body", [{"input": "x"}, {"model": "m"}, {"model": "m", "input": []}])
def test_bad_embeddings(body: dict[str, object]) -> None:
    """Embeddings without a model or an input are refused."""
    with pytest.raises(BadAsk):
        catalogue.embeddings(body)


@pytest.mark.parametrize(
    ("status", "kind"), [(400, "invalid_request_error"), (404, "not_found_error"), (500, "api_error")]
)
def test_kinds_of_anthropic_errors(status: int, kind: str) -> None:
    """An error names the kind that Anthropic gives this status."""
    assert catalogue.error_anthropic(status, "m", "r")["error"]["type"] == kind


@pytest.mark.parametrize(("status", "kind"), [(404, "invalid_request_error"), (500, "server_error")])
def test_kinds_of_openai_errors(status: int, kind: str) -> None:
    """An error names the type that OpenAI gives this status."""
    assert catalogue.error_openai(status, "m")["error"]["type"] == kind
