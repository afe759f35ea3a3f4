"""What crowded buckets would not keep, as far as this process knows: it need not be sent.

Samples only get stricter while a bucket lives, so whoever knows an older limit only sends more than is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from proxy.core.sighting import Kind, Sighting
from proxy.state.crowd import Limits
from proxy.state.sharers import counts

# Buckets live for days; asking again now and then finds those that were forgotten and began anew.
BELIEVED = 600.0
# A deployment has few texts that thousands send; should there be more, those are asked for again.
MOST = 4096


class Thinning:
    """Remembers limits for a while."""

    def __init__(self) -> None:
        self._limits: dict[tuple[Kind, int], tuple[float, Limits]] = {}
        self._heavy: dict[tuple[Kind, int, int], float] = {}

    def worth_sending(self, sightings: Iterable[Sighting], now: float) -> list[Sighting]:
        """The sightings that the store may keep."""
        return [one for one in sightings if self._may_be_kept(one, now)]

    def learn(self, sightings: Sequence[Sighting], left_out: Sequence[Limits | None], now: float) -> None:
        """Note what the store said about those that it did not keep."""
        for one, limits in zip(sightings, left_out, strict=True):
            if limits is not None:
                self._limits[one.kind, one.digest] = now + BELIEVED, limits
                if limits.heavy:
                    self._heavy[one.kind, one.digest, one.caller] = now + BELIEVED
        if len(self._limits) > MOST:
            self._limits.clear()
        if len(self._heavy) > MOST:
            self._heavy.clear()

    def _may_be_kept(self, one: Sighting, now: float) -> bool:
        until, limits = self._limits.get((one.kind, one.digest), _NONE)
        if until <= now or 0 < one.content <= limits.content:
            return True
        if one.caller > limits.caller:
            return False
        return self._heavy.get((one.kind, one.digest, one.caller), 0.0) <= now or counts(one)


_NONE = (0.0, Limits(0, 0, heavy=False))
