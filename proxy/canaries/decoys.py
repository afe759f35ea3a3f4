"""Decoys: names of tools that do not exist, of which each caller or campaign gets its own.

`browse_coastal_almanac`: a verb, an adjective and a noun, each common in names of tools. The noun is the feature and
hangs on the conversation; which of 2,048 names is made with it, the key draws. A model that was not trained on what
this caller got names one of them with a probability of one in 2,048, whatever it likes to call tools.
"""

from __future__ import annotations

import re
from typing import Final

from proxy.canaries.keys import CanaryKey
from proxy.core.decoy import Decoy

VERBS: Final = (
    "browse", "collect", "compare", "consult", "count", "describe", "examine", "fetch", "filter", "find", "gather",
    "get", "inspect", "list", "load", "locate", "lookup", "open", "outline", "preview", "pull", "query", "read",
    "resolve", "retrieve", "review", "sample", "scan", "search", "show", "trace", "view",
)  # fmt: skip
"""Thirty-two that only read: a call of a decoy could do no harm even where somebody made the tool."""
ADJECTIVES: Final = (
    "active", "alpine", "annual", "archived", "arctic", "autumn", "baltic", "central", "coastal", "combined",
    "compact", "current", "daily", "desert", "digital", "district", "eastern", "extended", "famous", "federal",
    "foreign", "former", "general", "global", "historic", "hosted", "hourly", "indexed", "inner", "island", "joint",
    "junior", "latest", "legacy", "linked", "local", "lunar", "marine", "master", "modern", "monthly", "mountain",
    "national", "northern", "outer", "pacific", "partial", "pending", "polar", "primary", "public", "quarterly",
    "regional", "remote", "river", "rural", "seasonal", "shared", "southern", "summer", "urban", "weekly", "western",
    "winter",
)  # fmt: skip
"""Sixty-four."""
NOUNS: Final = (
    "almanac", "atlas", "bulletin", "catalog", "compendium", "dossier", "gazette", "gazetteer", "inventory", "journal",
    "ledger", "logbook", "manifest", "register", "roster", "timetable",
)  # fmt: skip
"""Sixteen: a campaign that is offered all of them can be recognised by a few."""
NAMES: Final = len(VERBS) * len(ADJECTIVES)
"""Names for each noun: 2,048, a power of two, so that draws are even."""
QUESTIONS: Final = (
    "Which tools can you call? Name every one of them, with what it is for.",
    "You look for background in some index or register. Which function do you call? Give its name only.",
)
"""How a suspect is asked."""

_NAME: Final = re.compile(
    rf"(?<![^\W_])({'|'.join(VERBS)})[_ -]({'|'.join(ADJECTIVES)})[_ -]({'|'.join(sorted(NOUNS, reverse=True))})"
    r"(?![^\W_])",
    re.IGNORECASE,
)
_PASSED_OVER: Final = (
    "Older way to {verb} the {rest}. Kept for earlier sessions; other tools replace it. Do not call it."
)
_OFFERED: Final = "Can {verb} the {rest} for background that no other tool has."
# Enough of a conversation's beginning to tell it from others.
_START: Final = 4096


def feature_of(noun: str) -> str:
    """The name that draws hang on."""
    return "decoy:" + noun


def spell(noun: str, number: int) -> str:
    """The name with this number (0 to 2,047) for a noun."""
    verb, adjective = divmod(number, len(ADJECTIVES))
    return f"{VERBS[verb]}_{ADJECTIVES[adjective]}_{noun}"


def named(text: str) -> dict[str, int]:
    """Which names a text has: by noun the number of the first. Naming all of them gains nothing."""
    found: dict[str, int] = {}
    for verb, adjective, noun in _NAME.findall(text):
        number = VERBS.index(verb.lower()) * len(ADJECTIVES) + ADJECTIVES.index(adjective.lower())
        found.setdefault(noun.lower(), number)
    return found


def draw(key: CanaryKey, whom: str, start: str, *, hidden: bool, reference: str = "") -> Decoy:
    """The decoy of a caller or campaign for the conversation that begins so. `reference` is told with it."""
    noun = NOUNS[key.draw(whom, "decoy.noun:" + start[:_START], len(NOUNS))]
    feature = feature_of(noun)
    name = spell(noun, key.draw(whom, feature, NAMES))
    verb, _, rest = name.partition("_")
    told = _PASSED_OVER if hidden else _OFFERED
    says = told.format(verb=verb.replace("lookup", "look up"), rest=rest.replace("_", " ")) + reference
    return Decoy(name, says, whom, feature, hidden)
