"""All detectors together: what they are called, what they may say, and that each number has its reason."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.signal import Family
from proxy.core.tally import Held, Means, Rhythm, Shares, Spread, Sums
from proxy.core.vocabulary import FACTS, ON_DEMAND, Unit
from proxy.detectors import DETECTORS, judge
from proxy.detectors.asks import Asks
from proxy.detectors.draws import Repeated
from proxy.detectors.profile import Profile
from proxy.detectors.series import Spell
from tests.detectors.scenes import ask, past, sweeping
from tests.house import ROOT

SHARE = st.floats(0.0, 1.0)
AMOUNT = st.floats(0.0, 1e12)
ASKS = st.builds(Asks, SHARE, SHARE, SHARE, SHARE, SHARE, st.floats(0, 64), SHARE)
REPEATED = st.builds(Repeated, SHARE, SHARE)
SPELLS = st.builds(Spell, st.floats(-20, 10), st.floats(0, 400), AMOUNT, SHARE)
SPREADS = st.builds(Spread, AMOUNT, AMOUNT, st.booleans())
SHARES = st.none() | st.builds(Shares, AMOUNT, SHARE, SHARE)
SUMS = st.builds(Sums, st.just(()) | st.tuples(AMOUNT, AMOUNT), st.floats(0, 7 * 86400))
HOURS = st.integers(0, 48)
PROFILES = st.builds(
    Profile,
    asks=st.just(Means(0.0, (), ())) | st.builds(Means, AMOUNT, ASKS, ASKS),
    openings=SHARES, endings=SHARES, systems=SHARES, bands=SHARES,
    contents=st.none() | SPREADS, cells=st.none() | SPREADS, biases=st.none() | SPREADS,
    agents=SPREADS, networks=SPREADS,
    pace=st.builds(Rhythm, AMOUNT, st.floats(-7, 20), st.floats(0, 20), SHARE, HOURS, HOURS, HOURS, SHARE),
    hour=SUMS, day=SUMS, week=SUMS,
    level=st.just(Held((0.0, 0.0, 0.0), 0, 0.0)), recent=st.none(),
    repeats=st.just(Means(0.0, (), ())) | st.builds(Means, AMOUNT, REPEATED, REPEATED),
    users=st.none() | SPREADS, orgs=st.none() | SPREADS, embedded=st.none(), owners=st.none(),
    origins=st.none(), pace_of_steps=st.none(), beside=st.none(),
    spells=st.none() | st.just(Means(0.0, (), ())) | st.builds(Means, AMOUNT, SPELLS, SPELLS),
)  # fmt: skip
EXTREMES: dict[str, Any] = {
    "asks": Means(inf, Asks(*[inf] * 7), Asks(*[inf] * 7)), "agents": Spread(inf, inf, fresh=True),
    "networks": Spread(inf, inf, fresh=True), "hour": Sums((inf, inf), 0.0), "day": Sums((inf, inf), 0.0),
    "spells": Means(inf, (), Spell(inf, inf, inf, inf)),
    "biases": Spread(inf, inf, fresh=True), "pace": Rhythm(inf, inf, inf, inf, 48, 48, 48, inf),
}  # fmt: skip

# Facts of a family's room that other rooms know: campaigns find them, not detectors of single callers.
ELSEWHERE = {Family.COORDINATION, Family.PROVENANCE}
# Known of those who ask for steps one question after the other.
OF_A_SERIES = {"coordination.dealt"}


def told() -> set[str]:
    """The facts that detectors are to produce, in the spelling of signals."""
    families = {family.value for family in Family if family not in ELSEWHERE}
    return {
        key
        for fact in FACTS
        if fact.name.partition(".")[0] in families
        for key in fact.keys
        if fact.name not in ON_DEMAND or "[" not in key  # those are of `windows`
    }


def test_signals_are_the_vocabulary() -> None:
    """Every signal is a fact that rules can speak of, and every fact of these families is a signal, exactly once."""
    names = [signal.name for signal in judge(ask(), past())]
    assert set(names) == told()
    assert len(names) == len(set(names))


def test_signals_are_named_after_their_family() -> None:
    """The first word of a signal's name is its family."""
    assert [s.name for s in judge(ask(), past()) if s.name.partition(".")[0] != s.family.value] == []


@given(PROFILES)
def test_scores_are_shares(seen: Profile) -> None:
    """Whatever the store answers, scores stay within 0 and 1, shares too, and every signal is there to be explained."""
    shares = {fact.name for fact in FACTS if fact.unit is Unit.SHARE}
    signals = judge(ask(), seen)
    assert {signal.name for signal in signals} - OF_A_SERIES == told()
    assert [signal for signal in signals if not 0.0 <= signal.score <= 1.0] == []
    assert [signal for signal in signals if signal.name in shares and not 0.0 <= signal.value <= 1.0] == []


@given(PROFILES)
def test_every_reason_can_be_read(seen: Profile) -> None:
    """A sentence has a number in every place."""
    for signal in judge(ask(), seen):
        assert signal.why
        assert "{" not in signal.why


def test_reasons_of_extremes_can_be_read() -> None:
    """Infinite readings make odd sentences, but sentences."""
    assert all("{" not in signal.why for signal in judge(ask(), past(**EXTREMES)))


def test_a_calm_caller() -> None:
    """The caller whom all these tests call calm gives no detector anything to say."""
    assert [signal for signal in judge(ask(), past()) if signal.score] == []


def test_only_armed_detectors_speak() -> None:
    """A detector that is off leaves no signal, the others the same ones in the same order."""
    spells = Means(9.0, (), Spell(0.0, 0.0, 2.0, 1.0))
    seen = sweeping(owners=Spread(2.0, 2.0, fresh=False), spells=spells)
    everything = judge(ask(), seen)
    for off in DETECTORS:
        rest = judge(ask(), seen, tuple(each for each in DETECTORS if each is not off))
        silent = {signal.name for signal in off(ask(), seen)}
        assert silent
        assert list(rest) == [signal for signal in everything if signal.name not in silent]


MADE_UP = '''"""X is six."""

A = 1

# why
B, C = 2, 3
D = 4

E = 5
"""Why."""

F = {"x": 0.5}
lower = 3
X = 6
G = 0
'''


def constants(source: str) -> Iterator[tuple[str, bool]]:
    """Names in capitals at the top of a module whose values have numbers in them, and whether a reason is beside them.

    Beside: a comment above the block of assignments or in the line, a string below, or the module's docstring with it.
    """
    tree, lines = ast.parse(source), source.splitlines()
    described = re.findall(r"\w+", ast.get_docstring(tree) or "")
    for place, node in enumerate(tree.body):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
        figures = [each for each in ast.walk(node.value) if isinstance(each, ast.Constant) and _number(each.value)]
        if not figures or not all(name.isupper() for name in names):
            continue
        below = tree.body[place + 1] if place + 1 < len(tree.body) else None
        yield names[0], names[0] in described or _commented(lines, node) or isinstance(below, ast.Expr)


def _number(value: object) -> bool:
    """Zero needs no reason: it stands for nothing."""
    return isinstance(value, int | float) and value != 0


def _commented(lines: list[str], node: ast.stmt) -> bool:
    if "#" in lines[node.lineno - 1]:
        return True
    above = node.lineno - 2
    while above >= 0 and lines[above].strip():
        if lines[above].startswith("#"):
            return True
        above -= 1
    return False


MODULES = sorted((ROOT / "proxy/detectors").rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=[path.name for path in MODULES])
def test_every_number_has_its_reason(path: Any) -> None:
    """Beside each constant of a detector stands why it is what it is."""
    assert [name for name, reasoned in constants(path.read_text()) if not reasoned] == []


def test_the_rule_about_numbers_finds_what_it_should() -> None:
    """A bare number is found; one that a comment, a neighbour's comment, a string or the docstring explains is not."""
    found = dict(constants(MADE_UP))
    assert found == {"A": False, "B": True, "D": True, "E": True, "F": False, "X": True}
