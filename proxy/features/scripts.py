"""Which scripts a text is written in, counted in one table look-up for all its characters.

Scripts tell mixed spelling and texts without spaces apart; a script, a language or a nationality is never evidence.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Mix: TypeAlias = tuple[tuple[str, float], ...]
"""Scripts of the letters and their shares, largest first."""

SCRIPTS = (
    "", "latin", "greek", "cyrillic", "hebrew", "arabic", "indic", "thai", "hangul", "kana", "han", "other",
)  # fmt: skip

UNSPACED = frozenset({"han", "kana", "thai"})
"""Written without spaces between words, so two characters are counted as one word."""

# First and last code point of the letters' blocks (Unicode 15), script; later lines win.
_BLOCKS = (
    (0x0041, 0x005A, "latin"), (0x0061, 0x007A, "latin"), (0x00C0, 0x024F, "latin"), (0x0250, 0x02AF, "latin"),
    (0x0370, 0x03FF, "greek"), (0x0400, 0x052F, "cyrillic"), (0x0530, 0x058F, "other"), (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x08FF, "arabic"), (0x0900, 0x0DFF, "indic"), (0x0E00, 0x0EFF, "thai"), (0x0F00, 0x10FF, "other"),
    (0x1100, 0x11FF, "hangul"), (0x1200, 0x17FF, "other"), (0x1E00, 0x1EFF, "latin"), (0x1F00, 0x1FFF, "greek"),
    (0x3040, 0x30FF, "kana"), (0x31F0, 0x31FF, "kana"), (0x3400, 0x9FFF, "han"), (0xA000, 0xA63F, "other"),
    (0xA640, 0xA69F, "cyrillic"), (0xA720, 0xA7FF, "latin"), (0xAC00, 0xD7AF, "hangul"), (0xF900, 0xFAFF, "han"),
    (0xFB50, 0xFDFF, "arabic"), (0xFE70, 0xFEFF, "arabic"),
)  # fmt: skip


def _table() -> NDArray[np.uint8]:
    table = np.zeros(0x10000, dtype=np.uint8)
    for first, last, script in _BLOCKS:
        table[first : last + 1] = SCRIPTS.index(script)
    table[[0xD7, 0xF7]] = 0
    return table


_SCRIPT_OF = _table()
_LATIN: Mix = (("latin", 1.0),)


def mix(text: str) -> Mix:
    """Scripts of a text's letters and their shares. Characters beyond the first plane are not counted."""
    if text.isascii():
        return _LATIN if text.lower() != text.upper() else ()
    points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype="<u4")
    counts = np.bincount(_SCRIPT_OF.take(points, mode="clip"), minlength=len(SCRIPTS)).tolist()
    letters = sum(counts[1:])
    shares = [
        (script, round(count / letters, 4)) for script, count in zip(SCRIPTS, counts, strict=True) if count and script
    ]
    return tuple(sorted((pair for pair in shares if pair[1] > 0), key=lambda pair: (-pair[1], pair[0])))
