"""How it is asked for in English."""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.grammar import Wording, near, one, worded

_THOUGHT = one(
    "reasoning|thought process(?:es)?|thinking|thoughts|chain[ -]of[ -]thoughts?|"
    "rationale|deliberation|(?:inner |internal )?monologue|train of thought|"
    "line of thought|scratch ?pad"
)

_ANSWER = one("answer|response|reply|completion|solution|output|conclusion")

_GIVEN = one(
    "completed|finished|finali[sz]ed|given|provided|supplied|existing|reference|gold|"
    "known|pre-?written|ready-?made|already[ -]@|following|attached|target"
)

_LED_TO = one(
    "behind|underlying|beneath|(?:that |which )?(?:must have |could have |would have |"
    "may have |might have )?(?:led|leads?|leading|produced?s?|resulted|results|arrived?)|"
    "would (?:lead|produce|arrive|result)|justif(?:y|ies|ying)"
)

_INNER = one("internal|inner|hidden|latent|unspoken|implicit|private|underlying")

_MAKE = one(
    "generat(?:e|es|ing)|creat(?:e|es|ing)|writ(?:e|es|ing)|com(?:e|ing) up with|"
    "produc(?:e|es|ing)|compos(?:e|ing)|propos(?:e|ing)|provid(?:e|ing)|devis(?:e|ing)|"
    "draft(?:ing)?|invent(?:ing)?|brainstorm|synthesi[sz](?:e|ing)|formulat(?:e|ing)|"
    "construct(?:ing)?|design(?:ing)?|author|craft(?:ing)?"
)

_VARIED = one(
    "divers(?:e|ity|ified)|varied|variety|different|distinct|unique|novel|brand[ -]?new|"
    r"new|unrelated|original|non-?overlapping|\d+ more"
)

_TASKS = one(
    "instructions|task instructions|task descriptions|user (?:queries|requests|prompts|"
    "messages|questions)|(?:instruction|training|seed) (?:prompts|tasks)|prompts (?:for|"
    "that (?:a |an )?users?|to (?:an?|the) (?:ai|model|assistant|llm))|tasks (?:for|"
    "that) (?:an?|the) (?:ai|language model|model|assistant|chatbot|llm)"
)

_PROMPT = one("prompts?|instructions?|questions?|quer(?:y|ies)|tasks?|problems?")

_HARDER = one(
    "(?:more|increasingly|slightly more) (?:complex|complicated|difficult|challenging|"
    "demanding|intricate)|harder|trickier|(?:rais|increas)@ (?:the |its )?(?:difficulty|"
    "complexity)|(?:add|with) (?:one more|an?other|an? (?:extra|additional)|(?:extra|"
    "additional|more|new)) (?:constraint|requirement|reasoning step)"
)

_SHOW = one(
    "reveal|disclose|output|print|repeat|show|share|expose|dump|quote|reproduce|leak|"
    "return|write out|give|tell|include|display|recite|transcribe|copy"
)

_KEPT_BACK = one(
    "hidden|internal|inner|private|raw|unfiltered|unredacted|previous|prior|earlier|"
    "preceding|secret|encrypted|redacted|concealed|verbatim"
)

WORDINGS: tuple[Wording, ...] = (
    *worded(
        Elicitation.STEPS,
        "step[ -]by[ -]step",
        "chain[ -]of[ -]thoughts?",
        r"\bone step at a time",
        near(
            one("show|write (?:out|down)|lay out|spell out|explain|include|provide"),
            one("your|all|each|every|the"),
            one(r"working\b|reasoning|intermediate steps|thought process|steps? you|thinking|" "derivation"),
            within=20,
        ),
        "think (?:it |this |the @ )?(?:through|aloud|out loud)",
        near(r"\breason\b", one("carefully|explicitly|out loud|aloud|thoroughly"), within=20),
        near(
            one("reason|think|work"),
            one(
                # Spelled out: of an optional word RE2's filter makes no literal, and "before" alone is everywhere.
                "before answering|before you answer|before giving|before you give|before responding|before you respond|"
                "before concluding|before you conclude|before replying|before you reply|before stating"
            ),
            within=50,
        ),
    ),
    *worded(
        Elicitation.JUDGE,
        near(
            one("rate|rating|score|scoring|grade|grading|evaluat@|assess@|judge|assign"),
            one(
                r"on a scale|(?:from|between) [01] (?:to|and) (?:1|5|7|10|100)\b|out of (?:5|10|100|"
                r"five|ten)\b|\b[01] ?(?:-|to) ?(?:5|7|10|100)\b"
            ),
            within=100,
        ),
        "(?:scoring|grading|evaluation|marking) (?:rubric|criteria|guidelines?)",
        near(one("score|grade|rate|evaluate|judge|according|using|against"), r"\brubric", within=80),
        ("(?:impartial|fair|unbiased|strict|expert|objective) (?:judge|evaluator|grader|assessor)"),
        near(
            one("which|decide|determine|choose|pick"),
            one("(?:response|answer|assistant|completion|output|reply|model|candidate)s?"),
            one(
                "is better|was better|is (?:the )?best|is preferred|is superior|is more helpful|"
                "you prefer|better follows"
            ),
            within=40,
        ),
        "reward (?:model|score|signal|value)",
        "preference (?:labels?|judge?ments?|pairs?|data)",
        r"(?:only|just|nothing but) (?:the|a|one|your) (?:@ )?(?:score|rating|grade|verdict)\b",
    ),
    *worded(
        Elicitation.REVERSE,
        # The reasoning of somebody else's mind, behind an answer.
        near(rf"\b{_INNER} {_THOUGHT}", _LED_TO, _ANSWER),
        # An answer that is already there is to be reasoned up to.
        near(
            one(
                "articulat@|reconstruct@|recreat@|imagin@|revers@[ -]engineer@|retrac@|infer@|"
                "recover@|simulat@|verbali[sz]@|back[ -]?fill@|rationali[sz]@|reproduc@|"
                "externali[sz]@|surfac@|writ@|produc@|generat@"
            ),
            rf"\b{_THOUGHT}",
            _LED_TO,
            rf"\b{_GIVEN} (?:@ ){{0,2}}{_ANSWER}",
        ),
        near(
            one("reconstruct|revers@[ -]engineer|retrace|recreate|work backwards?"),
            rf"\b{_THOUGHT}",
            one(f"{_ANSWER}|decision|result"),
            within=80,
        ),
        near(
            one("given|here (?:is|are)|below (?:is|are)|you (?:are|will be) (?:given|shown|provided)"),
            one("question|problem|prompt|query|instruction"),
            # Over the end of one sentence: what is given and what is to be written are often two.
            rf"{_ANSWER}[^.!?]{{0,40}}[.:;]? ?[^.!?]{{0,40}}"
            r"\b(?:write|produce|generate|provide|fill in|supply|articulate|give)",
            _THOUGHT,
            _LED_TO,
            within=80,
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
            one("wrap|enclose|put|place|write|emit|surround|delimit"),
            _THOUGHT,
            one(r"inside|within|between|\bin\b|with|by"),
            r"[<\[{][a-z_/ ]{2,24}[>\]}]",
            within=40,
        ),
    ),
    *worded(
        Elicitation.SYNTHESIS,
        near(_MAKE, _VARIED, _TASKS),
        near(
            _MAKE, _TASKS, one("divers|varied|variety|as different as possible|not overlap|do not repeat"), within=100
        ),
        near(
            _MAKE,
            (
                "(?:questions?[ -]?(?:and|&|/)?[ -]?answers?|q ?[&/]? ?a|(?:instruction|prompt|input|"
                "query)[ -/](?:response|output|answer|completion)) (?:pairs?|tuples|triples|examples|"
                "samples)"
            ),
        ),
        near(
            one(f"{_MAKE}|extend|augment|expand"),
            (
                "(?:training|fine-?tuning|instruction(?:-tuning)?|sft|distillation|synthetic|"
                r"post-?training|preference) (?:data|dataset|data ?set|corpus|examples|samples)\b"
            ),
        ),
        near(
            one("rewrite|rewriting|evolve|evolving|transform|revise|modify|mutate|upgrade|turn"),
            one("given|this|following|original|the|above|each"),
            _PROMPT,
            _HARDER,
            within=80,
        ),
        near(
            _MAKE,
            one("rarer|brand[ -]?new|novel"),
            _PROMPT,
            one("inspired by|inspiration|based on|same domain"),
            within=100,
        ),
        near(one("draw@ inspiration from|inspired by"), one("given|above|following|seed|example"), _PROMPT, within=20),
        r"(?:prompt|instruction|question) (?:re-?writer|creator|evolver|generator)\b",
        "#?(?:given|rewritten|created|evolved) (?:prompt|instruction)#",
        near("come up with", one(r"series of|set of|list of|\d+|twenty|ten"), r"tasks\b", within=20),
        near(
            one("pretend to be|play the role of|act as|simulate|imagine you are"),
            r"\buser\b",
            one("ask|write|pose|send|talking"),
            one(r"assistant|\bai\b|chatbot|language model"),
            within=80,
        ),
    ),
    *worded(
        Elicitation.WRAPPER,
        near("below is (?:an?|the) (?:instruction|task|prompt)", one("describ|paired|specif|followed"), within=40),
        near(
            "response that",
            one("appropriately|adequately|properly|correctly"),
            "(?:complet|fulfil|answer)@ the",
            within=10,
        ),
        near("instruction (?:that|which) (?:describes|specifies|defines|states) (?:a|the) task"),
    ),
    *worded(
        Elicitation.DISCLOSURE,
        near(rf"\b{_SHOW}", rf"\b{_KEPT_BACK}", rf"\b{_THOUGHT}", within=40),
        near(rf"\b{_SHOW}", one("reasoning (?:trace|tokens|block)s?|thinking (?:trace|tokens|block)s?"), within=40),
        near(
            _THOUGHT,
            one(
                "verbatim|word[ -]for[ -]word|unabridged|uncensored|unedited|in (?:its|"
                "their) entirety|(?:without|do not|don't|never) (?:@ ){0,2}(?:summari[sz]|omit|"
                "condens|skip|shorten|abbreviat|paraphras)"
            ),
            within=80,
        ),
        near(
            one("thinking|reasoning|thought process|thoughts|monologue"),
            one("(?:same|original) language|language of the (?:user|input|question|prompt|query)"),
            within=60,
        ),
        near(
            one("continue|resume|finish|complete"),
            one("previous|earlier|prior|encrypted|interrupted"),
            one("thinking|reasoning|chain[ -]of[ -]thought"),
            within=30,
        ),
    ),
)
