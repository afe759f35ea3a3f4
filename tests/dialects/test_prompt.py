"""What is said to the model is collected in order, bounded, and counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.exchange import Turn
from proxy.dialects.prompt import Prompt, tokens_in
from proxy.errors import UnreadableBody
from tests.dialects.exchange import JSON_VALUES


def test_roles_and_parts() -> None:
    """System texts are put together, parts are joined, results of tools are turns of the tool."""
    prompt = Prompt()
    prompt.say("system", "Be brief.")
    prompt.say("developer", [{"type": "text", "text": "Be kind."}])
    prompt.say("user", [{"type": "text", "text": "What"}, "is", {"type": "image_url", "image_url": {}}])
    prompt.say("user", [{"type": "tool_result", "content": [{"type": "text", "text": "42"}]}])
    prompt.say("user", [{"type": "tool_result", "content": "43"}, {"type": "text", "text": "and this?"}])
    prompt.say("assistant", [{"type": "tool_use", "input": {"a": 1}}, {"type": "thinking", "thinking": "hm"}])
    prompt.say(None, None)
    assert prompt.system == "Be brief.\nBe kind."
    assert prompt.bounded_turns() == (
        Turn("user", "What\nis"), Turn("tool", "42"), Turn("tool", "43"), Turn("user", "and this?"),
        Turn("assistant", "hm"), Turn("user", ""),
    )  # fmt: skip
    assert prompt.tokens > 1600


def test_estimates_are_on_the_safe_side() -> None:
    """English counts a third more than its four characters a token, CJK a token a character."""
    assert tokens_in("x" * 400) == 134
    assert tokens_in("漢" * 100) == 100
    assert tokens_in("") == 0
    assert tokens_in("a") == 1


def test_long_texts_keep_their_ends() -> None:
    """Of a long text both ends are kept, and all of it is counted."""
    prompt = Prompt()
    prompt.say("user", "a" * 100_000 + "z" * 10)
    text = prompt.bounded_turns()[0].text
    assert len(text) == 16384
    assert text.endswith("z" * 10)
    assert prompt.bounded_tokens(200_000) == pytest.approx(100_010 / 3, abs=6)


def test_bytes_left_out_are_counted_and_bounded() -> None:
    """A shortened text counts for what it was; a mark that a client made up counts for no more than its body."""
    prompt = Prompt()
    prompt.say("user", "a" * 9000 + "\x003000000\x00" + "b" * 9000)
    assert prompt.bounded_tokens(4_000_000) == pytest.approx(1_006_000, abs=10)
    assert prompt.bounded_tokens(30_000) == pytest.approx(16_000, abs=10)


def test_long_conversations_keep_their_ends() -> None:
    """Of a conversation above 256 KiB the first and the last turns are kept, in order."""
    prompt = Prompt()
    for number in range(1000):
        prompt.say("user", f"{number:04d}" + "x" * 1000)
    numbers = [int(turn.text[:4]) for turn in prompt.bounded_turns()]
    assert numbers[0] == 0
    assert numbers[-1] == 999
    assert numbers == sorted(numbers)
    assert 250 < len(numbers) < 262
    assert prompt.tokens > 334_000


def test_too_many_turns_are_refused() -> None:
    """What no model could hold is not read to its end."""
    prompt = Prompt()
    for _ in range(10_000):
        prompt.say("user", "")
    with pytest.raises(UnreadableBody, match="too_complex"):
        prompt.say("user", "")


def test_results_within_results_end() -> None:
    """Results nested as deep as a body can be do not exhaust the stack."""
    nested: object = "deep"
    for _ in range(120):
        nested = [{"type": "tool_result", "content": nested}]
    prompt = Prompt()
    prompt.say("user", nested)
    assert prompt.turns[-1] == Turn("tool", "deep")


@pytest.mark.parametrize(
    ("given", "count", "texts", "tokens"),
    [
        ("one", 1, ["one"], 5),
        (["one", "two"], 2, ["one", "two"], 10),
        ([1, 2, 3], 1, [], 3),
        ([[1, 2], [3]], 2, [], 3),
        ([], 1, [], 0),
        (None, 1, [""], 4),
    ],
)
def test_prompts_of_completions(given: object, count: int, texts: list[str], tokens: int) -> None:
    """Texts and token numbers, one or many."""
    prompt = Prompt()
    assert prompt.complete(given) == count
    assert [turn.text for turn in prompt.turns] == texts
    assert prompt.tokens == tokens


def test_tools_are_counted() -> None:
    """Definitions of tools count as their JSON."""
    prompt = Prompt()
    prompt.offer([{"name": "x" * 300}, {}])
    prompt.offer(None)
    assert prompt.tools == 2
    assert prompt.tokens > 100
    assert not prompt.turns


@given(st.lists(st.tuples(JSON_VALUES, JSON_VALUES)))
def test_any_values_are_read_or_refused(messages: list[tuple[object, object]]) -> None:
    """No roles and contents raise anything but wrong types, and texts never count for nothing."""
    prompt = Prompt()
    try:
        for role, content in messages:
            prompt.say(role, content)
            prompt.instruct(content)
            prompt.add(content)
            prompt.complete(content)
            prompt.offer(content)
    except UnreadableBody as error:
        assert error.reason == "wrong_types"  # noqa: PT017 -- raising is not required
    assert prompt.bounded_tokens(10) * 3 >= sum(len(turn.text) for turn in prompt.turns)
