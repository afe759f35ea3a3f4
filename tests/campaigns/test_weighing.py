"""Weighing: what is not weighed again is what weighing it again would give."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from proxy.campaigns.background import Background
from proxy.campaigns.evidence import Case
from proxy.campaigns.pool import Pool
from proxy.campaigns.weighing import Weighing
from tests.campaigns.scenes import DAY, NOW, crowd, fleet, pool, sharer

POOLS = (
    pool(fleet(25, weak=5)),
    pool(fleet(25, weak=5, disguised=True, client=1)),
    pool([sharer(number, created=NOW - 3 * DAY, client=number % 5, echoes=True) for number in range(1, 26)]),
    pool([sharer(number, talks=0.5, client=number % 6) for number in range(1, 26)], digest=7),
    pool([sharer(number, switches=1, switched=NOW, client=number % 6) for number in range(1, 26)], digest=7),
)
YOUNG = tuple(sorted(NOW - 3 * DAY + number for number in range(60)))
BACKGROUNDS = (
    Background(1000.0, ()),
    Background(1000.0, YOUNG, tuple(crowd(60))),
    Background(1000.0, YOUNG, tuple(crowd(60, disguised=True, echoes=True))),
    Background(2000.0, tuple(birth - 90 * DAY for birth in YOUNG), tuple(crowd(60))),
)
IGNORED: tuple[frozenset[str], ...] = (frozenset(), frozenset({"campaign.sessions"}), frozenset({"campaign.accounts"}))

looks = st.tuples(
    st.sampled_from(POOLS), st.sampled_from((0.0, 0.2, 0.5)), st.sampled_from(BACKGROUNDS), st.sampled_from(IGNORED)
)


def alone(look: tuple[Pool, float, Background, frozenset[str]]) -> Case:
    """The case as it is where nothing was weighed before."""
    return Weighing().case(*look)


@given(st.lists(looks, max_size=12))
def test_what_was_weighed_before_changes_nothing(
    story: list[tuple[Pool, float, Background, frozenset[str]]],
) -> None:
    """Whatever was looked at before, in whatever order, every case is the one that a first look gives."""
    weighing = Weighing()
    for look in story:
        assert weighing.case(*look) == alone(look)


def test_these_looks_differ() -> None:
    """The property above compares cases that do differ: by pool, by exits, by background, by what is ignored."""
    marked = POOLS[2]
    usual = alone((marked, 0.0, BACKGROUNDS[0], IGNORED[0]))
    assert usual.risk < alone((marked, 0.5, BACKGROUNDS[0], IGNORED[0])).risk
    assert usual.risk > alone((marked, 0.0, BACKGROUNDS[1], IGNORED[0])).risk
    assert usual.risk > alone((marked, 0.0, BACKGROUNDS[0], IGNORED[2])).risk
    assert len({alone((each, 0.0, BACKGROUNDS[0], IGNORED[0])).risk for each in POOLS}) > 3


def test_what_has_not_changed_is_not_weighed_again() -> None:
    """The case of the same pool beside the same background is the same object, until the pool is another one."""
    weighing, look = Weighing(), (0.0, BACKGROUNDS[0], IGNORED[0])
    first = weighing.case(POOLS[0], *look)
    assert weighing.case(POOLS[0], *look) is first
    again = pool(fleet(25, weak=5))
    assert weighing.case(again, *look) == first
    assert weighing.case(again, *look) is not first


def test_what_is_gone_is_not_kept() -> None:
    """A pool that nobody looks at any more is forgotten, and weighed anew should it come back."""
    weighing, look = Weighing(), (0.0, BACKGROUNDS[0], IGNORED[0])
    first = weighing.case(POOLS[0], *look)
    other = weighing.case(POOLS[3], *look)
    weighing.keep({(POOLS[3].kind, POOLS[3].digest)})
    assert weighing.case(POOLS[3], *look) is other
    assert weighing.case(POOLS[0], *look) is not first
