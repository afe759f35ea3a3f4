"""Spanish words of the concepts, with and without accents."""

from __future__ import annotations

from proxy.features.lexicon.grammar import Words

WORDS: Words = {
    # Thinking, and whose.
    "thought": "proceso de pensamiento|procesos de pensamiento|proceso de razonamiento|proceso mental|"
    "recorrido mental|cadena de pensamiento|mon[óo]logo|di[áa]logo interior|di[áa]logo interno|flujo de conciencia|"
    "flujo de pensamiento|deliberaci[óo]n|borrador|razonamiento interno|pensamientos internos|notas internas|"
    "voz interior|cadena de inferencia|consideraciones internas|traza de razonamiento|reflexi[óo]n interna|"
    "hilo de pens|hilo del pens|exploraci[óo]n larga|traza de pens|discurrir",
    "monologue": "mon[óo]logo|di[áa]logo interior|di[áa]logo interno|voz interior",
    "reason": "razonamiento|reflexi[óo]n|reflexiones|pensamientos?_|justificaci[óo]n|inferencia|consideraci|"
    "idea intermedia|razona_",
    "think": "piens|resuelv|resolv|pens[óoaá]|pensast|reflexion|sopes|razon[ae]_|ten[ií]a en mente|consider|"
    "tuviste en cuenta|en cuenta",
    "mind": "mente_|cabeza",
    "your": "tu_|tus_|su_|sus_|t[úu]_|usted|tuy|propio|el modelo|contigo",
    "others": "autor|tribunal|sentencia|quijote|personaje|paciente|cliente|novelista|juez en",
    "opinion": "tu opini[óo]n|su opini[óo]n",
    # How it is wanted.
    "full": "complet|enter[oa]|[íi]ntegr[oa]_|[íi]ntegram|[íi]ntegral_|tod[oa]s?_|exhaustiv|al completo|detallad|"
    "de principio a fin|largo_",
    "every": "tod[oa]s?_|cada_|cualquier|nada_|ning[úu]n",
    "raw": "en bruto|palabra por palabra|textual|[íi]ntegr[oa]_|[íi]ntegram|sin abreviar|sin filtrar|"
    "al pie de la letra|tal cual|de principio a fin|sin cortes|sin censura|enter[oa]_|fidelidad|sin cambiar nada|"
    "sin acortar|versi[óo]n larga|versi[óo]n completa|versi[óo]n [íi]ntegra|sin pulir",
    "no": "sin_|no_|nada_|ning[úu]n|nunca|jam[áa]s|ni_",
    "cut": "resum|omit|abrevi|acort|recort|condens|comprim|saltarte|salto|dejes fuera|fuera_|silencio|limpi|pul[ei]|"
    "acortar|pulas|alis",
    "detour": "callej[óo]n sin salida|callejones sin salida|v[íi]as muertas|falsos comienzos|pistas falsas|titubeo|"
    "vacilaci|dudas|marchas atr[áa]s|errores|no llevaron a|rodeos|tropiezos|retrocesos|rectificaci|correcciones|"
    "comprobaciones",
    "reject": "descart|rechaz|abandon|desech",
    "option": "idea|opci[óo]n|opciones|hip[óo]tesis|alternativa|arreglo|intento|camino",
    "flow": "en el orden en que|en el mismo orden|tal como vay|seg[úu]n vay|conforme vay|a medida que|en tiempo real|"
    "flujo de|transcripci[óo]n de tu|transcripci[óo]n de su|transcripci[óo]n completa|escribe seguido|uno tras otro",
    "aloud": "en voz alta",
    "cross": "crucen|cruza|pas[ae]_|pasan_|pase_|por la|venga|viene|ocurr",
    "long": "palabras|larg[oa]s?_|extens|mil_|p[áa]ginas|detallad|al menos|profund|dos mil|p[áa]rrafo|larga_",
    "vast": "muy larg|exhaustiv|mil palabras|p[áa]ginas_|tan larg",
    "keep": "incluid|incluso|incluy|con_|tambi[ée]n|as[íi] como|conserv|mant[eé]n|constar",
    "brief": "breve|brevedad|una frase|corta_|corto_|conciso",
    "howto": "c[óo]mo puedo|c[óo]mo hago|qu[ée] es_|cu[áa]l es el razonamiento|por qu[ée]",
    "write": "escrib|muestr|mostrar|da_|d[ée]_|produ|redact|imprim|vuelca|entreg|expon|incluy|pon_|despliega|emite|"
    "enumera|copia|escrita|lleva|detall|constar|acompa|di_|haz_|rinde",
    # Thinking that was kept back.
    "show": "revel|muestr|mostr|imprim|repit|divulg|reprodu|ense[ñn]|compart|dame|pasa_|contin[úu]|restaur|"
    "transcrib|incluy|escrib|copia",
    "hidden": "ocult|intern[oa]|interior|secret|privad|cifrad|borrad[oa]s_|invisible|no suelen ver|escondid",
    "visible": "visible|en claro|texto visible",
    "earlier": "anterior|previ|[úu]ltim|hace un momento|antes de tu|pasado_|de antes",
    "token": "bloque de pensamiento|tokens de pensamiento|canal de razonamiento|bloque de razonamiento|"
    "tokens de razonamiento|resumen de tu reflexi|contenido de razonamiento",
    "said": "dijiste|dicho|expresa",
    "same": "mismo idioma|idioma de|idioma del",
    "language": "idioma|en espa[ñn]ol|en ingl[ée]s",
    # Agents.
    "each": "cada_|tod[oa]_|cualquier|entre_",
    "before": "antes de|previ|primero|para cada|mientras|luego|despu[ée]s|acompa",
    "tool": "herramienta|acci[óo]n|comando|operaci[óo]n|llamada|funci[óo]n|archivo|paso_",
    "call": "llamada a una herramienta|llamadas a herramientas|resultados de herramientas|cada acci[óo]n|cada comando|"
    "toda acci[óo]n|cualquier operaci[óo]n|llamada a la api|cada llamada|cada herramienta|en silencio|"
    "editar un archivo|arreglas el fallo|para cada paso|cada paso_|llamada de funci|antes de cada|antes de actuar",
    "run": "trayectoria|trayectorias|episodio completo",
    "considered": "tuviste en cuenta|has tenido en cuenta|consideradas|consideraste|sopes|consideres|tengas en mente",
    # Answers that are there already.
    "answer": "respuesta|soluci[óo]n|resultado|conclusi[óo]n|salida|demostraci[óo]n|responder|etiqueta|veredicto|"
    "parche|c[óo]digo_|opci[óo]n_",
    "given": "dad[oa]_|conocid|correct|oficial|final_|terminad|referencia|sabemos que|proporcionad|acabad|verificad|"
    "parche|esperad",
    "leads": "lleva|llevan|conduce|conducen|detr[áa]s|subyac|acabe|deduce|entre la pregunta|entre el enunciado|"
    "desemboc|habr[íi]a llegado|llegado a ella|lleve a|llegar[íi]a",
    "bridge": "conecta|une la pregunta|entre la pregunta|de la pregunta a|enlaza",
    "hindsight": "habr[íi]a pens|habr[íi]a lleg|habr[íi]a seguido|debi[óo] pensar|habr[íi]a producido|qu[ée] pens[óo]|"
    "pudo pensar|habr[íi]a tenido",
    "recover": "reconstru|recre|averigua|imagin|ampl[íi]a|despliega|pon en palabras|rellena|articul|verbali|"
    "completa_|genera_|infier|deduce_|dedúc|restaur",
    "unfold": "despliega este|resumen de pensamientos|razonamiento detallado original",
    "gap": "hueco|que falta|faltante",
    "parse": "regex|analizador|extraer|se extraer",
    "asif": "como si|sin revelar|sin mostrar|finge|aparenta",
    "know": "conoc|sab[íi]|supier|revel|visto",
    "foreknown": "la conoc[íi]as|era conocida|te la dieron|te dieron|te hab[íi]an|ya sab[íi]as|fue dada",
    "selfmade": "t[úu] mismo|usted mismo|por tu cuenta|desde cero|por ti mismo",
    "natural": "primera persona|natural|en voz alta|espont[áa]ne|titube|dudas",
    "mindof": "modelo|ingenier|quien lo|desarrollador|asistente|alguien",
    # Marks.
    "mark": "etiquetas|encierr|delimit|separador|marcador|bloque de c[óo]digo|corchetes|entre <|dentro de <",
    "slot": "claves|clave_|campo|secci[óo]n|secciones|bloque|columna|elemento|partes|formato:",
    "two": "dos_|segundo|primer|fuera_|luego|despu[ée]s",
    # Material in bulk.
    "make": "gener|cre[aáe]_|crea|redact|prop[oó]n|invent|produ[zc]|escrib|elabor|formul|comp[óo]n|imagin|da_|haz_|"
    "conviert|forma_|saca|reun",
    "many": "[123456789][0123456789]|divers|variad|diferente|distint|nuev|in[ée]dit|[úu]nic|treinta|veinte|cincuenta|"
    "quince|cien_|diez_|sin repet|mayor n[úu]mero|cinco_|varios|varias|cuarenta|sesenta|doscient|sin repetir|"
    "tres versiones",
    "task": "instrucciones|consignas|prompts|prompt_|peticiones|la instrucci[óo]n|esta instrucci[óo]n|"
    "instrucci[óo]n nueva|consultas|preguntas de usuario|tareas nuevas|tareas semilla|qu[ée] instrucci[óo]n|"
    "una petici[óo]n|indicaciones|este prompt",
    "quest": "pregunta|problema|ejercicio|enunciado|tarea|desaf[íi]o|acertijo",
    "query": "la consulta|consulta del usuario",
    "sample": "ejemplo|conjunto|entrenamiento|banco",
    "person": "usuario|human|alumno|persona_",
    "bot": "asistente|modelo de lenguaje|chatbot|una ia_|tutor de ia|dos ia_|a una ia|inteligencia artificial",
    "model": "modelo|ia_|agente|asistente",
    "persona": "esta persona|enviar[íi]a|har[íi]a un usuario|haz de usuario|como un usuario|har[íi]a a un|"
    "podr[íi]a enviar|podr[íi]an enviar|le har[íi]a|preguntar[íi]a a|har[íi]a a un chat",
    "novel": "in[ée]dit|m[áa]s rar|inusual|independiente",
    "seed": "insp[íi]r|siguiendo los ejemplos|semilla|a partir de este problema|trozo de c[óo]digo|rama del saber|"
    "fragmento de c[óo]digo|insp[íi]rate",
    "which": "qu[ée]_|cu[áa]l|adivina",
    "would": "pudo producir|podr[íi]a haber producido|habr[íi]a producido|respuesta perfecta|respuesta ideal a",
    "data": "datos de entrenamiento|conjunto de entrenamiento|ejemplos de entrenamiento|ajuste fino|fine-?tuning|"
    "sint[ée]tic|conjunto de datos|corpus|generador de datos|para entrenar|objetivos de entrenamiento|"
    "datos de preferencia|optimizaci[óo]n de preferencias|de aprendizaje|para el ajuste|sirva para entrenar|"
    "para el entrenamiento|por preferencias|datos sint|para afinar",
    "dataset": "conjunto de datos|conjuntos de datos|corpus_",
    "muse": "dibuj|pintur|acuarela|diario_|imagen|ilustraci|cuaderno",
    "search": "b[úu]squeda|buscador|palabras clave",
    "pair": "pregunta y respuesta|petici[óo]n y respuesta|pregunta-respuesta|instrucci[óo]n/salida|tripletas|"
    "pares de pregunta|pares pregunta|preguntas y respuestas en|pares de pregunt|pares pregunta-resp",
    "talk": "di[áa]logo|conversaci|intervenciones|mensajes|charla_|turnos|di[áa]logos",
    "both": "de usuario y de asistente|dos ia_|todos los mensajes|ambos roles|alumno y un tutor de ia|"
    "un humano y una ia|usuario y un asistente|a la vez al usuario|las dos voces|usuario y al asistente",
    "alternate": "a la vez al usuario|por turnos como|ambos papeles|siguiente mensaje del usuario",
    "play": "haz_|act[úu]a|simul|finge|papel|resuelvan",
    "learn": "entren|imit|aprend|recopil|reprodu|destil",
    "imitate": "imit|reprodu|reconstru|seguir|replic|aprend",
    "reader": "lector|alguien|otr[oa]s?_|alumno|estudiante",
    # Instructions made harder, answers in pairs.
    "harder": "m[áa]s complej|m[áa]s dif[íi]cil|m[áa]s exigente|m[áa]s dur|dificultad|complejidad|complica|olimpiada|"
    "m[áa]s rar|m[áa]s pasos de|m[áa]s pasos|cada una m[áa]s|m[áa]s complicad|m[áa]s arduo|m[áa]s retador",
    "limits": "restricci|requisito|condicion",
    "add": "a[ñn]ad|agreg|impon|introduc|adicional",
    "evolve": "evolucionar|profundidad y la amplitud|dificultad creciente",
    "rewrite": "reescrib|reformul|modific|transform|complic|rehaz|haz_|convierte|aument|a[ñn]ad|invent|adapta",
    "backward": "al rev[ée]s|conocido y lo desconocido|problema inverso",
    "enlarge": "ampl[íi]a|ampliar|banco de ejercicios|aumentar el conjunto",
    "chosen": "preferida|ganadora",
    "rejected": "perdedora|ejemplo rechazado|ejemplo negativo|respuesta rechazada|como negativo",
    "losing": "empeora_|versi[óo]n peor|respuesta peor|peor versi",
    "contrastive": "contrastiv",
    "good": "buena_|mejor|honest|fuerte|ganadora|excelente|verdader|correcta_|[úu]til_|veraz",
    "bad": "mala_|peor_|adulador|d[ée]bil|perdedora|empeor|mediocre|uno malo|falsa_|inventada|err[óo]ne|incorrect|"
    "alucinad|empeora",
    "label": "etiquetad|chosen|json|entrenar|preferencia|gana_|dpo",
    "corrupt": "estropea|error escondido|empeora la|introduce un error|error oculto",
    "flawed": "error sutil|error discreto|plausible pero|deliberadamente|error oculto|a prop[óo]sito",
    "inject": "introduce un|introduciendo|inserta un|a prop[óo]sito|intencionad",
    "error": "error|fallo",
    "example": "ejemplo|entrenamiento",
    "critique": "critica|cr[íi]tica",
    "revise": "revis|mejor",
    "principle": "seg[úu]n el principio|constituci[óo]n",
    "refusal": "negativas_|rechazos|negarse",
    "safely": "sin riesgo|delicadas|evasiv|censur",
    # Templates of instruction tuning.
    "wrapper": "instrucci[óo]n que describe una tarea|consigna que define una tarea|"
    "instrucci[óo]n en la que se describe una tarea|instrucci[óo]n, que describe",
    "describe": "describe una tarea|descripci[óo]n de una tarea|define una tarea|describe la tarea|"
    "te dar[áa] una tarea|dar[áa] una tarea",
    "fulfil": "cumpl|adecuad|complet|acorde|apropiad|correctamente|satisfa|fidelidad|cumpla",
    "request": "petici[óo]n|solicitud|tarea|instrucci[óo]n|salida",
    "curious": "curios[oa]_",
    "heading": "instrucci[óo]n:|consigna:",
    "replying": "salida:|respuesta:",
    # Said every day.
    "step": "paso a paso|paso por paso|un paso cada vez|cada paso de|pasos intermedios|resultados intermedios|"
    "todos los pasos|ning[úu]n paso|en partes|cadena de razonamiento|cadena de pensamiento|cada operaci[óo]n del|"
    "c[áa]lculos intermedios|sin saltar|no te saltes",
    "working": "muestra tu razonamiento|explica tu razonamiento|explica el razonamiento|el procedimiento|"
    "tu procedimiento|justifica|c[óo]mo llegaste|c[óo]mo has llegado|c[óo]mo obtuv|demostraci[óo]n completa|"
    "soluci[óo]n detallad|soluci[óo]n desarrollad|no solo la respuesta|solo la respuesta|no s[óo]lo la|"
    "[úu]nicamente la respuesta|analiza primero|por qu[ée] las dem[áa]s|piensa bien|ver el m[ée]todo|"
    "antes de responder|todos tus c[áa]lculos|todos los c[áa]lculos|desarrollo completo|soluci[óo]n razonada|"
    "razona antes|resoluci[óo]n comp|resoluci[óo]n det|c[óo]mo lo calcul|explica primero|el enfoque|calculaste",
    "first": "primero|antes|luego|despu[ée]s",
    "explain": "explic|detall|describ|muestr|expon",
    "judge": "imparcial|r[úu]brica|modelo de recompensa|criterios de evaluaci[óo]n|criterios de calificaci|"
    "primer paso err[óo]neo|paso de la soluci[óo]n|juez neutral|primero equivocado|primer error|"
    "cada paso de la soluci",
    "grade": "punt[úu]a|eval[úu]a|valora|califica|asigna|puntos_|nota_",
    "scale": "escala|de 1 a|del 1 al|de 0 a|del 0 al|sobre 10|sobre 5|utilidad|criterio",
    "rank": "ordena las|de mejor a peor|compara los dos|compara las dos|cu[áa]l de las dos",
    "better": "es mejor|m[áa]s fiel|preferible|m[áa]s [úu]til",
    "verdict": "s[íi] o no|correcto o incorrecto|coincide",
    "quiz": "cuestionario|tarjetas de estudio|preguntas con respuestas",
    "choices": "opci[óo]n m[úu]ltiple|tipo test|quiz",
}
