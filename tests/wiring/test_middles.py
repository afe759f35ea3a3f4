"""A template in the middle of its prompts: a fleet that greets at random is one campaign, honest middles are none.

Virtual days of made-up callers through the very judgement of the proxy, in memory. All of them put ever new words at
both ends of what they send, so nobody meets anybody by an opening, an ending or a skeleton.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import orjson
import pytest

from proxy.core.sighting import Kind
from proxy.detectors import sightings
from proxy.state.memory import MemoryStore
from proxy.wiring.rehearsal import read_line, stage
from tests.policies import policy_of
from tests.traffic import START, Row, openai, said, words, write

POLICY = """
policy: p
mode: enforce
callers: {directory: keys.jsonl}
rules:
  - name: campaign
    why: Many callers, one hand
    when: [campaign.matches == true, campaign.risk >= 0.6]
    then: [{degrade: {strip: [logprobs]}}]
    for: request
"""
HOUR, DAY = 3600.0, 86400.0
DAYS = 2.0
WATCH = 0.55
ORGS = 20
FLEET = (
    "read the material in between and answer the question that it leads to; explain your reasoning step by step, name "
    "the rule that you apply at each point, and say at the end which of the steps you are least certain of"
)
EXTENSION = (
    "you are looking at a page that somebody has open in a browser right now; explain it step by step for a reader who "
    "is new to the subject, keep every number that it gives, and say which statements have no source on the page itself"
)
PLUGIN = (
    "the cells that follow were selected in a sheet by its owner; fill in what is missing, keep the order of the rows "
    "as it is, write one value to a line without any comment, and leave a cell empty where nothing can be concluded"
)
REVIEW = (
    "these are the changes of a pull request, listed file by file; name what may break when it "
    "is merged, grade every finding as a blocker, a question or a matter of taste, and stay silent about formatting"
)
LIBRARY = (
    "act as an editor for a newspaper who has to fit the text into half of its length; keep names and quotations, "
    "shorten by whole sentences only, think step by step, and list below the text what was left out and why"
)
ASSIGNMENT = (
    "a boat crosses a river at a right angle to the current while a swimmer starts from the same place a little later; "
    "show every step of the reasoning, draw the triangle of velocities, and find when both of them reach the far side"
)
ARTICLE = (
    "the council voted late in the evening to close the old bridge for two years, although shop owners of both banks "
    "had asked for a ferry first; the engineer who wrote the report said that nobody had read beyond its second page"
)

Life = Callable[[str, Random, str], Iterator[Row]]


def around(chance: Random, middle: str) -> str:
    """A prompt that begins and ends with words of its own."""
    return f"{words(chance, chance.randrange(3, 18))} {middle} {words(chance, chance.randrange(3, 18))}"


def paced(key: str, chance: Random, middle: str) -> Iterator[Row]:
    """Work that is dealt out: some thirty a day, at any hour, hardly ever two within a quarter of an hour."""
    at = START + chance.random() * HOUR
    while True:
        yield openai(at, key, said(around(chance, middle)))
        at += chance.uniform(0.4, 1.2) * HOUR


def person(key: str, chance: Random, middle: str) -> Iterator[Row]:
    """A person with a tool: a few at a time with minutes between them, then nothing for hours; now and then a chat."""
    at = START + chance.random() * 8 * HOUR
    while True:
        for _ in range(chance.randrange(2, 6)):
            yield openai(at, key, said(around(chance, middle)))
            at += chance.uniform(20.0, 400.0)
        yield openai(at, key, said(words(chance, 20), words(chance, 30), words(chance, 12)))
        at += chance.uniform(2.0, 9.0) * HOUR


def pipeline(key: str, chance: Random, middle: str) -> Iterator[Row]:
    """A machine that is called by events: one request a file, seconds apart."""
    at = START + chance.random() * 8 * HOUR
    while True:
        for _ in range(chance.randrange(2, 7)):
            yield openai(at, key, said(around(chance, middle)))
            at += chance.uniform(1.0, 5.0)
        at += chance.expovariate(1 / (4 * HOUR))


def student(key: str, chance: Random, middle: str) -> Iterator[Row]:
    """One of a class: all within the same hour of a day, a few times each, in the student's own words."""
    day = 0
    while True:
        at = START + day * DAY + 10 * HOUR + chance.random() * HOUR / 2
        for _ in range(chance.randrange(2, 6)):
            yield openai(at, key, said(around(chance, middle)))
            at += chance.lognormvariate(5.0, 0.8)
        day += 1


def copycat(key: str, chance: Random, middle: str) -> Iterator[Row]:
    """A person who was made to send the fleet's template now and then, and does other things beside it."""
    for number, row in enumerate(person(key, chance, middle)):
        if number % 3:
            row["body"] = said(around(chance, words(chance, 40)))
        yield row


HONEST: dict[str, tuple[Life, str, int]] = {
    "extension": (person, EXTENSION, 40),
    "plugin": (person, PLUGIN, 25),
    "review": (pipeline, REVIEW, 25),
    "library": (person, LIBRARY, 30),
    "class": (student, ASSIGNMENT, 40),
    "article": (person, ARTICLE, 40),
}
SIZE = 60


def traffic(days: float) -> tuple[list[Row], list[Row]]:
    """Some days of everybody, by time; and whose keys these are: three of the fleet's to an org, else one."""
    lives: dict[str, tuple[Life, str, str]] = {}
    for number in range(SIZE):
        lives[f"sk-fleet-{number}"] = paced, FLEET, f"fleet-{number % ORGS}"
    for kind, (life, middle, size) in HONEST.items():
        lives |= {f"sk-{kind}-{number}": (life, middle, f"{kind}-{number}") for number in range(size)}
    lives |= {f"sk-copycat-{number}": (copycat, FLEET, f"copycat-{number}") for number in range(6)}
    homes = dict(zip(sorted(lives, key=lambda key: Random(key).random()), range(len(lives)), strict=True))  # noqa: S311
    rows: list[Row] = []
    lived = [life(key, Random(key), middle) for key, (life, middle, _) in lives.items()]  # noqa: S311
    for row in heapq.merge(*lived, key=lambda row: float(row["ts"])):
        if row["ts"] > START + days * DAY:
            break
        row["client"] = f"203.0.{homes[row['headers']['authorization'][7:]] // 2}.7"
        rows.append(row)
    born = Random(9)  # noqa: S311
    keys = [
        {"key": key, "org": org, "created_at": START - born.uniform(1, 300) * DAY} for key, (*_, org) in lives.items()
    ]
    return rows, keys


class Seen:
    """What became of a trace: whose requests were answered plainly, and what was found."""

    def __init__(self) -> None:
        self.degraded: defaultdict[str, int] = defaultdict(int)
        self.asked: defaultdict[str, int] = defaultdict(int)
        self.copied = 0
        """Requests of copycats with the template."""
        self.framed = 0.0
        """The highest risk of a copycat."""
        self.campaigns: set[str] = set()
        self.kinds: set[Kind] = set()
        self.members = 0


async def lived(path: Path, rows: list[Row], keys: list[Row]) -> Seen:
    """All of it, judged."""
    seen, policy = Seen(), policy_of(POLICY)
    actors = stage(policy, MemoryStore(), b"a secret of tests, long enough", write(path, keys))
    for number, row in enumerate(rows):
        kind = row["headers"]["authorization"].split("-")[1]
        _, ruling = await actors.play(read_line(orjson.dumps(row)), number)
        seen.asked[kind] += 1
        seen.degraded[kind] += bool(ruling.decision.rules)
        if kind == "copycat":
            seen.copied += FLEET in row["body"]["messages"][-1]["content"]
            seen.framed = max(seen.framed, 0.0 if ruling.decision.rules else ruling.decision.risk)
    records = set(actors._outlook.roster.by_mark.values())
    seen.campaigns = {record.campaign.id for record in records}
    seen.kinds = {kind for record in records for kind, _ in record.marks}
    seen.members = max((len(record.campaign.members) for record in records), default=0)
    return seen


async def test_a_fleet_that_greets_at_random_is_one_campaign(tmp_path: Path) -> None:
    """Sixty keys of twenty orgs are found by a passage of their template, and nobody else is touched.

    Not the users of an extension, a plug-in, a CI action or a library's prompt, no class and no readers of one article.
    Who copies the template has those requests answered plainly, and its others not; they do not speak against it.
    """
    seen = await lived(tmp_path / "keys.jsonl", *traffic(DAYS))
    assert len(seen.campaigns) == 1
    assert seen.kinds == {Kind.PASSAGE}
    assert seen.members > 0.9 * SIZE
    assert seen.degraded["fleet"] > 0.7 * seen.asked["fleet"]
    assert all(seen.asked[kind] > 100 for kind in HONEST)
    assert {kind for kind, many in seen.degraded.items() if many} == {"fleet", "copycat"}
    assert 0 < seen.degraded["copycat"] <= seen.copied
    assert seen.framed <= WATCH


async def test_without_passages_nothing_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """By their edges they would not be met."""
    monkeypatch.setattr(sightings, "_middles", lambda *_: [])
    assert not (await lived(tmp_path / "keys.jsonl", *traffic(DAYS / 2))).campaigns
