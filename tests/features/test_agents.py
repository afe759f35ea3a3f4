"""User agents and the words they become."""

from __future__ import annotations

import pytest

from proxy.features.agents import FAMILIES, family


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (b"OpenAI/Python 1.90.0", "openai-python"),
        (b"AsyncOpenAI/Python 1.90.0", "openai-python"),
        (b"OpenAI/JS 5.1.0", "openai-node"),
        (b"Anthropic/Python 0.60.0", "anthropic-python"),
        (b"AsyncAnthropic/Python 0.60.0", "anthropic-python"),
        (b"Python/3.11 aiohttp/3.9.1", "aiohttp"),
        (b"python-requests/2.32", "requests"),
        (b"curl/8.5.0", "curl"),
        (b"Mozilla/5.0 (X11; Linux x86_64)", "browser"),
        (b"my-own-thing/0.1", "other"),
        (b"", "none"),
        (b"   ", "none"),
        (b"\xff\x00", "other"),
    ],
)
def test_family(agent: bytes, expected: str) -> None:
    """A user agent becomes one of a fixed set of words, whatever is in it."""
    assert family(agent) == expected
    assert expected in FAMILIES
