"""Records as a document: what is written is read, and what is no document is said to be none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.campaigns.ledger import Unreadable, read, read_ends, written, written_ends
from proxy.campaigns.record import Record
from proxy.campaigns.watching import Watching
from proxy.core.campaign import Bucket, Campaign
from proxy.core.sighting import TEXTS
from proxy.core.signal import Family, Signal
from tests.campaigns.scenes import NOW, bucket, fleet

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
DIGESTS = st.integers(0, 2**64 - 1)
SIGNALS = st.builds(
    Signal, st.text(), st.sampled_from(Family), NUMBERS, NUMBERS, st.text(), st.lists(NUMBERS).map(tuple)
)
BUCKETS = st.builds(Bucket, st.sampled_from(["s", "o", "e"]), DIGESTS, st.integers(0, 96))
CAMPAIGNS = st.builds(
    Campaign,
    st.text(), NUMBERS, NUMBERS, st.lists(DIGESTS.map(lambda digest: f"k_{digest:016x}")).map(tuple),
    st.integers(0, 10**6), NUMBERS, NUMBERS, st.lists(SIGNALS, max_size=3).map(tuple),
    st.lists(BUCKETS, max_size=3).map(tuple), st.integers(0, 10**6),
)  # fmt: skip
RECORDS = st.builds(
    Record, CAMPAIGNS, st.frozensets(st.tuples(st.sampled_from(TEXTS), DIGESTS)), st.frozensets(DIGESTS)
)


@given(st.lists(RECORDS, max_size=4))
def test_what_is_written_is_read(records: list[Record]) -> None:
    """Every record comes back as it was, whatever its digests and numbers are."""
    assert read(written(records)) == tuple(records)


@given(st.dictionaries(st.text(), NUMBERS))
def test_times_come_back(ends: dict[str, float]) -> None:
    """Times by name come back as they were."""
    assert read_ends(written_ends(ends)) == ends


def test_nothing_is_nothing() -> None:
    """Where nothing was put nothing is read."""
    assert (read(None), read(b""), read_ends(None)) == ((), (), {})


def test_sentences_survive() -> None:
    """The evidence of a campaign that was found reads the same after its journey."""
    watching = Watching()
    watching.read([bucket(fleet(25, weak=5))], NOW)
    records = watching.find(NOW)
    assert [each.why for each in read(written(records))[0].campaign.evidence] == [
        each.why for each in records[0].campaign.evidence
    ]


@pytest.mark.parametrize(
    "content",
    [b"{", b"[]", b"7", b'{"version":1}', b'{"version":2,"records":[]}', b'{"version":1,"records":[{"id":"c_1"}]}',
     b'{"version":1,"records":[7],"ends":[7]}', b'{"version":1,"records":7,"ends":{"a":"b"}}'],
)  # fmt: skip
def test_what_is_no_document_is_said_to_be_none(content: bytes) -> None:
    """Another version's document, or anything else, raises one error that shows nothing of it."""
    for reading in (read, read_ends):
        with pytest.raises(Unreadable) as error:
            reading(content)
        assert str(error.value) in ("written by another version", "not a document of campaigns")


def test_what_the_version_before_wrote_is_read() -> None:
    """A document without the number of callers is read: its members are what is known."""
    record = Record(Campaign("c_1", 0.0, 0.0, ("k_1",), 1, 0.0, 0.7, (), (), 500), frozenset(), frozenset())
    (found,) = read(written([record]).replace(b',"size":500', b""))
    assert (found.campaign.callers, found.campaign.members) == (1, ("k_1",))
