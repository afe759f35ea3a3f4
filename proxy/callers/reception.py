"""Where a request says who it is: headers, query and peer in, `Caller` out."""

from __future__ import annotations

from proxy.callers.digests import Keyed
from proxy.callers.directory import Directory
from proxy.callers.forwarded import Forwarding, site
from proxy.callers.identify import Sources
from proxy.core.exchange import Caller, Headers

# Callers seen lately, by digest and address, never by credential: 8192 at about 400 bytes are 3 MB.
_CACHE_LIMIT = 8192


class Reception:
    """Makes callers. One per policy: sources and trusted networks are the policy's."""

    __slots__ = ("_directory", "_forwarding", "_keyed", "_lately", "_roll", "_sources")

    def __init__(self, keyed: Keyed, sources: Sources, forwarding: Forwarding, directory: Directory) -> None:
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
            return self.caller(self._keyed.address(site(address)), address, anonymous=True)
        ids = [self._keyed.caller(credential) for credential in credentials]
        known = ids[0]
        if len(ids) > 1:
            known = next((each for each in ids if self._directory.roll.find(each) is not None), known)
        return self.caller(known, address)

    def caller(self, caller_id: str, address: str, *, anonymous: bool = False) -> Caller:
        """`Directory.resolve`, remembering callers seen lately until the directory changes."""
        if self._roll is not self._directory.roll:
            self._roll = self._directory.roll
            self._lately.clear()
        caller = self._lately.get((caller_id, address))
        if caller is None:
            if len(self._lately) >= _CACHE_LIMIT:
                self._lately.clear()
            caller = self._directory.resolve(caller_id, address, anonymous=anonymous)
            self._lately[caller_id, address] = caller
        return caller
