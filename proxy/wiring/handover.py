"""While a secret is being replaced: what operators order about callers is ordered about their new names, too."""

from __future__ import annotations

from collections import OrderedDict

from proxy.wiring.standing import Ban, Standing

MOST = 65_536
"""Callers whose new name is remembered: about 15 MB. One that is forgotten is met again with its next request."""
NEVER = Ban(0.0, 0.0)


class Handover:
    """Which caller will be which one, as far as this process has met them."""

    def __init__(self, most: int = MOST) -> None:
        self.successors: OrderedDict[str, str] = OrderedDict()
        self._most = most

    def note(self, caller: str, successor: str) -> None:
        """This caller will be that one."""
        self.successors[caller] = successor
        if len(self.successors) > self._most:
            self.successors.popitem(last=False)

    async def bans(self, standing: Standing) -> None:
        """Order about successors what was ordered about their callers since: bans, and their ends."""
        if not self.successors:
            return
        ordered = standing.orders.bans
        for caller, ban in tuple(ordered.items()):
            successor = self.successors.get(caller)
            known = NEVER if successor is None else ordered.get(successor, NEVER)
            if successor is not None and known.until != ban.until and known.at < ban.at:
                await standing.ban(successor, ban.until)
