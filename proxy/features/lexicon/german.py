"""How it is asked for in German; `ß` arrives as `ss`, umlauts may be missing or written out."""

from __future__ import annotations

from proxy.core.features import Elicitation
from proxy.features.lexicon.grammar import Wording, near, one, worded

_THOUGHT = one(
    "gedankeng[äa]e?ng@|gedankenkette@|[üu]e?berlegung@|denkprozess@|denkschritte?n?|"
    "argumentation@|schlussfolgerung@|begr[üu]e?ndung@|monolog@|gedanken"
)

_ANSWER = one("antwort@|l[öo]e?sung@|ausgabe|ergebnis@|schluss")

_MAKE = one("generier@|erstell@|erzeug@|schreib@|formulier@|denk@ dir|entwirf|entwerf@|verfass@")

_VARIED = one(r"vielf[äa]e?ltig@|verschieden@|unterschiedlich@|neue?n?\b|abwechslungsreich@|" "neuartig@|einzigartig@")

_TASKS = one(
    "anweisungen|aufgabenstellungen|instruktionen|prompts|nutzeranfragen|benutzeranfragen|anfragen von nutzern"
)

_SHOW = one("zeig@|offenbar@|gib|geben|wiederhol@|verrat@|druck@|leg@ .{0,4}offen|ausgeben|schreib@")

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
    ),
)
