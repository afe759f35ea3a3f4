"""Traffic that fixtures describe, as recorded requests by time. The same words give the same traffic.

Prompts are filled with made-up words, so that no two are alike unless their text is; the gaps between requests vary as
the fixture says. Both come from a chance of the caller's own, so a caller that is added changes nothing of the others.
"""

from __future__ import annotations

import calendar
import heapq
import re
from collections.abc import Callable, Iterator
from time import strptime
from typing import Any, NamedTuple

import orjson

from proxy.core.campaign import Membership
from proxy.core.exchange import Headers, Usage
from proxy.policy.fixturewords import CampaignWords, CaseWords, TrafficWords
from proxy.wiring.chance import Random
from proxy.wiring.rehearsal import Recorded

Chance = Callable[[str], Random]
"""A source of chance by its seed."""

SYLLABLES = ("ka", "lo", "mi", "ner", "pu", "sta", "vel", "tor", "qui", "zan", "bre", "dof", "hul", "gri", "wex", "yom")
# What an answer takes; only budgets that are corrected after it see a difference.
LATENCY_S = 2.0
# An answer within a conversation that is made up: a short paragraph.
ANSWER_WORDS = 30

_PLACE = re.compile(r"\{([1-9][0-9]{0,3}|#)\}")
# Tokens of a large vocabulary, for biases that change with every request.
NUMBERS = 100_000
_HOUR, _DAY = 3600.0, 86400.0
_OPENAI = {
    "user-agent": "OpenAI/Python 3.54.0", "x-stainless-lang": "python", "x-stainless-package-version": "3.54.0",
    "x-stainless-retry-count": "0",
}  # fmt: skip
_ANTHROPIC = {
    "anthropic-version": "2023-06-01", "user-agent": "Anthropic/Python 0.60.0", "x-stainless-lang": "python",
    "x-stainless-package-version": "0.60.0", "x-stainless-retry-count": "0",
}  # fmt: skip


class Scripted(NamedTuple):
    """One request, whose it is, and the campaign that its caller is said to belong to."""

    recorded: Recorded
    caller: str
    membership: Membership | None


def script(case: CaseWords, chance: Chance) -> list[Scripted]:
    """All requests of a fixture, by time."""
    start = float(calendar.timegm(strptime(case.starts, "%Y-%m-%dT%H:%M")))
    streams = [_stream(each, start, chance(f"{case.name} {each.caller}")) for each in case.traffic]
    return list(heapq.merge(*streams, key=lambda each: each.recorded.at))


def directory(case: CaseWords) -> Iterator[bytes]:
    """Lines of a key directory for the callers of a fixture of whom anything is said."""
    start = float(calendar.timegm(strptime(case.starts, "%Y-%m-%dT%H:%M")))
    for each in case.traffic:
        said: dict[str, Any] = {"org": each.org, "tier": each.tier, "verified": each.verified}
        said = {word: value for word, value in said.items() if value}
        if each.age:
            said["created_at"] = start - each.age
        if said and not each.anonymous:
            yield orjson.dumps({"key": key_of(each), **said})


def key_of(traffic: TrafficWords) -> str:
    """The credential of a made-up caller."""
    return f"sk-fixture-{traffic.caller}"


def _stream(traffic: TrafficWords, start: float, chance: Random) -> Iterator[Scripted]:
    now, membership = start + traffic.after, None
    talk: list[str] = []
    if traffic.campaign is not None:
        membership = _membership(traffic.campaign, start)
    headers = _headers(traffic)
    for number in range(traffic.requests):
        now = _awake(now, traffic.hours, chance)
        if number % (traffic.conversation or 1) == 0:
            talk = []
        if traffic.say:
            talk += [_filled(traffic.say[number % len(traffic.say)], chance)]
        body = _body(traffic, talk, chance)
        talk += [_words(ANSWER_WORDS, chance)] if (traffic.conversation or 1) > 1 else []
        usage = Usage(int(traffic.usage.input), int(traffic.usage.output))
        path, _, query = traffic.path.partition("?")
        recorded = Recorded(
            now, traffic.address, traffic.method, path, query.encode(), headers, body, usage, now + LATENCY_S
        )
        yield Scripted(recorded, traffic.caller, membership)
        now += traffic.every * (1.0 + traffic.jitter * (2.0 * chance.random() - 1.0))


def _awake(now: float, hours: tuple[int, int] | None, chance: Random) -> float:
    """This time, or one soon after work begins again."""
    if hours is None:
        return now
    start, end = hours
    midnight = now // _DAY * _DAY
    if start * _HOUR <= now - midnight < end * _HOUR:
        return now
    day = midnight if now - midnight < start * _HOUR else midnight + _DAY
    return day + start * _HOUR + chance.random() * _HOUR / 2


def _headers(traffic: TrafficWords) -> Headers:
    """Those of the path's official SDK, or the given ones."""
    ours = traffic.path.startswith("/v1/messages")
    found = dict(traffic.headers or (_ANTHROPIC if ours else _OPENAI))
    if not traffic.anonymous:
        found |= {"x-api-key": key_of(traffic)} if ours else {"authorization": f"Bearer {key_of(traffic)}"}
    return [(name.lower().encode(), value.encode()) for name, value in found.items()]


def _body(traffic: TrafficWords, talk: list[str], chance: Random) -> bytes:
    if traffic.body is not None:
        return orjson.dumps(_everywhere(traffic.body, chance))
    if not talk:
        return b""
    said = [{"role": ("user", "assistant")[n % 2], "content": text} for n, text in enumerate(talk)]
    system = [{"role": "system", "content": traffic.system}] if traffic.system else []
    bodies: dict[str, dict[str, Any]] = {
        "/v1/messages": {"max_tokens": 1024, "messages": said, **({"system": traffic.system} if system else {})},
        "/v1/responses": {"input": said, **({"instructions": traffic.system} if system else {})},
        "/v1/embeddings": {"input": talk[-1]},
        "/v1/completions": {"prompt": talk[-1]},
    }
    members = bodies.get(traffic.path, {"messages": [*system, *said]})
    return orjson.dumps({"model": traffic.model, **members, **_everywhere(traffic.plus or {}, chance)})


def _everywhere(value: Any, chance: Random) -> Any:
    """A JSON value with words in every place for them."""
    if isinstance(value, str):
        return _filled(value, chance)
    if isinstance(value, dict):
        return {_filled(name, chance): _everywhere(each, chance) for name, each in value.items()}
    return [_everywhere(each, chance) for each in value] if isinstance(value, tuple) else value


def _filled(text: str, chance: Random) -> str:
    def put(place: re.Match[str]) -> str:
        return str(chance.randrange(NUMBERS)) if place[1] == "#" else _words(int(place[1]), chance)

    return _PLACE.sub(put, text)


def _words(number: int, chance: Random) -> str:
    """So many words that hardly anybody has said before."""
    return " ".join("".join(chance.choices(SYLLABLES, k=3)) for _ in range(number))


def _membership(words: CampaignWords, start: float) -> Membership:
    return Membership(
        id="c_000000000000",
        since=start - words.age,
        callers=words.callers or 0,
        orgs=words.orgs or 0,
        exchanges=words.exchanges,
        risk=words.risk,
        tied=bool(words.tied),
        matches=bool(words.matches),
    )
