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

Stamps = dict[str, tuple[int, int, int] | None]
"""By the file's name; None where there is no such file."""


class Live:
    """Holds the active policy. Raises `PolicyError` when made from a broken file: there is no old one then."""

    __slots__ = ("_digest", "_included", "_seen", "last_error", "path", "policy")

    def __init__(self, path: Path, digest: Digest) -> None:
        self.path = path
        self._digest = digest
        self._included: tuple[str, ...] = ()
        self._seen: Stamps = {}
        self.last_error: PolicyError | None = None
        before = {str(path): stamp(path)}
        self.policy: Policy = load(path, digest)
        self._see(self.policy.files, before)

    def changed(self) -> bool:
        """True where a file of the policy or its key directory is not the one that was read (time, size or inode)."""
        return any(stamp(Path(name)) != seen for name, seen in self._seen.items())

    def reload(self) -> bool:
        """Read the file again; True where a different policy is in force now.

        False: the old one still is, because the file says the same or, with `last_error`, because it is broken.
        """
        # Stamped before they are read: an edit in between is then noticed the next time, not missed.
        before = {name: stamp(Path(name)) for name in (str(self.path), *self._included)}
        try:
            policy = load(self.path, self._digest)
        except PolicyError as error:
            self._see(error.files, before)
            self.last_error = error
            return False
        differs = _essence(policy) != _essence(self.policy)
        if differs:
            self.policy = policy
        self.last_error = None
        self._see(policy.files, before)
        return differs

    @property
    def directory(self) -> Path | None:
        """Where the key directory is, None without one."""
        return Path(self.policy.directory) if self.policy.directory else None

    def _see(self, included: tuple[str, ...], before: Stamps) -> None:
        """Note what was read: the policy's files as they were before, and the key directory."""
        self._included = included
        others = (self.policy.directory,) if self.policy.directory else ()
        names = (str(self.path), *included, *others)
        self._seen = {name: before[name] if name in before else stamp(Path(name)) for name in names}


def _essence(policy: Policy) -> tuple[object, ...]:
    """What tells one policy from another. The warnings too: they say whether the key directory was there."""
    return policy.version, policy.directory, policy.warnings
