"""The policy in force. A broken file leaves the old one in force and says why.

`serve` calls `reload` on SIGHUP, and wherever a ticker finds `changed`. A long policy takes tens of milliseconds: a
thread is the place for it. Both attributes are swapped as a whole, so whoever reads them meanwhile sees the old or
the new policy.
"""

from __future__ import annotations

from proxy.errors import PolicyError
from proxy.policy.catalogue import Digest
from proxy.policy.evaluate import Policy
from proxy.policy.load import Path, load, stamp

Stamps = tuple[tuple[int, int, int] | None, ...]


class Live:
    """Holds the active policy. Raises `PolicyError` when made from a broken file: there is no old one then."""

    __slots__ = ("_digest", "_seen", "last_error", "path", "policy")

    def __init__(self, path: Path, digest: Digest) -> None:
        self.path = path
        self._digest = digest
        self._seen: Stamps = ()
        self.last_error: PolicyError | None = None
        before = stamp(path)
        self.policy: Policy = load(path, digest)
        self._seen = (before, self._directory())

    def changed(self) -> bool:
        """True where the policy file or its key directory is not the one that was read last (time, size or inode)."""
        return (stamp(self.path), self._directory()) != self._seen

    def reload(self) -> bool:
        """Read the file again; True where a different policy is in force now.

        False: the old one still is, because the file says the same or, with `last_error`, because it is broken.
        """
        # Stamped before it is read: an edit in between is then noticed the next time, not missed.
        before = stamp(self.path)
        try:
            policy = load(self.path, self._digest)
        except PolicyError as error:
            self._seen = (before, self._directory())
            self.last_error = error
            return False
        differs = _essence(policy) != _essence(self.policy)
        if differs:
            self.policy = policy
        self.last_error = None
        self._seen = (before, self._directory())
        return differs

    @property
    def directory(self) -> Path | None:
        """Where the key directory is, None without one."""
        return Path(self.policy.directory) if self.policy.directory else None

    def _directory(self) -> tuple[int, int, int] | None:
        return stamp(self.directory) if self.directory is not None else None


def _essence(policy: Policy) -> tuple[object, ...]:
    """What tells one policy from another. The warnings too: they say whether the key directory was there."""
    return policy.version, policy.directory, policy.warnings
