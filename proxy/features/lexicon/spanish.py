"""How it is asked for in Spanish, with and without accents."""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.grammar import Wording, near, one, worded

_THOUGHT = one(
    "razonamientos?|cadenas? de (?:pensamiento|razonamiento)|proceso de pensamiento|"
    "pensamientos|reflexi[óo]n|mon[óo]logo"
)

_ANSWER = one("respuesta|soluci[óo]n|conclusi[óo]n|salida|resultado")

_MAKE = one("gener[aáe]@|cre[aáe]@|redact@|prop[oó]n@|invent@|produ[cz]@|escrib@|elabor@|formul@")

_VARIED = one("divers@|variad@|diferentes?|distint@|nuev@|in[ée]dit@|originales?|[úu]nic@")

_TASKS = one("instrucciones|consignas|prompts|peticiones de usuarios?|consultas de usuarios?|indicaciones")

_SHOW = one("revel@|muestr@|mostr@|imprim@|repit@|divulg@|reprodu@|ense[ñn]@|comparte|dame")

WORDINGS: tuple[Wording, ...] = (
    *worded(
        Elicitation.STEPS,
        "paso (?:a|por) paso",
        "cadena de (?:pensamiento|razonamiento)",
        near(
            one("muestr@|explic@|detall@|describ@|expon@|escrib@"),
            one("tu|su|el|todo|cada"),
            one("razonamiento|desarrollo|procedimiento|paso"),
            within=12,
        ),
        ("razona (?:en voz alta|expl[íi]citamente|antes)|piensa (?:en voz alta|antes de responder)"),
    ),
    *worded(
        Elicitation.JUDGE,
        near(
            one("calific@|punt[úu]@|eval[úu]@|valor[aáe]@|asign@"),
            one(r"escala|del? [01] al? (?:1|5|10|100)\b|sobre (?:5|10|100)\b"),
            within=80,
        ),
        "r[úu]brica|criterios de (?:evaluaci[óo]n|calificaci[óo]n|puntuaci[óo]n)",
        "(?:juez|evaluador|calificador)a? (?:imparcial|neutral|experto|estricto|objetivo)",
        "modelo de recompensa|puntuaci[óo]n de recompensa",
        near(
            one("cu[áa]l|qu[ée]|determina"),
            "respuestas?",
            one("es (?:la )?mejor|es preferible|es m[áa]s [úu]til"),
            within=40,
        ),
    ),
    *worded(
        Elicitation.REVERSE,
        near(
            one("reconstru@|imagin@|recre[aáe]@|infi[eé]r@|deduc@|dedu[zc]@|articul@|verbali@|formul@"),
            _THOUGHT,
            one("detr[áa]s|llev@|condu@|subyac@"),
            _ANSWER,
        ),
        near(one("reconstru@|recre[aáe]@"), _THOUGHT, within=40),
        near(_THOUGHT, one("intern@|ocult@|subyacentes?"), one("detr[áa]s|llev@|condu@|hasta"), _ANSWER),
        near(
            one("dad[ao]s?|a partir de"),
            "pregunta",
            "respuesta",
            one("escrib@|gener@|produ@"),
            _THOUGHT,
            one("llev@|condu@|justific@"),
            within=60,
        ),
    ),
    *worded(
        Elicitation.TAGS,
        near(
            "etiquetas?",
            one("think|thinking|reasoning|de pensamiento|de razonamiento|razonamiento|pensamiento"),
            within=12,
        ),
        near(_THOUGHT, one(r"entre|dentro de|\ben\b"), one("etiquetas?|<[^<> ]{2,20}>"), within=40),
    ),
    *worded(
        Elicitation.SYNTHESIS,
        near(_MAKE, _VARIED, _TASKS),
        near(_MAKE, _TASKS, one("divers|variad|diferentes|distint|in[ée]dit|nuev"), within=40),
        near("pares", "preguntas?", "respuestas?", within=8),
        near(
            one("reescrib@|reformul@|modific@|transform@|complic@"),
            one("instrucci[óo]n@|prompts?|consigna|pregunta|indicaci[óo]n"),
            one("m[áa]s (?:complej|dif[íi]cil|exigente)@|complejidad|dificultad"),
        ),
        near(
            one(f"{_MAKE}|sintetiza"),
            (
                "datos (?:de entrenamiento|sint[ée]ticos)|ejemplos de entrenamiento|"
                "conjunto de (?:datos|entrenamiento) (?:sint|de ent)@"
            ),
            within=40,
        ),
        near(one("act[úu]a como|haz el papel|finge|simula"), "usuario", one("pregunt@|escrib@|pid@"), within=60),
    ),
    *worded(
        Elicitation.WRAPPER,
        near(one("a continuaci[óo]n|abajo|debajo"), "instrucci[óo]n", "describe", "tarea", within=30),
        near("respuesta que", one("complet@|cumpl@|satisfa@"), one("solicitud|petici[óo]n|instrucci[óo]n"), within=40),
    ),
    *worded(
        Elicitation.DISCLOSURE,
        near(_SHOW, _THOUGHT, one("ocult@|intern@|anterior@|previ@|sin filtrar|secret@|privad@"), within=24),
        near(
            _THOUGHT,
            one(
                "palabra por palabra|textualmente|[íi]ntegr@|al pie de la letra|sin (?:resumir|omitir|abreviar|acortar)"
            ),
        ),
        near(_THOUGHT, one("en el mismo idioma|en el idioma (?:del usuario|de la pregunta)")),
    ),
)
