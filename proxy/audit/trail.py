"""The audit trail: what operators changed, which policy was in force, who was banned — each line hanging on the last.

    {"kind":"lift","at":…,"id":"op_…","who":"ada","why":"…","caller":"k_…","rules":[…],"n":7,"prev":"…","hash":"…","seal":"…"}

The chain is the one of the registry of canaries (`canaries.chain`), which keeps what was served: `stillwatch audit
verify` reads both. All workers append to one file under a lock; nothing is ever rotated.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import orjson

from proxy.audit.record import Record
from proxy.audit.sinks import Sink
from proxy.audit.sinks.journal import Journal
from proxy.audit.sinks.thread import ThreadSink
from proxy.canaries.registry import ChainTarget
from proxy.core.decision import Decision
from proxy.errors import SettingsError

# Bans that this process has written down. A caller banned longer ago is written down again, which harms nobody.
_BANS = 4096
# What an entry has under names of its own, or does not need.
_OF_AN_EVENT = frozenset({"schema", "event", "ts", "epoch", "what"})


class TrailKey:
    """Seals of the trail, derived from the deployment's secret. Its repr does not show it."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.blake2b(secret, digest_size=32, person=b"stillwatch.audit").digest()

    def __repr__(self) -> str:
        return "TrailKey(…)"

    @cached_property
    def commitment(self) -> str:
        """SHA-256 of the key, in hex: tells which secret sealed, and nothing of it."""
        return hashlib.sha256(b"stillwatch audit key 1\n" + self._key).hexdigest()

    @property
    def chain(self) -> bytes:
        """The key of the seals."""
        return self._key


class Trail:
    """Writes entries, off every request's path."""

    def __init__(self, sink: Sink, clock: Callable[[], float]) -> None:
        self._sink, self._clock = sink, clock
        self._banned: OrderedDict[tuple[str, str], None] = OrderedDict()

    def changed(self, record: Record) -> None:
        """An operator changed something; `record` is the `audit` event."""
        told = {name: value for name, value in record.items() if name not in _OF_AN_EVENT and value is not None}
        self._put(record["what"], record["epoch"], told)

    def policy(self, name: str, version: str, mode: str) -> None:
        """This policy is in force from now on."""
        self._put("policy", self._clock(), {"policy": name, "version": version, "mode": mode})

    def banned(self, decision: Decision) -> None:
        """A caller is refused for good; told once for each rule."""
        for rule in decision.rules:
            known = (decision.caller.id, rule)
            if known in self._banned:
                self._banned.move_to_end(known)
                continue
            self._banned[known] = None
            if len(self._banned) > _BANS:
                self._banned.popitem(last=False)
            told = {"caller": known[0], "rule": rule, "decision": decision.id, "policy": decision.policy}
            self._put("ban", decision.at, told)

    async def close(self) -> None:
        """Write what is queued."""
        await self._sink.close()

    def _put(self, kind: str, at: float, told: Record) -> None:
        self._sink.put(orjson.dumps({"kind": kind, "at": round(at, 3), **told}, option=orjson.OPT_APPEND_NEWLINE))


def open_trail(
    path: Path,
    secret: bytes,
    say: Callable[[str], None],
    clock: Callable[[], float],
    journal: Callable[[str], Journal | None] = lambda _outlet: None,
) -> Trail:
    """The trail in a file, made where there is none; `journal` makes one for it. Raises `SettingsError`."""
    try:
        target = ChainTarget(path, TrailKey(secret), clock)
    except OSError as trouble:
        raise SettingsError(f"--audit-trail: {path} cannot be written: {trouble.strerror}") from None
    kept = journal(f"trail {path.absolute()}")
    return Trail(ThreadSink(target, lambda text: say(f"audit trail: {text}"), journal=kept), clock)
