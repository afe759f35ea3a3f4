"""Which credential a request carries: told as tables of headers and answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.callers.identify import Sources, bare
from proxy.core.exchange import Headers

SECRET = b"sk-live-0123456789"

SAME_CALLER: list[tuple[Headers, bytes]] = [
    ([(b"Authorization", b"Bearer " + SECRET)], b""),
    ([(b"authorization", b"bearer " + SECRET)], b""),
    ([(b"AUTHORIZATION", b"BEARER   " + SECRET + b"  ")], b""),
    ([(b"Authorization", b"\tBearer " + SECRET)], b""),
    ([(b"Authorization", SECRET)], b""),
    ([(b"x-api-key", SECRET)], b""),
    ([(b"X-Api-Key", b" " + SECRET + b"\t")], b""),
    ([(b"api-key", SECRET)], b""),
    ([(b"api-key", b"Bearer " + SECRET)], b""),
    ([], b"key=" + SECRET),
    ([], b"alt=sse&key=" + SECRET),
    ([], b"%6bey=sk%2Dlive%2d0123456789"),
    ([(b"Authorization", b"Bearer " + SECRET), (b"x-api-key", SECRET)], b"key=" + SECRET),
]


@pytest.mark.parametrize(("headers", "query"), SAME_CALLER)
def test_same_secret_is_one_caller(headers: Headers, query: bytes) -> None:
    """The same secret in any place and any spelling is one credential."""
    assert Sources().credentials(headers, query) == [SECRET]


NONE: list[tuple[Headers, bytes]] = [
    ([], b""),
    ([(b"Authorization", b"")], b""),
    ([(b"Authorization", b"Bearer")], b""),
    ([(b"Authorization", b"Bearer  \t ")], b""),
    ([(b"x-api-keys", SECRET)], b""),
    ([(b"cookie", b"key=" + SECRET)], b""),
    ([], b"key="),
    ([], b"key"),
    ([], b"KEY=" + SECRET),
    ([], b"monkey=" + SECRET),
]


@pytest.mark.parametrize(("headers", "query"), NONE)
def test_no_credential(headers: Headers, query: bytes) -> None:
    """Empty values and places that nobody configured are no credential."""
    assert Sources().credentials(headers, query) == []


def test_other_schemes_count_as_a_whole() -> None:
    """`Basic` is one credential whatever the case of its scheme, and not that of an equal bearer token."""
    basic = [Sources().credentials([(b"Authorization", value)]) for value in (b"Basic dTpw", b"basic  dTpw")]
    assert basic == [[b"basic dTpw"], [b"basic dTpw"]]
    assert Sources().credentials([(b"Authorization", b"Bearer dTpw")]) == [b"dTpw"]


def test_first_source_counts_first() -> None:
    """Of different credentials the one in the source listed first comes first, whatever their order on the wire."""
    headers: Headers = [(b"api-key", b"third"), (b"x-api-key", b"second"), (b"Authorization", b"Bearer first")]
    assert Sources().credentials(headers, b"key=fourth") == [b"first", b"second", b"third", b"fourth"]
    assert Sources(["header:x-api-key", "header:authorization"]).credentials(headers) == [b"second", b"first"]


def test_first_field_of_a_source_counts_first() -> None:
    """A repeated header keeps the order of the wire."""
    assert Sources().credentials([(b"x-api-key", b"a"), (b"x-api-key", b"b")]) == [b"a", b"b"]


def test_only_configured_sources_are_read() -> None:
    """A policy that lists one header has one header."""
    sources = Sources(["header:X-Token"])
    assert sources.credentials([(b"authorization", b"Bearer a"), (b"x-token", b"b")], b"key=c") == [b"b"]


@pytest.mark.parametrize("source", ["authorization", "cookie:session", "header:", ""])
def test_unknown_source_is_refused(source: str) -> None:
    """A source in other words than the policy's is refused with those words."""
    with pytest.raises(ValueError, match="header:NAME or query:NAME"):
        Sources([source])


@given(
    st.lists(st.tuples(st.sampled_from([b"Authorization", b"x-api-key", b"api-key", b"x"]), st.binary())), st.binary()
)
def test_any_bytes_are_read(headers: Headers, query: bytes) -> None:
    """Nothing a client sends raises, and what comes out is distinct and never empty."""
    found = Sources().credentials(headers, query)
    assert len(set(found)) == len(found)
    assert all(found)


@given(st.binary(min_size=1).filter(lambda secret: secret == bare(secret)), st.integers(1, 4))
def test_bearer_is_the_bare_secret(secret: bytes, spaces: int) -> None:
    """What follows the scheme is what another header would hold alone."""
    assert bare(b"BeArEr" + b" " * spaces + secret) == secret.strip(b" \t")
