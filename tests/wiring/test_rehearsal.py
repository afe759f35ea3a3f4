"""Recorded traffic judged as `serve` would have, on the trace's own clock: line by line, and as a whole."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.callers.digests import Keyed
from proxy.core.exchange import Usage
from proxy.policy.evaluate import Policy
from proxy.screening import Ruling
from proxy.state import open_store
from proxy.state.base import Store
from proxy.state.memory import MemoryStore
from proxy.wiring import rehearsal
from proxy.wiring.rehearsal import BadLine, Stage, asked, enforced, lines, read_line, stage, told
from tests.policies import limited, policy_of
from tests.servers import redis_server
from tests.traffic import START, Row, anthropic, directory, key_of, openai, said, sweeper, talker, trace, write

SECRET = b"a secret of tests, long enough"
RULED = """
policy: p
mode: enforce
callers: {directory: keys.jsonl}
budgets:
  - {name: many, per: caller, meter: requests, limit: 100, window: 10m}
  - {name: tokens, per: org, meter: total_tokens, limit: 15k, window: 1h}
rules:
  - {name: plain, why: x, when: risk.level >= watch, then: [{degrade: {strip: [logprobs]}}], for: 1h}
  - {name: slow, why: x, when: risk.level >= suspect, then: [{throttle: {rate: 2/m}}], for: 6h}
"""
ONE = openai(START, "sk-one", said("Why is the sky blue?"))


def line(row: Row) -> bytes:
    """A line of a trace."""
    return orjson.dumps(row) + b"\n"


def on(policy: Policy, store: Store | None = None, keys: Path | None = None) -> Stage:
    """A stage in memory."""
    return stage(policy, store or MemoryStore(), SECRET, keys)


async def play(policy: Policy, rows: Iterable[Row], store: Store | None = None, keys: Path | None = None) -> list[Row]:
    """The decisions on these rows, as they are written."""
    actors = on(policy, store, keys)
    found = []
    for number, row in enumerate(rows):
        recorded = read_line(line(row))
        _, ruling = await actors.play(recorded, number)
        found.append(json.loads(told(number, recorded, ruling)))
    return found


async def actions(policy: Policy, rows: Iterable[Row]) -> list[str]:
    """The actions alone."""
    return [decision["action"] for decision in await play(policy, rows)]


async def rulings(policy: Policy, rows: Iterable[Row]) -> list[Ruling]:
    """The rulings as they are."""
    actors = on(policy)
    return [(await actors.play(read_line(line(row)), number))[1] for number, row in enumerate(rows)]


def test_a_line_is_read() -> None:
    """Time, peer, path, query, headers in order, body, usage and the end of the answer are what the line says."""
    found = read_line(line({**ONE, "path": "/v1/chat/completions?key=a&b", "ts": 10.5}))
    assert (found.at, found.peer, found.method) == (10.5, "203.0.113.7", "POST")
    assert (found.path, found.query) == ("/v1/chat/completions", b"key=a&b")
    assert found.headers[:2] == [(b"authorization", b"Bearer sk-one"), (b"user-agent", b"OpenAI/Python 3.54.0")]
    assert json.loads(found.body) == ONE["body"]
    assert (found.usage, found.ended) == (Usage(ONE["response"]["usage"]["prompt_tokens"], 120), 13.0)


def test_both_providers_words_for_usage() -> None:
    """Usage is read in Anthropic's words, too."""
    assert read_line(line(anthropic(START, "k", said("x")))).usage == Usage(60, 200)


@pytest.mark.parametrize("missing", ["response", "body"])
def test_what_may_be_missing(missing: str) -> None:
    """A line without an answer, or without a body, is a request all the same; it was over when it began."""
    row = {name: value for name, value in ONE.items() if name != missing}
    for each in (row, {**row, missing: None}):
        found = read_line(line(each))
        assert (found.body == b"") == (missing == "body")
        assert (found.usage is None) == (missing == "response")
        assert found.ended - found.at == (0.0 if missing == "response" else 2.5)


MISSHAPEN: list[Row] = [
    {"ts": "sk-secret"}, {"ts": None}, {"ts": []}, {"client": None}, {"method": 5}, {"path": 5}, {"headers": []},
    {"headers": {"a": 1}}, {"response": 3}, {"response": {"usage": "sk-secret"}}, {"response": {"latency_s": "x"}},
]  # fmt: skip
BAD: list[tuple[bytes, str]] = [
    (b"sk-secret {", "not JSON"),
    (b"", "not JSON"),
    (b"\xff", "not JSON"),
    (b"[]", "not in the form"),
    (b"7", "not in the form"),
    *[(line({k: v for k, v in ONE.items() if k != name}), f"no {name}") for name in
      ("ts", "client", "method", "path", "headers")],
    *[(line({**ONE, **each}), "not in the form") for each in MISSHAPEN],
    (line({**ONE, "ts": START * 1000}), "ts is not in seconds"),
    (line({**ONE, "ts": -1.0}), "ts is not in seconds"),
    (line({**ONE, "response": {"usage": {"prompt_tokens": -1}}}), "usage is not in tokens"),
    (line({**ONE, "response": {"usage": {"output_tokens": 1e300}}}), "usage is not in tokens"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "why"), BAD)
def test_a_line_that_is_no_request_says_why(bad: bytes, why: str) -> None:
    """Whatever is wrong with a line is one kind of error with a reason that shows nothing of the line."""
    with pytest.raises(BadLine, match=why) as caught:
        read_line(bad)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None, max_examples=60)  # a machine with a test on each core keeps no time
@given(st.sampled_from(sorted(ONE)), JSON)
async def test_nothing_in_a_line_is_fatal(field: str, value: Any) -> None:
    """Whatever stands in a field, the line is either judged, and its decision can be written, or reported."""
    text = json.dumps({**ONE, field: value}).encode("utf-8", "surrogatepass")
    try:
        recorded = read_line(text)
    except BadLine:
        return
    _, ruling = await on(limited(5)).play(recorded, 0)
    assert json.loads(told(0, recorded, ruling))["line"] == 0


def test_bad_lines_are_told_by_number_and_skipped() -> None:
    """Numbers start from 0 and count every line: those of good lines do not depend on bad ones between them."""
    told_of: list[tuple[int, str]] = []
    file = io.BytesIO(b"nonsense\n" + line(ONE) + b"\n" + line(ONE) + b"[]")
    found = [number for number, _ in lines(file, lambda number, why: told_of.append((number, why)))]
    assert found == [1, 3]
    assert [number for number, _ in told_of] == [0, 2, 4]


def test_a_line_without_an_end_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line longer than any request is reported once, read in pieces, and the next line keeps its number."""
    monkeypatch.setattr(rehearsal, "LONGEST_LINE", 4096)
    asked: list[int] = []

    class Watched(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            asked.append(size or -1)
            return super().readline(size)

    bad: list[tuple[int, str]] = []
    file = Watched(b"x" * 50_000 + b"\n" + line(ONE))
    assert [number for number, _ in lines(file, lambda *what: bad.append(what))] == [1]
    assert bad == [(0, "longer than any request")]
    assert set(asked) == {4097}


class Endless(io.BufferedIOBase):
    """A trace that is made while it is read."""

    def __init__(self, number: int) -> None:
        self.left = number

    def readline(self, _size: int | None = -1, /) -> bytes:
        """The next line: a request of about 100 KB."""
        if not self.left:
            return b""
        self.left -= 1
        return line(openai(START - self.left, "sk-one", said("word " * 20_000)))


async def test_memory_does_not_grow_with_the_trace() -> None:
    """A trace of 30 MB is judged within a few of them: it is streamed, not read."""
    source: BinaryIO = Endless(300)  # type: ignore[assignment]
    actors = on(limited(5))
    tracemalloc.start()
    try:
        for number, recorded in lines(source, lambda *_: None):
            await actors.play(recorded, number)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert number == 299
    assert peak < 6_000_000


async def test_decisions_have_the_fields_of_the_contract() -> None:
    """Line, time, caller, campaign, action, whether enforced, risk, rules and signals by name, for every request."""
    found = await play(policy_of(RULED), trace(300))
    assert [decision["line"] for decision in found] == list(range(len(found)))
    for decision, row in zip(found, trace(300), strict=True):
        assert decision["ts"] == row["ts"]
        assert decision["caller"].startswith("k_")
        assert decision["campaign"] is None
        assert decision["action"] in {"allow", "degrade", "throttle", "canary", "block"}
        assert 0.0 <= decision["risk"] <= 1.0
        assert decision["enforced"] is True
        assert all(isinstance(value, int | float) for value in decision["signals"].values())


async def test_redis_decides_as_memory_does(tmp_path: Path) -> None:
    """Twenty minutes of everybody's traffic are judged alike, in every field, in memory and on a real Redis."""
    keys, rows, policy = write(tmp_path / "keys.jsonl", directory()), trace(1200), policy_of(RULED)
    with redis_server() as server:
        store = await open_store(server.url, jitter=lambda: 0.5)
        theirs = await play(policy, rows, store, keys)
        await store.close()
    ours = await play(policy, rows, keys=keys)
    assert {decision["action"] for decision in ours} == {"allow", "degrade", "throttle"}
    assert theirs == ours


async def test_the_same_secret_gives_the_same_decisions() -> None:
    """A second run is the first one again; under another secret callers have other ids and the same fate."""
    policy, rows = policy_of(RULED), trace(900)
    first = await play(policy, rows)
    assert await play(policy, rows) == first
    other = stage(policy, MemoryStore(), b"another secret, as long as that", None)
    found = [(await other.play(read_line(line(row)), n))[1].decision for n, row in enumerate(rows)]
    assert {d.caller.id for d in found}.isdisjoint(d["caller"] for d in first)
    assert [d.action.word for d in found] == [d["action"] for d in first]


async def test_the_directory_tells_orgs_apart(tmp_path: Path) -> None:
    """With a key directory the keys of an org share its budget; without one every key has its own."""
    policy = policy_of(
        "policy: p\nmode: enforce\nbudgets: [{name: b, per: org, meter: requests, limit: 2, window: 1h}]\n"
    )
    rows = [openai(START + n, key_of(talker, n % 2), said("x")) for n in range(4)]
    keys = write(tmp_path / "keys.jsonl", directory())
    assert [d["action"] for d in await play(policy, rows, keys=keys)] == ["allow", "allow", "throttle", "throttle"]
    assert await actions(policy, rows) == ["allow"] * 4
    with pytest.raises(OSError, match="missing"):
        on(policy, keys=tmp_path / "missing.jsonl")


async def test_a_week_passes_on_the_traces_clock() -> None:
    """Windows empty, remedies end and levels are left by the trace's time, whatever time it is here."""
    policy = limited(2, window="24h")
    days = [openai(START + hour * 3600.0, "sk-one", said("x")) for hour in range(0, 168, 8)]
    assert await actions(policy, days) == ["allow", "allow", "throttle"] * 7


async def test_usage_settles_when_the_answer_was_over() -> None:
    """What a request reserved is corrected to its recorded usage, no sooner than its answer had ended."""
    policy = limited(1000, "total_tokens", window="1h", reserve_output="900")

    def at(seconds: float, took: float, used: int) -> Row:
        usage = {"prompt_tokens": 10, "completion_tokens": used}
        return {**openai(START + seconds, "k", said("x")), "response": {"latency_s": took, "usage": usage}}

    assert await actions(policy, [at(0, 30, 10), at(20, 1, 10)]) == ["allow", "throttle"]
    assert await actions(policy, [at(0, 30, 10), at(31, 1, 10)]) == ["allow", "allow"]
    assert await actions(policy, [at(0, 1, 500), at(2, 1, 10)]) == ["allow", "throttle"]


async def test_answers_settle_in_the_order_in_which_they_ended() -> None:
    """A long answer that began first ends last: by then the short ones have given back what they did not use."""
    policy = policy_of(
        "policy: p\nmode: enforce\nreserve_output: 900\n"
        "budgets: [{name: b, per: everyone, meter: total_tokens, limit: 6k, window: 1h}]\n"
    )
    rows = [openai(START, "long", said("x"))] + [openai(START + 1 + n, "short", said("x")) for n in range(3)]
    rows[0]["response"]["latency_s"] = 600.0
    found = await rulings(policy, [*rows, openai(START + 100, "k", said("x")), openai(START + 700, "k", said("x"))])
    left = [ruling.decision.standings[0].remaining for ruling in found[-2:]]
    used = sum(row["response"]["usage"]["prompt_tokens"] + 120 for row in rows[1:])
    first = rows[0]["response"]["usage"]["prompt_tokens"] + 120
    assert 6000 - left[0] == pytest.approx(used + 2 * 910, abs=40)
    assert 6000 - left[1] == pytest.approx(used + first + first + 910, abs=40)


async def test_what_this_policy_would_have_refused_costs_nothing() -> None:
    """A banned caller's recorded usage is not charged to budgets that others share; observed, it is."""
    text = (
        "policy: p\nmode: MODE\nreserve_output: 10\n"
        "budgets: [{name: b, per: everyone, meter: total_tokens, limit: 100k, window: 1h}]\n"
        "rules: [{name: ban, why: x, when: caller.address == 198.51.100.23, then: block}]\n"
    )
    rows = [anthropic(START, "bad", said("x")), openai(START + 60, "good", said("x"))]
    left = {}
    for mode in ("enforce", "observe"):
        found = await rulings(policy_of(text.replace("MODE", mode)), rows)
        assert [ruling.decision.action.word for ruling in found] == ["block", "allow"]
        left[mode] = found[1].decision.standings[0].remaining
    assert left["enforce"] - left["observe"] == 260


@pytest.mark.parametrize(
    ("words", "change", "action"),
    [
        ("callers: {anonymous: refuse}", {"headers": {}}, "block"),
        ("unreadable: refuse", {"body": ["no", "call"]}, "block"),
        ("unreadable: refuse", {"body": None}, "block"),
        ("oversize: refuse\ninspect_limit: 1KB", {"body": said("x" * 2000)}, "block"),
        ("callers: {anonymous: allow}", {"headers": {}}, "allow"),
        ("unreadable: pass", {"body": ["no", "call"]}, "allow"),
        ("oversize: pass\ninspect_limit: 1KB", {"body": said("x" * 2000)}, "allow"),
        ("unreadable: refuse", {"path": "/v1/files", "body": ["no", "call"]}, "allow"),
        ("unreadable: refuse", {"method": "GET", "path": "/v1/models", "body": None}, "allow"),
    ],
)
async def test_what_serve_refuses_unasked_replay_refuses(words: str, change: Row, action: str) -> None:
    """No credential, a body that cannot be read or is too large: the policy's word holds as at the port."""
    for mode in ("enforce", "observe"):
        (found,) = await play(policy_of(f"policy: p\nmode: {mode}\n{words}\n"), [{**ONE, **change}])
        assert (found["action"], found["enforced"]) == (action, mode == "enforce")


async def test_a_rate_counts_alike_in_either_mode() -> None:
    """Two a minute: within the rate a request is allowed, beyond it throttled, observed or enforced."""
    rule = "{name: r, why: x, when: operation == chat, then: [{throttle: {rate: 2/m}}]}"
    rows = [openai(START + 10 * n, "k", said("x")) for n in range(8)]
    for mode in ("enforce", "observe"):
        policy = policy_of(f"policy: p\nmode: {mode}\nrules: [{rule}]\n")
        assert await actions(policy, rows) == ["allow"] * 2 + ["throttle"] * 4 + ["allow"] * 2


async def test_places_are_taken_for_as_long_as_an_answer_took() -> None:
    """Two at once: a third that comes while both are being answered is throttled, one that comes later is not."""
    rule = "{name: r, why: x, when: operation == chat, then: [{throttle: {concurrency: 2}}]}"
    rows = [
        {**openai(START + seconds, "k", said("x")), "response": {"latency_s": took}}
        for seconds, took in ((0, 100.0), (10, 20.0), (20, 5.0), (31, 5.0), (35, 5.0), (37, 5.0))
    ]
    policy = policy_of(f"policy: p\nmode: enforce\nrules: [{rule}]\n")
    assert await actions(policy, rows) == ["allow", "allow", "throttle", "allow", "throttle", "allow"]


async def test_enforced_is_every_rule_in_force() -> None:
    """`enforced` makes a policy act with all of its rules, also those that say `mode: observe` themselves."""
    text = "policy: p\nrules: [{name: r, why: x, mode: observe, when: operation == chat, then: block}]\n"
    (as_written,) = await play(policy_of(text), [ONE])
    (in_force,) = await play(enforced(policy_of(text)), [ONE])
    assert (as_written["action"], as_written["enforced"]) == ("block", False)
    assert (in_force["action"], in_force["enforced"]) == ("block", True)


async def test_a_collector_is_told_from_people() -> None:
    """Within an hour the sweeping callers have reached `suspect`, and nobody else."""
    found = await play(policy_of("policy: p\n"), trace(3600))
    keyed = Keyed(SECRET)
    suspects = {decision["caller"] for decision in found if decision["level"] in ("suspect", "hostile")}
    assert suspects == {keyed.caller(key_of(sweeper, number).encode()) for number in range(2)}


async def test_events_get_what_was_asked() -> None:
    """What the SIEM is told of a line: its decision's id, the trace's time, dialect, operation, model, problem."""
    actors = on(policy_of("policy: p\n"))
    rows = [anthropic(START, "k", {**said("x"), "stream": True}), {**ONE, "body": []}, {**ONE, "path": "/x"}]
    told_of = []
    for number, row in enumerate(rows):
        intake, ruling = await actors.play(recorded := read_line(line(row)), number)
        each = asked(recorded, intake, ruling.decision)
        told_of.append((each.id, each.dialect, each.operation, each.model, each.stream, each.unreadable))
    assert told_of == [
        ("d_0", "anthropic", "chat", "atlas-large", True, ""),
        ("d_1", "openai", "chat", "", False, "not_object"),
        ("d_2", "", "opaque", "", False, ""),
    ]
