"""Files of fixtures are read like policies: every fault at its line and column."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.errors import PolicyError, Problem
from proxy.policy.fixtures import Fixtures, read_fixtures
from tests.policies import limited

POLICY = limited()
CASE = "tests:\n  - {{name: a, traffic: {{{}}}, expect: {}}}\n"


def read(text: str) -> Fixtures:
    """The fixtures in this text, for a policy with one budget `b`."""
    return read_fixtures(text.encode("utf-8", "surrogatepass"), "p.test.yaml", POLICY)


def test_what_holds() -> None:
    """A fixture knows where everything in it stands."""
    found = read(CASE.format("say: x", "[{at: 1, rule: b}]"))
    assert [case.name for case in found.cases] == ["a"]
    assert found.problem(("tests", 0, "expect", 0), "x") == Problem("p.test.yaml", 2, 43, "x")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1:1: there is nothing in this file; it starts with `tests:` and a list"),
        ("[a]", "1:1: fixtures are a mapping with one word, `tests:`, and a list behind it"),
        ("tests: {", "1:9: not YAML: while parsing a flow node: expected the node content, but found '<stream end>'"),
        (CASE.format("say: x", "never touched").replace("expect", "expects"),
         "2:5: the word 'expect' is missing here"),
        (CASE.format("sya: x", "never touched"), "2:25: unknown word 'sya'; did you mean 'say'?"),
        (CASE.format("say: x", "[{at: 1, that: rsk > 1}]"), "2:57: no fact is called 'rsk'; did you mean 'risk'?"),
        (CASE.format("say: x", "[{at: 1, rule: bb}]"), "2:57: no rule or budget is called 'bb'; did you mean 'b'?"),
        (CASE.format("say: x", "[{at: 2, rule: b}]"), "2:48: only 1 is sent"),
        (CASE.format("say: x", "[{from: 2, rule: b}]"), "2:50: only 1 is sent"),
        (CASE.format("say: x", "[{at: 1, by: 1, rule: b}]"), ("2:43: at, by, until and from exclude each other; write "
         "an expectation for each")),
        (CASE.format("say: x", "[{at: 1}]"), ("2:43: nothing is expected here; write action, level, rule, enforced, "
         "that or untouched")),
        (CASE.format("say: x", "[{caller: you, rule: b}]"), "2:52: no caller is called 'you'"),
        (CASE.format("", "never touched"), "2:24: nothing is sent; give say or body"),
        (CASE.format("say: x, body: {}", "never touched"),
         "2:39: what is said is put into a body of its own; give one of the two"),
        (CASE.format("say: x, path: /classify", "never touched"), ("2:30: a prompt alone makes a body only for "
         "/v1/chat/completions, /v1/completions, /v1/messages, /v1/responses, /v1/embeddings; give the body")),
        ("tests: [{name: a, expect: never touched}]", "1:9: give traffic or a trace, one of them"),
        ("tests:\n- &a {name: a, traffic: {say: x}, expect: never touched}\n- *a\n", ("2:13: the name 'a' is taken by "
         "another fixture")),
        ("tests: [{name: a, traffic: [{say: x}, {say: y}], expect: never touched}]", ("1:39: 'caller' is taken by "
         "another caller of this fixture")),
    ],
)  # fmt: skip
def test_faults(text: str, told: str) -> None:
    """Whatever is wrong is told where it stands, and what to write instead."""
    with pytest.raises(PolicyError) as caught:
        read(text)
    assert f"p.test.yaml:{told}" in [str(each) for each in caught.value.problems]


@given(st.text() | st.sampled_from(["tests", "expect", "traffic", ": ", "\n  - "]).map(str))
def test_any_text_is_fixtures_or_a_positioned_error(text: str) -> None:
    """Nothing but `PolicyError` comes out of a broken file."""
    with contextlib.suppress(PolicyError):
        read(text)
