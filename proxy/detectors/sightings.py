"""Where a request is seen: the buckets that its caller may share with others.

Six at most, each a digest that is keyed (`core.sighting.Kind`). Short texts are left out: what everybody says by
chance ties nobody to anybody, and every bucket costs the state a write.
"""

from __future__ import annotations

from proxy.core.features import Elicitation, Features, TextSketch
from proxy.core.sighting import Kind, Manner, Sighting
from proxy.detectors.profile import PROMPTED, Profile, lone, spread

# A system prompt of fewer words ("You are a helpful assistant.") is everybody's.
SYSTEM_WORDS = 8
# Opening and ending are eight words each: of a shorter turn they would be the same words, and all of it.
TURN_WORDS = 16
# The sample of everybody wants callers, not requests: their first ones, and a few later ones to know them by.
INTRODUCTIONS, SELDOM = 2, 16
# The sample is spread over so many buckets, each in a shard of its own.
EVERYONE = 8
# Gaps beyond this say nothing new about a caller's sessions (`Pace` remembers about 64).
GAPS = 64

# What tools are sold for (quizzes from a text, better prompts, grades) is weak here: their users share one template and
# ever new content, as a campaign does. The reasoning itself is what they do without.
_STRONG = int(Elicitation.REVERSE | Elicitation.TAGS | Elicitation.DISCLOSURE)
_WEAK = int(Elicitation.WEAK | Elicitation.SYNTHESIS | Elicitation.WRAPPER)


def sightings(features: Features, seen: Profile) -> tuple[Sighting, ...]:
    """What the store is told of this request and its caller, after it has been judged."""
    user = features.user
    if user is None or features.operation not in PROMPTED or features.client.retries:
        return ()
    total, content = int(seen.asks.count), user.content >> 16
    lonely = Manner.LONE if lone(features) else Manner.NONE
    places = [(kind, digest, content, lonely | worded(text)) for kind, digest, text in _texts(features)]
    if features.client.address:
        places.append((Kind.EXIT, features.client.address, 0, lonely))
    caller = int(features.caller[-16:], 16)
    if total <= INTRODUCTIONS or total % SELDOM == 0:
        places.append((Kind.EVERYONE, caller % EVERYONE, 0, lonely))
    org, created = spread(features.org.encode()) & 0xFFFF_FFFF, features.created_at or 0.0
    gaps, short = min(max(int(seen.pace.count) - 1, 0), GAPS), seen.pace.short
    return tuple(
        [
            Sighting(kind, digest, caller, org, created, asked, manner, total, gaps, short, features.era)
            for kind, digest, asked, manner in places
        ]
    )


def marks(features: Features) -> tuple[tuple[Kind, int], ...]:
    """The texts by which a request can belong to a campaign."""
    return tuple([(kind, digest) for kind, digest, _ in _texts(features)])


def worded(text: TextSketch) -> Manner:
    """How a text asks. Only the text that says so is held to it: a harness is not its users' wording."""
    asked, manner = int(text.asks), Manner.NONE
    if asked & _STRONG:
        manner |= Manner.STRONG
    if asked & _WEAK:
        manner |= Manner.WEAK
    return manner


def _texts(features: Features) -> list[tuple[Kind, int, TextSketch]]:
    system, user = features.system, features.user
    found: list[tuple[Kind, int, TextSketch]] = []
    if system is not None and system.words >= SYSTEM_WORDS:
        found += [(Kind.SYSTEM, system.skeleton, system), (Kind.HEADING, system.opening, system)]
    if user is not None and user.words >= TURN_WORDS:
        found += [(Kind.OPENING, user.opening, user), (Kind.ENDING, user.ending, user)]
    return found
