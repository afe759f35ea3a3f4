"""Made-up traffic is what the fixture says, and the same every time."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import orjson
import pytest

from proxy.core.exchange import Usage
from proxy.policy.fixturewords import CaseWords, FixtureWords
from proxy.wiring.chance import seeded
from proxy.wiring.scripted import Scripted, directory, key_of, script

MONDAY = 1_789_981_200.0
"""2026-09-21, nine o'clock in UTC."""
HOUR = 3600.0


def case(*traffic: dict[str, Any], **words: Any) -> CaseWords:
    """A fixture with these callers."""
    document = {"name": "a", "traffic": traffic, "expect": "never touched", **words}
    return FixtureWords.model_validate({"tests": (document,)}).tests[0]


def played(*traffic: dict[str, Any], **words: Any) -> list[Scripted]:
    """Its requests."""
    return script(case(*traffic, **words), seeded)


def bodies(**traffic: Any) -> list[Any]:
    """The bodies of one caller's requests."""
    return [orjson.loads(each.recorded.body) for each in played(traffic)]


def test_the_same_words_give_the_same_traffic() -> None:
    """Twice the same, and a second caller changes nothing of the first."""
    one: dict[str, Any] = {"say": "{5}", "requests": 5, "jitter": 1}
    assert played(one) == played(one)
    both = played(one, {**one, "caller": "other", "requests": 3})
    assert [each for each in both if each.caller == "caller"] == played(one)
    assert [each.recorded.at for each in both] == sorted(each.recorded.at for each in both)


def test_times() -> None:
    """Requests come every so often, from when they begin; with jitter the gaps vary by the share that is said."""
    times = [each.recorded.at - MONDAY for each in played({"say": "x", "requests": 3, "every": "20s", "after": "1h"})]
    assert times == [3600.0, 3620.0, 3640.0]
    loose = [each.recorded.at for each in played({"say": "x", "requests": 200, "every": "20s", "jitter": 0.5})]
    gaps = [after - before for before, after in pairwise(loose)]
    assert 10.0 <= min(gaps) < 12.0 < 28.0 < max(gaps) <= 30.0
    assert played({"say": "x"}, starts="2026-09-20T00:00")[0].recorded.at == MONDAY - 33 * HOUR


def test_hours() -> None:
    """Whoever keeps hours sends nothing outside them, and goes on the next day."""
    found = played({"say": "x", "requests": 60, "every": "1h", "hours": (10, 18)})
    hours = {int(each.recorded.at // HOUR % 24) for each in found}
    assert hours <= set(range(10, 18))
    assert found[-1].recorded.at - found[0].recorded.at > 5 * 24 * HOUR


@pytest.mark.parametrize(
    ("path", "body", "header"),
    [
        ("/v1/chat/completions", {"messages": [{"role": "system", "content": "be"}, {"role": "user", "content": "x"}]},
         "authorization"),
        ("/v1/messages", {"messages": [{"role": "user", "content": "x"}], "system": "be", "max_tokens": 1024},
         "x-api-key"),
        ("/v1/responses", {"input": [{"role": "user", "content": "x"}], "instructions": "be"}, "authorization"),
        ("/v1/embeddings", {"input": "x"}, "authorization"),
        ("/v1/completions", {"prompt": "x"}, "authorization"),
    ],
)  # fmt: skip
def test_a_prompt_is_put_where_the_path_wants_it(path: str, body: dict[str, Any], header: str) -> None:
    """Each API gets its own body, and the headers of its official SDK with the credential."""
    (found,) = played({"say": "x", "system": "be", "path": path, "model": "m", "plus": {"n": 2}})
    assert orjson.loads(found.recorded.body) == {"model": "m", **body, "n": 2}
    headers = {name.decode(): value.decode() for name, value in found.recorded.headers}
    assert key_of(case({}).traffic[0]) in headers[header]
    assert "user-agent" in headers


def test_texts_are_filled() -> None:
    """Places for words and numbers are filled anew in every request, in every text of a body and in its keys."""
    one, other = bodies(say="Say {3} now", requests=2)
    texts = [each["messages"][0]["content"] for each in (one, other)]
    assert [len(text.split()) for text in texts] == [5, 5]
    assert texts[0] != texts[1]
    (found,) = bodies(body={"input": ("{2}", {"x": "{1}"}), "logit_bias": {"{#}": 5}, "n": 3})
    assert len(found["input"][0].split()) == 2
    assert (int(next(iter(found["logit_bias"]))) >= 0, found["n"]) == (True, 3)


def test_conversations_grow() -> None:
    """Of three prompts each, the third has two answers before it, and the fourth begins anew."""
    lengths = [len(each["messages"]) for each in bodies(say=("a", "b"), requests=4, conversation=3)]
    assert lengths == [1, 3, 5, 1]


def test_what_is_said_of_a_caller_stands_in_the_directory() -> None:
    """Org, tier and age are told of the key; of a caller of whom nothing is said, and of one without a key, nothing."""
    found = case(
        {"say": "x", "tier": "free", "org": "acme", "age": "1d", "verified": True},
        {"caller": "plain", "say": "x"},
        {"caller": "nobody", "say": "x", "tier": "free", "anonymous": True},
    )
    assert [orjson.loads(line) for line in directory(found)] == [
        {"key": "sk-fixture-caller", "org": "acme", "tier": "free", "verified": True, "created_at": MONDAY - 86400.0}
    ]
    assert all(b"sk-" not in value for _, value in script(found, seeded)[2].recorded.headers)


def test_everything_else_is_as_said() -> None:
    """Method, query, address, headers, usage, and the campaign."""
    (found,) = played(
        {"path": "/v1/models?limit=5", "method": "GET", "address": "192.0.2.9", "headers": {"User-Agent": "curl"},
         "usage": {"input": "1k", "output": 7}, "campaign": {"callers": 12, "age": "2h", "tied": True}}
    )  # fmt: skip
    recorded, member = found.recorded, found.membership
    assert (recorded.method, recorded.path, recorded.query, recorded.peer) == (
        "GET",
        "/v1/models",
        b"limit=5",
        "192.0.2.9",
    )
    assert (recorded.body, recorded.usage) == (b"", Usage(1000, 7))
    assert dict(recorded.headers)[b"user-agent"] == b"curl"
    assert member is not None
    assert (member.callers, member.since, member.tied, member.matches) == (12, MONDAY - 7200.0, True, True)
