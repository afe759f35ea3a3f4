"""Quantities are read as people write them, and nothing else is."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.policy import units


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (600, 600),
        ("200k", 200_000),
        ("1.5M", 1_500_000),
        ("2G", 2e9),
        ("1_000_000", 1e6),
        (0.15, 0.15),
        ("1.1M", 1.1e6),
    ],
)
def test_amounts(text: object, count: float) -> None:
    """A count is a number, or a number with k, M or G, exact to the last digit."""
    assert units.amount(text) == count


@pytest.mark.parametrize(
    ("text", "seconds"), [("1s", 1), ("90s", 90), ("5m", 300), ("1h30m", 5400), ("30d", 2_592_000), ("2w", 1_209_600)]
)
def test_durations(text: str, seconds: float) -> None:
    """A time is numbers with units."""
    assert units.duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "count"), [("32MB", 32_000_000), ("512KB", 512_000), ("1GiB", 2**30), ("32 MiB", 2**25), (1000, 1000)]
)
def test_sizes(text: object, count: int) -> None:
    """A size tells powers of 1000 from powers of 1024."""
    assert units.size(text) == count


@pytest.mark.parametrize(
    ("text", "count", "seconds"), [("2/m", 2, 60), ("10/s", 10, 1), ("100/30s", 100, 30), ("1k/d", 1000, 86400)]
)
def test_rates(text: str, count: float, seconds: float) -> None:
    """A rate is a count for each time."""
    assert units.rate(text) == (count, seconds)


@pytest.mark.parametrize(("text", "part"), [(0.1, 0.1), ("10%", 0.1), (1, 1), ("100%", 1), (0, 0), ("0.5%", 0.005)])
def test_shares(text: object, part: float) -> None:
    """A share is a part of one, or a percentage."""
    assert units.share(text) == part


@pytest.mark.parametrize(
    ("read", "value", "told"),
    [
        (units.amount, "6h", "'6h' is a time; expected a number"),
        (units.amount, "10%", "is a share"),
        (units.amount, "2/m", "is a rate"),
        (units.amount, "32MB", "is a size"),
        (units.amount, "0600", "is no quantity"),
        (units.amount, "٣", "is no quantity"),
        (units.amount, -5, "'-5' is negative"),
        (units.amount, True, "found true or false"),
        (units.amount, None, "found nothing"),
        (units.amount, [1], "found a list"),
        (units.amount, {}, "found a mapping"),
        (units.amount, "9999G", "larger than anything"),
        (units.amount, math.nan, "is no quantity"),
        (units.amount, math.inf, "is no quantity"),
        (units.duration, 60, "60 has no unit; write a time such as 60s"),
        (units.duration, "1m\n", "is no quantity"),
        (units.size, "5h", "'5h' is a time; expected a size"),
        (units.rate, "2", "'2' is a number; expected a rate"),
        (units.share, "1.5", "more than the whole"),
        (units.share, "6h", "'6h' is a time; expected a share"),
    ],
)
def test_a_wrong_unit_is_named(read: object, value: object, told: str) -> None:
    """What is refused is told by what it looks like."""
    assert callable(read)
    with pytest.raises(ValueError, match=re.escape(told)):
        read(value)


@given(st.integers(1, 30 * 86400))
def test_a_spelled_duration_reads_back(seconds: int) -> None:
    """Whatever time is spelled is read as the same time."""
    assert units.duration(units.spell_duration(seconds).replace(",", "_")) == seconds


@given(st.integers(0, 10**12 - 1))
def test_a_spelled_number_reads_back(number: int) -> None:
    """Whatever number is spelled is read as the same number."""
    assert units.amount(units.spell_number(number).replace(",", "_")) == number


@given(st.floats(0, 1))
def test_every_share_of_one_is_a_share(part: float) -> None:
    """Any part of one with up to nine decimals is read to within their last."""
    assert units.share(f"{part:.9f}") == pytest.approx(part, abs=1e-9)


def refusal(read: object, value: object) -> str:
    """What a reader says against a value, nothing if it takes it."""
    assert callable(read)
    try:
        read(value)
    except ValueError as error:
        return str(error)
    return ""


@given(st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.booleans()))
def test_readers_answer_or_say_why_not(value: object) -> None:
    """Any value is read or refused with a sentence on one line."""
    for read in (units.amount, units.duration, units.size, units.rate, units.share):
        assert refusal(read, value).isprintable()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "second"),
        (60, "minute"),
        (90, "90 seconds"),
        (3600, "hour"),
        (21600, "6 hours"),
        (604800, "7 days"),
        (1.5, "1.5 seconds"),
    ],
)
def test_a_window_is_spoken(seconds: float, words: str) -> None:
    """Windows read as words after `per`."""
    assert units.spoken_duration(seconds) == words


def test_fractions_of_a_second_are_spelled() -> None:
    """A time below a second keeps its unit."""
    assert units.spell_duration(0.5) == "0.5s"


def test_clipped_text_stays_on_its_line() -> None:
    """Text from a file is cut, quoted, and holds no control character."""
    shown = units.clip("a\n\x1b[31m" + "x" * 100)
    assert shown.isprintable()
    assert len(shown) < 80
    assert shown.startswith("'a\\n\\x1b")
