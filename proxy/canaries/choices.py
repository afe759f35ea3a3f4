"""Choices: two ways of saying the same, of which each caller or campaign gets its own.

For a pair and a caller the key says which of the two is written wherever the model writes either. A model that was not
trained on what this caller got has preferences of its own, as strong as may be, and they agree with the key's choices
like coin tosses. Pairs were taken where either can stand for the other in every sentence in which the patterns of
`prose` find it, without another word changing; idioms in which that fails are why obvious pairs are missing
("due to arrive", "an attempt to", "twice as long as"). No form ends as another begins, so that none is ever read into
another ("over and over again and again"). Signs before bullets are no words, and a choice all the same.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Choice(NamedTuple):
    """One pair. `feature` is its name for good: draws hang on it, so it never changes, even if a form does."""

    feature: str
    forms: tuple[str, str]


_OPENERS: Final = (
    ("However", "Nevertheless"), ("Moreover", "Furthermore"), ("Additionally", "In addition"),
    ("For example", "For instance"), ("Thus", "Hence"), ("Consequently", "As a result"),
    ("Therefore", "For that reason"), ("In other words", "Put differently"), ("Similarly", "Likewise"),
    ("In contrast", "By contrast"), ("Typically", "Usually"), ("Generally", "In general"),
    ("Specifically", "In particular"), ("Finally", "Lastly"), ("Initially", "At first"),
    ("Meanwhile", "In the meantime"), ("Afterwards", "After that"), ("Often", "Frequently"),
    ("Sometimes", "At times"), ("In short", "In brief"), ("To summarize", "To sum up"),
    ("Ultimately", "In the end"), ("Of course", "Naturally"), ("Still", "Even so"),
    ("That said", "Having said that"), ("By the way", "Incidentally"), ("Fortunately", "Luckily"),
    ("Unfortunately", "Regrettably"), ("Eventually", "In due course"), ("Currently", "At present"),
    ("Recently", "Of late"), ("Essentially", "In essence"), ("Interestingly", "Curiously"),
    ("Surprisingly", "Unexpectedly"), ("Simply put", "Put simply"), ("Broadly speaking", "Generally speaking"),
    ("In most cases", "Most of the time"), ("In many cases", "In many instances"),
    ("In some cases", "In certain cases"), ("For now", "For the time being"), ("To this end", "To that end"),
    ("With that in mind", "With this in mind"), ("In this way", "This way"), ("Over time", "With time"),
    ("Above all", "Most importantly"), ("Alternatively", "As an alternative"), ("First of all", "To begin with"),
    ("Occasionally", "Now and then"), ("All in all", "On the whole"), ("Overall", "Taken together"),
    ("Normally", "Ordinarily"), ("Accordingly", "For this reason"), ("In theory", "In principle"),
    ("Once again", "Once more"), ("Before long", "Soon"), ("Admittedly", "To be fair"),
    ("As mentioned", "As noted"), ("At a minimum", "At the very least"), ("In any case", "In any event"),
    ("Either way", "In either case"), ("Otherwise", "If not"), ("For the most part", "Mostly"),
    ("As always", "As ever"), ("In hindsight", "Looking back"), ("Nowadays", "These days"),
    ("To some extent", "To a degree"),
)  # fmt: skip
_WITHIN: Final = (
    ("often", "frequently"), ("usually", "typically"), ("mainly", "primarily"), ("mostly", "largely"),
    ("completely", "entirely"), ("extremely", "exceptionally"), ("quickly", "rapidly"), ("begins to", "starts to"),
    ("began to", "started to"), ("because of", "on account of"), ("in order to", "so as to"),
    ("regardless of", "irrespective of"), ("in spite of", "despite"), ("even though", "although"),
    ("toward", "towards"), ("especially", "particularly"), ("constantly", "continually"),
    ("gradually", "progressively"), ("perhaps", "maybe"), ("everyone", "everybody"), ("someone", "somebody"),
    ("anyone", "anybody"), ("each other", "one another"), ("together with", "along with"),
    ("kind of", "sort of"), ("kinds of", "sorts of"),
)  # fmt: skip

OPENERS: Final = tuple(Choice(forms[0], forms) for forms in _OPENERS)
"""Found at the beginning of a sentence, with a comma behind."""

WITHIN: Final = tuple(Choice(forms[0], forms) for forms in _WITHIN)
"""Found between words of a sentence."""

BY_FORM: Final = {form: choice for choice in OPENERS + WITHIN for form in choice.forms}
"""No form belongs to two pairs."""

LISTS: Final = (Choice("list", ("-", "*")), Choice("list.within", ("-", "*")))
"""The sign before the bullets of a list, and of a list within one (`lists` finds them)."""

CHOICES: Final = OPENERS + WITHIN + LISTS
