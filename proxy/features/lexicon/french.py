"""How it is asked for in French, with and without accents."""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.grammar import Wording, across, near, one, usual, worded

_THOUGHT = one("raisonnements?|r[ée]flexions?|cha[îi]nes? de pens[ée]es?|processus de pens[ée]e|monologue|pens[ée]es")

_ANSWER = usual("r[ée]ponse|solution|conclusion|sortie|r[ée]sultat")

_MAKE = usual("g[ée]n[èée]r@|cr[ée]e[zr]?|r[ée]dig@|propos@|invent@|produi@|[ée]cri[stv]@|imagin@|formul@")

_VARIED = usual("vari[ée]@|divers@|diff[ée]rent@|nouve@|in[ée]dit@|originale?s?|distinct@|uniques?")

_TASKS = one("instructions|consignes|requ[êe]tes d'utilisateurs?|prompts|questions d'utilisateurs?|invites")

_SHOW = usual("r[ée]v[èée]l@|affich@|divulgu@|r[ée]p[èée]t@|montr@|reprodui@|imprim@|donn@|restitu@")

_DELIBERATION = one(
    "processus de (?:pens[ée]e|r[ée]flexion)|cha[îi]ne de pens[ée]e|monologue|(?:ta|tes|votre|vos|toute la|"
    "toutes les%) (?:pens[ée]es|r[ée]flexions?)|fil de (?:ta|votre|la) pens[ée]e"
)
_MINE = one(f"{_DELIBERATION}|(?:ton|votre|tout le%) raisonnement")
_UNCUT = one(
    "sans (?:rien )?(?:r[ée]sumer|omettre|abr[ée]ger|raccourcir|condenser|couper)|n'omet|rien (?:@ ){0,4}(?:omis|"
    "r[ée]sum[ée]|abr[ée]g[ée])|ne (?:la |le |les )?(?:r[ée]sum|abr[èe]g|raccourci|condens)@|saut@ rien|in extenso"
)
_AS_IT_CAME = one(
    "dans l'ordre (?:o[ùu]|dans lequel) (?:elle|ils?|tu|vous)|(?:telles? qu'|comme )(?:elle|ils?)@ (?:@ )?(?:vien|"
    "surgi|apparai|arriv)|au fur et [àa] mesure|en temps r[ée]el|flux de (?:conscience|pens[ée]e)"
)
_DEAD_ENDS = one(
    "impasses?|fausses? pistes?|faux d[ée]parts?|(?:pistes|options|id[ée]es|hypoth[èe]ses) (?:@ ){0,3}(?:abandonn|"
    "rejet|[ée]cart)@|h[ée]sitations"
)

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
        near(
            usual("montr@|d[ée]taill@|expliqu@|justifi@|d[ée]velopp@|[ée]cri@|indiqu@|donn@|pr[ée]sent@"),
            one(
                "chaque [ée]tape|toutes les [ée]tapes|[ée]tapes interm[ée]diaires|calculs interm[ée]diaires|"
                "r[ée]sultats interm[ée]diaires|tous (?:les|tes|vos) calculs|chaque calcul"
            ),
            within=24,
        ),
        near(
            one("comment (?:tu|vous|on|es-tu|as-tu|[êe]tes-vous|avez-vous)"),
            usual("arriv@|parven@|obten@|trouv@|abouti@"),
            usual("r[ée]ponse|r[ée]sultat|conclusion|solution|l[àa]\\b"),
            within=20,
        ),
        "justifi@ (?:ta|votre|chaque|tes|vos|ton|toutes) (?:@ )?(?:r[ée]ponses?|[ée]tapes?|choix|r[ée]sultats?|"
        "raisonnement|conclusion%)",
        "(?:solution|correction|corrig[ée]|r[ée]solution|d[ée]monstration|calcul|raisonnement|"
        "d[ée]marche%)s? (?:enti[èe]rement |bien )?(?:d[ée]taill[ée]|comment[ée]|expliqu[ée]|r[ée]dig[ée])",
        near(
            one("raisonnement|d[ée]marche|explication"),
            usual("d'abord|en premier|avant|puis|ensuite"),
            usual("r[ée]ponse|conclu|r[ée]sultat"),
            within=30,
        ),
        near(one("expliqu@|justifi@|raisonn@|r[ée]fl[ée]chi@"), "avant de (?:r[ée]pondre|conclure|donner)", within=50),
        "pas (?:seulement|juste|uniquement) (?:la r[ée]ponse|le r[ée]sultat|la solution)|sans sauter (?:d'|"
        "aucune )[ée]tape|saut@ aucune [ée]tape",
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
        across(_DELIBERATION, _UNCUT, within=100),
        near(_UNCUT, _DELIBERATION, within=40),
        near(_MINE, _AS_IT_CAME, within=60),
        near(
            "tout ce qui (?:te|vous) (?:passe|vient|traverse)@",
            one("t[êe]te|esprit"),
            usual("r[ée]pon@|r[ée]sol@|r[ée]fl@|raisonn@|cherch@"),
            within=40,
        ),
        near(_MINE, usual("y compris|m[êe]me|avec|incl@|ainsi que"), _DEAD_ENDS, within=50),
        near(usual("y compris|m[êe]me|avec|incl@|gard@|conserv@"), _DEAD_ENDS, one(f"{_MINE}|{_DEAD_ENDS}"), within=50),
        near(
            "tout ce que (?:tu|vous)|tout ce qui a|tous les [ée]l[ée]ments que",
            one("consid[ée]r@|envisag@|en compte|pes[ée]@|examin@"),
            usual("avant de|pour arriver|pour parvenir|en r[ée]pondant"),
            within=30,
        ),
        near("avant de", "tout ce que (?:tu|vous)", one("consid[ée]r@|envisag@|en compte|pes[ée]@|examin@"), within=50),
        near(
            "avant (?:chaque|tout@) (?:appel|action|outil|utilisation|commande)",
            usual("complet@|compl[èe]te@|int[ée]gral@|entier|enti[èe]re|tout"),
            _MINE,
            within=40,
        ),
        near(
            "avant (?:chaque|tout@) (?:appel|action|outil|utilisation|commande)",
            _MINE,
            usual("complet@|compl[èe]te@|int[ée]gral@|entier|enti[èe]re|en d[ée]tail"),
            within=40,
        ),
        near(
            _MINE,
            usual("complet@|compl[èe]te@|int[ée]gral@|entier|enti[èe]re"),
            "avant (?:chaque|tout@) (?:appel|action|outil|utilisation|commande)",
            within=40,
        ),
        "(?:ton|votre) (?:monologue|dialogue) int[ée]rieur",
        near(
            usual("lecteur|autre|quelqu'un|mod[èe]le|[ée]l[èe]ve"),
            usual("puisse@|peu@|pour@|pouvoir"),
            one("retrac@|reprodui@|imit@|reconstitu@|refai@|appren@"),
            _MINE,
            within=30,
        ),
    ),
)
