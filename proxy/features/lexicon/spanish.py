"""How it is asked for in Spanish, with and without accents."""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.grammar import Wording, across, near, one, usual, worded

_THOUGHT = one(
    "razonamientos?|cadenas? de (?:pensamiento|razonamiento)|proceso de pensamiento|"
    "pensamientos|reflexi[óo]n|mon[óo]logo"
)

_ANSWER = usual("respuesta|soluci[óo]n|conclusi[óo]n|salida|resultado")

_MAKE = usual("gener[aáe]@|cre[aáe]@|redact@|prop[oó]n@|invent@|produ[cz]@|escrib@|elabor@|formul@")

_VARIED = usual("divers@|variad@|diferentes?|distint@|nuev@|in[ée]dit@|originales?|[úu]nic@")

_TASKS = one("instrucciones|consignas|prompts|peticiones de usuarios?|consultas de usuarios?|indicaciones")

_SHOW = usual("revel@|muestr@|mostr@|imprim@|repit@|divulg@|reprodu@|ense[ñn]@|comparte|dame")

_DELIBERATION = one(
    "procesos? (?:de pensamiento|de razonamiento|mental)|cadena de pensamiento|mon[óo]logo|flujo de (?:conciencia|"
    "pensamiento)|(?:tu|tus|su|sus|todo el|todos los%) (?:pensamientos?|reflexi[óo]n|reflexiones|deliberaci[óo]n)|"
    "deliberaci[óo]n"
)
_MINE = one(f"{_DELIBERATION}|(?:tu|su|todo el%) razonamiento")
_UNCUT = one(
    "sin (?:@ ){0,2}(?:resumir|omitir|abreviar|acortar|recortar|condensar)|no (?:lo |la |los |las )?(?:resum|omit|"
    "abrevi|acort|recort|condens)@|nada (?:@ ){0,3}(?:omit|resum|abrevi|recort)@|omit@ nada|[íi]ntegr[oa]"
)
_AS_IT_CAME = one(
    "en el (?:mismo )?orden en (?:que|el que)|(?:tal (?:y )?como|seg[úu]n|conforme|a medida que) (?:@ ){0,2}(?:vay@|"
    "surj@|aparec@|aparezc@|ocurr@|vien@|veng@|pas@)|en tiempo real"
)
_DEAD_ENDS = one(
    "callejones sin salida|v[íi]as muertas|caminos (?:sin salida|equivocados|descartados)|falsos comienzos|"
    "pistas falsas|(?:ideas|opciones|hip[óo]tesis|alternativas) (?:@ ){0,3}(?:descart|rechaz|abandon)@|titubeos|"
    "vacilaciones"
)

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
        near(
            usual("muestr@|mostr@|explic@|detall@|justific@|desarroll@|escrib@|indic@|incluy@|present@"),
            one(
                "cada paso|todos los pasos|pasos intermedios|resultados intermedios|c[áa]lculos intermedios|"
                "todos (?:los|tus|sus) c[áa]lculos|cada c[áa]lculo"
            ),
            within=24,
        ),
        near(
            one("c[óo]mo (?:has|lleg|obtu|se lleg|se obt|alcan|ha )@"),
            usual("respuesta|resultado|conclusi[óo]n|soluci[óo]n|ah[íi]"),
            within=30,
        ),
        "justifi@ (?:tu|su|cada|tus|sus|la) (?:@ )?(?:respuesta|paso|elecci[óo]n|resultado|decisi[óo]n|conclusi[óo]n)",
        "(?:soluci[óo]n|resoluci[óo]n|demostraci[óo]n|derivaci[óo]n|razonamiento|procedimiento) (?:completamente |"
        "bien )?(?:detallad|desarrollad|comentad|explicad|razonad)[ao]",
        near(
            one("razonamiento|explicaci[óo]n|justificaci[óo]n|procedimiento"),
            usual("primero|antes|luego|despu[ée]s|y solo"),
            usual("respuesta|conclusi[óo]n|resultado"),
            within=30,
        ),
        near(
            one("explic@|justific@|razon@|reflexion@|piens@"),
            "antes de (?:responder|contestar|concluir|dar|decidir)",
            within=50,
        ),
        r"\bno (?:@ )?(?:solo|s[óo]lo|[úu]nicamente|solamente) (?:la respuesta|el resultado|la soluci[óo]n)|"
        "sin saltar@ (?:ning[úu]n |los )?pasos?|no te saltes (?:ning[úu]n |los )?pasos?",
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
        across(_DELIBERATION, _UNCUT, within=100),
        near(_UNCUT, _DELIBERATION, within=40),
        near(_MINE, _AS_IT_CAME, within=60),
        near(
            "todo lo que (?:te|se te|le) (?:@ )?(?:pas@|cruz@|ocurr@|venga|viene)",
            usual("mente|cabeza|mientras|antes|al"),
            usual("mientras|antes|resolv@|respond@|razon@|pien@"),
            within=40,
        ),
        near(_MINE, usual("incluid@|incluso|incluy@|con|tambi[ée]n|as[íi] como"), _DEAD_ENDS, within=50),
        near(
            usual("incluid@|incluso|incluy@|con|tambi[ée]n|conserv@|mant@"),
            _DEAD_ENDS,
            one(f"{_MINE}|{_DEAD_ENDS}"),
            within=50,
        ),
        near(
            "todo lo que|todos los factores que",
            one("consider@|en cuenta|sopes@|evalu@|pens@"),
            "antes de|al responder|mientras",
            within=30,
        ),
        near("antes de", "todo lo que", one("consider@|en cuenta|sopes@|evalu@"), within=50),
        near(
            "antes de cada (?:llamada|acci[óo]n|herramienta|uso|comando)",
            usual("complet@|[íi]ntegr@|enter@|todo"),
            _MINE,
            within=40,
        ),
        near(
            "antes de cada (?:llamada|acci[óo]n|herramienta|uso|comando)",
            _MINE,
            usual("complet@|[íi]ntegr@|enter@"),
            within=40,
        ),
        near(
            _MINE,
            usual("complet@|[íi]ntegr@|enter@"),
            "antes de cada (?:llamada|acci[óo]n|herramienta|uso|comando)",
            within=40,
        ),
        "(?:tu|su) (?:mon[óo]logo|di[áa]logo) (?:interior|interno)",
        near(
            usual("lector@|otr[oa]@|alguien|modelo@|alumn@|estudiante@"),
            usual("pued@|para|pod@|pud@"),
            one("reconstru@|reprodu@|imit@|aprend@|replic@|rehac@"),
            _MINE,
            within=30,
        ),
    ),
)
