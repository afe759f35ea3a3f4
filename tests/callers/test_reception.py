"""From a request's bytes to its caller."""

from __future__ import annotations

from pathlib import Path

import pytest

from proxy.callers.digests import Keyed
from proxy.callers.directory import Directory
from proxy.callers.forwarded import Forwarding
from proxy.callers.identify import Sources
from proxy.callers.reception import Reception
from proxy.core.exchange import Headers

KEYED = Keyed(b"test")


def reception(path: Path | None = None) -> Reception:
    directory = Directory(KEYED, path)
    directory.reload()
    return Reception(KEYED, Sources(), Forwarding(["10.0.0.0/8"]), directory)


@pytest.mark.parametrize(
    ("headers", "query"),
    [
        ([(b"Authorization", b"Bearer sk-1")], b""),
        ([(b"x-api-key", b"sk-1")], b""),
        ([(b"Api-Key", b"sk-1")], b""),
        ([], b"key=sk-1"),
    ],
)
def test_one_secret_one_caller(headers: Headers, query: bytes) -> None:
    """The same secret in any header is the same caller, from any address."""
    caller = reception().receive(headers, query, "203.0.113.7")
    assert (caller.id, caller.address, caller.anonymous) == (KEYED.caller(b"sk-1"), "203.0.113.7", False)


def test_without_credential_the_address_is_the_caller() -> None:
    """An anonymous caller is its address, so that two of them have two budgets."""
    desk = reception()
    one, same, other = (desk.receive([], b"", peer) for peer in ("203.0.113.7", "::ffff:203.0.113.7", "203.0.113.8"))
    assert one == same != other
    assert one.anonymous
    assert one.id == KEYED.address("203.0.113.7")


def test_anonymous_ipv6_is_its_site() -> None:
    """Changing addresses within one /64 makes no new anonymous caller; the address itself is still told."""
    desk = reception()
    one, other = desk.receive([], b"", "2001:db8::1"), desk.receive([], b"", "2001:db8::2")
    assert one.id == other.id
    assert (one.address, other.address) == ("2001:db8::1", "2001:db8::2")


def test_forwarded_address_counts() -> None:
    """Behind a trusted proxy the caller's address is what the proxy says."""
    headers: Headers = [(b"X-Forwarded-For", b"198.51.100.1"), (b"x-api-key", b"sk-1")]
    assert reception().receive(headers, b"", "10.0.0.1").address == "198.51.100.1"


def test_invented_credential_does_not_hide_a_known_one(tmp_path: Path) -> None:
    """A fresh invention in the first source makes no new caller of one whom the directory knows."""
    path = tmp_path / "keys.jsonl"
    path.write_text('{"key": "sk-1", "org": "org_a"}\n')
    headers: Headers = [(b"Authorization", b"Bearer invented"), (b"x-api-key", b"sk-1")]
    assert reception(path).receive(headers, b"", "203.0.113.7").org == "org_a"
    assert reception().receive(headers, b"", "203.0.113.7").id == KEYED.caller(b"invented")


def test_reload_reaches_callers_seen_before(tmp_path: Path) -> None:
    """A caller seen under the old directory has the new tier with its next request."""
    path = tmp_path / "keys.jsonl"
    path.write_text('{"key": "sk-1", "tier": "free"}\n')
    directory = Directory(KEYED, path)
    directory.reload()
    desk = Reception(KEYED, Sources(), Forwarding(), directory)
    headers: Headers = [(b"x-api-key", b"sk-1")]
    assert desk.receive(headers, b"", "203.0.113.7").tier == "free"
    path.write_text('{"key": "sk-1", "tier": "enterprise"}\n')
    directory.reload()
    assert desk.receive(headers, b"", "203.0.113.7").tier == "enterprise"


def test_memory_stays_bounded() -> None:
    """More callers than are remembered are told apart all the same."""
    desk = reception()
    ids = {desk.receive([(b"x-api-key", b"%d" % number)], b"", "").id for number in range(10_000)}
    assert len(ids) == 10_000
    assert len(desk._lately) <= 8192


def test_no_credential_is_kept() -> None:
    """Nothing that reception holds or answers contains the credential."""
    desk = reception()
    caller = desk.receive([(b"x-api-key", b"sk-hidden-1")], b"key=sk-hidden-2", "203.0.113.7")
    assert "sk-hidden" not in repr([caller, desk._lately, desk._forwarding._hops])


def test_while_a_secret_is_replaced_callers_know_their_ids_to_come() -> None:
    """Each caller carries the id that it will have, with a credential and without; each pair is told once."""
    after, told = Keyed(b"after"), list[tuple[str, str]]()
    desk = Reception(
        KEYED,
        Sources(),
        Forwarding(),
        Directory(KEYED),
        after,
        lambda *pair: told.append(pair),
    )
    for _ in range(2):
        caller = desk.receive([(b"Authorization", b"Bearer sk-1")], b"", "203.0.113.7")
    anonymous = desk.receive([], b"", "203.0.113.7")
    assert (caller.id, caller.successor) == (KEYED.caller(b"sk-1"), after.caller(b"sk-1"))
    assert anonymous.successor == after.address("203.0.113.7")
    assert told == [(caller.id, caller.successor), (anonymous.id, anonymous.successor)]
