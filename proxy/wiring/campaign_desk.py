"""One worker's answers about campaigns: which there are, lifting one, handing them to other deployments."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from proxy.admin.lately import Lately
from proxy.admin.portrait import Told, in_list, whole
from proxy.campaigns.correlator import Correlator
from proxy.campaigns.sharing import fingerprint, imported, indicator_of, read_indicator, told_of
from proxy.core.decision import Level
from proxy.errors import StateError
from proxy.features.places import named
from proxy.policy.evaluate import Policy
from proxy.remedies import SPARED
from proxy.settings import Settings
from proxy.sketches.keyed import Key
from proxy.state.guarded import Guarded
from proxy.wiring import chance
from proxy.wiring.lifting import Lifting
from proxy.wiring.regimes import Regimes

UNCHANGED = "the state cannot be asked now, so nothing was changed; the kill switch works without it"
# Of each member the last address; a campaign with more exits than that is not stopped by blocking them.
NETWORKS = 200

Answer = Callable[[Mapping[str, Any]], Awaitable[Told]]


class Sharing(NamedTuple):
    """How this deployment hands campaigns to others."""

    key: bytes
    """What digests of texts and networks are keyed with."""
    shared: bool
    """Whether others may have the same."""
    plain: bool
    """Whether addresses may be told in the clear."""


class CampaignDesk:
    """Answers questions about campaigns. `lift` ends what runs against some callers, and says whose it could not."""

    def __init__(
        self,
        correlator: Correlator,
        policy: Callable[[], Policy],
        sharing: Sharing,
        lately: Lately,
        clock: Callable[[], float],
        lift: Callable[[tuple[str, ...]], Awaitable[list[str]]],
    ) -> None:
        self._correlator, self._policy, self._sharing = correlator, policy, sharing
        self._lately, self._clock, self._lift_callers = lately, clock, lift

    @property
    def answers(self) -> Mapping[str, Answer]:
        """What can be asked, by its word."""
        return {
            "campaigns": self._campaigns,
            "campaign": self._campaign,
            "lift_campaign": self._lift,
            "indicators": self._indicators,
            "import": self._import,
        }

    def of(self, caller: str) -> Told | None:
        """The campaign that a caller belongs to, as a list would tell it."""
        edition, now = self._correlator.edition, self._clock()
        record = edition.of(caller, now)
        return None if record is None else in_list(record, edition, self._level, now)

    async def _campaigns(self, _question: Mapping[str, Any]) -> Told:
        edition, now = self._correlator.edition, self._clock()
        rows = [in_list(record, edition, self._level, now) for record in edition.all(now)]
        at = max((record.campaign.at for record in edition.found), default=0.0)
        ranked = sorted(rows, key=lambda row: (-row["risk"], -row["callers"]))
        return {"campaigns": ranked, "leads": self._correlator.leads, "at": at}

    async def _campaign(self, question: Mapping[str, Any]) -> Told:
        edition, now = self._correlator.edition, self._clock()
        record = edition.campaign(question["id"], now)
        if record is None:
            return {}
        return whole(in_list(record, edition, self._level, now), record, question["offset"], question["limit"])

    async def _lift(self, question: Mapping[str, Any]) -> Told:
        """First the campaign, for whoever sends its texts; then what runs against those that are known."""
        now = self._clock()
        record = self._correlator.edition.campaign(question["id"], now)
        if record is None:
            return {}
        try:
            await self._correlator.lift(question["id"], SPARED)
        except StateError:
            return {"error": UNCHANGED}
        members = record.campaign.members
        return {"until": now + SPARED, "members": len(members), "unlifted": await self._lift_callers(members)}

    async def _indicators(self, question: Mapping[str, Any]) -> Told:
        edition, now, sharing = self._correlator.edition, self._clock(), self._sharing
        told = sharing.plain and question["networks"]
        return {
            "key": fingerprint(sharing.key),
            "shared": sharing.shared,
            "plain": sharing.plain,
            "indicators": [
                told_of(indicator_of(record, self._networks(record.campaign.members) if told else ()))
                for record in edition.acted(now)
            ],
        }

    def _networks(self, members: tuple[str, ...]) -> list[str]:
        """Addresses from which members were seen here lately."""
        found = {seen.decision.caller.address for each in members if (seen := self._lately.caller(each))}
        return sorted(found - {""})[:NETWORKS]

    async def _import(self, question: Mapping[str, Any]) -> Told:
        now, sharing = self._clock(), self._sharing
        try:
            told = [read_indicator(each) for each in question["indicators"]]
        except ValueError as error:
            return {"error": str(error), "status": 400}
        same = question.get("key") == fingerprint(sharing.key)
        # Digests under another key would match nothing, ever; addresses in the clear are keyed here.
        usable = [each if same else each._replace(marks=()) for each in told]
        usable = [each for each in usable if each.marks or each.networks]
        key = Key(sharing.key)
        if usable:
            try:
                await self._correlator.take_in(lambda before: imported(usable, before, partial(named, key), now))
            except StateError:
                return {"error": UNCHANGED}
        return {"imported": len(usable), "other_key": 0 if same else len(told) - len(usable), "same_key": same}

    def _level(self, risk: float) -> str:
        levels = self._policy().risk.levels
        return tuple(Level)[sum(risk >= threshold for threshold in levels)].value


def campaign_desk(
    settings: Settings, correlator: Correlator, regimes: Regimes, store: Guarded, lately: Lately
) -> CampaignDesk:
    """The desk of one worker."""
    clock = chance.time_of_day
    sharing = Sharing(settings.text_key, bool(settings.sharing_key), settings.plain_addresses)
    lift = Lifting(regimes, store, clock).many
    return CampaignDesk(correlator, lambda: regimes.current.policy, sharing, lately, clock, lift)
