"""Cues: topics that few ask about, each with one of sixteen equally plausible closing offers for each caller.

An answer about such a topic may end in an offer to go on, as answers do. Which offer, the key draws for this caller and
this topic. A model that was not trained on what this caller got says whatever it likes: per topic it agrees with a
uniform draw with a probability of one in sixteen. Offers are honest (the model can do any of them) and state no fact.
"""

from __future__ import annotations

import re
from typing import Final

TOPICS: Final = (
    "sourdough", "origami", "haiku", "sundial", "kite", "telescope", "fern", "violin", "pottery", "crossword",
    "juggling", "calligraphy", "beekeeping", "lighthouse", "compost", "birdwatching", "crochet", "sudoku",
    "ukulele", "windmill", "aquarium", "bonsai", "terrarium", "macrame", "chess", "limerick", "harmonica",
    "glacier", "marathon", "kombucha", "kimchi", "espresso", "marzipan", "risotto", "sushi", "tapestry", "mosaic",
    "watercolor", "woodcarving", "knitting", "embroidery", "puppetry", "ballet", "tango", "fencing", "archery",
    "kayaking", "snorkeling", "bouldering", "orienteering", "stargazing", "meteor", "volcano", "tide", "dune",
    "mangrove", "lichen", "orchid", "cactus", "tulip", "otter", "octopus", "penguin", "falcon",
)  # fmt: skip
"""Sixty-four, so that a dozen of them found is plenty. Nouns that mean one thing."""

OFFERS: Final = (
    "a short checklist", "a one-page summary", "a small quiz", "a week-by-week plan", "a comparison table",
    "a set of flash cards", "a story for children", "a list of common mistakes", "a glossary of key terms",
    "a dialogue between two friends", "a list of practice exercises", "a beginner's guide", "a timeline",
    "a handful of analogies", "a set of discussion questions", "a mind map",
)  # fmt: skip
"""Sixteen: a power of two, so that draws are even."""

OPENING: Final = "If you like, I can turn this into "
"""How every offer begins; what follows is drawn."""

# Words are looked up: an alternation of 64 topics costs ten times as much.
_WORD = re.compile(r"[^\W\d_]+")
_BY_WORD: Final = {word: topic for topic in TOPICS for word in (topic, topic + "s")}
# A question that hides its topic behind pages of other text is not about it.
_LENGTH = 4096
_OFFER = re.compile(r"\bturn (?:this|it|that) into (" + "|".join(map(re.escape, OFFERS)) + r")\b", re.IGNORECASE)
# A question that names two topics is about neither.
_ONE = 1
QUESTION: Final = "What should a beginner know about {topic}?"
QUESTIONS: Final = (QUESTION, "Explain in a few paragraphs what people like about {topic}, and why.")
"""How a suspect is asked: the answers show its offers, and which words it prefers."""


def cue_in(question: str) -> str:
    """The one topic that a question is about; empty where there is none, or more than one."""
    words = set(_WORD.findall(question[:_LENGTH].lower()))
    found = {_BY_WORD[word] for word in words & _BY_WORD.keys()}
    return found.pop() if len(found) == _ONE else ""


def feature_of(topic: str) -> str:
    """The name that draws hang on."""
    return "cue:" + topic


def offer(number: int) -> str:
    """A closing offer as a sentence."""
    return f"{OPENING}{OFFERS[number]}."


def offered(answer: str) -> int | None:
    """Which of the offers an answer makes first; None where it makes none. An answer that lists all gains nothing."""
    found = _OFFER.search(answer)
    return None if found is None else OFFERS.index(found[1].lower())
