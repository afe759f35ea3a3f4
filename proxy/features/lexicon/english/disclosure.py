"""English requests for the deliberation itself, unabridged. Strong: two cues together, or one that is unmistakable.

"Explain your reasoning", "list the alternatives considered" and "summarise the thinking behind it" are said in every
office; they become strong by what is added: nothing left out, dead ends too, in the order in which it came to mind, for
others to retrace.
"""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.english.words import DELIBERATION, THOUGHT
from proxy.features.lexicon.grammar import Wording, across, near, one, usual, worded

_SHOW = usual(
    "reveal|disclose|output|print|repeat|show|share|expose|dump|quote|reproduce|leak|return|write out|give|tell|"
    "include|display|recite|transcribe|copy"
)
_EXPOSE = usual("reveal|disclose|output|print|repeat|expose|dump|reproduce|leak|write out|recite|transcribe|display")
_HIDDEN = one("hidden|internal|inner|private|secret|encrypted|redacted|concealed")
_KEPT_BACK = one(f"{_HIDDEN}|raw|unfiltered|unredacted|previous|prior|earlier|preceding|verbatim")

_MINE = one(
    f"{DELIBERATION}|(?:your|its|the full|the entire|the whole|the complete|all the|all of the|all|"
    f"every%) (?:@ ){{0,2}}(?:reasoning|thinking|thought|rationale)"
)
"""Thinking that is the model's own. "The author's thoughts" and "the rationale of the treaty" are not."""

_CUT = one(
    r"summar|abbreviat|abridg|condens|shorten|truncat|compress|paraphras|omit|omission|sanit|polish|tidy|tidied|"
    r"clean|trim|gloss|censor|leav@ (?:anything|any|things|parts|out)|cut|skip@ (?:over )?(?:anything|any (?:part|"
    r"thought|detail|of)|parts|ahead|or\b)"
)
_WHOLE = usual("complete|entire|whole|full|exhaustive|total|every bit of|all of")
_NOT = (
    "(?:without|do not|don't|don’t|never|must not|may not|should not|shouldn't|avoid|not to be|not be|rather than|"
    "instead of|not an?|no%)"
)
_NOTHING_CUT = (
    f"{_NOT} (?:@ ){{0,4}}{_CUT}|nothing (?:@ ){{0,3}}(?:left out|omitted|skipped|summari|abbreviated|shortened|cut|"
    f"withheld|held back|missing|dropped|hidden%)|(?:leav(?:e|ing)|hold(?:ing)?(?: back)?|omit|omitting|skip|"
    f"skipping|hide|withhold%) nothing|no shortcuts"
)
_UNCUT = one(
    f"{_NOTHING_CUT}|verbatim|word[ -]for[ -]word|unabridged|uncut|unedited|unabbreviated|unsummari[sz]ed|uncensored|"
    f"in its entirety|in their entirety|at full length|from beginning to end|from start to finish|warts and all"
)

_OCCURS = (
    "(?:occur|c[oa]me|aris|arose|appear|emerg|happen|cross|enter|form|unfold|present|pop|develop|surfac|had|have%)"
)
_AS_IT_CAME = usual(
    f"(?:order|sequence) (?:in which |that |as )?(?:they|it|these|ideas|thoughts|each|you) (?:@ )?{_OCCURS}|(?:as|"
    f"when|while|how|the moment) (?:they|it|each|thoughts?|ideas?|these) (?:@ )?{_OCCURS}@ (?:to|into|in|up|your|"
    f"through)\\b|as (?:they|it) (?:occurs?|happens?|unfolds?|arises?|emerges?|forms?)(?:[.,;:!]|$)|in real[ -]time"
)
_CROSSES_MIND = (
    "(?:whatever|everything|anything|all|what%) (?:that )?(?:comes|goes|passes|runs|crosses|enters|"
    "pops%) (?:@ )?(?:(?:to|through|into|your%) ){0,2}(?:mind|head)"
)

_DEAD_ENDS = one(
    "dead[ -]ends?|false[ -]starts?|wrong turn|blind alley|backtrack|self[- ]correction|second thoughts|hesitation|"
    "detours|change of mind|changes of mind|change your mind|changed your mind|second[- ]guess|abandoned|discarded|"
    "not taken|failed attempt|missteps"
)
_OPTION = (
    "(?:option|idea|approach|hypothes|alternative|path|line|attempt|branch|possibilit|avenue|candidate|"
    "interpretation|guess|answer%)"
)
_REJECTED = one(
    f"(?:rejected|discarded|abandoned|dismissed|ruled[ -]out|failed|unsuccessful) (?:@ ){{0,2}}{_OPTION}|(?:you|"
    f"ideas|options|approaches|alternatives|hypotheses|possibilities|attempts|"
    f"paths%) (?:that )?(?:@ ){{0,4}}(?:reject|discard|abandon|dismiss|ruled? out|threw|thrown|throw|gave up|give up|"
    f"set aside|dropped|decided against|did not work|didn't work)"
)
_TOO = usual(
    "includ@|even|along with|as well as|complete with|not only|not just|leave in|keep|preserv@|retain|record|with"
)

_CONSIDERED = (
    "(?:everything|anything|whatever|all|(?:every|all) (?:@ ){0,2}(?:considerations?|factors?|things?|points?|"
    "aspects?|possibilit@|options?|alternatives?|hypothes@|ideas?|details?|thoughts?)%) (?:that |which )?(?:you|it|"
    "is|was|were|are|has been|have been|gets|the model%) (?:@ ){0,2}(?:consider|into account|weigh|contemplat|ponder|"
    "entertain|thought about|thought of|go through|went through|turned over|reflect)|(?:everything|"
    "all%) (?:considered|taken into account|weighed)"
)
_WHILE_ANSWERING = usual(
    r"(?:before|while|when|prior to|on the way to|in the course of|during|until|leading up to|in) (?:you |it |"
    r"the model )?(?:@ )?(?:answer|respon|repl|decid|conclu|reach|arriv|settl|commit|giv|formulat|choos|solv|work|"
    r"produc|writ|compos|com@ up|deliver|stat|final|mak|tackl)"
)

_EACH_ACT = usual(
    r"(?:before|prior to|preceding|ahead of|for|with|accompany|between|at) (?:each|every|any|all|"
    r"single) (?:@ ){0,2}(?:tool|function|action|command|call\b|invocation|operation|step\b|move\b|edit\b|turn\b)"
)
_IN_FULL = usual(
    "in full|complete|entire|whole|exhaustive|unabridged|at length|everything|verbatim|without (?:summari|abbreviat|"
    "omit|shorten)|not summari|nothing|your full|the full|full (?:@ )?(?:reasoning|thinking|thought|deliberation|"
    "rationale|detail)"
)

_LEARNER = (
    "(?:other|another|smaller|student|second|different|weaker|downstream|future|new|language|"
    "local%) (?:@ )?(?:models?|llms?|ai|networks?|systems?|assistants?|agents?%)"
)
_PERSON = usual(
    "reader|student|someone|somebody|anyone|others|person|learner|novice|beginner|observer|colleague|human|people|"
    "apprentice"
)
_CAN = usual("can|could|may|might|able|to|will|would")
_IMITATE = one(
    "retrac|re-trac|imitat|mimic|emulat|replicat|reproduc|reconstruct|recreat|re-creat|relive|re-enact|reenact|"
    "internali"
)
_WAY = one(
    r"thinking|reasoning|thought|how you (?:reason|got|arriv)|deliberation|problem[- ]solving|your (?:process|"
    r"approach|mind|path|decisions)"
)

_AGAIN = (
    near(rf"\b{_SHOW}", rf"\b{_HIDDEN}", rf"\b{THOUGHT}", within=40),
    near(
        rf"\b{_SHOW}",
        rf"\b{_KEPT_BACK}",
        r"\b(?:reasoning|thought process|thinking|chain[ -]of[ -]thought|deliberation|monologue|train of thought|"
        r"scratch ?pad)",
        within=40,
    ),
    near(rf"\b{_EXPOSE}", rf"\b{_KEPT_BACK}", r"\b(?:thoughts|rationale)", within=40),
    near(rf"\b{_SHOW}", "(?:reasoning|thinking) (?:trace|tokens|block)s?", within=40),
    near(
        one("thinking|reasoning|thought process|thoughts|monologue"),
        one("(?:same|original) language|language of the (?:user|input|question|prompt|query)"),
        within=60,
    ),
    near(
        usual("continue|resume|finish|complete"),
        one("previous|earlier|prior|encrypted|interrupted"),
        one("thinking|reasoning|chain[ -]of[ -]thought"),
        within=30,
    ),
)

_UNABRIDGED = (
    near(_MINE, _UNCUT, within=80),
    near(_UNCUT, _MINE, within=40),
    # Said of all of it in one sentence, and in the next that nothing may be missing.
    across(f"{_WHOLE} (?:@ ){{0,3}}(?:reasoning|rationale|thoughts|{DELIBERATION})", _UNCUT),
    across(f"{_WHOLE} (?:@ ){{0,3}}{DELIBERATION}", r"skip@ (?:@ ){0,2}steps?\b", within=60),
    near(
        DELIBERATION,
        usual(
            "as (?:long|detailed|exhaustive|verbose|thorough|complete) as (?:possible|you can|necessary)|"
            "at least [0-9,]+ (?:words|tokens|paragraphs|sentences)|thousands of (?:words|tokens)"
        ),
        within=60,
    ),
    (
        r"(?:write|put|set|get|note|jot|record|log|type|transcrib|output%)@ (?:@ )?(?:down |out )?every (?:single |"
        r"passing )?thought\b"
    ),
    near(
        usual(
            "writ|giv|show|output|print|shar|includ|narrat|transcrib|externali|verbali|provid|record|let me (?:see|"
            "hear)"
        ),
        r"(?:your|the model's%) (?:@ ){0,2}(?:inner|internal|interior%) (?:monologue|dialogue|thoughts)",
        within=30,
    ),
)

_IN_ORDER = (
    across(one(f"{_MINE}|your ideas|what you think|considerations"), _AS_IT_CAME, within=80),
    across(_AS_IT_CAME, _MINE, within=60),
    r"order (?:you|in which you|that you|as you) (?:@ )?(?:had|have|thought|think|consider|went|reason|weigh|explor%)",
    one(f"{near(_CROSSES_MIND, _WHILE_ANSWERING, within=40)}|{near(_WHILE_ANSWERING, _CROSSES_MIND, within=60)}"),
    near(usual("your|you|reason@|think@"), "stream[ -]of[ -](?:thought|consciousness)", within=60),
    near("stream[ -]of[ -](?:thought|consciousness)", usual("your|you|reason@|think@|before"), within=50),
)

_ALL_OF_IT = (
    near(_MINE, _TOO, one(f"{_DEAD_ENDS}|{_REJECTED}"), within=60),
    across(_TOO, _DEAD_ENDS, _MINE, within=50),
    across(DELIBERATION, one(f"{_DEAD_ENDS}|{_REJECTED}"), within=100),
    near(
        _DEAD_ENDS,
        one(f"{_DEAD_ENDS}|{_REJECTED}"),
        usual("includ|record|write|show|keep|too|as well|leave|stay|belong|you"),
        within=40,
    ),
    near(_TOO, _DEAD_ENDS, usual("and|or|,"), one(f"{_DEAD_ENDS}|{_REJECTED}"), within=30),
    near(_TOO, _REJECTED, usual("and|or|,"), _DEAD_ENDS, within=30),
    one(f"{near(_CONSIDERED, _WHILE_ANSWERING, within=40)}|{near(_WHILE_ANSWERING, _CONSIDERED, within=60)}"),
    across(_MINE, _CONSIDERED, within=60),
)

_BEFORE_ACTING = (
    near(_EACH_ACT, _IN_FULL, THOUGHT, within=50),
    near(_EACH_ACT, THOUGHT, _IN_FULL, within=50),
    near(_IN_FULL, THOUGHT, _EACH_ACT, within=50),
    near(THOUGHT, _IN_FULL, _EACH_ACT, within=50),
)

_FOR_OTHERS = (
    near(usual(f"{_LEARNER}|{_PERSON}"), _CAN, _IMITATE, usual(rf"{_WAY}|it\b|them\b|you"), within=30),
    near(_LEARNER, _CAN, usual("learn|follow|copy|be trained|train on|be taught"), _WAY, within=40),
    near(
        usual("train@|teach@|fine-?tun@"),
        _LEARNER,
        usual("on|to|from|with"),
        r"(?:your|this|these|the%) (?:@ )?(?:reasoning|thinking|thought)",
        within=20,
    ),
    near(
        usual("so that|so|such that|enough for|enough to|let|allow"),
        _PERSON,
        usual("learn|copy|relive|think along"),
        r"(?:your|the%) (?:thinking|thought process|train of thought)|how you (?:think|thought|reason)|"
        r"the way you (?:think|reason)",
        within=30,
    ),
)

WORDINGS: tuple[Wording, ...] = worded(
    Elicitation.DISCLOSURE, *_AGAIN, *_UNABRIDGED, *_IN_ORDER, *_ALL_OF_IT, *_BEFORE_ACTING, *_FOR_OTHERS
)
