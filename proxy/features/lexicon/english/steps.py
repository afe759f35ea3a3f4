"""English requests that the working be shown. Tutors and evaluations say it too: weak, so recall comes first.

"What are the steps to ...", "how do I get to ..." and "explain photosynthesis" are nobody's working: a step must be one
of a solution, and what was got to must be an answer.
"""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.english.words import BEFORE_ANSWERING
from proxy.features.lexicon.grammar import Wording, near, one, usual, worded

_NOUN = one(
    r"working\b|workings\b|reasoning|thought process|thinking|derivation|rationale|justification|(?:line|chain|"
    r"train) of (?:reasoning|logic|thought|argument)"
)
_ANSWER = usual("answer|result|conclusion|solution|verdict|estimate|decision")
_FOUND = usual(
    "answer|result|conclusion|solution|value|number|figure|total|verdict|estimate|formula|choice|label|option|rating"
)
_EXERCISE = usual(
    "problem|question|exercise|equation|puzzle|calculation|solution|proof|integral|maths?|logic|derivation"
)
_EXPLAIN = usual(
    "explain|show|describe|tell|detail|state|demonstrat|justif|say|includ|outlin|writ|see|share|clear|walk"
)
_ARRIVED = usual(
    "got|get|came|come|arriv@|reach@|ended up|obtain@|landed|settled|deriv@|found|solved?|calculat@|comput@|conclud@|"
    "determin@|deduc@|inferr?@|worked|figured"
)
_TO = "(?:(?:to|at|up with|on|out|upon|with%) ){0,2}"

_ASKED_FOR = (
    near(
        usual(
            "show|write (?:out|down)|lay out|set out|spell out|explain|include|provide|present|describe|outline|"
            "document|state|detail|articulate|unpack"
        ),
        usual("your|all|each|every|the"),
        one(rf"{_NOUN}|intermediate steps|steps you|step you"),
        within=20,
    ),
    near(
        usual("show|includ|lay out|set out|write out|write down|giv|provid|present|explain|check|verif"),
        one(
            r"your work\b|your full work\b|your calculation|your computation|your math|your method|"
            r"all (?:the |your )?work(?:[.,;:!]|$| for (?:full|credit)| and )"
        ),
        within=12,
    ),
    near(
        usual("want|like|need|wish|expect|interested|let me|must|should|able|care|grad"),
        usual("see|follow|understand|read|hear|observe|check|mark|know"),
        rf"(?:your|the full|the complete|the whole|all the|every|each%) (?:@ )?(?:{_NOUN}|calculation|steps?\b|"
        rf"logic\b)",
        within=24,
    ),
    (
        rf"(?:detailed|worked|worked[ -]out|annotated|fully explained|explained|reasoned|stepwise|"
        rf"step-wise) (?:@ )?(?:solution|calculation|proof|{_NOUN})"
    ),
    near(
        usual("give|provid|writ|show|present|with|includ|deriv|produc|return|supply"),
        usual("full|complete|entire|whole|detailed|explicit|clear"),
        rf"(?:{_NOUN}|calculation|solution to (?:the|this|each)|solution with|proof\b)",
        within=8,
    ),
    (
        rf"(?:(?:explain|explaining|justify|justifying|defend|motivate|substantiate|support|back up|"
        rf"elaborate on) your|(?:explain|justify) (?:each|every)) (?:@ )?(?:{_ANSWER}|choice|selection|pick|rating|"
        rf"claim|inference|calculation|line\b|move\b|work\b|method|deduction%)"
    ),
    (
        "(?:reasons? for|reasons? behind|grounds for|arguments for|argue for) (?:your|each) (?:@ )?(?:answer|choice|"
        "conclusion|decision|verdict|solution|result%)"
    ),
    (
        rf"{_NOUN} (?:must|should|has to|have to|needs? to|is to|may|shall%) (?:@ )?be (?:@ )?(?:shown|visible|"
        rf"explicit|included|transparent|given|written|laid|presented|stated|spelled%)"
    ),
    (
        rf"(?:make|keep%) (?:your|the%) (?:@ )?{_NOUN} (?:@ ){{0,2}}(?:explicit|visible|transparent|clear|apparent|"
        rf"legible)"
    ),
    near(
        usual("not|n't|n’t|never|rather than|more than|instead of"),
        "(?:just|only|bare) (?:the|an) (?:answer|final|result|bare)|(?:just|only|simply) (?:give|giving|stat)",
        usual("answers?|results?|solution"),
        within=24,
    ),
    rf"(?:answer|result)s? (?:alone|on its own|by itself|without (?:@ ){{0,2}}(?:{_NOUN}|explanation|steps|proof))",
)

_HOW = (
    near(
        _EXPLAIN,
        rf"how you (?:@ )?{_ARRIVED} {_TO}(?:it|this|that|there|your|each|every|the (?:@ )?{_FOUND}%)\b",
        within=30,
    ),
    (
        rf"how (?:did|do|would|could|can|have|will) (?:you|we|one%) (?:@ )?{_ARRIVED} {_TO}(?:this|that|your|the|an?|"
        rf"each|such%) (?:@ )?{_FOUND}"
    ),
    near(_EXPLAIN, r"how you (?:would )?(?:solve|derive|deduce|calculate|compute|reason\b)", within=30),
    (
        r"how (?:the|this|that|your|each|every) (?:@ )?(?:answer|result|conclusion|solution|verdict|estimate|"
        r"formula)s? (?:is|was|were|are|can be|could be|has been|follow|came|comes%)"
    ),
    rf"how to (?:get to|arrive at|reach|obtain|derive) (?:the|this|that|each|your%) (?:@ )?{_FOUND}",
    rf"what (?:led|leads|brought|brings|gets|got|took) (?:you )?(?:to )?(?:this|that|your|the%) (?:@ )?{_FOUND}",
    near(
        usual("explain|say|state|tell|describe|show|argue|discuss|justify|and|reveal"),
        r"why (?:you (?:chose|choose|picked|selected|gave|think|believe|decided|concluded|answered)|your|the|this|"
        r"that|each) (?:@ ){0,3}(?:answer|option|conclusion|solution|label|verdict|correct|incorrect|wrong%)\b",
        within=12,
    ),
    *(
        (
            rf"(?:walk|talk|take|guide|lead|step%)(?:ing)? (?:me|us|them|the reader|the student|the user|a student|"
            rf"a reader) through (?:(?:@ ){{0,2}}(?:{_NOUN}|{_EXERCISE}|steps|arithmetic|algebra|answer|argument|"
            rf"inference|thoughts|approach|how you|why you)|it\b|this\b|that\b%)"
        ),
        (
            rf"(?:walk|talk|work)(?:ing)? through (?:@ ){{0,2}}(?:{_NOUN}|{_EXERCISE}|steps|arithmetic|algebra|"
            rf"argument|"
            rf"inference%)"
        ),
    ),
)

_STEPS = (
    "step[ -]by[ -]step|steps? by steps?|step after step",
    r"(?:\bone|\ba) step at a time",
    "(?:reason|solv|think|explain|work|proceed|deriv)@ (?:@ ){0,2}step-?wise",
    "chain[ -]of[ -]thoughts?",
    (
        rf"(?:reasoning|solution|logical|deduction|inference|derivation) steps\b|steps of (?:your|"
        rf"the) (?:@ )?(?:reasoning|{_EXERCISE})"
    ),
    (
        r"(?:explain|justif|prov|motivat|annotat|comment|narrat|elaborat|clarif|verif|show|reason)@ (?:@ )?(?:each|"
        r"every%) (?:@ )?step\b"
    ),
    (
        r"(?:show|write (?:out|down)|lay out|set out|spell out|present|detail|describe|go through|include|"
        r"state%) (?:@ )?(?:all|each|every|the|your%) (?:(?:of|the|your|single|individual|necessary|"
        r"full%) ){0,2}steps?(?:[.,;:!)]|$| you\b| that le| taken| leading| clearly| explicitly| in (?:your|"
        r"the (?:sol|cal|der|pro|rea))| so (?:that )?i\b| and (?:expl|just|why|then)%)"
    ),
    near(
        usual("show|includ|writ|giv|stat|present|mention|skip|explain|display|solv|deriv|calculat|comput|prov"),
        r"intermediate (?:@ )?(?:steps?|results?|values?|calculations?|computations?|stages?|conclusions?|"
        r"expressions?)\b",
        within=40,
    ),
    near(
        r"(?:at|for|after%) (?:each|every%) (?:@ )?step\b",
        one("explain|justif|which rule|rationale|theorem|reason"),
        within=40,
    ),
    near(
        one("explain|justif|why|reason|cite|rule|theorem|law|rationale|logic"),
        r"(?:at|for|in|behind|of|after|with|to%) (?:each|every%) (?:@ )?step\b",
        within=40,
    ),
    (
        r"(?:not|n't|n’t|never|without|avoid%) (?:@ )?(?:skip|omit|leav|jump|gloss|leap|combin)@ (?:(?:out|"
        r"over) )?(?:(?:any|a single|the|over|intermediate|algebraic|logical) (?:@ )?)?steps\b|(?:skip|omit)@ (?:any|"
        r"a|a single|no) (?:@ )?step\b"
    ),
    r"\bno steps? (?:@ ){0,2}(?:skipped|omitted|left out|missing)|leav@ (?:no|any|out any) steps?\b",
    near(one("solv@|reason|deriv@|calculat@|comput@|prove|think"), r"\bin (?:@ ){0,2}steps\b", within=40),
    (
        rf"break(?:ing)? (?:down )?(?:the|your|this|each%) (?:@ )?(?:reasoning|{_EXERCISE}) (?:down )?(?:into|in|so|"
        rf"and|first%)"
    ),
)

_ORDER = (
    "think (?:it |this |the @ )?(?:through|aloud|out loud|on paper)",
    (
        r"\breason (?:@ ){0,2}(?:through|aloud|out loud|your way)|let(?:'s|’s| us) (?:think (?:it|this|carefully|"
        r"logically)|reason)"
    ),
    (
        r"think (?:carefully|hard|deeply|thoroughly|long|slowly|logically|methodically) (?:and (?:then|show|explain)|"
        r"about (?:the|this) (?:problem|question|exercise)|first\b|through)"
    ),
    "take (?:your|all the|as much|a long|a deep) (?:time|breath)(?: @){0,3} (?:to|and) (?:think|reason|solve)",
    near(
        r"\breason\b", one("carefully|explicitly|thoroughly|systematically|logically|methodically|at length"), within=20
    ),
    near(
        usual("reason|think|work|explain|explanation|justif|deliberat|analy[sz]e|plan|argue|rationale|derive"),
        BEFORE_ANSWERING,
        within=50,
    ),
    near(
        one(
            "reasoning|thought process|thinking|derivation|rationale|justification|explanation|your working|"
            "how you (?:got|arrived|came|reached)"
        ),
        usual("before|precede|followed by|prior to|and then|then|ahead of|and only"),
        usual("answer|conclusion|verdict|conclude|final result"),
        within=24,
    ),
    rf"(?:{_NOUN}|explanation) (?:@ ){{0,3}}first\b",
    (
        rf"first(?:,)? (?:give|write|state|provide|show|explain|lay out|present|set out|describe|your|"
        rf"the%) (?:@ ){{0,3}}(?:{_NOUN}|how you|explanation of (?:how|why))"
    ),
    (
        rf"(?:begin|start|open|lead%)(?:ing)? (?:off )?(?:with|by%) (?:@ ){{0,3}}(?:{_NOUN}|explanation of|"
        rf"explaining (?:why|how|your))"
    ),
    near(
        one(
            "only then|only after|only at the end|only once|at the very end|last of all|not until|end with|"
            "finish with|conclude with"
        ),
        one("answer|verdict|conclusion|final result|solution"),
        within=30,
    ),
    near(
        usual("give|state|put|place|write|present|output|report|keep"),
        "answer",
        one(r"at the end\b|at the very end\b|\blast\b|only after"),
        within=16,
    ),
    near(
        one("reasoning|thinking|rationale|reason for|explain"),
        r"(?:before|prior to|for|ahead of|preceding%) (?:each|every|any%) (?:@ )?(?:tool|action|call\b|function|"
        r"command%)",
        within=40,
    ),
)

WORDINGS: tuple[Wording, ...] = worded(Elicitation.STEPS, *_ASKED_FOR, *_HOW, *_STEPS, *_ORDER)
