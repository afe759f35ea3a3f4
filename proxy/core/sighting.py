"""What one caller shares with others, as it is told to the store, and what the store has gathered about it.

A request is seen in a few *buckets*: the skeleton of its system prompt, the opening and the ending of its user turn, a
passage from the middle of each, its address and network. Who else was seen there is what campaigns are made of
(`proxy.campaigns`). Nothing of it is readable: digests are keyed, and a bucket holds numbers about a bounded sample of
callers.
"""

from __future__ import annotations

from enum import IntFlag, StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What kind of thing a bucket stands for."""

    SYSTEM = "s"
    """Skeleton of the system prompt."""
    HEADING = "h"
    """First eight masked words of the system prompt."""
    OPENING = "o"
    """First eight masked words of the user turn."""
    ENDING = "e"
    """Its last eight masked words."""
    CLAUSE = "c"
    """Eight masked words from the middle of the system prompt, those with the least hash."""
    PASSAGE = "p"
    """Eight from the middle of the user turn."""
    EXIT = "x"
    """Network address."""
    NETWORK = "n"
    """Its network: the /24, or the /48 for IPv6."""
    EVERYONE = "a"
    """A sample of all callers: what is usual here."""


TEXTS = (Kind.SYSTEM, Kind.HEADING, Kind.OPENING, Kind.ENDING, Kind.CLAUSE, Kind.PASSAGE)
"""Kinds of text."""
TURNS = (Kind.OPENING, Kind.ENDING, Kind.PASSAGE)
"""Those of user turns."""
PLACES = (Kind.EXIT, Kind.NETWORK)
"""Kinds of places, of whose callers it is known only who came."""


class Manner(IntFlag):
    """How a request was made, as far as campaigns care."""

    NONE = 0
    LONE = 1
    """A single question: no history and no tools."""
    STRONG = 2
    """Asks for the reasoning itself: unabridged, between tags, or behind a given answer."""
    WEAK = 4
    """Asks for steps, for a grade, or for material in bulk."""
    ECHO = 8
    """Its caller has brought back markers that stood in answers to several others."""
    DISGUISED = 16
    """Its headers contradict each other."""
    TAKEN_UP = 32
    """No request with that text, but the next turn of a conversation that began with it."""


class Sighting(NamedTuple):
    """One caller, seen in one bucket."""

    kind: Kind
    digest: int
    """64 bits, keyed."""
    caller: int
    """The 64 bits of the caller's id."""
    org: int
    """32 bits of the org's digest."""
    created: float
    """When the account was created, in seconds since the epoch; 0 where that is unknown."""
    content: int
    """48 bits of the digest of what was asked; 0 where the bucket is no text."""
    manner: Manner
    total: int
    """Requests of the caller so far."""
    gaps: int
    """Gaps between requests of the caller that are known."""
    short: float
    """Share of them below a quarter of an hour."""
    client: int = 0
    """16 bits of the program's fingerprint."""
    model: int = 0
    """8 bits that tell models apart."""
    talks: float = 0.0
    """Of the caller's single questions, how many went on with a second one; 0 where it has several programs."""
    era: int = 0
    """Which secret keys the digests: buckets of another one are other buckets, wherever they are kept."""


class Sharer(NamedTuple):
    """What a bucket knows of one of its callers; of one seen at a place only who it is, and when and how often.

    Counts of requests and of all requests stop at 65,535, all others at 255.
    """

    caller: int
    org: int
    last: float
    requests: int
    """Different requests in a row; the turns of one loop over the same text count once."""
    created: float = 0.0
    strong: int = 0
    weak: int = 0
    lone: int = 0
    total: int = 0
    gaps: int = 0
    short: float = 0.0
    client: int = 0
    """The program of its last request."""
    model: int = 0
    """The model of its last request."""
    switched: float = 0.0
    """When that was another one than before, to the hour; when it was first seen here, where it never was."""
    switches: int = 0
    """How often it was another one than before, up to 15."""
    taken: int = 0
    """Conversations that went on from a request of it here."""
    talks: float = 0.0
    """Of all of its single questions, how many went on with a second one; 0 where it has several programs."""
    echoes: bool = False
    disguised: bool = False


class Shared(NamedTuple):
    """A bucket, as the correlator reads it."""

    kind: Kind
    digest: int
    first: float
    last: float
    requests: float
    """Requests so far."""
    contents: tuple[tuple[int, bool], ...]
    """A sample of what was asked: how often each (up to 127), and whether by several orgs."""
    callers: tuple[Sharer, ...]
    """All callers, or a sample of `state.crowd.CALLERS` of them that is drawn by their ids."""
    share: float
    """Which part of the callers the sample is, about: 1 where it is all of them."""
    together: int = 0
    """Pairs of callers in the same slot of five minutes, of slots in which nothing is usually due (`state.pulse`)."""
    apart: int = 0
    """Pairs of one caller in such a slot and another in the slot before it."""
