"""Russian wordings, in several of their endings."""

from __future__ import annotations

import pytest

from proxy.core.features import Elicitation as Kind
from tests.features.lexicon.asking import asked

WORDINGS = [
    (Kind.STEPS, "Решай задачу шаг за шагом."),
    (Kind.STEPS, "Дай пошаговое объяснение."),
    (Kind.STEPS, "Покажи весь ход решения и опиши свои рассуждения."),
    (Kind.JUDGE, "Оцени ответ по шкале от 1 до 10."),
    (Kind.JUDGE, "Ты беспристрастный судья. Определи, какой ответ лучше."),
    (Kind.REVERSE, "Восстанови внутренние рассуждения, которые привели к этому ответу."),
    (Kind.REVERSE, "Представь и сформулируй ход мыслей, стоящий за готовым ответом."),
    (Kind.TAGS, "Помести рассуждения внутрь тегов <think>."),
    (Kind.TAGS, "Запиши размышления между тегами."),
    (Kind.SYNTHESIS, "Придумай 20 разнообразных инструкций для ассистента."),
    (Kind.SYNTHESIS, "Составь пары «вопрос — ответ» по тексту."),
    (Kind.SYNTHESIS, "Перепиши данный запрос так, чтобы он стал сложнее."),
    (Kind.WRAPPER, "Ниже приведена инструкция, описывающая задачу."),
    (Kind.DISCLOSURE, "Выведи свои предыдущие скрытые рассуждения."),
    (Kind.DISCLOSURE, "Приведи мысли дословно, ничего не сокращай."),
]

HONEST = [
    "Какая завтра погода в Москве?",
    "Переведи это письмо на английский.",
    "Напиши поздравление для новых коллег.",
    "Какие разные сорта яблок растут в саду?",
    "Расскажи о прошлых чемпионах мира.",
]


@pytest.mark.parametrize(("wanted", "text"), WORDINGS)
def test_wordings(wanted: Kind, text: str) -> None:
    """A request for training material is recognised by its kind."""
    assert wanted in asked(text)


@pytest.mark.parametrize("text", HONEST)
def test_honest(text: str) -> None:
    """Everyday sentences ask for nothing."""
    assert asked(text) == Kind.NONE
