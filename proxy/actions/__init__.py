"""What is done about a request, one verb per file. Pure: the edge performs it.

    degrade    requests and replies edited (`strictest` puts several together)
    throttle   a rate as one more tally, and its refusal
    block      the refusal

    requests   caps, models and parameters, edited in the request's bytes
    replies    readers around the dialect's own, for streams, whole replies and embeddings
    revision   one reply document by document; waits where a tag may have begun
    tags       inline reasoning, however its tags are cut
    choices, blocks, items, lines, tokens, values
               one file per shape of reply: what is edited where
    logprobs, vectors
               what is made coarser
    changes    what an editor notes; `splice` makes it so in the bytes; `outline` knows where things stand

Actions know shapes, never dialects: what a dialect's JSON is like comes as `core.places`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from proxy.core.decision import Action
from proxy.core.effect import Block, Canary, Degrade, Effect, Tag, Throttle

ACTIONS: Mapping[type[Effect], Action] = {
    Tag: Action.ALLOW,
    Degrade: Action.DEGRADE,
    Canary: Action.CANARY,
    Throttle: Action.THROTTLE,
    Block: Action.BLOCK,
}
"""Every effect in the order in which effects compose, and the action it counts as."""

_ORDER = {kind: number for number, kind in enumerate(ACTIONS)}


def composed(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """Effects in the order in which they are performed; those of one kind as they were asked for, each once."""
    return tuple(sorted(dict.fromkeys(effects), key=lambda effect: _ORDER[type(effect)]))


def action_of(effects: Iterable[Effect]) -> Action:
    """The strictest action among these effects."""
    return max((ACTIONS[type(effect)] for effect in effects), default=Action.ALLOW)
