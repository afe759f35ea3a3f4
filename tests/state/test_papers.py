"""Documents and leases, as they are kept."""

from __future__ import annotations

from proxy.state.papers import content_of, lease_group, leased, paper, paper_group
from tests.state.contract import NOW


def test_a_document_lives_as_long_as_was_asked() -> None:
    """A document is there until its life is over; none is none."""
    held = paper(b"news", 10.0, NOW)
    assert content_of(held, NOW + 9.9) == b"news"
    assert content_of(held, NOW + 10.0) is None
    assert content_of(None, NOW) is None


def test_an_unbelievable_lease_does_not_count() -> None:
    """A lease that a clock wrote which was a day ahead keeps nobody out; a believable one does."""
    ahead = leased(None, "a", 8.0, NOW + 86400)
    assert leased(ahead, "b", 8.0, NOW)
    assert leased(leased(None, "a", 8.0, NOW + 60), "b", 8.0, NOW) is None


def test_documents_and_leases_are_kept_apart() -> None:
    """A lease may have the name of a document."""
    assert paper_group("x") != lease_group("x")
