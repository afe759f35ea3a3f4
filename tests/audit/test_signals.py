"""Signals in a record, as an item and as JSON."""

from __future__ import annotations

import orjson
import pytest

from proxy.audit.signals import Signals, signal_record
from proxy.core.signal import Family, Signal
from tests.audit.exchanges import SUSPECTED


def made(sentence: str, *details: float, value: float = 0.25) -> Signal:
    """A signal with this sentence."""
    return Signal("structure.sweep", Family.STRUCTURE, value, 0.5, sentence, details)


@pytest.mark.parametrize(
    "signal",
    [
        *SUSPECTED.signals,
        made("plain words"),
        made("100% of them, {:.0%}", 0.25),
        made('{:.1f} "quoted" \\ words', 2.0),
        made("{:.0f} of {:.2f} and {:.0%}", 3.0, 4.125, 0.5),
        made("{} of an unusual kind", 3.0),
        made("{:.0f} with a brace {{", 3.0),
        made("{:.0f} not finite", 3.0, value=float("inf")),
    ],
)
def test_json_is_the_record(signal: Signal) -> None:
    """What is rendered in one piece is what the record says, whatever stands in the sentence."""
    told = orjson.loads(orjson.dumps([signal_record(signal)]))
    assert orjson.loads(Signals([signal]).json) == told


def test_signals_are_a_sequence_of_records() -> None:
    """A reader of the record sees a list of native signals."""
    signals = Signals(SUSPECTED.signals)
    assert len(signals) == len(SUSPECTED.signals)
    assert signals == [signal_record(each) for each in SUSPECTED.signals]
    assert signals[:1] == [signals[0]]
    assert signals != [signals[0]]
