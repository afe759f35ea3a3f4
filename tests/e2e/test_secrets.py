"""The secret is replaced in two replicas, one after the other: nobody gains by it, and nothing is forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random

import httpx
import pytest

from proxy.callers.digests import Keyed
from tests.e2e.proxy import DEADLINE, SECRET, Proxy, start_proxy
from tests.e2e.test_campaigns import POLICY as CAMPAIGN
from tests.e2e.test_campaigns import ask as ask_text
from tests.e2e.test_campaigns import listed
from tests.e2e.test_operators import ENVIRON, TOKEN, harvest
from tests.model import Model
from tests.servers import redis_server
from tests.traffic import STRONG, words

NEW = "another-secret-another-secret-12"
BEFORE = {**ENVIRON, "STILLWATCH_SECRET": SECRET}
DURING = {**ENVIRON, "STILLWATCH_SECRET": NEW, "STILLWATCH_FORMER_SECRET": SECRET}
AFTER = {**ENVIRON, "STILLWATCH_SECRET": NEW}
LIMIT, SPARED = 10, Keyed(SECRET.encode()).caller(b"sk-good")
POLICY = f"""policy: p
mode: enforce
budgets: [{{name: b, per: caller, meter: requests, limit: {LIMIT}, window: 1h}}]
rules: [{{name: ban, why: w, when: model == trap, then: [block], for: 1h}}]
exceptions: [{{name: e, callers: [{SPARED}], rules: ban, until: 2099-01-01, owner: o, reason: r}}]
"""


async def ask(proxy: Proxy, key: str, model: str = "mock-1") -> int:
    """The status of one call with this key."""
    body = {"model": model, "max_tokens": 2, "messages": [{"role": "user", "content": "What is the time?"}]}
    async with httpx.AsyncClient(base_url=proxy.url, timeout=DEADLINE) as client:
        answer = await client.post("/v1/chat/completions", json=body, headers={"authorization": f"Bearer {key}"})
        return answer.status_code


@contextmanager
def replicas(
    folder: Path, upstream: str, policy: str, state: str, *environs: Mapping[str, str]
) -> Iterator[list[Proxy]]:
    """Replicas that know these secrets, ended well."""
    with ExitStack() as stack:
        made = []
        for number, environ in enumerate(environs):
            place = folder / str(number)
            made.append(
                stack.enter_context(start_proxy(place, upstream, policy, environ, state=state, campaigns_every=1))
            )
        yield made
        assert [proxy.stop() for proxy in made] == [0] * len(made)


async def spend(proxies: list[Proxy], key: str, many: int) -> int:
    """How many of so many calls were served, in turn by all replicas."""
    return [await ask(proxies[n % len(proxies)], key) for n in range(many)].count(200)


async def ban(proxy: Proxy, caller: str) -> None:
    """An operator's ban, by the caller's id."""
    headers, order = {"authorization": f"Bearer {TOKEN}"}, {"who": "ada", "why": "x", "for_s": 86400}
    async with httpx.AsyncClient(base_url=proxy.admin, timeout=DEADLINE) as client:
        told = await client.post(f"/v1/callers/{caller}/ban", json=order, headers=headers)
        assert told.status_code == 200, told.text


async def successor(proxy: Proxy, key: bytes) -> str:
    """What a caller will be called, as `explain` tells it."""
    caller, headers = Keyed(SECRET.encode()).caller(key), {"authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(base_url=proxy.admin, timeout=DEADLINE) as client:
        return str((await client.get(f"/v1/callers/{caller}", headers=headers)).json()["successor"])


STEPS = [(BEFORE, BEFORE), (DURING, BEFORE), (DURING, DURING), (AFTER, DURING), (AFTER, AFTER)]


async def test_budgets_and_bans_outlive_the_secret(tmp_path: Path, model: Model) -> None:
    """A rotation refills no budget and ends no ban, an operator's included, whichever replica is asked, at any step.

    What each caller uses is spread over the replicas of two steps: over one that knows the old secret only and one
    that knows both, over one that knows both and one that knows the new one only.
    """
    with redis_server() as store:
        for step, (first, second) in enumerate(STEPS):
            with replicas(tmp_path / str(step), model.url, POLICY, store.url, first, second) as pair:
                if step == 0:
                    assert [await ask(pair[0], "sk-bad", "trap") for _ in range(2)] == [403, 403]
                    await ban(pair[0], Keyed(SECRET.encode()).caller(b"sk-named"))
                if step > 0:
                    assert await spend(pair, f"sk-{step - 1}", LIMIT) == LIMIT - 4
                # What only the old names know is forgotten with them: so both are to be set for a window.
                assert await spend(pair, f"sk-{step}", 4) == 4
                for proxy in pair:
                    assert await ask(proxy, "sk-bad") == 403
                    # An operator's ban reaches the other replica within a second or so.
                    async with asyncio.timeout(DEADLINE):
                        while await ask(proxy, "sk-named") != 403:
                            pass
                    assert await ask(proxy, f"sk-new-{step}") == 200
                if AFTER not in (first, second):  # from then on the exception has to name the new id
                    assert {await ask(proxy, "sk-good", "trap") for proxy in pair} == {200}
                if first is DURING:
                    assert await successor(pair[0], b"sk-bad") == Keyed(NEW.encode()).caller(b"sk-bad")
                keyed = Keyed((NEW if first is AFTER else SECRET).encode())
                assert await pair[0].event("access", caller=keyed.caller(b"sk-bad"))


async def test_levels_and_campaigns_outlive_the_secret(tmp_path: Path, model: Model) -> None:
    """Who was hostile is hostile; a campaign holds until the old secret goes, and is found anew right after."""
    chance = Random(3)  # noqa: S311
    keys = [f"sk-fleet-{number}" for number in range(10)]

    async def level(proxy: Proxy, secret: str) -> str:
        await ask(proxy, "sk-harvester")
        caller = Keyed(secret.encode()).caller(b"sk-harvester")
        return str((await proxy.event("access", caller=caller))["level"])

    async def work(pair: list[Proxy]) -> None:
        for number in range(40):
            text = STRONG.format(words(chance, 15))
            assert await ask_text(pair[number % 2], keys[number % 10], text) in (200, 403)

    async def matched(pair: list[Proxy]) -> list[int]:
        for proxy in pair:
            await proxy.metric("stillwatch_campaigns", 1.0)
        return [await ask_text(proxy, "sk-standby", STRONG.format(words(chance, 15))) for proxy in pair]

    with redis_server() as store:
        with replicas(tmp_path / "old", model.url, CAMPAIGN, store.url, BEFORE, BEFORE) as pair:
            await harvest(pair[0])
            was = await level(pair[0], SECRET)
            assert was in ("suspect", "hostile")
            await work(pair)
            assert await matched(pair) == [403, 403]
            (known,) = await listed(pair[0])
        with replicas(tmp_path / "mixed", model.url, CAMPAIGN, store.url, DURING, BEFORE) as pair:
            assert await matched(pair) == [403, 403]
        with replicas(tmp_path / "both", model.url, CAMPAIGN, store.url, DURING, DURING) as pair:
            assert await matched(pair) == [403, 403]
            assert await listed(pair[0]) == [known]
            await work(pair)
            assert await level(pair[1], SECRET) == was
        with replicas(tmp_path / "new", model.url, CAMPAIGN, store.url, AFTER, AFTER) as pair:
            assert await level(pair[0], NEW) == was
            assert await matched(pair) == [403, 403]
            (again,) = await listed(pair[0])
            assert again != known


def test_a_former_secret_alone_is_a_mistake(tmp_path: Path) -> None:
    """Without its successor a former secret is refused, with what to do."""
    alone = {"STILLWATCH_SECRET": "", "STILLWATCH_FORMER_SECRET": SECRET}
    with (
        pytest.raises(AssertionError, match="there is no STILLWATCH_SECRET that replaces it; set that, too"),
        start_proxy(tmp_path / "a", "http://x", "policy: p\n", alone),
    ):
        pass
