"""All that replicas know of campaigns at one moment: found here, imported from elsewhere, lifted by operators. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import NamedTuple

from proxy.campaigns.record import Record
from proxy.campaigns.roster import Roster, roster_of


class Edition(NamedTuple):
    """One immutable value, exchanged as a whole."""

    found: tuple[Record, ...] = ()
    imported: tuple[Record, ...] = ()
    """Another deployment's: they hold until their `at`."""
    lifted: Mapping[str, float] = {}
    """Campaigns that an operator has lifted, until when (seconds since the epoch)."""

    def acted(self, now: float) -> tuple[Record, ...]:
        """Campaigns found here that nobody has lifted."""
        return tuple([record for record in self.found if not self.is_lifted(record.campaign.id, now)])

    def all(self, now: float) -> tuple[Record, ...]:
        """Every campaign that holds, lifted ones included."""
        return (*self.found, *[record for record in self.imported if record.campaign.at > now])

    def is_lifted(self, id: str, now: float) -> bool:  # noqa: A002 - that is what it is called everywhere
        """Whether an operator has lifted this campaign."""
        return self.lifted.get(id, 0.0) > now

    def roster(self, now: float) -> Roster:
        """What requests are looked up in."""
        return roster_of([record for record in self.all(now) if not self.is_lifted(record.campaign.id, now)])

    def ends(self, now: float) -> float:
        """When the roster will be another one although nobody has changed anything."""
        ends = [*self.lifted.values(), *[record.campaign.at for record in self.imported]]
        return min((end for end in ends if end > now), default=inf)

    def campaign(self, id: str, now: float) -> Record | None:  # noqa: A002
        """The campaign of that id."""
        return next((record for record in self.all(now) if record.campaign.id == id), None)

    def of(self, caller: str, now: float) -> Record | None:
        """The campaign that a caller belongs to: the riskiest."""
        own = [record for record in self.all(now) if caller in record.campaign.members]
        return max(own, key=lambda record: record.campaign.risk, default=None)


NOTHING = Edition()
