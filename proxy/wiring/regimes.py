"""From a policy file to a `Regime`, again and again, without ever losing the one in force."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from proxy.callers.digests import Keyed, era_of
from proxy.callers.directory import Directory
from proxy.callers.forwarded import Forwarding
from proxy.callers.identify import Sources
from proxy.callers.reception import Reception
from proxy.core.effect import Canary
from proxy.dialects import Generic, GenericSpec
from proxy.dialects.base import Dialect
from proxy.edge.asking import Succession
from proxy.edge.handler import Regime
from proxy.edge.routes import Routes
from proxy.edge.sweep import Sweep
from proxy.edge.upstream import Origin
from proxy.features.extract import Extractor
from proxy.policy.evaluate import Policy
from proxy.policy.live import Live
from proxy.settings import Settings
from proxy.succession import Names
from proxy.wiring.certificates import upstream_tls


class Regimes:
    """Holds the regime in force. A policy that cannot be used leaves the old one where it is."""

    def __init__(
        self, settings: Settings, sweep: Sweep, note: Callable[[str, str], None] = lambda _caller, _successor: None
    ) -> None:
        """Read the policy for the first time. Raises `PolicyError`, `SettingsError`.

        `note` is told which caller will be which one under the secret to come.
        """
        self._note = note
        self._next = Keyed(settings.next_secret) if settings.next_secret else None
        self._succession = succession(settings)
        self._settings = settings
        self._sweep = sweep
        self._keyed = Keyed(settings.secret)
        self._tls = upstream_tls(settings)
        self._origins: dict[str, Origin] = {}
        self.observing = False
        """Whether the kill switch is on."""
        self.bans: Mapping[str, float] = {}
        self.live = Live(settings.policy, self._keyed.word)
        self.shadow = Live(settings.shadow, self._keyed.word) if settings.shadow is not None else None
        self.directory = _directory(self._keyed, self.live.policy)
        self.current = self._make(self.live.policy)

    def reload(self) -> bool:
        """Read the policy again; True where a new one is in force."""
        before = self.live.policy
        if not self.live.reload():
            return False
        policy = self.live.policy
        if policy.directory != before.directory:
            self.directory = _directory(self._keyed, policy)
        self.current = self._make(policy)
        return True

    def reload_shadow(self) -> bool:
        """The same for the policy that looks on."""
        if self.shadow is None or not self.shadow.reload():
            return False
        self.current = self._make(self.live.policy)
        return True

    def observe(self, on: bool) -> None:
        """The kill switch: on, nothing is acted on, whatever the policy and its rules say; off, they count again."""
        self.observing = on
        self.current = self._make(self.live.policy)

    def ban(self, bans: Mapping[str, float]) -> None:
        """Turn these callers away until then, and no others, whatever the policy says of them."""
        self.bans = bans
        self.current = self._make(self.live.policy)

    def _make(self, policy: Policy) -> Regime:
        if self.observing:
            policy = observed(policy)
        reception = Reception(
            self._keyed, Sources(policy.credential), Forwarding(policy.trust_forwarded_for), self.directory,
            self._next, self._note,
        )  # fmt: skip
        routes = [(each.takes, self._origin(each.url)) for each in policy.upstreams]
        shadow = self.shadow.policy if self.shadow is not None else None
        # The kill switch acts on nobody, not even on those.
        bans = {} if self.observing else self.bans
        ways = Routes(self._origin(self._settings.upstream), routes)
        seeks = mints(policy, "marker")
        return Regime(policy, reception, ways, generic(policy), shadow, seeks, bans, self._succession)

    def _origin(self, url: str) -> Origin:
        """The pool of this upstream, the same one over reloads."""
        if url not in self._origins:
            self._origins[url] = Origin(
                url, sweep=self._sweep, ssl_context=self._tls, keep_host=self._settings.preserve_host
            )
        return self._origins[url]

    def close(self) -> None:
        """Close idle upstream connections."""
        for origin in self._origins.values():
            origin.close()


def succession(settings: Settings) -> Succession | None:
    """What the secret to come makes of requests; None where none is to come."""
    if not settings.next_secret:
        return None
    keyed, key = Keyed(settings.next_secret), settings.next_text_key
    return Succession(Names(keyed.org, keyed.word), Extractor(key, era_of(key)))


def mints(policy: Policy, kind: str) -> bool:
    """Whether a rule marks answers with this kind of canary."""
    effects = [effect for rule in policy.rules for effect in rule.remedy.effects]
    return any(isinstance(effect, Canary) and kind in effect.kinds for effect in effects)


def observed(policy: Policy) -> Policy:
    """The policy under the kill switch: it decides as ever, and neither it nor a rule of it acts."""
    return replace(policy, mode="observe", rules=tuple([replace(rule, enforces=False) for rule in policy.rules]))


def generic(policy: Policy) -> tuple[Dialect, ...]:
    """The dialects that the policy describes."""
    return tuple(
        Generic(
            GenericSpec(
                path=each.path,
                input=each.input,
                output=each.output or "",
                input_tokens=each.input_tokens or "",
                output_tokens=each.output_tokens or "",
                model=each.model or "",
                name=each.name,
            )
        )
        for each in policy.dialects
    )


def _directory(keyed: Keyed, policy: Policy) -> Directory:
    """The key directory that the policy names, read; one without a file, or whose file is not there, knows nobody."""
    directory = Directory(keyed, Path(policy.directory) if policy.directory else None)
    # Another job may have yet to write it: the policy's own warning says so, and the worker looks again every second.
    with contextlib.suppress(OSError):
        directory.reload()
    return directory
