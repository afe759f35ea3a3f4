"""Does a model know what only one of our callers was given? Hits over distinct features, with exact p-values.

For each caller or campaign in the registry four things are counted, each over distinct features that it was served:

    cue      topics on which the suspect makes one of the sixteen offers: is it the one drawn?          1/16
    choice   pairs of which the suspect prefers one: is it the one drawn?                               1/2
    decoy    nouns of which the suspect knows a tool: has it the name that was drawn?                   1/2048
    marker   tokens in its answers that look like markers: is the seal ours, and for whom?              1/2^28

What a suspect prefers is settled before any draw is looked at, so however it is settled the null distribution stands.
"Prefers" is against even odds, or, more sharply, against the shares in answers of an unmarked model (`baseline`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from proxy.canaries import cues, decoys, markers
from proxy.canaries.choices import CHOICES, Choice
from proxy.canaries.keys import CanaryKey
from proxy.canaries.prose import Scribe
from proxy.canaries.statistics import corrected, tail

# Half a use of each form added: a share of 0 or 1 in a small baseline is no certainty (Jeffreys).
_PRIOR = 0.5
FEATURES = (
    *(choice.feature for choice in CHOICES),
    *map(cues.feature_of, cues.TOPICS),
    *map(decoys.feature_of, decoys.NOUNS),
    "marker",
)
"""All that may be served."""
ODDS: Mapping[str, int] = {"cue": len(cues.OFFERS), "choice": 2, "decoy": decoys.NAMES, "marker": markers.ODDS}
"""One in so many that knows nothing agrees with a draw, by kind."""


class Answer(NamedTuple):
    """One answer of a suspect, and the question; empty where it is not known (then no cue is looked for)."""

    question: str
    text: str


@dataclass(slots=True)
class Observed:
    """What a suspect says, counted."""

    forms: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Uses of each feature's forms, where it could have been the other."""
    offers: dict[str, Counter[int]] = field(default_factory=dict)
    """Offers made, by topic."""
    tools: dict[str, Counter[int]] = field(default_factory=dict)
    """Names of tools that it knows, by noun."""
    tokens: list[frozenset[int]] = field(default_factory=list)
    """Of each answer with a token that looks like a marker, whom the sealed ones name."""
    answers: int = 0

    def share(self, choice: Choice) -> float | None:
        """The share of the first form; None where neither was used."""
        first, second = (self.forms[choice.feature, form] for form in choice.forms)
        return first / (first + second) if first + second else None


class Finding(NamedTuple):
    """One test: a caller or campaign, a kind of feature, hits among trials and what that is worth."""

    whom: str
    kind: str
    hits: int
    trials: int
    p: float
    adjusted: float
    """After correction for all tests that were made."""


def observe(answers: Iterable[Answer], keys: Sequence[CanaryKey] = ()) -> Observed:
    """Count what a suspect says."""
    found = Observed()

    def note(choice: Choice, form: str) -> str:
        found.forms[choice.feature, form] += 1
        return form

    for answer in answers:
        found.answers += 1
        scribe = Scribe(note, lambda _said: False)
        scribe.feed(answer.text)
        scribe.end()
        topic, offer = cues.cue_in(answer.question), cues.offered(answer.text)
        if topic and offer is not None:
            found.offers.setdefault(topic, Counter())[offer] += 1
        for noun, number in decoys.named(answer.text).items():
            found.tools.setdefault(noun, Counter())[number] += 1
        if markers.looks_marked(answer.text):
            named = (markers.find(key, answer.text) for key in keys)
            found.tokens.append(frozenset[int]().union(*named))
    return found


def served(entries: Iterable[Mapping[str, Any]], keys: Sequence[CanaryKey]) -> dict[str, dict[str, CanaryKey]]:
    """Who was served which features, and under which key. Features of keys that are not given are left out."""
    names = {key.digest(feature): (feature, key) for key in keys for feature in FEATURES}
    found: dict[str, dict[str, CanaryKey]] = {}
    for entry in entries:
        if entry.get("kind") == "served":
            for digest in entry["marks"]:
                if digest in names:
                    feature, key = names[digest]
                    found.setdefault(entry["whom"], {})[feature] = key
    return found


def judge(
    given: Mapping[str, Mapping[str, CanaryKey]], seen: Observed, baseline: Observed | None = None
) -> list[Finding]:
    """All tests, the most telling first. Without any there is nothing to tell."""
    preferred = preferences(seen, baseline)
    raw = [
        (whom, kind, *counted)
        for whom, features in given.items()
        for kind, counted in (
            ("cue", _drawn(whom, features, _offered(seen), len(cues.OFFERS))),
            ("choice", _drawn(whom, features, preferred, 2)),
            ("decoy", _drawn(whom, features, _known(seen), decoys.NAMES)),
            ("marker", _markers(whom, features, seen)),
        )
        if counted[1]
    ]
    tests = len(raw)
    found = [
        Finding(whom, kind, hits, trials, p, corrected(p, tests))
        for whom, kind, hits, trials in raw
        for p in (tail(hits, trials, ODDS[kind]),)
    ]
    return sorted(found, key=lambda each: (each.p, each.whom, each.kind))


def preferences(seen: Observed, baseline: Observed | None = None) -> dict[str, int]:
    """Which form of each pair a suspect prefers (0 or 1); pairs without a preference are left out."""
    found = {}
    for choice in CHOICES:
        share = seen.share(choice)
        even = 0.5 if baseline is None else _expected(choice, baseline)
        if share is not None and share != even:
            found[choice.feature] = int(share < even)
    return found


def _expected(choice: Choice, baseline: Observed) -> float:
    first, second = (baseline.forms[choice.feature, form] + _PRIOR for form in choice.forms)
    return first / (first + second)


def _offered(seen: Observed) -> dict[str, int]:
    """Which offer a suspect makes on each topic."""
    return {cues.feature_of(topic): _commonest(offers) for topic, offers in seen.offers.items()}


def _known(seen: Observed) -> dict[str, int]:
    """Which name of a tool it knows with each noun."""
    return {decoys.feature_of(noun): _commonest(names) for noun, names in seen.tools.items()}


def _commonest(made: Counter[int]) -> int:
    ((number, _),) = made.most_common(1)
    return number


def _drawn(whom: str, features: Mapping[str, CanaryKey], said: Mapping[str, int], of: int) -> tuple[int, int]:
    """Hits and trials: what a suspect says of features that this caller or campaign was served, against the draws."""
    tried = [feature for feature in said if feature in features]
    return sum(features[each].draw(whom, each, of) == said[each] for each in tried), len(tried)


def _markers(whom: str, features: Mapping[str, CanaryKey], seen: Observed) -> tuple[int, int]:
    if "marker" not in features:
        return 0, 0
    mine = markers.short(whom)
    return sum(mine in named for named in seen.tokens), len(seen.tokens)
