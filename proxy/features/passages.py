"""A text with its slots masked -> the passages by which those who send the same middle meet.

Whoever puts a greeting before a template and a word behind it has new edges every time, and a new skeleton. What stays
are the runs of words in between. Of all runs of eight words those with the least keyed hash are a text's passages:
which of a template's runs that is does not depend on what stands around it, so of m runs in a text of n the least of
the template's is the least of all in m of n requests, and among the least four in 1 - (1 - m/n)^4 (Broder, "On the
resemblance and containment of documents", SEQUENCES 1997; Schleimer, Wilkerson, Aiken, "Winnowing", SIGMOD 2003).

Selected by the polynomials of `shingles`, digested with BLAKE2b: only what is kept needs to be safe from guessing. In
NumPy 20 µs for 2 KB; the kernel (`native`) does the same in 3.
"""

from __future__ import annotations

import numpy as np

from proxy.features.shingles import CAPACITY, Shingler
from proxy.features.skeleton import EDGE, SLOT
from proxy.sketches.keyed import Key

FEWEST = 2 * EDGE + 2
"""A shorter text is its edges, and too short for `LOOKED_AT` runs besides. Of a script without spaces twice that."""
LOOKED_AT = 8
"""Runs with the least hashes; slots, tables and repetitions among them are passed over."""
KEPT = 4
"""Passages of a text. The first names a bucket; by all four a request is recognised. Each costs 1 µs."""
TELLING, SLOTS = 6, 2
"""Different words at least, and slots at most: other runs are lists of slots, tables, or somebody's refrain."""
LETTERS = 30
"""Bytes of a run with its spaces: eight marks and brackets have fifteen, eight short words about thirty."""
TELLING_UNSPACED = 10
"""Of sixteen characters so many different ones beyond ASCII."""

_SPACE, _SLOT = 0x20, SLOT.encode()


class Passages:
    """Selects and digests passages under one key."""

    __slots__ = ("_key", "_shingler")

    def __init__(self, key: Key, shingler: Shingler) -> None:
        self._key, self._shingler = key, shingler

    def digests(self, masked: bytes, unspaced: bool) -> tuple[int, ...]:
        """Digests of the passages of a masked text, the least hash first; at most `KEPT`, none of a short text.

        The opening and the ending are none of them. For scripts without spaces a run is sixteen characters.
        """
        masked = masked[:CAPACITY]
        found: dict[int, int] = {}
        for order, start, end in sorted(self._least(masked, unspaced)):
            run = masked[start:end]
            if order not in found and tells(run, unspaced):
                found[order] = self._key.digest(run, b"passage")
                if len(found) == KEPT:
                    break
        return tuple(found.values())

    def _least(self, masked: bytes, unspaced: bool) -> list[tuple[int, int, int]]:
        """Hash, start and end of the `LOOKED_AT` runs with the least hashes, in any order."""
        units, fewest = (2 * EDGE, 2 * FEWEST) if unspaced else (EDGE, FEWEST)
        codes = np.frombuffer(b" %b " % masked, dtype=np.uint8)
        # Where the byte before each unit stands, and the one before what follows the last.
        before = ((codes[1:] & 0xC0) != 0x80).nonzero()[0] if unspaced else (codes == _SPACE).nonzero()[0]
        if len(before) <= fewest:
            return []
        at = self._shingler.sums(codes).take(before)
        runs = (at[units:] - at[:-units])[1:-1]
        runs *= self._shingler.inverse.take(before[1 : len(runs) + 1])
        least = runs.argpartition(LOOKED_AT)[:LOOKED_AT]
        starts, ends = before[least + 1].tolist(), before[least + 1 + units].tolist()
        return [
            (hash_, start, end - (not unspaced))
            for hash_, start, end in zip(runs[least].tolist(), starts, ends, strict=True)
        ]


def tells(run: bytes, unspaced: bool) -> bool:
    """Whether a run of masked words says something of its own: words, different ones, and hardly a slot."""
    if unspaced:
        return len({one for one in run.decode("utf-8", "ignore") if not one.isascii()}) >= TELLING_UNSPACED
    return len(run) >= LETTERS and run.count(_SLOT) <= SLOTS and len(set(run.split(b" "))) >= TELLING
