"""English requests for instructions, prompts and pairs in bulk, and templates of instruction tuning."""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.grammar import Wording, near, one, usual, worded

_MAKE = usual(
    "generat(?:e|es|ing)|creat(?:e|es|ing)|writ(?:e|es|ing)|com(?:e|ing) up with|"
    "produc(?:e|es|ing)|compos(?:e|ing)|propos(?:e|ing)|provid(?:e|ing)|devis(?:e|ing)|"
    "draft(?:ing)?|invent(?:ing)?|brainstorm|synthesi[sz](?:e|ing)|formulat(?:e|ing)|"
    "construct(?:ing)?|design(?:ing)?|author|craft(?:ing)?"
)

_VARIED = usual(
    "divers(?:e|ity|ified)|varied|variety|different|distinct|unique|novel|brand[ -]?new|"
    r"new|unrelated|original|non-?overlapping|\d+ more"
)

_TASKS = one(
    "instructions|task instructions|task descriptions|user (?:queries|requests|prompts|"
    "messages|questions)|(?:instruction|training|seed) (?:prompts|tasks)|prompts (?:for|"
    "that (?:a |an )?users?|to (?:an?|the) (?:ai|model|assistant|llm))|tasks (?:for|"
    "that) (?:an?|the) (?:ai|language model|model|assistant|chatbot|llm)"
)

_PROMPT = usual("prompts?|instructions?|questions?|quer(?:y|ies)|tasks?|problems?")

_HARDER = one(
    "(?:more|increasingly|slightly more) (?:complex|complicated|difficult|challenging|"
    "demanding|intricate)|harder|trickier|(?:rais|increas)@ (?:the |its )?(?:difficulty|"
    "complexity)|(?:add|with) (?:one more|an?other|an? (?:extra|additional)|(?:extra|"
    "additional|more|new)) (?:constraint|requirement|reasoning step)"
)

WORDINGS: tuple[Wording, ...] = (
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
            usual(f"{_MAKE}|extend|augment|expand"),
            (
                "(?:training|fine-?tuning|instruction(?:-tuning)?|sft|distillation|synthetic|"
                r"post-?training|preference) (?:data|dataset|data ?set|corpus|examples|samples)\b"
            ),
        ),
        near(
            one("rewrite|rewriting|evolve|evolving|transform|revise|modify|mutate|upgrade|turn"),
            usual("given|this|following|original|the|above|each"),
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
        near(
            one("draw@ inspiration from|inspired by"), usual("given|above|following|seed|example"), _PROMPT, within=20
        ),
        r"(?:prompt|instruction|question) (?:re-?writer|creator|evolver|generator)\b",
        "#?(?:given|rewritten|created|evolved) (?:prompt|instruction)#",
        near("come up with", usual(r"series of|set of|list of|\d+|twenty|ten"), r"tasks\b", within=20),
        near(
            one("pretend to be|play the role of|act as|simulate|imagine you are"),
            r"\buser\b",
            usual("ask|write|pose|send|talking"),
            one(r"assistant|\bai\b|chatbot|language model"),
            within=80,
        ),
        near(
            _MAKE,
            "(?:conversation|dialogue|chat)s?",
            "between (?:an?|the) (?:@ )?(?:user|human)",
            usual(r"\bai\b|assistant|chatbot|language model"),
            within=30,
        ),
        near(
            _MAKE,
            one("alpaca|sharegpt|self-instruct|evol-instruct|instruction[- ]following"),
            usual("data|samples|examples|dataset|pairs|records"),
            within=40,
        ),
        near(
            "(?:gain|take|taking|draw|drawing) inspiration from",
            usual("following|given|above|seed|snippet|passage|text|document"),
            _MAKE,
            _PROMPT,
            within=60,
        ),
        near(
            "(?:increas|rais)@ the (?:difficulty|complexity) of (?:the|this|each)",
            usual("given|following|above|original"),
            _PROMPT,
            within=20,
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
        near("chat between a curious (?:user|human|person)", "assistant", within=60),
        near("instruction (?:that|which) (?:describes|specifies|defines|states) (?:a|the) task"),
    ),
)
