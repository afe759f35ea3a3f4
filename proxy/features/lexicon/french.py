"""How it is asked for in French, with and without accents."""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.grammar import Wording, near, one, worded

_THOUGHT = one("raisonnements?|r[ée]flexions?|cha[îi]nes? de pens[ée]es?|processus de pens[ée]e|monologue|pens[ée]es")

_ANSWER = one("r[ée]ponse|solution|conclusion|sortie|r[ée]sultat")

_MAKE = one("g[ée]n[èée]r@|cr[ée]e[zr]?|r[ée]dig@|propos@|invent@|produi@|[ée]cri[stv]@|imagin@|formul@")

_VARIED = one("vari[ée]@|divers@|diff[ée]rent@|nouve@|in[ée]dit@|originale?s?|distinct@|uniques?")

_TASKS = one("instructions|consignes|requ[êe]tes d'utilisateurs?|prompts|questions d'utilisateurs?|invites")

_SHOW = one("r[ée]v[èée]l@|affich@|divulgu@|r[ée]p[èée]t@|montr@|reprodui@|imprim@|donn@|restitu@")

WORDINGS: tuple[Wording, ...] = (
    *worded(
        Elicitation.STEPS,
        "[ée]tape par [ée]tape|pas [àa] pas",
        "cha[îi]ne de (?:pens[ée]e|raisonnement)",
        near(
            one("montr@|d[ée]taill@|expliqu@|expos@|d[ée]cri@"),
            one("ton|votre|le|tout|chaque"),
            one("raisonnement|d[ée]marche|[ée]tapes? (?:du|de ton|de votre)"),
            within=12,
        ),
        ("raisonn@ (?:[àa] voix haute|explicitement)|r[ée]fl[ée]chi@ (?:[àa] voix haute|avant de r[ée]pondre)"),
    ),
    *worded(
        Elicitation.JUDGE,
        near(
            one(r"not(?:e|ez|er)\b|[ée]valu@|attribu@"),
            one(r"sur une [ée]chelle|de [01] [àa] (?:1|5|10|20|100)\b|sur (?:5|10|20|100)\b"),
            within=80,
        ),
        ("grilles? (?:d'[ée]valuation|de notation)|crit[èe]res (?:d'[ée]valuation|de notation)|bar[èe]me"),
        "(?:juge|[ée]valuateur|examinateur) (?:impartial|neutre|strict|expert|objectif)",
        "mod[èe]le de r[ée]compense|score de r[ée]compense",
        near(
            one("quelle|laquelle|d[ée]termin@"),
            "r[ée]ponses?",
            one("est (?:la )?meilleure|est pr[ée]f[ée]rable|est la plus utile"),
            within=40,
        ),
    ),
    *worded(
        Elicitation.REVERSE,
        near(
            one("reconstitu@|reconstrui@|imagin@|retrac@|recr[ée]@|articul@|verbalis@|formul@"),
            _THOUGHT,
            one("derri[èe]re|conduit|men[ée]|abouti|sous-jacent|ayant"),
            _ANSWER,
        ),
        near(one("reconstitu@|reconstrui@|retrac@"), _THOUGHT, within=40),
        near(
            _THOUGHT,
            one("internes?|int[ée]rieure?s?|cach[ée]e?s?|sous-jacente?s?"),
            one("derri[èe]re|conduit|men[ée]|abouti"),
            _ANSWER,
        ),
        near(
            one("[ée]tant donn[ée]|voici|[àa] partir"),
            "question",
            "r[ée]ponse",
            one("[ée]cri@|produi@|g[ée]n[èée]r@"),
            _THOUGHT,
            one("conduit|m[èe]ne|men[ée]|abouti|justifi"),
            within=60,
        ),
    ),
    *worded(
        Elicitation.TAGS,
        near(
            "balises?",
            one("think|thinking|reasoning|de r[ée]flexion|de raisonnement|de pens[ée]e|raisonnement|r[ée]flexion"),
            within=12,
        ),
        near(_THOUGHT, one("entre|dans|[àa] l'int[ée]rieur"), one("balises?|<[^<> ]{2,20}>"), within=40),
    ),
    *worded(
        Elicitation.SYNTHESIS,
        near(_MAKE, _VARIED, _TASKS),
        near(_MAKE, _TASKS, one("vari[ée]|divers|diff[ée]rent|in[ée]dit|nouvelles|distinct"), within=40),
        near("paires?", "questions?", "r[ée]ponses?", within=8),
        near(
            one("r[ée][ée]cri@|reformul@|complexifi@|transform@|fais [ée]voluer"),
            one("instructions?|consignes?|prompts?|questions?"),
            one("plus (?:complexe|difficile|exigeant)|complexit[ée]|difficult[ée]"),
        ),
        near(
            one(f"{_MAKE}|synth[ée]tis@"),
            (
                "donn[ée]es (?:d'entra[îi]nement|synth[ée]tiques|d'apprentissage)|"
                "exemples d'(?:entra[îi]nement|apprentissage)"
            ),
            within=40,
        ),
        near(one("jou@ le r[ôo]le|fais semblant|simul@"), "utilisateur", one("pos@|[ée]cri@|demand@"), within=60),
    ),
    *worded(
        Elicitation.WRAPPER,
        near(one("ci-dessous|voici"), "instruction", "d[ée]cri@", "t[âa]che", within=24),
        near(
            "r[ée]ponse qui", one("compl[èe]te|satisfait|r[ée]pond"), one("demande|requ[êe]te|instruction"), within=30
        ),
    ),
    *worded(
        Elicitation.DISCLOSURE,
        near(
            _SHOW, _THOUGHT, one("cach[ée]@|internes?|pr[ée]c[ée]dent@|ant[ée]rieur@|brut@|secr@|priv[ée]@"), within=24
        ),
        near(
            _THOUGHT,
            one(
                "mot pour mot|mot [àa] mot|textuellement|int[ée]gralement|"
                "sans (?:rien )?(?:r[ée]sumer|omettre|abr[ée]ger|raccourcir)"
            ),
        ),
        near(_THOUGHT, one("dans la m[êe]me langue|dans la langue (?:de l'utilisateur|de la question)")),
    ),
)
