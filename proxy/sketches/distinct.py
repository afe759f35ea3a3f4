"""HyperLogLog: how many different things were seen, in 2^p bytes, mergeable.

Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog", AofA 2007, over 64-bit digests (Heule et al., EDBT 2013), read with
the improved estimator of Ertl, "New cardinality estimation algorithms for HyperLogLog sketches", 2017
(arXiv 1702.01284), the one that Redis uses: no bias correction tables, right from zero up.

Error: standard deviation 1.04 / sqrt(2^p) of the count: 6.5 % at p = 8, 3.3 % at p = 10, 1.6 % at p = 12, and
less below 2^p things. Registers depend on the set of digests alone, not on order or repetition; `place` gives register
and rank of one digest: a store that keeps `register = max(register, rank)` itself stays equal.
"""

from __future__ import annotations

from math import inf, log, sqrt

SMALLEST, LARGEST = 8, 12
"""Below 2^8 registers the error passes 6.5 %; above 2^12 one counter outgrows what a whole caller may cost (4 KB)."""


def place(digest: int, precision: int) -> tuple[int, int]:
    """Register and rank of a 64-bit digest; ranks run from 1 to 65 - precision."""
    bits = 64 - precision
    register = digest >> bits
    return register, bits + 1 - (digest ^ register << bits).bit_length()


def estimate(registers: bytes | bytearray) -> float:
    """How many distinct digests filled these registers (a power of two of them)."""
    size = len(registers)
    longest = 65 - (size.bit_length() - 1)
    histogram = [registers.count(rank) for rank in range(longest + 1)]
    # Ertl's algorithm 6: `z` gathers the registers from the rarest rank down, with both ends corrected.
    z = size * _tau(1.0 - histogram[longest] / size)
    for rank in range(longest - 1, 0, -1):
        z = 0.5 * (z + histogram[rank])
    z += size * _sigma(histogram[0] / size)
    return size * size / (2.0 * log(2.0) * z) if z else inf


def _sigma(x: float) -> float:
    """Correction for registers never hit; infinite when none was, which makes the estimate 0."""
    if x == 1.0:
        return inf
    y, total, before = 1.0, x, -1.0
    while total != before:
        x *= x
        before = total
        total += x * y
        y += y
    return total


def _tau(x: float) -> float:
    """Correction for registers at the highest rank."""
    if x in (0.0, 1.0):
        return 0.0
    y, total, before = 1.0, 1.0 - x, -1.0
    while total != before:
        x = sqrt(x)
        before = total
        y *= 0.5
        total -= (1.0 - x) ** 2 * y
    return total / 3.0


class Distinct:
    """A counter of distinct 64-bit digests. `registers` are its whole state."""

    __slots__ = ("precision", "registers")

    def __init__(self, precision: int = 10, registers: bytes | None = None) -> None:
        if not SMALLEST <= precision <= LARGEST:
            raise ValueError(f"precision is {precision}, must be {SMALLEST} to {LARGEST}")
        if registers is not None and len(registers) != 1 << precision:
            raise ValueError(f"{len(registers)} registers, precision {precision} has {1 << precision}")
        self.precision = precision
        self.registers = bytearray(registers) if registers is not None else bytearray(1 << precision)

    def add(self, digest: int) -> bool:
        """Count a digest; True where that changed anything (as PFADD answers)."""
        register, rank = place(digest, self.precision)
        if self.registers[register] >= rank:
            return False
        self.registers[register] = rank
        return True

    def merge(self, other: Distinct) -> None:
        """Become the counter of both sets."""
        if other.precision != self.precision:
            raise ValueError(f"precisions differ: {self.precision} and {other.precision}")
        self.registers = bytearray(map(max, self.registers, other.registers))

    def __len__(self) -> int:
        return round(estimate(self.registers))

    @property
    def deviation(self) -> float:
        """Relative standard deviation of the count."""
        return float(1.04 / sqrt(1 << self.precision))
