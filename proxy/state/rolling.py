"""A rolling budget: never more than the limit in any window, never refused below 98 % of it.

A log of entries (time, amount), oldest first. A new amount is merged into the last entry while their sum
stays within the quantum, `limit / 64`; a merged entry carries the time of its latest part, so nothing is ever
forgotten early. An entry has expired once `time <= now - window`.

Never more than the limit
    What the log counts is at least what a perfect log would count, since times are only ever moved later.
Never refused below 98 %
    Entries hold consecutive stretches of time, so only the oldest that is left can hold amounts that a perfect
    log would have dropped by now; a merged entry holds at most limit / 64. A refusal therefore means that at
    least 63/64 = 98.4 % of the limit is really in use. An amount above the quantum has an entry of its own and
    is exact; so are all of a small limit (up to 64 requests).
Size
    Two neighbours together exceed the quantum (settling merges again), so at most 2 x 64 + 1 = 129 entries of
    16 bytes and a header of 16: 2,080 bytes for a caller who uses a budget to the full in small amounts, 32 bytes
    for one request. Redis adds about 290 bytes for key, hash and field.
Exact sums
    Amounts are floored to multiples of 2**-32, so that adding and subtracting them is exact up to totals of two
    million with fractions (2**53 without): the total never drifts, and memory and Redis agree to the last bit.

A correction downwards is taken from the entry that holds the reservation. A surplus counts from the moment it
is known: put back in time it would make a merged entry too big for the proof above.

A changed limit only changes the quantum of later merges; the log stays. Clocks of replicas may differ: a time
before the last entry counts as the last entry's. `rolling.lua` does the same, line by line, within Redis.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

# 1/64 = 1.6 % is the power of two that keeps the promised 98 % with a margin for settling and rounding.
PARTS = 64.0

# A log that ends later than this after `now` was written by a clock that has been set back since; NTP steps at
# boot and resumed machines do that. It then counts as spent just now: conservative, and healed within a window.
SKEW = 60.0

# Only many surpluses at once, or a much lower limit, reach this length (the proof above says 129). From here on
# the quantum follows the total, so that the log stays bounded whatever happens.
CROWD = 512

_GRAINS = 2.0**32
# From here on the product above would need more than the 53 bits of a double's fraction.
_FRACTIONLESS = 2.0**21
_MOST = 2.0**53


def on_grid(amount: float) -> float:
    """An amount as the log counts it: a multiple of 2**-32 (0.00000000023 of a unit), never negative."""
    if 0 < amount < _FRACTIONLESS:
        return amount * _GRAINS // 1 / _GRAINS
    return float(min(amount, _MOST) // 1) if amount > 0 else 0.0  # NaN is not above 0


@dataclass(slots=True)
class Log:
    """What a store keeps of one budget: entries, oldest first, and their sum."""

    times: list[float] = field(default_factory=list)
    amounts: list[float] = field(default_factory=list)
    total: float = 0.0


class View:
    """A log as seen at one moment: what has expired is left out, but not yet removed.

    Looking changes nothing; only `add` and `give_back` do, and they remove the expired head in passing.
    `now` is the log's own time, which never runs backwards; `total` is what the window holds.
    """

    __slots__ = ("head", "limit", "log", "now", "total", "window")

    def __init__(self, log: Log, now: float, limit: float, window: float) -> None:
        if log.times:
            last = log.times[-1]
            if last > now + max(window, SKEW):
                log = Log([now], [log.total], log.total)
            elif last > now:
                now = last
        self.log, self.now, self.limit, self.window = log, now, limit, window
        self.head = bisect_right(log.times, now - window)
        self.total = log.total
        for index in range(self.head):
            self.total -= log.amounts[index]
        if self.head == len(log.times):
            self.total = 0.0

    def fits(self, amount: float) -> bool:
        """Whether the window has room for `amount`."""
        return self.total + amount <= self.limit

    def wait(self, amount: float) -> float:
        """Seconds until `amount` would fit, if nothing else came; infinite if it never can."""
        if amount > self.limit:
            return math.inf
        left, index = self.total, self.head
        while left + amount > self.limit and index < len(self.log.times):
            left -= self.log.amounts[index]
            index += 1
        return self.log.times[index - 1] - self.now + self.window if index > self.head else 0.0

    def reset(self) -> float:
        """Seconds until the window is empty."""
        return self.log.times[-1] - self.now + self.window if self.head < len(self.log.times) else 0.0

    def add(self, amount: float) -> None:
        """Count `amount` from now on, whether or not it fits."""
        self._drop_expired()
        log = self.log
        log.total = self.total = self.total + amount
        if log.times and log.amounts[-1] + amount <= self._quantum():
            log.times[-1] = self.now
            log.amounts[-1] += amount
        else:
            log.times.append(self.now)
            log.amounts.append(amount)

    def give_back(self, amount: float, at: float) -> bool:
        """Take `amount` off the reservation made `at`; False where it has expired and nothing changes.

        With skewed clocks the reservation may stand a little later than `at`: what one entry cannot give is
        taken from those after it. That moves amounts later at most, never below what was really used.
        """
        first = bisect_left(self.log.times, at, self.head)
        if at <= self.now - self.window or first == len(self.log.times):
            return False
        first -= self.head
        self._drop_expired()
        log, after, left = self.log, first, amount
        while left > 0 and after < len(log.times):
            taken = min(left, log.amounts[after])
            log.amounts[after] -= taken
            left -= taken
            after += 1
        log.total = self.total = self.total - (amount - left)
        self._merge(first, after)
        return True

    def _merge(self, first: int, after: int) -> None:
        """Drop the emptied entries from `first` up to `after`; merge what is left with neighbours that became small."""
        times, amounts, quantum = self.log.times, self.log.amounts, self._quantum()
        time, amount = times[after - 1], amounts[after - 1]
        if after < len(times) and amount + amounts[after] <= quantum:
            time, amount = times[after], amount + amounts[after]
            after += 1
        if first > 0 and amount > 0 and amounts[first - 1] + amount <= quantum:
            first -= 1
            amount += amounts[first]
        times[first:after] = [time] if amount > 0 else []
        amounts[first:after] = [amount] if amount > 0 else []

    def _quantum(self) -> float:
        return (self.limit if len(self.log.times) < CROWD else max(self.limit, self.total)) / PARTS

    def _drop_expired(self) -> None:
        if self.head:
            del self.log.times[: self.head]
            del self.log.amounts[: self.head]
            self.head = 0
