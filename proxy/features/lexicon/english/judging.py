"""English requests for a grade, a verdict or a reward."""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.grammar import Wording, near, one, usual, worded

WORDINGS: tuple[Wording, ...] = (
    *worded(
        Elicitation.JUDGE,
        near(
            usual("rate|rating|score|scoring|grade|grading|evaluat@|assess@|judge|assign"),
            one(
                r"on a scale|(?:from|between) [01] (?:to|and) (?:1|5|7|10|100)\b|out of (?:5|10|100|"
                r"five|ten)\b|1(?:-| - | to )(?:5|7|10|100)\b|0(?:-| - | to )(?:5|10|100)\b"
            ),
            within=100,
        ),
        "(?:scoring|grading|evaluation|marking) (?:rubric|criteria|guidelines?)",
        near(one("score|grade|rate|evaluate|judge|according|using|against"), r"\brubric", within=80),
        ("(?:impartial|fair|unbiased|strict|expert|objective) (?:judge|evaluator|grader|assessor)"),
        near(
            usual("which|decide|determine|choose|pick"),
            usual("(?:response|answer|assistant|completion|output|reply|model|candidate)s?"),
            one(
                "is better|was better|is (?:the )?best|is preferred|is superior|is more helpful|"
                "you prefer|better follows"
            ),
            within=40,
        ),
        "reward (?:model|score|signal|value)",
        "preference (?:labels?|judge?ments?|pairs?|data)",
        r"(?:only|just|nothing but) (?:the|a|one|your) (?:@ )?(?:score|rating|grade|verdict)\b",
        near(
            "(?:two|three|four|following|candidate|both) (?:responses|answers|completions|replies)",
            usual("rank|compar@|better|worse"),
            within=60,
        ),
        near(
            r"\b(?:rank|compar)@",
            "(?:two|three|four|following|candidate|both) (?:responses|answers|completions|replies)",
            within=20,
        ),
        near(
            r"(?:response|assistant|candidate|completion|answer) a\b",
            r"(?:response|assistant|candidate|completion|answer) b\b",
            within=100,
        ),
        "likert scale|llm[- ]as[- ]a[- ]judge|pairwise (?:comparison|preference|judge?ment)",
        near(
            usual("judge|grade|evaluat@|decide|determine|assess"),
            usual("response|answer|submission|output|completion|prediction"),
            "correct or incorrect|pass or fail|true or false",
            within=60,
        ),
    ),
)
