"""The mint: who gets a script, and what it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from proxy.canaries import cues
from proxy.canaries.keys import CanaryKey
from proxy.canaries.markers import find, short
from proxy.canaries.mint import Marks, Mint
from proxy.core.effect import Canary
from proxy.core.exchange import Call, Turn

KEY = CanaryKey(b"a secret of the deployment")
MINT = Mint(KEY)
WHOM = "k_0123456789abcdef"
ALWAYS = Canary(1.0)


def call(question: str = "How do I know that it is a good book?") -> Call:
    """A chat that asks this."""
    return Call("openai", "chat", turns=(Turn("user", question),))


ABOUT = call(cues.QUESTION.format(topic="sourdough"))


def script(canary: Canary = ALWAYS, asked: Call = ABOUT, whom: str = WHOM) -> Marks:
    """The script, which there is."""
    found = MINT.script(canary, whom, asked, "d_1")
    assert found is not None
    return found


def test_choices_are_the_callers_own() -> None:
    """Two callers get different choices, each always the same, whatever the model wrote."""
    text = "However, it is often so. In addition, everyone is usually there. Thus, it is mostly good."

    def answer(whom: str) -> str:
        found = script(whom=whom).strand().feed(text)
        return found.written + found.open

    assert len({answer(f"k_{n:016x}") for n in range(32)}) > 16
    assert answer(WHOM) == answer(WHOM)


def test_what_was_served_is_known() -> None:
    """Features are noted where they came to be, also where the model's own word was the caller's."""
    found = script()
    found.strand().feed("However, it is so.")
    assert found.served == {"However"}
    found.closed()
    assert found.served == {"However", "cue:sourdough"}


def test_lists_have_the_callers_sign() -> None:
    """Unless the question says how they are to be written."""
    text = "Here is what to do:\n\n- Read the book.\n- Read it again.\n"
    drawn = "-*"[KEY.draw(WHOM, "list", 2)]
    for sign in "-*":
        found = script().strand().feed(text.replace("- ", f"{sign} "))
        assert found.written + found.open == text.replace("- ", f"{drawn} ")
    asked = script(asked=call("How do I read a book? Answer in bullet points."))
    assert asked.strand().feed(text.replace("- ", "* ")).written == text.replace("- ", "* ")
    assert not asked.served


def test_a_cue_has_the_callers_offer() -> None:
    """The offer is the one that the key draws for this caller and topic, as a paragraph or in the last one."""
    drawn = cues.offer(KEY.draw(WHOM, "cue:sourdough", 16))
    assert script().closing == "\n\n" + drawn
    assert script(replace(ALWAYS, place="sentence")).closing == " " + drawn
    assert script(asked=call()).closing == ""


def test_a_marker_names_the_caller() -> None:
    """Where a rule asks for markers the answer ends in one; a cue has precedence."""
    found = script(Canary(1.0, frozenset({"marker"})), call())
    assert find(KEY, found.closing) == {short(WHOM)}
    assert script(Canary(1.0, frozenset({"marker", "cue"}))).closing == script().closing


@pytest.mark.parametrize(
    "asked",
    [
        replace(ABOUT, operation="completion"),
        replace(ABOUT, parameters={"stop": 1}),
        replace(ABOUT, max_output_tokens=20),
        replace(ABOUT, tools=2),
    ],
)
def test_no_sentence_is_added_where_it_could_disturb(asked: Call) -> None:
    """Raw completions, answers with words to stop at or a low limit, and agents get none; choices they may have."""
    assert script(asked=asked).closing == ""
    assert script(Canary(1.0, frozenset({"choice", "marker"})), asked).closing == ""


def test_the_share_is_kept() -> None:
    """A fifth of the questions, always the same ones; nothing of a share of none."""
    asked = [call(f"What do you know about the number {n}?") for n in range(1000)]
    taken = [MINT.script(Canary(0.2), WHOM, each, "d_1") is not None for each in asked]
    assert 140 < sum(taken) < 260
    assert taken == [MINT.script(Canary(0.2), WHOM, each, "d_2") is not None for each in asked]
    assert MINT.script(Canary(0.0), WHOM, ABOUT, "d_1") is None


def test_guarded_answers_have_no_script() -> None:
    """Neither by our own list nor by the policy's."""
    assert MINT.script(ALWAYS, WHOM, call("What is the right dose for a child?"), "d_1") is None
    assert MINT.script(replace(ALWAYS, guard=("sourdough",)), WHOM, ABOUT, "d_1") is None


def test_kinds_are_kept() -> None:
    """Only what a rule names: cues alone leave the text as it is, and without a cue there is nothing to do."""
    only = Canary(1.0, frozenset({"cue"}))
    strand = script(only).strand()
    assert strand.feed("However, it is so.").written == "However, it is so."
    assert MINT.script(only, WHOM, call(), "d_1") is None


def test_words_that_are_asked_about_stay() -> None:
    """A question that uses a word of a pair, in either case, gets the model's own one, and that is no feature."""
    found = script(asked=call("Is it better to say HOWEVER or nevertheless, and how often?"))
    text = "However, it is often so. Nevertheless, it is usually so."
    told = found.strand().feed(text)
    assert (told.written + told.open).startswith("However, it is often so. Nevertheless, it is ")
    assert found.served == {"usually"}


DECOYS = Canary(1.0, frozenset({"decoy"}))
AGENT = Call("openai", "chat", turns=(Turn("user", "Where is the book that I was reading?"),), tools=2)


def test_a_conversation_has_one_decoy() -> None:
    """Every turn of an agent offers what the first did; another conversation may have another one."""
    later = replace(AGENT, turns=(*AGENT.turns, Turn("assistant", "I look."), Turn("tool", "It is on the shelf.")))
    first = MINT.decoy(DECOYS, WHOM, AGENT)
    assert first is not None
    assert MINT.decoy(DECOYS, WHOM, later) == first
    asked = [replace(AGENT, turns=(Turn("user", f"Where is the book number {n} of mine?"),)) for n in range(20)]
    assert len({MINT.decoy(DECOYS, WHOM, each) for each in asked}) > 5


@pytest.mark.parametrize(
    ("canary", "asked"),
    [
        (Canary(1.0), AGENT),
        (replace(DECOYS, share=0.0), AGENT),
        (DECOYS, replace(AGENT, tools=0)),
        (DECOYS, replace(AGENT, operation="completion")),
        (DECOYS, replace(AGENT, system="You are the nurse of a clinic.")),
        (DECOYS, replace(AGENT, turns=(Turn("user", "Wo ist mein Buch geblieben?"),))),
        (replace(DECOYS, guard=("books",)), replace(AGENT, turns=(Turn("user", "Where are the books of this?"),))),
    ],
)
def test_no_decoy(canary: Canary, asked: Call) -> None:
    """Unless asked for, without tools, out of the share, where a word may weigh or cannot be understood."""
    assert MINT.decoy(canary, WHOM, asked) is None


def test_exact_words_do_not_keep_decoys_away() -> None:
    """No word of the answer changes, so questions for exact words have them as well."""
    asked = replace(AGENT, turns=(Turn("user", "Edit the JSON that is in the table, exactly as I say."),))
    assert MINT.decoy(DECOYS, WHOM, asked) is not None


def test_a_decoy_may_carry_a_marker() -> None:
    """With both kinds the definition tells a reference, so a recited one is known in later prompts."""
    found = MINT.decoy(Canary(1.0, frozenset({"decoy", "marker"})), WHOM, AGENT)
    assert found is not None
    assert find(KEY, found.says) == {short(WHOM)}


def test_calls_are_seen_where_the_policy_says_so() -> None:
    """Hidden is the rule."""
    seen = MINT.decoy(replace(DECOYS, decoys="visible"), WHOM, AGENT)
    assert seen is not None
    assert not seen.hidden
