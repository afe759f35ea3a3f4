"""Where a request says who it is: headers, query and peer in, `Caller` out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from proxy.callers.digests import Keyed
from proxy.callers.directory import Directory
from proxy.callers.forwarded import Forwarding, site
from proxy.callers.identify import Sources
from proxy.core.exchange import Caller, Headers

# Callers seen lately, by digest and address, never by credential: 8192 at about 400 bytes are 3 MB.
_CACHE_LIMIT = 8192


class Reception:
    """Makes callers. One per policy: sources and trusted networks are the policy's."""

    __slots__ = ("_directory", "_forwarding", "_keyed", "_lately", "_next", "_note", "_roll", "_sources")

    def __init__(
        self,
        keyed: Keyed,
        sources: Sources,
        forwarding: Forwarding,
        directory: Directory,
        successor: Keyed | None = None,
        note: Callable[[str, str], None] = lambda _caller, _successor: None,
    ) -> None:
        """`successor` keys the ids to come, while a secret is being replaced; `note` is told of each pair."""
        self._next, self._note = successor, note
        self._keyed = keyed
        self._sources = sources
        self._forwarding = forwarding
        self._directory = directory
        self._lately: dict[tuple[str, str], Caller] = {}
        self._roll = directory.roll

    def receive(self, headers: Headers, query: bytes, peer: str) -> Caller:
        """Who sent this request.

        Without a credential the caller is `anonymous` and its id is the digest of its address. Among several
        different credentials one that the key directory knows goes before the policy's order of sources: it is
        the one that can have been issued.
        """
        address = self._forwarding.client(peer, headers)
        credentials = self._sources.credentials(headers, query)
        if not credentials:
            place = site(address)
            successor = self._next.address(place) if self._next else ""
            return self.caller(self._keyed.address(place), address, anonymous=True, successor=successor)
        ids = [self._keyed.caller(credential) for credential in credentials]
        known = ids[0]
        if len(ids) > 1:
            known = next((each for each in ids if self._directory.roll.find(each) is not None), known)
        if self._next is None:
            return self.caller(known, address)
        return self.caller(known, address, successor=self._next.caller(credentials[ids.index(known)]))

    def caller(self, caller_id: str, address: str, *, anonymous: bool = False, successor: str = "") -> Caller:
        """`Directory.resolve`, remembering callers seen lately until the directory changes."""
        if self._roll is not self._directory.roll:
            self._roll = self._directory.roll
            self._lately.clear()
        caller = self._lately.get((caller_id, address))
        if caller is None:
            if len(self._lately) >= _CACHE_LIMIT:
                self._lately.clear()
            caller = self._directory.resolve(caller_id, address, anonymous=anonymous)
            if successor:
                caller = replace(caller, successor=successor)
                self._note(caller_id, successor)
            self._lately[caller_id, address] = caller
        return caller
