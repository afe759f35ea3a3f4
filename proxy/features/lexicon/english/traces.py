"""English requests for the reasoning behind an answer that is already there, or for reasoning between tags."""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.english.words import ANSWER, THOUGHT
from proxy.features.lexicon.grammar import Wording, across, near, one, usual, worded

_GIVEN = usual(
    "completed|finished|finali[sz]ed|given|provided|supplied|existing|reference|gold|"
    "known|pre-?written|ready-?made|already[ -]@|following|attached|target"
)

_LED_TO = usual(
    "behind|underlying|beneath|(?:that |which )?(?:must have |could have |would have |"
    "may have |might have )?(?:led|leads?|leading|produced?s?|resulted|results|arrived?)|"
    "would (?:lead|produce|arrive|result)|justif(?:y|ies|ying)"
)

_INNER = one("internal|inner|hidden|latent|unspoken|implicit|private|underlying")

WORDINGS: tuple[Wording, ...] = (
    *worded(
        Elicitation.REVERSE,
        # The reasoning of somebody else's mind, behind an answer.
        near(rf"\b{_INNER} {THOUGHT}", _LED_TO, ANSWER),
        # An answer that is already there is to be reasoned up to.
        near(
            one(
                "articulat@|reconstruct@|recreat@|imagin@|revers@[ -]engineer@|retrac@|infer@|"
                "recover@|simulat@|verbali[sz]@|back[ -]?fill@|rationali[sz]@|reproduc@|"
                "externali[sz]@|surfac@|writ@|produc@|generat@"
            ),
            rf"\b{THOUGHT}",
            _LED_TO,
            rf"\b{_GIVEN} (?:@ ){{0,2}}{ANSWER}",
        ),
        near(
            one("reconstruct|revers@[ -]engineer|retrace|recreate|work backwards?"),
            rf"\b{THOUGHT}",
            usual(f"{ANSWER}|decision|result"),
            within=80,
        ),
        near(
            usual("given|here (?:is|are)|below (?:is|are)|you (?:are|will be) (?:given|shown|provided)"),
            usual("question|problem|prompt|query|instruction"),
            # Over the end of one sentence: what is given and what is to be written are often two.
            rf"(?:{ANSWER}%)[^.!?]{{0,40}}[.:;]? ?[^.!?]{{0,40}}"
            r"\b(?:write|produce|generate|provide|fill in|supply|articulate|give%)",
            THOUGHT,
            _LED_TO,
            within=80,
        ),
        # A gap in a trace is to be filled, or a summary of one to be made whole again.
        near(
            rf"(?:missing|omitted|elided|unwritten|left[ -]out) (?:@ ){{0,2}}{THOUGHT}",
            usual("between|before|behind|that le@"),
            within=30,
        ),
        near(
            one("expand|unfold|decompress|flesh out|restore|turn"),
            one("summar@|condensed|compressed|abbreviated"),
            usual("full|complete|detailed|original|long|entire"),
            rf"\b{THOUGHT}",
            within=40,
        ),
        # A label is given, and nobody may notice that it was.
        across(
            "(?:correct|right|gold|golden|ground[ -]truth|reference|expected) (?:answer|label|solution|output)",
            r"\b(?:write|produce|generate|provide|fill in|supply|articulate|give|compose)\b",
            rf"\b{THOUGHT}",
            usual("(?:that |which )(?:@ )?(?:leads?|led|arrives?|justif@|results?)|leading"),
            within=60,
        ),
        across(
            THOUGHT,
            "(?:as if|as though|pretend) (?:@ ){0,4}(?:not|n't|n’t|never) (?:@ ){0,3}(?:know|knew|seen|told|given|see)",
            usual("answer|solution|result|label|conclusion"),
            within=60,
        ),
    ),
    *worded(
        Elicitation.TAGS,
        near(
            one(r"inside|within|between|\bin\b|using|wrap@|enclos@|surround@"),
            (
                "<?(?:think|thinking|thoughts?|reasoning|rationale|scratch ?pad|cot)>? (?:xml |"
                r"html )?(?:tags?\b|block|markers|delimiters)"
            ),
            within=20,
        ),
        near(
            usual("wrap|enclose|put|place|write|emit|surround|delimit"),
            THOUGHT,
            usual(r"inside|within|between|\bin\b|with|by"),
            r"[<\[{][a-z_/ ]{2,24}[>\]}]",
            within=40,
        ),
        near(
            "two (?:sections|parts|blocks|fields|stages|phases)",
            one("thoughts?|thinking|reasoning|thought process"),
            usual("solution|answer|response"),
            within=30,
        ),
    ),
)
