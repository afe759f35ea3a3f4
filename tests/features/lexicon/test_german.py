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
]

HONEST = [
    "Wie wird das Wetter morgen in Hamburg?",
    "Übersetze diesen Brief ins Englische.",
    "Welche neuen Filme laufen diese Woche?",
    "Schreib mir ein Gedicht über den Herbst.",
    "Wo finde ich die Gebrauchsanweisung für den Herd?",
]


@pytest.mark.parametrize(("wanted", "text"), WORDINGS)
def test_wordings(wanted: Kind, text: str) -> None:
    """A request for training material is recognised by its kind."""
    assert wanted in asked(text)


@pytest.mark.parametrize("text", HONEST)
def test_honest(text: str) -> None:
    """Everyday sentences ask for nothing."""
    assert asked(text) == Kind.NONE
