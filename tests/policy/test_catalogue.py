"""Names are looked up once, the same for ever, and no client can make the memory of them grow."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from proxy.policy.catalogue import NAME_LIMIT, REMEMBERED, Catalogue
from proxy.policy.meters import Price

CHEAP, DEAR, REST = Price(1, 2), Price(10, 30), Price(3, 4)


def catalogue(asked: list[str] | None = None) -> Catalogue:
    """A catalogue that notes which names were digested."""

    def digest(name: str) -> str:
        if asked is not None:
            asked.append(name)
        return f"#{len(name)}"

    return Catalogue({"gpt-4o-mini*": CHEAP, "gpt-4o*": DEAR, "o1": REST}, digest)


def test_the_first_price_that_fits_counts() -> None:
    """Prices are tried in the order of the policy; models without one have none."""
    found = [catalogue().model(name).price for name in ("gpt-4o-mini-x", "GPT-4o", "o1", "o1-mini", "")]
    assert found == [CHEAP, DEAR, REST, None, None]


def test_names_are_digested_once() -> None:
    """The second request for a model or an org asks no digest again; case does not make another model."""
    asked: list[str] = []
    names = catalogue(asked)
    assert names.model("M") is names.model("M")
    assert names.model("m").digest == names.model("M").digest
    assert names.org("acme") == names.org("acme")
    assert asked == ["m", "m", "acme"]


def test_memory_is_bounded() -> None:
    """However many names clients make up, however long, few are kept."""
    names = catalogue()
    for i in range(2 * REMEMBERED + 5):
        names.model(f"m{i}")
        names.org(f"o{i}")
    names.model("x" * (NAME_LIMIT + 1))
    assert len(names._models) <= REMEMBERED
    assert len(names._orgs) <= REMEMBERED
    assert all(len(name) <= NAME_LIMIT for name in names._models)


@given(st.lists(st.text(max_size=5)))
def test_memory_changes_no_answer(asked: list[str]) -> None:
    """A name means the same whatever was asked before."""
    names = catalogue()
    for name in asked:
        fresh = catalogue()
        assert (names.model(name), names.org(name)) == (fresh.model(name), fresh.org(name))
