"""Who asks, what is asked, what it cost."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from proxy.core.exchange import Call, Caller, Turn, Usage


def test_total_tokens() -> None:
    """All tokens of an exchange are those read and those written."""
    assert Usage(812, 311).total_tokens == 1123
    assert Usage().total_tokens == 0


def test_unknown_callers_are_given_nothing() -> None:
    """A caller of whom only the id is known is neither verified nor of a tier, and of unknown age."""
    caller = Caller("k_1")
    assert (caller.tier, caller.created_at, caller.verified, caller.anonymous) == ("", None, False, False)


def test_plain_calls() -> None:
    """A call that says little asks for one choice, without a cap of its own, and reports its usage."""
    call = Call("openai", "chat")
    assert (call.choices, call.max_output_tokens, call.tools, call.usage_asked) == (1, None, 0, True)


def test_calls_do_not_share_parameters() -> None:
    """Each call has parameters of its own."""
    assert Call("openai", "chat").parameters is not Call("openai", "chat").parameters


def test_frozen() -> None:
    """A call cannot be changed once it is read."""
    with pytest.raises(FrozenInstanceError):
        Call("openai", "chat").model = "m"  # type: ignore[misc]
    assert Turn("user", "hello") == ("user", "hello")
