"""The scribe: what it touches, what it never touches, and that pieces change nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.canaries.choices import BY_FORM, OPENERS, WITHIN
from proxy.canaries.prose import Scribe
from tests.canaries.writing import cut, first, other, second, written

SNIPPETS = (
    "However, ", "In addition, it ", "Nevertheless", "often ", " an often used word", " a usually good one", "Soon, ",
    "In the meantime, ", "each other as one ", "\n", "\n\n", "```", "``", "`", "~~~\n", "    ", "\t", '"', "“", "”",
    "'tis ", "it's ", "{", "}", "[", "<b>", "$x$ ", "https://often.example/often used ", "1. ", "- ", "> ", "# ", "| ",
    "Here are some tips:\n\n", "\n- It is ", "\n* It is ", "\n  - It ", "\n    * it ", "\n- **It", "* ", "*", "\n-",
    ": ", "= ", "word ", "everyone is ", "perhaps ", ". ", ", ", "12 ", "kinds of ", "a", "i", "N", "é ", "however, ",
)  # fmt: skip
texts = st.lists(st.sampled_from(SNIPPETS), max_size=30).map("".join)
cuts = st.lists(st.integers(0, 600), max_size=40)


@given(texts, cuts)
def test_pieces_change_nothing(text: str, at: list[int]) -> None:
    """However a text is cut, the same is written, and what is written in one go is what is written in letters."""
    for choose in (first, second, other):
        whole = written([text], choose)
        assert written(cut(text, at), choose) == whole
        assert written(list(text), choose) == whole


@given(texts, cuts)
def test_only_forms_are_exchanged(text: str, at: list[int]) -> None:
    """Who leaves every form as it is found gets the very text; who exchanges all twice gets it, too."""
    assert written(cut(text, at), lambda _choice, found: found) == text
    there = written([text], first)
    assert written([written([there], second)], first) == there


@given(texts, cuts)
def test_little_waits(text: str, at: list[int]) -> None:
    """What is held back is never longer than the longest form: a few words, no sentence."""
    scribe = Scribe(other, lambda _said: False)
    waiting = 0
    for piece in cut(text, at):
        ruling = scribe.feed(piece)
        waiting = len(ruling.open) + (waiting if ruling.earlier is None else 0)
        assert waiting <= max(map(len, BY_FORM)) + 1


@pytest.mark.parametrize("choice", OPENERS)
def test_every_opener_is_exchanged(choice: tuple[str, tuple[str, str]]) -> None:
    """Both forms of each pair, at the beginning of an answer, of a sentence, of a line and of a list item."""
    one, two = choice[1]
    for lead in ("", "It is so. ", "It is so.\n", "It is so.\n\n", "- ", "1. "):
        assert written([f"{lead}{one}, it is."], second) == f"{lead}{two}, it is."
        assert written([f"{lead}{two}, it is."], first) == f"{lead}{one}, it is."


@pytest.mark.parametrize("choice", WITHIN)
def test_every_inner_form_is_exchanged(choice: tuple[str, tuple[str, str]]) -> None:
    """Both forms of each pair, between two words."""
    one, two = choice[1]
    assert written([f"It is, as we know, {one} done here."], second) == f"It is, as we know, {two} done here."
    assert written([f"It is {two} done here."], first) == f"It is {one} done here."


@pytest.mark.parametrize(
    "text",
    [
        "```python\nx = 1  # it is often done\n```",
        "- ```sh\necho it is often done\n```",
        "````\n```\nHowever, it is often done\n```\nit is often done\n````",
        "~~~\nHowever, it is often done\n~~~",
        "    However, it is often done",
        "\tHowever, it is often done",
        "Call `it is often done` and it is often done",
        '{"a": 1,\n"b": 2}\nHowever, it is often done',
        "[1,\n2]\nHowever, it is often done",
        "<note>\nHowever, it is often done\n</note>",
        '"It is often done," she said, and it is often done',
        '"It is\noften done. However, so it is\noften done."',
        "“It is\noften done. However, so it is\noften done.”",
        "«It is\noften done.\nHowever, so it is often done",
        "'However, it is often done'",
        "> However, it is often done",
        "# Whatever is often done",
        "| it is often done | However, it is |",
        "note: it is often done",
        "rate = as often as it is often done",
        "see https://a.example/it is often done",
        "The sum $it is often done$ is often done",
        "an often done thing, a usually done thing, 5 often done things, often 5, often.",
        "It is Often done; however, it is oftentimes done, not-often done.",
    ],
)
def test_what_is_no_prose_is_left_alone(text: str) -> None:
    """Code, JSON, markup, quotations, tables, formulas, links, labels; forms beside numbers or articles."""
    assert written([text], other) == text
    assert written(list(text), other) == text


@pytest.mark.parametrize("sign", ["-", "*"])
def test_bullets_are_exchanged(sign: str) -> None:
    """All items of a list that a line announces, whatever they begin with, and of a list within; however it is cut."""
    other_sign = "*" if sign == "-" else "-"
    text = (
        f"Here are some tips:\n\n{sign} Mix the flour.\n{sign}   2 eggs\n  {sign} of a hen\n\n{sign} **Salt:** some\n"
        f"  Whatever it is.\n{sign} `a - b` is code\n\nThat is it - all of it.\n"
    )
    marked = text.replace(f"\n{sign} ", f"\n{other_sign} ").replace(f"\n  {sign} ", f"\n  {other_sign} ")
    for pieces in ([text], list(text), cut(text, range(0, 200, 5))):
        assert written(pieces, other) == marked


@pytest.mark.parametrize(
    "text",
    [
        "- Mix the flour.\n- Bake it.",
        "Tips:\n- Mix the flour.",
        "steps:\n- Run the build\n- Run the tests",
        "Here is what to set:\n- name: a\n- name: b",
        "Here is what to set:\n- Name: a\n- Name: b",
        "Here are some tips:\n- 2 eggs\n- Mix the flour",
        "Here are some tips:\n\n  - Mix the flour",
        "Here are some tips:\n```\n- Mix the flour\n```",
        "Here are some tips:\n    - Mix the flour",
        "Here are some tips:\n\t- Mix the flour",
        "Here are some tips:\n> - Mix the flour",
        "Here are some tips:\n- - -\n",
        "Here are some tips:\n***\n*Mix* the flour",
        "Here are some tips:\n**Mix** the flour",
        "Here are some tips:\n-Mix the flour",
        "Here are some tips:\n-5 is a number",
        "“Here are some tips:\n- Mix the flour",
        "Here are some tips.\n- Mix the flour",
        "Here are some tips:\nMix:\n- Mix the flour",
        "Here are some tips:\n1. Mix:\n   - Mix the flour",
        "Here are some tips:\n- Mix",
        "Here are some tips:\n-",
        '{"a": "Here are some tips:\n- Mix the flour',
    ],
)
def test_what_is_no_list_of_prose_is_left_alone(text: str) -> None:
    """Data, settings, code, rules, emphasis, numbers, quotations; lists without an announcement or with odd items."""
    assert written([text], other) == text
    assert written(list(text), other) == text


def test_a_list_ends_at_the_margin() -> None:
    """Behind other text the next list is one only if it is announced, too."""
    text = "Here are some tips:\n- Mix the flour.\n\nThen:\n- Bake it well.\n"
    assert written([text], other) == text.replace("- Mix", "* Mix")


def test_a_list_about_what_is_guarded_keeps_its_signs() -> None:
    """From the guarded word on."""
    text = "Here are some tips:\n- See the clinic.\n- Rest a bit.\n"
    assert written([text], other, lambda said: "clinic" in said) == text.replace("- See", "* See")


def test_prose_behind_code_is_touched_again() -> None:
    """A fence ends where it ends, a quotation with its closing mark, everything else with its line."""
    text = '```\noften is\n```\nIt is often so.\n"A" is often so.\nIt is often so.'
    assert written([text], other).split("\n")[3:] == [
        "It is frequently so.", '"A" is often so.', "It is frequently so.",
    ]  # fmt: skip


def test_an_answer_that_comes_to_speak_of_what_is_guarded_is_left_alone_from_there() -> None:
    """What stands before a guarded word may be touched; nothing behind it is, wherever it is cut."""
    text = "It is often so. See a doctor. It is often so.\nHowever, it is often so."
    for pieces in ([text], list(text)):
        found = written(pieces, other, lambda said: "doctor" in said)
        assert found == text.replace("often", "frequently", 1)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("It is so.", True),
        ("It is so. ", True),
        ("Is it: so?", True),
        ("It is so", False),
        ("```\nIt is so.", False),
        ('"It is so.', False),
        ("{It is so.", False),
        ("    It is so.", True),
        ("", False),
    ],
)
def test_a_sentence_may_follow_a_sentence(text: str, may: bool) -> None:
    """Something may be added behind whole sentences, not within code or a quotation, nor behind half a sentence."""
    scribe = Scribe(first, lambda _said: False)
    scribe.feed(text)
    assert scribe.end() is may


def test_nothing_may_follow_what_is_guarded() -> None:
    """An answer that spoke of what is guarded gets no closing either."""
    scribe = Scribe(first, lambda said: "doctor" in said)
    scribe.feed("See a doctor.")
    assert not scribe.end()
