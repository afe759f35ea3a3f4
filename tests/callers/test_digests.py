"""Keyed digests: stable, apart by kind and secret, and silent about both."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.callers.digests import Keyed, era_of

KEYED = Keyed(b"a secret of the deployment")


def test_caller_id_has_its_form() -> None:
    """A caller's id is `k_` and 16 hex digits."""
    assert re.fullmatch(r"k_[0-9a-f]{16}", KEYED.caller(b"sk-1"))


@pytest.mark.parametrize(("method", "prefix"), [("org", "o_"), ("address", "a_"), ("word", "")])
def test_other_digests_have_their_form(method: str, prefix: str) -> None:
    """Orgs, addresses and words carry their own prefix before 16 hex digits."""
    assert re.fullmatch(prefix + "[0-9a-f]{16}", getattr(KEYED, method)("x"))


@given(st.binary())
def test_same_credential_same_id(credential: bytes) -> None:
    """The id depends on credential and secret only, not on what was digested before."""
    assert KEYED.caller(credential) == Keyed(b"a secret of the deployment").caller(credential)


@given(st.binary(), st.binary())
def test_ids_differ_where_credentials_do(one: bytes, other: bytes) -> None:
    """Two credentials never share an id in practice."""
    assert (KEYED.caller(one) == KEYED.caller(other)) == (one == other)


def test_kinds_do_not_meet() -> None:
    """Equal bytes under different kinds have unrelated digests."""
    digests = {KEYED.caller(b"x")[2:], KEYED.org("x")[2:], KEYED.address("x")[2:], KEYED.word("x")}
    assert len(digests) == 4


@pytest.mark.parametrize("secret", [b"other", b"x" * 64, b"x" * 65, b"x" * 300])
def test_secret_changes_every_digest(secret: bytes) -> None:
    """Another secret, of any length, gives other ids."""
    ids = {Keyed(each).caller(b"sk-1") for each in (secret, secret + b"!", b"a secret of the deployment")}
    assert len(ids) == 3


def test_empty_secret_is_refused() -> None:
    """Without a secret no digests are made at all."""
    with pytest.raises(ValueError, match="empty secret"):
        Keyed(b"")


def test_repr_is_silent() -> None:
    """Neither repr nor str shows the secret."""
    assert "secret" not in f"{KEYED!r} {KEYED}"


@given(st.text(st.characters()))
def test_any_text_has_a_digest(text: str) -> None:
    """Words a client made up, lone surrogates included, never raise."""
    assert len(KEYED.word(text)) == 16


def test_lone_surrogate_has_a_digest() -> None:
    """JSON can spell half a surrogate pair; it is a word like any other."""
    assert KEYED.word("\ud800") != KEYED.word("?")


def test_eras() -> None:
    """A key has one era, never 0; other keys have others, nearly always."""
    eras = [era_of(b"key %d" % n) for n in range(200)]
    assert eras == [era_of(b"key %d" % n) for n in range(200)]
    assert len(set(eras)) >= 198
    assert all(1 <= era <= 65535 for era in eras)
