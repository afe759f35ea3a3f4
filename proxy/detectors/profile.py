"""What is remembered of a caller and its org, and how a request adds to it.

Everything that the detectors look at is asked for here, in one list, so that several of them can read the same tally
and the whole can be counted: about 2 KB a caller in Redis (benchmarks/state_cost.py --armed), nothing of it readable.

    group c:<caller>   asks       means of what requests are like (`ASKS` names the places)
                       openings, endings, systems, bands    the most frequent openings, endings, … of prompts
                       contents, cells                      how many different prompts, and places in the topic space
                       owners                               of reasoning that was brought back and is not the caller's
                       origins                              of markers in prompts that were put into others' answers
                       embedded                             places in the topic space of what was embedded
                       biases     how many different token biases            agents, networks   clients and places
                       pace       gaps and hours                             hour, day, week    requests and tokens
                       level      how long each risk level has been held
                       steps, spells    last questions for steps, means of how they are worked through (`series`)
    group o:<org>      recent     the org's last prompts: does one come again, under another key?
                       repeats    means of that                              steps    who asks for steps
    group e:<class>    orgs that word requests so; e: all orgs (a sample): the deployment's background

A retry of an SDK says nothing new and is only read. What a budget refuses is not kept either (`Kind.keep`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from proxy.core.features import Elicitation, Features, TextSketch
from proxy.core.tally import (
    Count,
    Distinct,
    Held,
    Mark,
    Mean,
    Means,
    Pace,
    Reading,
    Recent,
    Repeats,
    Rhythm,
    Settlement,
    Shares,
    Spread,
    Sums,
    Tally,
    Top,
)
from proxy.detectors.asks import Asks, asks_in, asks_of
from proxy.detectors.draws import Repeated, repeated, repeated_of, sender
from proxy.detectors.series import series, spell

# About the last 16 requests beside the last 128: a campaign that begins shows in the first, one that hides between
# ordinary requests in the second (Nelson's two-speed EWMA; prototype notes: "side by side").
QUICK, SLOW = 1 / 16, 1 / 128
# Two weeks without a request: longer than the rests of people (weekends, holidays of a week), so that a drip of a few
# requests a day still adds up.
LIFE = 14 * 86400.0
DAY = 86400.0
# Eight places of a space-saving sketch find whatever makes up more than an eighth of the traffic.
SLOTS = 8
# Twice the slow mean: a template that was left 256 requests ago counts a third.
HORIZON = 256
# Sixty-four prompts of an org: several rounds of best-of-8, also when other prompts come between.
RECENT_SLOTS = 64
# Samples of one prompt are drawn at once or within the hour; evaluations repeat the night after.
AGAIN_WITHIN = 3600.0
# Shorter prompts ("continue", "thanks") are repeated by everybody.
WORTH_REPEATING = 40
# One request in four is enough to count the orgs of a deployment, and spares the group that all share.
SAMPLE = 3

STRONG = tuple(each for each in Elicitation if each & Elicitation.STRONG)
_STRONG = int(Elicitation.STRONG)


class Profile(NamedTuple):
    """Readings by name; None where a tally was not asked for this request."""

    asks: Means
    openings: Shares | None
    endings: Shares | None
    systems: Shares | None
    bands: Shares | None
    contents: Spread | None
    cells: Spread | None
    biases: Spread | None
    agents: Spread
    networks: Spread
    pace: Rhythm
    hour: Sums
    day: Sums
    week: Sums
    level: Held
    recent: Repeats | None
    repeats: Means
    users: Spread | None
    orgs: Spread | None
    embedded: Spread | None = None
    owners: Spread | None = None
    origins: Spread | None = None
    pace_of_steps: Repeats | None = None
    beside: Repeats | None = None
    spells: Means | None = None

    def named(self) -> Profile:
        """The same with the means of `asks` and `repeats` named once and for all: most detectors look at them."""
        asks = Means(self.asks.count, self.quick, self.slow)
        place = _REPEATS
        return _made(
            Profile,
            (asks, *self[1:place], Means(self.repeats.count, self.repeats.quick, self.repeated), *self[place + 1 :]),
        )

    @property
    def quick(self) -> Asks:
        """The last few requests."""
        quick = self.asks.quick
        return quick if isinstance(quick, Asks) else asks_of(quick)

    @property
    def slow(self) -> Asks:
        """The longer past."""
        slow = self.asks.slow
        return slow if isinstance(slow, Asks) else asks_of(slow)

    @property
    def novelty(self) -> float:
        """Share of prompts that the caller had not sent before, 0..1."""
        contents = self.contents
        return 0.0 if contents is None or not contents.count else min(1.0, contents.distinct / contents.count)

    @property
    def repeated(self) -> Repeated:
        """How the org's prompts came again within the hour."""
        slow = self.repeats.slow
        return slow if isinstance(slow, Repeated) else repeated_of(slow)


# An operation that carries a prompt; the others (listings, files, token counts) are volume only.
PROMPTED = frozenset({"chat", "completion", "generic"})


def tallies(
    features: Features,
    thresholds: tuple[float, float, float],
    patience: float,
    *,
    counts: bool = True,
    claimed: bool = False,
) -> dict[str, Tally]:
    """What this request asks of the state, by the name in `Profile`. One that does not count is only read for.

    `claimed`: its text is a campaign's and speaks against that, not against a caller who may only have copied it.
    """
    caller, org = "c:" + features.caller, "o:" + features.org
    counts, user = counts and not features.client.retries, features.user
    # Prompts only, or free token counts would thin out what prompts ask for.
    prompted, single = features.operation in PROMPTED, lone(features)
    asks = asks_in(features, single, single and not claimed) if counts and prompted else None
    asked: dict[str, Tally] = {
        "asks": Mean(caller, "asks", asks or (), QUICK, SLOW, LIFE),
        "agents": Distinct(caller, "agents", features.client.agent if counts else None, 7 * DAY),
        "networks": Distinct(caller, "networks", features.client.network if counts else None, 7 * DAY),
        "pace": Pace(caller, "pace", counts, LIFE),
        "level": Mark(caller, "level", thresholds, patience),
        "repeats": Mean(org, "repeats", (), QUICK, SLOW, LIFE),
    }
    amounts = (1.0, float(features.input_tokens)) if counts else ()
    for name, window in (("hour", 3600.0), ("day", DAY), ("week", 7 * DAY)):
        asked[name] = Count(caller, name, amounts, window)
    if user is not None and prompted:
        _of_prompt(asked, features, user, counts and not claimed, single)
        if asks is not None and asks.weak:
            asked |= series(features, LIFE)
    elif user is not None and features.operation == "embedding":
        asked["embedded"] = Distinct(caller, "embedded", cell(user.plane) if counts else None, LIFE)
    return asked


def owners(caller: str, owner: int | None = None) -> Distinct:
    """Others whose sealed reasoning this caller brought back; asked where the policy binds reasoning."""
    return Distinct("c:" + caller, "owners", None if owner is None else spread(b"%d" % owner), LIFE)


def brought(seen: Profile, strangers: Sequence[int]) -> Profile:
    """The profile with the owners of what this very request brought back, who may be remembered already."""
    now, before = float(len({each for each in strangers if each > 0})), seen.owners
    if before is None or before.distinct >= now:
        return seen
    return seen._replace(owners=Spread(max(before.count, now), now, before.fresh))


def _of_prompt(asked: dict[str, Tally], features: Features, user: TextSketch, counts: bool, single: bool) -> None:
    caller, org = "c:" + features.caller, "o:" + features.org
    most = {"openings": user.opening, "endings": user.ending, "bands": band(user.minhash)}
    if features.system is not None:
        most["systems"] = features.system.skeleton
    for name, digest in most.items():
        asked[name] = Top(caller, name, digest if counts else None, SLOTS, HORIZON, LIFE)
    asked["contents"] = Distinct(caller, "contents", user.content if counts else None, LIFE)
    asked["cells"] = Distinct(caller, "cells", cell(user.plane) if counts else None, LIFE)
    if features.parameters.logit_bias and features.parameters.logprobs:
        asked["biases"] = Distinct(caller, "biases", features.parameters.bias if counts else None, LIFE)
    if counts and single and user.characters >= WORTH_REPEATING and sampled(features):
        asked["recent"] = Recent(org, "recent", user.content, sender(features.caller), RECENT_SLOTS, AGAIN_WITHIN)
    _background(asked, features, user, counts, single)


def _background(asked: dict[str, Tally], features: Features, user: TextSketch, counts: bool, single: bool) -> None:
    """How many orgs of this deployment word their requests so: asked only where somebody does."""
    strong = int(features.elicitation) & _STRONG if single else 0
    sampled_out = bool(user.content & SAMPLE)
    if not strong and sampled_out:
        return
    # One sample for both: counted more often than all orgs, those that word requests so would look like a majority.
    org = spread(features.org.encode()) if counts and not sampled_out else None
    asked["orgs"] = Distinct("e:", "orgs", org, LIFE)
    if strong:
        asked["users"] = Distinct(f"e:{strong}", "orgs", org, LIFE)


def profile(asked: dict[str, Tally], readings: Sequence[Reading]) -> Profile:
    """The readings of `tallies`, in the same order, by name."""
    found: dict[str, Reading] = dict(zip(asked, readings, strict=True))
    return _made(Profile, map(found.get, _NAMES))


# Without the class's own maker, which would take the places apart first.
_made: Callable[[type[Profile], Iterable[Any]], Profile] = tuple.__new__
_NAMES = Profile._fields
_REPEATS = _NAMES.index("repeats")


def afterwards(features: Features, seen: Profile, asked: dict[str, Tally], risk: float) -> tuple[Settlement, ...]:
    """What is remembered once the request is judged: its risk, and whether its prompt was a repeated one."""
    notes = [Settlement(asked["level"], features.at, risk)]
    if seen.recent is not None:
        again = repeated(seen.recent)
        notes.append(Settlement(Mean("o:" + features.org, "repeats", again, QUICK, SLOW, LIFE), features.at))
    return tuple(notes)


def answered(features: Features, seen: Profile, took: float) -> tuple[Settlement, ...]:
    """What is remembered once the reply is over, after so many seconds."""
    return spell(features, seen.pace_of_steps, seen.beside, took, LIFE)


def lone(features: Features) -> bool:
    """A single question: no history and no tools. Coding tools and agents say everything that elicitation says, too."""
    return features.single_turn and not features.has_tools


def sampled(features: Features) -> bool:
    """Whether asking again would give another answer; at temperature 0 a repetition is somebody's cache miss."""
    return features.parameters.temperature is None or features.parameters.temperature > 0


def band(minhash: bytes) -> int:
    """One band of four rows (16 bytes) of a MinHash: equal for texts of similarity J with probability J^4."""
    return int.from_bytes(minhash[:8], "little") ^ (int.from_bytes(minhash[8:16], "little") << 1) & (2**64 - 1)


def cell(plane: int) -> int:
    """One of 256 cells of the topic space, as a digest for the distinct counter."""
    return _CELLS[plane >> 56]


def spread(name: bytes) -> int:
    """A name spread over 64 bits: a distinct counter reads the first ones, which all letters have in common."""
    return int.from_bytes(blake2b(name, digest_size=8).digest(), "little")


# By hash and not by a multiplication, whose evenness (multiples of the golden ratio) the counter would take for 400.
_CELLS = tuple(spread(bytes([place])) for place in range(256))
