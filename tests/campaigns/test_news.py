"""What is told of campaigns, and what is not."""

from __future__ import annotations

from dataclasses import replace

from proxy.campaigns.news import News, Turn, news
from proxy.core.signal import Family, Signal
from tests.campaigns.test_roster import record

ONE, TWO = record("c_1", 0.7).campaign, record("c_2", 0.7).campaign


def test_found_and_gone() -> None:
    """A new campaign is found, one that does not hold any more is gone; what stays as it was is not told again."""
    assert news({"c_1": ONE}, [TWO]) == [News(Turn.FOUND, TWO), News(Turn.GONE, ONE)]
    assert news({"c_1": ONE}, [replace(ONE, at=99.0, exchanges=501.0)]) == []


def test_growth_is_told_by_fourths() -> None:
    """A campaign that has grown by a fourth is told again, one with a few newcomers is not."""
    for newcomers, told in ((20, False), (30, True)):
        grown = replace(ONE, members=(*ONE.members, *map(str, range(newcomers))))
        assert bool(news({"c_1": ONE}, [grown])) == told


def test_risk_and_new_evidence_are_told() -> None:
    """Another risk, and another kind of evidence, are news; evidence that says nothing is not."""
    assert news({"c_1": ONE}, [replace(ONE, risk=0.8)])[0].turn is Turn.CHANGED
    for score, told in ((0.4, True), (0.0, False)):
        signal = Signal("campaign.exits", Family.INFRASTRUCTURE, 1.0, score, "")
        assert bool(news({"c_1": ONE}, [replace(ONE, evidence=(signal,))])) == told
