"""Requests and pasts with sensible defaults, so that a test names only what it is about.

`ask` is a short single question; `past` is the profile of a caller of whom nothing is suspicious: 200 requests, half
of them with a history, ever the same few clients, ten hours of rest a night.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from proxy.core.features import Client, Elicitation, Features, Parameters, TextSketch
from proxy.core.signal import Family, Signal
from proxy.core.tally import Held, Means, Rhythm, Shares, Spread, Sums
from proxy.detectors.asks import Asks
from proxy.detectors.profile import DAY, Profile

NOW = 1_790_000_000.0
THRESHOLDS = (0.3, 0.6, 0.85)
PATIENCE = 7200.0


def text(**changes: Any) -> TextSketch:
    """The sketch of an ordinary sentence."""
    plain: dict[str, Any] = {
        "characters": 120, "words": 20, "skeleton": 1, "opening": 2, "ending": 3, "content": 4,
        "minhash": bytes(range(256)), "plane": 5, "scripts": (("latin", 1.0),), "masked": 0.0,
    }  # fmt: skip
    return TextSketch(**{**plain, **changes})


def ask(**changes: Any) -> Features:
    """A request; `asks` goes to its user text, names of `Parameters` and `Client` to those."""
    parameters = {name: changes.pop(name) for name in Parameters.__slots__ if name in changes}
    client = {name: changes.pop(name) for name in Client.__slots__ if name in changes}
    plain: dict[str, Any] = {
        "caller": "k_00000000000000a1", "org": "o_1", "tier": "pro", "created_at": None, "verified": False,
        "anonymous": False, "at": NOW, "dialect": "openai", "model": "m", "operation": "chat", "stream": False,
        "system": None, "user": text(asks=changes.pop("asks", Elicitation.NONE)), "turns": 1, "user_turns": 1,
        "assistant_share": 0.0, "tools": 0, "tool_results": False, "input_tokens": 30,
        "parameters": Parameters(**parameters), "client": Client(**{"agent": 7, "network": 8, **client}),
    }  # fmt: skip
    return Features(**{**plain, **changes})


def asks(count: float = 200.0, **shares: float) -> Means:
    """Means of what requests ask for, quick and slow alike."""
    mean = Asks(**{**dict.fromkeys(Asks._fields, 0.0), "single": 0.5, "choices": 1.0, **shares})
    return Means(count, mean, mean)


def rest(**changes: Any) -> Rhythm:
    """The rhythm of somebody who sleeps."""
    return Rhythm(
        **{"count": 200.0, "gap": 4.0, "spread": 2.5, "short": 0.8, "active": 9, "longest_rest": 10, "observed": 48,
           "evenness": 0.5, **changes}
    )  # fmt: skip


def past(**readings: Any) -> Profile:
    """A calm caller's profile as of a strongly worded request, with these readings instead."""
    calm: dict[str, Any] = dict.fromkeys(Profile._fields)
    calm |= {
        "asks": asks(), "agents": Spread(200.0, 2.0, fresh=False), "networks": Spread(200.0, 3.0, fresh=False),
        "pace": rest(), "hour": Sums((5.0, 500.0), 3600.0), "day": Sums((40.0, 4_000.0), DAY),
        "week": Sums((200.0, 20_000.0), 7 * DAY), "level": Held((0.0, 0.0, 0.0), 0, 0.0),
        "repeats": Means(0.0, (), ()), "contents": Spread(200.0, 150.0, fresh=True),
        "cells": Spread(200.0, 12.0, fresh=False), "openings": Shares(200.0, 0.2, 0.1),
        "users": Spread(9.0, 1.0, fresh=False), "orgs": Spread(99.0, 9.0, fresh=False),
    }  # fmt: skip
    return Profile(**{**calm, **readings})


def sweeping(**readings: Any) -> Profile:
    """All that shape can say, to the full: a template over ever new single questions about everything, by a clock."""
    shape: dict[str, Any] = {
        "asks": asks(single=1.0), "openings": Shares(200.0, 1.0, 1.0), "contents": Spread(200.0, 200.0, fresh=True),
        "cells": Spread(200.0, 139.0, fresh=False), "pace": rest(spread=0.1, active=24, longest_rest=0),
        "day": Sums((90_000.0, 1e7), DAY),
    }  # fmt: skip
    return past(**{**shape, **readings})


def named(signals: Iterable[Signal], name: str) -> Signal:
    """The one signal of this name."""
    (found,) = [signal for signal in signals if signal.name == name]
    return found


def signal(family: Family, score: float) -> Signal:
    """A finding of a family of which only the score matters."""
    return Signal(f"{family}.made_up", family, score, score, "made up")
