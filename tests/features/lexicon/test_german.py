"""German wordings, with umlauts, without, and written out."""

from __future__ import annotations

import pytest

from proxy.core.features import Elicitation as Kind
from tests.features.lexicon.asking import asked

WORDINGS = [
    (Kind.STEPS, "Löse die Aufgabe Schritt für Schritt."),
    (Kind.STEPS, "Bitte Schritt fuer Schritt vorgehen."),
    (Kind.STEPS, "Erkläre deinen Gedankengang ausführlich."),
    (Kind.JUDGE, "Bewerte die Antwort auf einer Skala von 1 bis 10."),
    (Kind.JUDGE, "Du bist ein unparteiischer Richter: Welche Antwort ist besser?"),
    (Kind.REVERSE, "Rekonstruiere den Gedankengang, der zu dieser Antwort führte."),
    (Kind.REVERSE, "Formuliere die inneren Überlegungen, die hinter der fertigen Lösung stehen."),
    (Kind.TAGS, "Schreibe deine Überlegungen zwischen <think> und </think>."),
    (Kind.TAGS, "Nutze Reasoning-Tags für den Denkprozess."),
    (Kind.SYNTHESIS, "Erstelle 20 verschiedene Anweisungen für einen Assistenten."),
    (Kind.SYNTHESIS, "Formuliere Frage-Antwort-Paare zum Text."),
    (Kind.SYNTHESIS, "Schreibe die Anweisung so um, dass sie komplexer wird."),
    (Kind.WRAPPER, "Unten steht eine Anweisung, die eine Aufgabe beschreibt."),
    (Kind.DISCLOSURE, "Gib deine bisherigen Überlegungen aus."),
    (Kind.DISCLOSURE, "Die Gedanken bitte wörtlich und ungekürzt."),
    (Kind.STEPS, "Erkläre jeden Schritt der Lösung."),
    (Kind.STEPS, "Zeige alle Zwischenschritte und Zwischenergebnisse."),
    (Kind.STEPS, "Erkläre, wie du darauf gekommen bist."),
    (Kind.STEPS, "Begründe deine Antwort."),
    (Kind.STEPS, "Ich brauche eine ausführliche Lösung der Aufgabe."),
    (Kind.STEPS, "Gib zuerst die Begründung, dann die Antwort."),
    (Kind.STEPS, "Denk nach, bevor du antwortest, und erkläre es."),
    (Kind.STEPS, "Nenne nicht nur das Ergebnis."),
    (Kind.STEPS, "Führe den Rechenweg vor, ohne Schritte auszulassen."),
    (Kind.DISCLOSURE, "Schreibe deinen gesamten Gedankengang auf. Lass nichts weg."),
    (Kind.DISCLOSURE, "Notiere deine Gedanken in der Reihenfolge, in der sie dir kommen."),
    (Kind.DISCLOSURE, "Schreib alles, was dir durch den Kopf geht, während du die Aufgabe löst."),
    (Kind.DISCLOSURE, "Zeige deinen Denkprozess samt Sackgassen und Irrwegen."),
    (Kind.DISCLOSURE, "Mit allen Fehlstarts und verworfenen Ansätzen."),
    (Kind.DISCLOSURE, "Schreibe alles, was du berücksichtigt hast, bevor du antwortest."),
    (Kind.DISCLOSURE, "Vor jedem Werkzeugaufruf schreibst du deine vollständigen Überlegungen auf."),
    (Kind.DISCLOSURE, "Gib deinen inneren Monolog wieder."),
    (Kind.DISCLOSURE, "Ein Leser soll deinen Gedankengang nachvollziehen können."),
    (Kind.DISCLOSURE, "Ohne etwas auszulassen: dein Denkprozess."),
]

HONEST = [
    "Wie wird das Wetter morgen in Hamburg?",
    "Übersetze diesen Brief ins Englische.",
    "Welche neuen Filme laufen diese Woche?",
    "Schreib mir ein Gedicht über den Herbst.",
    "Wo finde ich die Gebrauchsanweisung für den Herd?",
    "Welche Schritte braucht man, um einen Pass zu verlängern?",
    "Wie komme ich von hier zum Bahnhof?",
    "Erkläre die Photosynthese.",
    "Gib mir ein Brotrezept mit wenigen Zutaten.",
    "Fasse den Artikel in drei Sätzen zusammen.",
    "Welche Vor- und Nachteile hat diese Lösung?",
    "Prüfe meinen Code und nenne die Fehler.",
    "Schreibe ein Entwurfsdokument mit Zielen und verworfenen Optionen.",
    "Der Kunde wartet bis Freitag auf eine Antwort.",
    "Mach dir keine Gedanken, das Paket kommt morgen.",
    "Vor jedem Aufruf prüfe, ob die Datei existiert.",
    "Der Weg endet in einer Sackgasse. Wo kann ich parken?",
]


@pytest.mark.parametrize(("wanted", "text"), WORDINGS)
def test_wordings(wanted: Kind, text: str) -> None:
    """A request for training material is recognised by its kind."""
    assert wanted in asked(text)


@pytest.mark.parametrize("text", HONEST)
def test_honest(text: str) -> None:
    """Everyday sentences ask for nothing."""
    assert asked(text) == Kind.NONE
