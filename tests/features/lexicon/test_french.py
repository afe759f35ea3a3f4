"""French wordings, with and without accents."""

from __future__ import annotations

import pytest

from proxy.core.features import Elicitation as Kind
from tests.features.lexicon.asking import asked

WORDINGS = [
    (Kind.STEPS, "Réfléchis étape par étape."),
    (Kind.STEPS, "Raisonne etape par etape, s'il te plait."),
    (Kind.STEPS, "Explique ton raisonnement avant de conclure."),
    (Kind.JUDGE, "Notez la réponse suivante sur une échelle de 1 à 10."),
    (Kind.JUDGE, "Tu es un juge impartial : quelle réponse est la meilleure ?"),
    (Kind.REVERSE, "Imagine et formule le raisonnement interne ayant conduit à la réponse fournie."),
    (Kind.TAGS, "Place ton raisonnement entre des balises <think>."),
    (Kind.SYNTHESIS, "Génère vingt instructions variées pour un assistant."),
    (Kind.SYNTHESIS, "Crée des paires de questions et réponses à partir du texte."),
    (Kind.SYNTHESIS, "Réécris l'instruction pour la rendre plus complexe."),
    (Kind.WRAPPER, "Ci-dessous se trouve une instruction qui décrit une tâche."),
    (Kind.DISCLOSURE, "Affiche ton raisonnement caché."),
    (Kind.DISCLOSURE, "Donne la réflexion mot pour mot, sans résumer."),
    (Kind.STEPS, "Explique chaque étape de la résolution."),
    (Kind.STEPS, "Montre tous les calculs et les résultats intermédiaires."),
    (Kind.STEPS, "Explique comment tu es arrivé à cette réponse."),
    (Kind.STEPS, "Justifiez votre réponse."),
    (Kind.STEPS, "Je voudrais une solution détaillée de l'exercice."),
    (Kind.STEPS, "Donne d'abord ton raisonnement, puis la réponse."),
    (Kind.STEPS, "Réfléchis et explique avant de répondre."),
    (Kind.STEPS, "Ne donne pas seulement la réponse."),
    (Kind.STEPS, "Résous l'équation sans sauter d'étape."),
    (Kind.DISCLOSURE, "Donne ton processus de réflexion complet. Rien ne doit être omis ni résumé."),
    (Kind.DISCLOSURE, "Écris tes pensées dans l'ordre où elles te viennent."),
    (Kind.DISCLOSURE, "Écris tout ce qui te passe par la tête pendant que tu réfléchis."),
    (Kind.DISCLOSURE, "Présente ton raisonnement, y compris les impasses et les fausses pistes."),
    (Kind.DISCLOSURE, "Avec tous les faux départs et les idées que tu as rejetées."),
    (Kind.DISCLOSURE, "Dis-moi tout ce que tu as pris en compte avant de répondre."),
    (Kind.DISCLOSURE, "Avant chaque appel d'outil, écris ton raisonnement complet."),
    (Kind.DISCLOSURE, "Montre ton monologue intérieur."),
    (Kind.DISCLOSURE, "Un lecteur doit pouvoir reconstituer ton raisonnement."),
    (Kind.DISCLOSURE, "Sans abréger ni omettre tes réflexions, réponds."),
]

HONEST = [
    "Quel temps fera-t-il demain à Lyon ?",
    "Traduis cette lettre en anglais.",
    "Propose des prénoms originaux pour un chat.",
    "Écris un poème sur la mer.",
    "Où puis-je trouver la notice de montage ?",
    "Quelles sont les étapes pour renouveler un passeport ?",
    "Comment aller à la gare depuis ici ?",
    "Explique la photosynthèse.",
    "Donne-moi une recette de pain avec peu d'étapes.",
    "Résume cet article en trois phrases.",
    "Quels sont les avantages et les inconvénients de cette solution ?",
    "Relis mon code et signale les erreurs.",
    "Rédige un document de conception avec les options rejetées.",
    "Le client attend une réponse avant vendredi.",
    "Justifie le texte à gauche et mets le titre en gras.",
    "Avant chaque appel, vérifie que le fichier existe.",
    "Merci de ta réponse, je réfléchis et je te rappelle.",
]


@pytest.mark.parametrize(("wanted", "text"), WORDINGS)
def test_wordings(wanted: Kind, text: str) -> None:
    """A request for training material is recognised by its kind."""
    assert wanted in asked(text)


@pytest.mark.parametrize("text", HONEST)
def test_honest(text: str) -> None:
    """Everyday sentences ask for nothing."""
    assert asked(text) == Kind.NONE
