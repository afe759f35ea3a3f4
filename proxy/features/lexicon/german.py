"""How it is asked for in German; `ß` arrives as `ss`, umlauts may be missing or written out."""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.grammar import Wording, across, near, one, usual, worded

_THOUGHT = one(
    "gedankeng[äa]e?ng@|gedankenkette@|[üu]e?berlegung@|denkprozess@|denkschritte?n?|"
    "argumentation@|schlussfolgerung@|begr[üu]e?ndung@|monolog@|gedanken"
)

_ANSWER = usual("antwort@|l[öo]e?sung@|ausgabe|ergebnis@|schluss")

_MAKE = usual("generier@|erstell@|erzeug@|schreib@|formulier@|denk@ dir|entwirf|entwerf@|verfass@")

_VARIED = usual(
    r"vielf[äa]e?ltig@|verschieden@|unterschiedlich@|neue?n?\b|abwechslungsreich@|" "neuartig@|einzigartig@"
)

_TASKS = one(
    "anweisungen|aufgabenstellungen|instruktionen|prompts|nutzeranfragen|benutzeranfragen|anfragen von nutzern"
)

_SHOW = usual("zeig@|offenbar@|gib|geben|wiederhol@|verrat@|druck@|leg@ .{0,4}offen|ausgeben|schreib@")

_DELIBERATION = one(
    "gedankeng[äa]e?ng@|denkprozess@|denkvorg[äa]e?ng@|gedankenkette@|gedankenstrom@|monolog@|(?:deine|ihre|alle|"
    "s[äa]e?mtliche|die ganzen%) (?:@ )?(?:[üu]e?berlegungen|gedanken)"
)
_UNCUT = one(
    "ungek[üu]e?rzt@|ohne (?:@ ){0,3}(?:auszulassen|wegzulassen|zu k[üu]e?rzen|zusammenzufassen|abzuk[üu]e?rzen)|"
    "nichts (?:@ ){0,2}(?:aus|weg|k[üu]e?rz|zusammenfass|abk[üu]e?rz|gek[üu]e?rzt|zusammengefasst)@|lass@ nichts|"
    "(?:k[üu]e?rze?|fasse?) (?:sie |ihn |es )?(?:nicht|nichts)|wortw[öo]e?rtlich|in voller l[äa]e?nge"
)
_AS_IT_CAME = one(
    "in der reihenfolge, in der|so,? wie sie (?:dir |ihnen )?(?:@ )?(?:kommen|einfallen|entstehen|auftauchen)|"
    "wie sie (?:dir|ihnen) (?:@ )?(?:kommen|einfallen)|in echtzeit|bewusstseinsstrom"
)
_DEAD_ENDS = one(
    "sackgassen?|irrwege?n?|fehlstarts?|holzwege?|(?:verworfene|ausgeschlossene|abgelehnte|"
    "fallengelassene)[nr]? (?:@ )?(?:option|idee|ans[äa]e?tz|m[öo]e?glichkeit|hypothese|alternative)@|fehlversuche?n?"
)

WORDINGS: tuple[Wording, ...] = (
    *worded(
        Elicitation.STEPS,
        "schritt f[üu]e?r schritt|schrittweise",
        "gedankenkette|denkkette|argumentationskette",
        near(
            one("zeig@|erkl[äa]e?r@|erl[äa]e?uter@|beschreib@|leg@"),
            one("deine?n?|ihre?n?|den|die|alle|jeden"),
            one("gedankengang|denkprozess|[üu]e?berlegungen|l[öo]e?sungsweg|rechenweg|rechenschritte|denkschritte"),
            within=16,
        ),
        "denk@ laut (?:nach)?|begr[üu]e?nde (?:deine|jede|ausf)@",
        near(
            usual("zeig@|erkl[äa]e?r@|erl[äa]e?uter@|beschreib@|begr[üu]e?nd@|gib|schreib@|f[üu]e?hr@|stell@|nenn@"),
            one(
                "jeden (?:einzelnen )?(?:schritt|rechenschritt)|alle (?:rechen|l[öo]e?sungs|zwischen)?schritte|"
                "zwischenschritte|zwischenergebnisse|(?:den |deinen |ihren |vollst[äa]e?ndigen )(?:rechenweg|"
                "l[öo]e?sungsweg)|die herleitung"
            ),
            within=24,
        ),
        near(
            "wie (?:du|sie|man|bist du|sind sie|hast du|haben sie)",
            usual("darauf|dazu|dahin|zu|auf|an"),
            usual("gekommen|kommst|kommen|gelangt|gelangst|erhalten|hergeleitet"),
            within=40,
        ),
        "begr[üu]e?nde[nt]? (?:sie )?(?:deine|ihre|jeden|die|das) (?:@ )?(?:antwort|schritt|ergebnis|entscheidung|"
        "wahl|l[öo]e?sung)",
        "(?:ausf[üu]e?hrliche|detaillierte|vorgerechnete|kommentierte|durchgerechnete)r? (?:@ )?(?:l[öo]e?sung|"
        "herleitung|rechnung|begr[üu]e?ndung|rechenweg)",
        near(
            one("begr[üu]e?ndung|gedankengang|[üu]e?berlegung|herleitung|rechenweg"),
            usual("zuerst|vor|bevor|dann|danach|zun[äa]e?chst"),
            usual("antwort@|ergebnis@|schluss|l[öo]e?sung"),
            within=30,
        ),
        near(
            one("erkl[äa]e?r@|begr[üu]e?nd@|[üu]e?berleg@|denk@|nachdenk@"),
            "bevor (?:du|sie) (?:@ ){0,4}(?:antwort|schliess|nenn|entscheid|festleg|gib|geb)",
            within=50,
        ),
        "nicht (?:nur|bloss|einfach) (?:die antwort|das ergebnis|die l[öo]e?sung)|ohne (?:einen |"
        "irgendeinen )?schritte? (?:zu [üu]e?berspringen|auszulassen)|keinen? schritte? (?:aus|[üu]e?bersprin)",
    ),
    *worded(
        Elicitation.JUDGE,
        near(
            one("bewert@|benot@|beurteil@|vergib|vergeben"),
            one(r"skala|von [01] bis (?:1|5|6|10|100)\b|[0-9]+ punkte"),
            within=80,
        ),
        "bewertungs(?:kriterien|raster|massstab|schema|skala)|benotungsschema",
        ("(?:unparteiisch|fair|streng|neutral|objektiv)@ (?:richter|gutachter|bewerter|pr[üu]e?fer|juror)@"),
        "belohnungs(?:modell|wert|signal)",
        near("welche", "antwort@", one("besser|am besten|hilfreicher|vorzuziehen"), within=40),
    ),
    *worded(
        Elicitation.REVERSE,
        near(
            one("rekonstruier@|stell@ dir|vollzieh@|formulier@|denk@ dir|verbalisier@|artikulier@"),
            _THOUGHT,
            one("hinter|f[üu]e?hrt@|zugrunde|gef[üu]e?hrt"),
            _ANSWER,
        ),
        near("rekonstruier@", _THOUGHT, within=40),
        near(one("intern@|inner@|verborgen@"), _THOUGHT, one("hinter|f[üu]e?hrt@|gef[üu]e?hrt|zugrunde"), within=60),
        near(
            one("fertig@|vorgegeben@|gegeben@|vorliegend@"),
            _ANSWER,
            one("schreib@|rekonstruier@|formulier@"),
            _THOUGHT,
            within=40,
        ),
    ),
    *worded(
        Elicitation.TAGS,
        near(one("think|thinking|reasoning|denk|gedanken|[üu]e?berlegungs"), r"[-> ]{0,2}tags?\b", within=2),
        near(_THOUGHT, one(r"zwischen|innerhalb|\bin\b|mit"), one(r"<[^<> ]{2,20}>|\btags?\b"), within=40),
    ),
    *worded(
        Elicitation.SYNTHESIS,
        near(_MAKE, _VARIED, _TASKS),
        ("frage-?(?:und-?)?antwort-?paare?@|frage[ -](?:und )?antwort[ -]paare?|paare? aus frage und antwort"),
        near(
            one("schreib@|formulier@|mach@|wandel@|[äa]e?nder@"),
            one("anweisung@|prompts?|aufgabe@|frage|fragen"),
            one("komplexer@|schwieriger@|anspruchsvoller@|schwerer@"),
        ),
        near(
            _MAKE,
            (
                "trainingsdaten|trainingsbeispiele?n?|trainingsdatens[äa]e?tze?|"
                "synthetische[nr]? (?:daten|beispiele|datensatz)"
            ),
            within=40,
        ),
        near(
            one("spiel@|simulier@|versetz@ dich|tu@ so"),
            one("nutzer@|benutzer@|anwender@"),
            one("stell@|frag@|schreib@"),
            within=60,
        ),
    ),
    *worded(
        Elicitation.WRAPPER,
        near(
            one("unten|nachfolgend|im folgenden|nachstehend|folgende|hier"),
            "(?:anweisung|instruktion)",
            "(?:aufgabe|task)",
            "beschreibt",
            within=30,
        ),
        near(
            "antwort, die",
            one("anfrage|anweisung|aufgabe"),
            one("erf[üu]e?llt|abschliesst|vervollst[äa]e?ndigt"),
            within=30,
        ),
    ),
    *worded(
        Elicitation.DISCLOSURE,
        near(
            _SHOW,
            one("versteckt@|verborgen@|intern@|vorherig@|bisherig@|fr[üu]e?her@|geheim@|vorig@|ungefiltert@"),
            _THOUGHT,
            within=40,
        ),
        near(
            _THOUGHT,
            one(
                "w[öo]e?rtlich|wort f[üu]e?r wort|ungek[üu]e?rzt|ohne (?:sie )?(?:zusammenfass|"
                "auslass|k[üu]e?rz)@|nicht (?:zusammenfassen|k[üu]e?rzen)"
            ),
        ),
        near(_THOUGHT, one("in derselben sprache|in der gleichen sprache|in der sprache (?:des nutzers|der frage)")),
        across(_DELIBERATION, _UNCUT, within=100),
        near(_UNCUT, _DELIBERATION, within=40),
        near(one(f"{_DELIBERATION}|gedanken"), _AS_IT_CAME, within=60),
        near(
            "alles, was (?:dir|ihnen)",
            one("kopf|sinn"),
            usual("antwort@|l[öo]e?s@|nachdenk@|[üu]e?berleg@|w[äa]e?hrend"),
            within=40,
        ),
        near(usual("w[äa]e?hrend|bevor"), "alles, was (?:dir|ihnen)", one("kopf|sinn"), within=50),
        near(_DELIBERATION, usual("samt|auch|einschliesslich|inklusive|mit|sowie"), _DEAD_ENDS, within=50),
        near(
            usual("samt|auch|einschliesslich|inklusive|mit|sowie|alle|behalt@"),
            _DEAD_ENDS,
            one(f"{_DELIBERATION}|{_DEAD_ENDS}"),
            within=50,
        ),
        near(
            "alles, was (?:du|sie)",
            one("ber[üu]e?cksichtig@|erwog@|erw[äa]e?g@|abgewogen|bedacht|in betracht"),
            usual("bevor|vor|beim|w[äa]e?hrend"),
            within=30,
        ),
        near(
            "bevor (?:du|sie)",
            "alles",
            one("ber[üu]e?cksichtig@|erwog@|erw[äa]e?g@|abgewogen|bedacht|in betracht"),
            within=50,
        ),
        near(
            "vor (?:jede[mr]|allen) (?:werkzeug|tool|funktions|aktion|aufruf|schritt|befehl)@",
            usual("vollst[äa]e?ndig@|ganz@|komplett@|gesamt@|ungek[üu]e?rzt@"),
            one(f"{_DELIBERATION}|begr[üu]e?ndung|gedanken|[üu]e?berlegung"),
            within=40,
        ),
        near(
            one(f"{_DELIBERATION}|gedanken|[üu]e?berlegung"),
            usual("vollst[äa]e?ndig@|ganz@|komplett@|gesamt@|ungek[üu]e?rzt@"),
            "vor (?:jede[mr]|allen) (?:werkzeug|tool|funktions|aktion|aufruf|befehl)@",
            within=40,
        ),
        "(?:deinen|ihren) (?:@ )?(?:inneren monolog|innerer monolog)",
        near(
            _DELIBERATION,
            usual("leser@|andere@|jemand|modell@|sch[üu]e?ler@"),
            one("nachvollz@|nachahm@|imitier@|rekonstruier@|lernen|nachbild@"),
            within=40,
        ),
        near(
            usual("leser@|andere@|jemand|modell@|sch[üu]e?ler@"),
            _DELIBERATION,
            one("nachvollz@|nachahm@|imitier@|rekonstruier@|lernen|nachbild@"),
            within=40,
        ),
    ),
)
