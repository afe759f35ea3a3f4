"""Where a request is seen: the buckets that its caller may share with others.

Nine at most, each a digest that is keyed (`core.sighting.Kind`). Short texts are left out: what everybody says by
chance ties nobody to anybody, and every bucket costs the state a write. For that reason callers with many requests are
seen in the middle of their texts with every fourth content only, and in their
networks with every fourth request.
"""

from __future__ import annotations

from zlib import crc32

from proxy.core.features import Client, Elicitation, Features, TextSketch
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
# Markers of one other may have been forwarded to a colleague; of two and more they are a collection.
COLLECTED = 2.0
# Who has one program alone talks with it; another one may be a tool that only asks. Counted to a few percent.
ONE = 1.5
# One extension runs in all of them.
BROWSER = "browser"
# A caller who asked so often is met in passages and networks often enough with every fourth of its requests.
FAMILIAR, SPARSE = 32, 4
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
    own = _manner(features, seen)
    texts, opened = _texts(features) + _middles(features.system, user, total), features.opened
    places = [(kind, digest, content, own | worded(text)) for kind, digest, text in texts]
    if opened is not None:
        began = _turn(opened) + _middles(None, opened, total)
        places += [(kind, digest, 0, Manner.TAKEN_UP) for kind, digest, _ in began]
    if features.client.address:
        places.append((Kind.EXIT, features.client.address, 0, own))
        if features.client.network and (total <= FAMILIAR or total % SPARSE == 0):
            places.append((Kind.NETWORK, features.client.network, 0, own))
    caller = int(features.caller[-16:], 16)
    if total <= INTRODUCTIONS or total % SELDOM == 0:
        places.append((Kind.EVERYONE, caller % EVERYONE, 0, own))
    org, created = spread(features.org.encode()) & 0xFFFF_FFFF, features.created_at or 0.0
    gaps, short = min(max(int(seen.pace.count) - 1, 0), GAPS), seen.pace.short
    client, model, talks, era = client_of(features.client), model_of(features), _talks(seen), features.era
    return tuple([
        Sighting(kind, digest, caller, org, created, asked, manner, total, gaps, short, client, model, talks, era)
        for kind, digest, asked, manner in places
    ])  # fmt: skip


def client_of(client: Client) -> int:
    """Sixteen bits of the program: its family, and which headers it sends. Browsers are one, of whatever make."""
    program = client.family.encode()
    return crc32(program if client.family == BROWSER else program + client.fingerprint.to_bytes(8, "big")) & 0xFFFF


def model_of(features: Features) -> int:
    """Eight bits that tell a deployment's models apart; a collision hides a switch and makes none."""
    return crc32(features.model.encode()) & 0xFF


def _talks(seen: Profile) -> float:
    """Of a caller's single questions, how many went on with a second one; none where it has several programs."""
    asks = seen.slow
    return min(1.0, asks.further / asks.single) if asks.single > 0.0 and seen.agents.distinct < ONE else 0.0


def _manner(features: Features, seen: Profile) -> Manner:
    """How a request was made, apart from its wording."""
    manner = Manner.LONE if lone(features) else Manner.NONE
    if features.client.contradictions:
        manner |= Manner.DISGUISED
    if seen.origins is not None and seen.origins.distinct >= COLLECTED:
        manner |= Manner.ECHO
    return manner


def marks(features: Features) -> tuple[tuple[Kind, int], ...]:
    """The texts by which a request can belong to a campaign: of its middles more than it is seen in."""
    found = [(kind, digest) for kind, digest, _ in _texts(features)]
    for kind, text in ((Kind.CLAUSE, features.system), (Kind.PASSAGE, features.user)):
        if text is not None:
            found += [(kind, digest) for digest in text.passages]
    return tuple(found)


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
    return found if user is None else found + _turn(user)


def _turn(user: TextSketch) -> list[tuple[Kind, int, TextSketch]]:
    if user.words < TURN_WORDS:
        return []
    return [(Kind.OPENING, user.opening, user), (Kind.ENDING, user.ending, user)]


def _middles(system: TextSketch | None, user: TextSketch, total: int) -> list[tuple[Kind, int, TextSketch]]:
    if total > FAMILIAR and (user.content >> 16) % SPARSE:
        return []
    found = [] if system is None or not system.passages else [(Kind.CLAUSE, system.passages[0], system)]
    return [*found, (Kind.PASSAGE, user.passages[0], user)] if user.passages else found
