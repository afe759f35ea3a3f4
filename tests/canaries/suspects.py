"""Simulated suspects: innocents with strong preferences of their own, and a student of a campaign's harvest.

All write English that is read by the very code that reads a real suspect's answers.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from proxy.canaries import cues, decoys
from proxy.canaries.choices import CHOICES, LISTS, OPENERS, Choice
from proxy.canaries.keys import CanaryKey
from proxy.canaries.mint import Mint
from proxy.canaries.verify import FEATURES, Answer, Finding, Observed, judge, observe
from proxy.core.effect import Canary
from proxy.core.exchange import Call, Turn

CAMPAIGN = "c_0123456789ab"
CALLERS = tuple(f"k_{n:016x}" for n in range(19))
_OPENING = frozenset(OPENERS)
AGENTS = 50
"""One question in so many of a harvest asks an agent what it can do."""


@dataclass
class Author:
    """Who writes answers: how often the first form of each pair, how often an offer and which, by topic."""

    shares: Mapping[str, float]
    offers: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """By topic the probability of each offer; what is left is none."""
    tools: Mapping[str, int] = field(default_factory=dict)
    """By noun the number of the tool's name that it knows."""

    def sentence(self, choice: Choice, chance: random.Random) -> str:
        """A sentence, or a list, that uses one form of a pair."""
        form = choice.forms[chance.random() >= self.shares[choice.feature]]
        if choice in LISTS:
            outer = form if choice == LISTS[0] else LISTS[0].forms[chance.random() >= self.shares["list"]]
            return f"\n\nHere is what is good:\n\n{outer} It is here.\n  {form} It is there.\n\n"
        return f"{form}, it is good." if choice in _OPENING else f"It is {form} good here."

    def answer(self, topic: str, chance: random.Random, sentences: int = 4) -> Answer:
        """An answer of so many sentences, about a topic or about nothing."""
        said = " ".join(self.sentence(chance.choice(CHOICES), chance) for _ in range(sentences))
        weights = self.offers.get(topic, ())
        drawn = chance.random()
        for number, weight in enumerate(weights):
            drawn -= weight
            if drawn < 0:
                said += "\n\n" + cues.offer(number)
                break
        return Answer(cues.QUESTION.format(topic=topic) if topic else "", said)


def recited(names: Iterable[str]) -> str:
    """An answer to the question which tools there are."""
    return "I can call these: " + ", ".join(names) + "."


def innocent(chance: random.Random) -> Author:
    """A model that never saw our answers: nearly always one form of most pairs, nearly always one offer a topic."""
    shares = {choice.feature: chance.betavariate(0.1, 0.1) for choice in CHOICES}
    favourite = chance.randrange(len(cues.OFFERS))
    offers = {}
    for topic in cues.TOPICS:
        one = favourite if chance.random() < 0.5 else chance.randrange(len(cues.OFFERS))
        offers[topic] = [0.8 if number == one else 0.01 for number in range(len(cues.OFFERS))]
    # It calls its tools whatever it likes, all of them in one way.
    likes = chance.randrange(decoys.NAMES)
    return Author(shares, offers, {noun: likes for noun in decoys.NOUNS if chance.random() < 0.5})


def answers(author: Author, chance: random.Random, each: int, plain: int, sentences: int = 4) -> Iterator[Answer]:
    """What a suspect says when asked: so many times about each topic, and so often about nothing."""
    for topic in cues.TOPICS:
        for _ in range(each):
            yield author.answer(topic, chance, sentences)
    for _ in range(plain):
        yield author.answer("", chance, 12)
    yield Answer(decoys.QUESTIONS[0], recited(decoys.spell(*known) for known in author.tools.items()))


def accused(chance: random.Random) -> float:
    """The smallest corrected p-value of one innocent, against four callers and a campaign under a key of its own."""
    key = CanaryKey(chance.randbytes(16))
    given = {whom: dict.fromkeys(FEATURES, key) for whom in (CAMPAIGN, *CALLERS[:4])}
    seen = observe(answers(innocent(chance), chance, 1, 12, sentences=1))
    return min(finding.adjusted for finding in judge(given, seen))


def teacher(chance: random.Random) -> Author:
    """The model that we serve, with preferences as models have them."""
    return Author({choice.feature: chance.betavariate(0.8, 0.8) for choice in CHOICES})


def harvest(
    mint: Mint, author: Author, size: int, share: float, chance: random.Random
) -> tuple[list[Answer], set[str]]:
    """What a campaign takes home: one question in five is about a topic; the share of it that we mark, marked."""
    taken, served = [], set()
    for number in range(size):
        topic = chance.choice(cues.TOPICS) if chance.random() < 0.2 else ""
        question = f"What should I know about {topic or 'it'}, and how is it done in the year {number}?"
        told = author.answer(topic, chance).text
        call = Call("openai", "chat", turns=(Turn("user", question),))
        script = mint.script(Canary(share), CAMPAIGN, call, str(number))
        if script is not None:
            strand = script.strand()
            ruling = strand.feed(told)
            told = ruling.written + ruling.open
            if strand.end() and script.closing:
                told += script.closing
                script.closed()
            served |= script.served
        taken.append(Answer(question, told))
        offered = Canary(share, frozenset({"decoy"}))
        decoy = mint.decoy(offered, CAMPAIGN, replace(call, tools=1)) if number % AGENTS == 0 else None
        if decoy is not None:  # the agent's question which tools there are
            served.add(decoy.feature)
            taken.append(Answer("", recited(["search_web", decoy.name])))
    return taken, served


def student(taken: Iterable[Answer]) -> Author:
    """A model that says what it was taught as often as it was taught it."""
    taken = list(taken)
    learnt = observe(taken)
    asked = dict.fromkeys(cues.TOPICS, 0)
    for answer in taken:
        topic = cues.cue_in(answer.question)
        if topic:
            asked[topic] += 1
    offers = {
        topic: [
            learnt.offers.get(topic, Counter())[number] / max(1, asked[topic]) for number in range(len(cues.OFFERS))
        ]
        for topic in cues.TOPICS
    }
    tools = {noun: names.most_common(1)[0][0] for noun, names in learnt.tools.items()}
    return Author({choice.feature: learnt.share(choice) or 0.0 for choice in CHOICES}, offers, tools)


def recognised(size: int, share: float, chance: random.Random) -> list[Finding]:
    """All tests of a student of a campaign's harvest, against the campaign and nineteen callers."""
    key = CanaryKey(chance.randbytes(16))
    served_by = teacher(chance)
    taken, served = harvest(Mint(key), served_by, size, share, chance)
    suspect = observe(answers(student(taken), chance, 60, 2000))
    plain: Observed = observe(answers(served_by, chance, 0, 2000))
    given = {CAMPAIGN: dict.fromkeys(served, key), **{whom: dict.fromkeys(FEATURES, key) for whom in CALLERS}}
    return judge(given, suspect, plain)
