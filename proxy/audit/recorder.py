"""Which records are written, and to which sinks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

from proxy.audit.findings import Activity, caller_finding, campaign_finding
from proxy.audit.levels import Levels, Turn
from proxy.audit.record import Asked, Passed, access_record, decision_record, matters
from proxy.audit.spread import ACTED, DECIDED, ORDINARY, Spread, give
from proxy.core.campaign import Campaign
from proxy.core.decision import Action, Decision, Level
from proxy.policy.evaluate import Policy

# Clients seen lately: half a megabyte.
_ADDRESSES = 4096


def remembering(show: Callable[[str], str]) -> Callable[[str], str]:
    """The same, faster: a digest costs a microsecond, a client comes again, and there are two events a request."""
    return lru_cache(maxsize=_ADDRESSES)(show)


@dataclass(frozen=True, slots=True)
class Recorder:
    """Makes records and spreads them. Called off the path of the request; never blocks, never raises.

    `show` makes of a client address what may be written: `Keyed.address` unless the operator asked for plain ones.
    """

    spread: Spread
    show: Callable[[str], str]
    access: bool = True
    """Write an `access` line per request."""
    levels: Levels = field(default_factory=Levels)
    policy: Callable[[], Policy | None] = lambda: None
    """The policy in force, for the reasons and conditions of its rules."""

    found: Callable[[str, str, str], None] = lambda _about, _activity, _level: None
    """Told of every finding: `Metrics.found`."""
    banned: Callable[[Decision], None] | None = None
    """Told of every request that a ban refuses: `Trail.banned`."""

    def decided(self, asked: Asked, decision: Decision) -> None:
        """Write the `decision` event if the decision matters, or its caller has come to another level."""
        # First the levels, which must see every decision.
        turn = self.levels.news(decision)
        if turn is None and not matters(asked, decision):
            return
        if self.banned is not None and decision.enforced and _bans(decision):
            self.banned(decision)
        outlets = self.spread.wanting(ACTED if decision.action and decision.enforced else DECIDED)
        if outlets:
            give(decision_record(asked, decision, self.show, whole=turn is not None), outlets)
        if turn is not None:
            self._find(asked, decision, turn)

    def _find(self, asked: Asked, decision: Decision, turn: Turn) -> None:
        self.found("caller", turn.activity, decision.level)
        outlets = self.spread.reached(decision.level, turn.before)
        if outlets:
            activity = cast("Activity", turn.activity)
            give(caller_finding(asked, decision, activity, turn.before, self.policy()), outlets)

    def passed(self, asked: Asked, decision: Decision | None, passed: Passed) -> None:
        """Write the `access` event."""
        if not self.access:
            return
        ordinary = decision is not None and not decision.action
        outlets = self.spread.sampling(asked.id) if ordinary else self.spread.wanting(ORDINARY)
        if outlets:
            give(access_record(asked, decision, passed, self.show), outlets)

    def campaign_found(self, campaign: Campaign) -> None:
        """Open the finding of a campaign that was not known."""
        self._campaign(campaign, "create")

    def campaign_changed(self, campaign: Campaign) -> None:
        """Tell what is new of it: members, evidence, risk."""
        self._campaign(campaign, "update")

    def campaign_gone(self, campaign: Campaign) -> None:
        """Close its finding: it does not hold any more, or an operator lifted it. `campaign.at` is when."""
        self._campaign(campaign, "close")

    def _campaign(self, campaign: Campaign, activity: Activity) -> None:
        record = campaign_finding(campaign, activity, self.policy())
        self.found("campaign", activity, record["level"])
        # A campaign is worth telling whatever its risk: its closing, too, has none left.
        give(record, self.spread.reached(Level.HOSTILE))


def _bans(decision: Decision) -> bool:
    """Whether a rule's ban refuses the request: not its body, its key, or reasoning that is not the caller's."""
    refusal = decision.refusal
    return decision.action is Action.BLOCK and bool(decision.rules) and (refusal is None or refusal.kind == "banned")
