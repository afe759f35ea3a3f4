"""Watching: buckets in, campaigns out, time after time."""

from __future__ import annotations

from proxy.campaigns.background import UNKNOWN
from proxy.campaigns.watching import LIFE, Watching
from proxy.core.sighting import Kind
from tests.campaigns.scenes import NOW, bucket, crowd, fleet
from tests.campaigns.test_ties import pairs


def test_what_was_read_last_counts() -> None:
    """A bucket that is read again replaces what was known of it."""
    watching = Watching()
    watching.read([bucket(fleet(4, weak=5))], NOW)
    assert watching.find(NOW) == ()
    watching.read([bucket(fleet(25, weak=5))], NOW)
    assert len(watching.find(NOW)) == 1


def test_it_goes_on_from_what_another_found() -> None:
    """A new leader keeps the ids of the one before it."""
    first = Watching()
    first.read([bucket(fleet(25, weak=5))], NOW)
    (known,) = first.find(NOW)
    second = Watching([known])
    second.read([bucket(fleet(40, weak=5))], NOW + 60)
    assert second.find(NOW + 60)[0].campaign.id == known.campaign.id


def test_exits_count_as_evidence() -> None:
    """A mesh of exits, read as buckets, convicts where text alone would not."""
    people = crowd(25)
    watching = Watching()
    watching.read([bucket(people), *pairs(people)], NOW)
    assert len(watching.find(NOW)) == 1


def test_what_is_over_is_forgotten() -> None:
    """Two weeks after its last request a campaign holds no more."""
    watching = Watching()
    watching.read([bucket(fleet(25, weak=5))], NOW)
    assert watching.find(NOW + LIFE - 1) != ()
    assert watching.find(NOW + LIFE) == ()


def test_everybody_is_the_background() -> None:
    """The sample of all callers tells how many there are; without one priors do."""
    watching = Watching()
    assert watching.background() == UNKNOWN
    watching.read([bucket(crowd(96), kind=Kind.EVERYONE, digest=1, share=0.5)], NOW)
    assert watching.background().callers == 192.0
    assert len(watching.background().people) == 96


def test_half_a_look_lets_nothing_go() -> None:
    """While a new leader reads, campaigns whose texts it has not come to go on as they were; then only what holds."""
    first = Watching()
    first.read([bucket(fleet(25, weak=5))], NOW)
    (known,) = first.find(NOW)
    second = Watching([known])
    second.read([bucket(fleet(25, start=500, weak=5), digest=7)], NOW)
    assert known.campaign.id in [each.campaign.id for each in second.find(NOW, whole=False)]
    assert len(second.records) == 2
    second.find(NOW)
    assert len(second.records) == 1


def test_a_text_that_is_no_collection_any_more_is_let_go() -> None:
    """A bucket that was a campaign's and is common property when it is read again counts no longer."""
    watching = Watching()
    watching.read([bucket(fleet(25, weak=5))], NOW)
    assert len(watching.find(NOW)) == 1
    watching.read([bucket(fleet(25, weak=5), contents=tuple([(1, True)] * 20))], NOW + 60)
    assert watching.find(NOW + 60) == ()


def test_looking_often_finds_what_looking_once_does() -> None:
    """What was known of buckets, exits and everybody in between leaves no trace in what is found."""
    people = fleet(25, weak=5)
    everyone = [bucket(crowd(96), kind=Kind.EVERYONE, digest=digit) for digit in range(3)]
    often, once = Watching(), Watching()
    for step, read in enumerate(([bucket(people[:12])], everyone[:1], pairs(people), [bucket(people)], everyone[1:])):
        often.read(read, NOW)
        often.find(NOW + step)
    often.records = ()
    once.read([*everyone, *pairs(people), bucket(people)], NOW)
    assert often.find(NOW + 9) == once.find(NOW + 9) != ()
