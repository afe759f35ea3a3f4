"""A condition's text is taken apart, or told at the character that does not fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.policy.phrases import Misread, take_apart
from proxy.policy.positions import Within


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("risk >= 0.6", ("risk", None, ">=", ["0.6"])),
        ("risk>=0.6", ("risk", None, ">=", ["0.6"])),
        ("volume.requests[1h] < 200k", ("volume.requests", "1h", "<", ["200k"])),
        ("  volume.requests [ 1h ]<5  ", ("volume.requests", "1h", "<", ["5"])),
        ("tier in [free, pro]", ("tier", None, "in", ["free", "pro"])),
        ("tier not  in[free]", ("tier", None, "not in", ["free"])),
        ("org in @partners", ("org", None, "in", ["@partners"])),
        ("org == 'Acme, [Inc]'", ("org", None, "==", ["Acme, [Inc]"])),
        ('org != "and"', ("org", None, "!=", ["and"])),
        ("risk >= $high", ("risk", None, ">=", ["$high"])),
        ("org in [2001:db8::/32, 10.0.0.0/8]", ("org", None, "in", ["2001:db8::/32", "10.0.0.0/8"])),
    ],
)  # fmt: skip
def test_conditions_are_taken_apart(text: str, parts: tuple[str, str | None, str, list[str]]) -> None:
    """Fact, window, operator and values, however they are spaced."""
    fact, window, operator, operands = take_apart(text)
    found = (fact.text, window and window.text, operator.text, [token.value for token in operands])
    assert found == parts


@pytest.mark.parametrize(
    ("text", "at", "told"),
    [
        ("", 0, "starts with the name of a fact"),
        (">= 5", 0, "starts with the name of a fact"),
        ("risk", 4, "wants a comparison"),
        ("risk 0.5", 5, "wants a comparison"),
        ("risk not 0.5", 5, "wants a comparison"),
        ("risk = 0.5", 5, "write =="),
        ("risk >= ", 7, "a value belongs after >="),
        ("risk >= 0.5 and x", 12, "does not join"),
        ("risk >= 0.5 || x", 12, "does not join"),
        ("tier == big spender", 12, "quotes"),
        ("a[1h >= 1", 5, "bracket after a is not closed"),
        ("a[] >= 1", 2, "a window such as 1h"),
        ("tier in free", 8, "after in comes a list"),
        ("tier in [a b]", 11, "not closed"),
        ("tier in [a,]", 11, "another value"),
        ("tier != [a]", 5, "write not in"),
        ("!stream == true", 0, "under not:"),
        ("not stream == true", 0, "wants a comparison"),
        ("tier == 'a", 8, "means nothing here"),
    ],
)
def test_what_does_not_fit_is_told(text: str, at: int, told: str) -> None:
    """The first character that does not fit, and what would."""
    if text.startswith("not "):
        at = 4  # `not` is read as a fact's name
    with pytest.raises(Misread) as caught:
        take_apart(text)
    (((where,), message),) = caught.value.faults
    assert (where, told in message) == (at, True), message


@given(st.text(alphabet="risk[]<>=!'\"@$,.()1h \t\u2028é", max_size=30))
def test_any_text_is_taken_apart_or_told(text: str) -> None:
    """Nothing but a phrase or a fault within the text comes of any text."""
    try:
        phrase = take_apart(text)
    except Misread as misread:
        (((where,), message),) = misread.faults
        assert isinstance(where, Within)
        assert 0 <= where <= len(text)
        assert message
    else:
        assert text[phrase.fact.at :].startswith(phrase.fact.text)
        assert all(text[token.at :].startswith(token.text) for token in phrase.operands)
