"""What kinds of characters a text is made of, counted in one table look-up for all of them.

Scripts tell mixed spelling and texts without spaces apart; a script, a language or a nationality is never evidence.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Mix: TypeAlias = tuple[tuple[str, float], ...]
"""Scripts of the letters and their shares, largest first."""

Kinds: TypeAlias = NDArray[np.uint8]

SCRIPTS = (
    "", "latin", "greek", "cyrillic", "hebrew", "arabic", "indic", "thai", "hangul", "kana", "han", "other",
)  # fmt: skip

UNSPACED = frozenset({"han", "kana", "thai"})
"""Written without spaces between words, so two characters are counted as one word."""

LATIN: Mix = (("latin", 1.0),)

# Kinds beside the scripts. Hidden ones and direction controls are drawn as nothing: format characters, fillers,
# variation selectors, tags. Styled ones are the mathematical alphabets, wide ones the full-width forms of ASCII.
HIDDEN, BIDI, MARK, CONTROL, WIDE, STYLED = range(len(SCRIPTS), len(SCRIPTS) + 6)
_KINDS = STYLED + 1
_FOREIGN = (SCRIPTS.index("greek"), SCRIPTS.index("cyrillic"))
_LATIN = SCRIPTS.index("latin")

_WIDTH = 0xFEE0
"""How far the full-width forms stand from ASCII."""

_END = 0xE1000
"""Behind the tag characters nothing is assigned but private use."""

# First and last code point, kind; after the blocks of Unicode 15, later lines win.
_BLOCKS: tuple[tuple[int, int, str | int], ...] = (
    (0x0041, 0x005A, "latin"), (0x0061, 0x007A, "latin"), (0x00C0, 0x02AF, "latin"), (0x0370, 0x03FF, "greek"),
    (0x0400, 0x052F, "cyrillic"), (0x0530, 0x058F, "other"), (0x0590, 0x05FF, "hebrew"), (0x0600, 0x08FF, "arabic"),
    (0x0900, 0x0DFF, "indic"), (0x0E00, 0x0EFF, "thai"), (0x0F00, 0x10FF, "other"), (0x1100, 0x11FF, "hangul"),
    (0x1200, 0x17FF, "other"), (0x1E00, 0x1EFF, "latin"), (0x1F00, 0x1FFF, "greek"), (0x3040, 0x30FF, "kana"),
    (0x31F0, 0x31FF, "kana"), (0x3400, 0x9FFF, "han"), (0xA000, 0xA63F, "other"), (0xA640, 0xA69F, "cyrillic"),
    (0xA720, 0xA7FF, "latin"), (0xAC00, 0xD7AF, "hangul"), (0xF900, 0xFAFF, "han"), (0xFB50, 0xFDFF, "arabic"),
    (0xFE70, 0xFEFE, "arabic"), (0x20000, 0x323AF, "han"), (0x00D7, 0x00D7, ""), (0x00F7, 0x00F7, ""),
    (0xFF01, 0xFF5E, WIDE), (0x1D400, 0x1D7FF, STYLED),
    (0x0000, 0x0008, CONTROL), (0x000E, 0x001B, CONTROL), (0x007F, 0x0084, CONTROL), (0x0086, 0x009F, CONTROL),
    (0x0300, 0x036F, MARK), (0x0483, 0x0489, MARK), (0x1AB0, 0x1AFF, MARK), (0x1DC0, 0x1DFF, MARK),
    (0x20D0, 0x20FF, MARK), (0xFE20, 0xFE2F, MARK),
    (0x061C, 0x061C, BIDI), (0x200E, 0x200F, BIDI), (0x202A, 0x202E, BIDI), (0x2066, 0x2069, BIDI),
    (0x00AD, 0x00AD, HIDDEN), (0x034F, 0x034F, HIDDEN), (0x115F, 0x1160, HIDDEN), (0x17B4, 0x17B5, HIDDEN),
    (0x180B, 0x180F, HIDDEN), (0x200B, 0x200D, HIDDEN), (0x2060, 0x2065, HIDDEN), (0x206A, 0x206F, HIDDEN),
    (0x3164, 0x3164, HIDDEN), (0xFE00, 0xFE0F, HIDDEN), (0xFEFF, 0xFEFF, HIDDEN), (0xFFA0, 0xFFA0, HIDDEN),
    (0xFFF0, 0xFFFB, HIDDEN), (0xE0000, 0xE0FFF, HIDDEN),
)  # fmt: skip


def _table() -> Kinds:
    table = np.zeros(_END + 1, dtype=np.uint8)
    for first, last, kind in _BLOCKS:
        table[first : last + 1] = SCRIPTS.index(kind) if isinstance(kind, str) else kind
    return table


_KIND_OF = _table()


class Census(NamedTuple):
    """A text's characters: code points, the kind of each, and how many there are of every kind."""

    points: NDArray[np.uint32]
    kinds: Kinds
    counts: list[int]

    @property
    def scripts(self) -> Mix:
        """Scripts of the letters and their shares, largest first, traces under 0.005 % left out."""
        named = [(script, self.counts[kind]) for kind, script in enumerate(SCRIPTS) if script and self.counts[kind]]
        letters = sum(count for _, count in named)
        shares = [(script, round(count / letters, 4)) for script, count in named]
        return tuple(sorted((pair for pair in shares if pair[1]), key=lambda pair: (-pair[1], pair[0])))

    @property
    def mixed(self) -> bool:
        """Whether a Latin letter stands beside a Greek or Cyrillic one anywhere."""
        if not self.counts[_LATIN] or not any(self.counts[kind] for kind in _FOREIGN):
            return False
        latin = self.kinds == _LATIN
        foreign = (self.kinds == _FOREIGN[0]) | (self.kinds == _FOREIGN[1])
        return bool((latin[1:] & foreign[:-1]).any() or (latin[:-1] & foreign[1:]).any())

    def has(self, *kinds: int) -> bool:
        """Whether there is any character of these kinds."""
        return any(self.counts[kind] for kind in kinds)

    def without(self, *kinds: int) -> str:
        """The text without characters of these kinds, wide ones narrowed."""
        points = np.where(self.kinds == WIDE, self.points - np.uint32(_WIDTH), self.points)
        return points[~np.isin(self.kinds, kinds)].astype("<u4").tobytes().decode("utf-32-le")


def count(text: str) -> Census:
    """Take the census of a text (without lone surrogates)."""
    points = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.uint32, copy=False)
    kinds = _KIND_OF.take(points, mode="clip")
    return Census(points, kinds, np.bincount(kinds, minlength=_KINDS).tolist())
