"""Headers that fit together and headers that do not."""

from __future__ import annotations

import pytest

from proxy.core.features import Contradiction as Clash
from proxy.features.contradictions import contradictions

PYTHON = {
    b"user-agent": b"OpenAI/Python 1.90.0",
    b"x-stainless-lang": b"python",
    b"x-stainless-package-version": b"1.90.0",
    b"x-stainless-runtime": b"CPython",
}
NODE = {
    b"user-agent": b"Anthropic/JS 0.60.0",
    b"x-stainless-lang": b"js",
    b"x-stainless-package-version": b"0.60.0",
    b"x-stainless-runtime": b"node",
}


@pytest.mark.parametrize(
    ("headers", "dialect"),
    [
        (PYTHON, "openai"),
        (NODE, "anthropic"),
        ({b"user-agent": b"curl/8.5.0"}, "openai"),
        ({}, "openai"),
        ({b"user-agent": b"Mozilla/5.0", b"accept-language": b"de"}, "openai"),
        (PYTHON, "ollama"),
        # Browser builds of the SDK keep the browser's user agent.
        ({b"user-agent": b"Mozilla/5.0", b"x-stainless-lang": b"js", b"origin": b"https://x"}, "openai"),
    ],
)
def test_honest(headers: dict[bytes, bytes], dialect: str) -> None:
    """What official SDKs, browsers and plain clients send does not contradict itself."""
    assert contradictions(headers, dialect) == Clash.NONE


@pytest.mark.parametrize(
    ("headers", "dialect", "expected"),
    [
        ({b"user-agent": b"OpenAI/Python 1.90.0"}, "openai", Clash.SDK_WITHOUT_MARKS),
        (PYTHON | {b"user-agent": b"curl/8.5.0"}, "openai", Clash.MARKS_WITHOUT_SDK),
        (PYTHON | {b"x-stainless-lang": b"js", b"x-stainless-runtime": b"node"}, "openai", Clash.LANGUAGE),
        (PYTHON | {b"x-stainless-package-version": b"1.2.3"}, "openai", Clash.VERSION),
        (PYTHON, "anthropic", Clash.OTHER_PROVIDER),
        (NODE, "openai", Clash.OTHER_PROVIDER),
        ({b"user-agent": b"Mozilla/5.0"}, "openai", Clash.BROWSER_WITHOUT_MARKS),
        (PYTHON | {b"x-stainless-runtime": b"node"}, "openai", Clash.RUNTIME),
    ],
)
def test_contradictions(headers: dict[bytes, bytes], dialect: str, expected: Clash) -> None:
    """Each kind of disagreement is named, and nothing else beside it."""
    assert contradictions(headers, dialect) == expected


@pytest.mark.parametrize("agent", [b"OpenAI/Python", b"OpenAI/Python ", b"OpenAI/Python \xff", b"openai/python 1/"])
def test_odd_agents(agent: bytes) -> None:
    """A user agent cut short or broken is read without an error."""
    assert contradictions(PYTHON | {b"user-agent": agent}, "openai") in {Clash.NONE, Clash.VERSION}
