"""The verdict in words: what may be said of a p-value, and what may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from proxy.canaries.chain import Checked
from proxy.canaries.verify import Finding
from proxy.cli.verdict import Verdict, as_text


def verdict(*findings: Finding, level: float = 1e-6) -> Verdict:
    """A verdict on these tests."""
    return Verdict(Path("r"), Checked(), level, list(findings), callers=3)


STRONG = Finding("c_1", "cue", 12, 12, 16.0**-12, 6 * 16.0**-12)
WEAK = Finding("k_1", "choice", 40, 64, 0.03, 0.18)


def test_evidence_is_what_reaches_the_level() -> None:
    """The corrected p-value counts, against the level that was asked for."""
    assert verdict(STRONG, WEAK).evidence == [STRONG]
    assert verdict(WEAK).evidence == []
    assert verdict(WEAK, level=0.2).evidence == [WEAK]
    assert verdict(Finding("k_1", "cue", 5, 5, 16.0**-5, 2e-6)).evidence == []


def test_words_say_what_a_p_value_is() -> None:
    """The probability of agreeing so well without knowing; never that of guilt."""
    text = as_text(verdict(STRONG, WEAK))
    assert "would agree as well with a probability of at most 2.1e-14" in text
    assert "tests: 2 (1 of choices, 1 of cues) over 3 callers and campaigns" in text


def test_reach() -> None:
    """The least p that so many trials could have led to, corrected for all tests."""
    assert verdict(WEAK).reach == pytest.approx(2.0**-64)
    assert verdict(Finding("k_1", "cue", 0, 1, 1.0, 1.0), WEAK).reach == pytest.approx(2 * 2.0**-64)
    assert verdict().reach == 1.0


def test_links_are_told() -> None:
    """Prompts that repeated somebody else's markers: who sent them, and to whom they were given if that is known."""
    made = verdict(WEAK)
    made.chain.entries = [{"kind": "seen", "by": "k_1", "of": "000000ff"}] * 2 + [
        {"kind": "seen", "by": "k_1", "of": "000000aa"}
    ]
    made.weigh({"k_00000000000000ff": {}}, made.seen, [WEAK], set())
    text = as_text(made)
    assert "2 prompts of k_1 repeated markers that were given to k_00000000000000ff" in text
    assert "1 prompts of k_1 repeated markers that were given to …000000aa" in text


def test_other_keys_are_told_of() -> None:
    """Entries under keys that were not given are not silently left out."""
    made = verdict(WEAK)
    made.chain.entries = [
        {"kind": "key", "at": 5.0, "commitment": "mine"}, {"kind": "key", "at": 4.0, "commitment": "theirs"},
    ]  # fmt: skip
    made.weigh({}, made.seen, [WEAK], {"mine"})
    assert (made.committed, made.foreign) == (5.0, 1)
    assert "1 other keys were in use: give them with --former-secret" in as_text(made)
