"""The pairs: unambiguous, and harmless to switch."""

from __future__ import annotations

from proxy.canaries.choices import BY_FORM, CHOICES, LISTS, OPENERS, WITHIN


def test_no_form_is_in_two_pairs() -> None:
    """Every form tells its pair, and features are named once; signs of lists are told apart by where they stand."""
    assert len(BY_FORM) == 2 * len(OPENERS + WITHIN)
    assert CHOICES == OPENERS + WITHIN + LISTS
    assert len({choice.feature for choice in CHOICES}) == len(CHOICES)


def test_there_are_enough_for_a_verdict() -> None:
    """52 of 64 make p < 5e-7: so many pairs at least there have to be."""
    assert len(CHOICES) >= 64


def test_forms_are_visible_words() -> None:
    """Only letters and single spaces: no invisible characters, no digits, nothing that code is made of."""
    for form in BY_FORM:
        assert form.isascii()
        assert all(word.isalpha() for word in form.split(" "))


def test_openers_begin_sentences_and_the_others_do_not() -> None:
    """Openers have a capital letter, inner forms none."""
    assert all(form[0].isupper() for choice in OPENERS for form in choice.forms)
    assert all(form.islower() for choice in WITHIN for form in choice.forms)


def test_no_form_ends_as_another_begins() -> None:
    """Wherever a form ends, no other has begun: what follows it decides on it alone. Behind openers is a comma."""
    inner = [form for choice in WITHIN for form in choice.forms]
    ends = {" ".join(form.split(" ")[n:]) + " " for form in inner for n in range(1, form.count(" ") + 1)}
    assert not [(end, form) for end in ends for form in inner if (form + " ").startswith(end)]
