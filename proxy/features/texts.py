"""Text -> `TextSketch`: the parts of this room put together.

What is sketched is bounded: of a text of more than `2 * END` characters its first and last `END`. What is forwarded
never is. System prompts repeat with every request, and an agent's last user turn with every step of its work, so
sketches are remembered under a keyed digest of what they depend on; the texts themselves are not.
"""

from __future__ import annotations

from proxy.core.features import Noise, TextSketch
from proxy.features.census import LATIN, UNSPACED
from proxy.features.memo import Memo
from proxy.features.native import KERNEL, Kernel, Reading
from proxy.features.normalise import ESCAPES, Normal, escapes, normalise
from proxy.features.phrasing import everything
from proxy.features.shingles import CAPACITY
from proxy.features.skeleton import edges, mask, share
from proxy.features.sketching import Sketcher
from proxy.sketches.keyed import Key

END = 3072
"""Characters from each end. Templates have their fixed words at the ends, most prompts are shorter than this, and 6 KB
can be read within 250 µs."""

REMEMBERED = 4096
"""Sketches in a generation of the memory, about 1 KB each: at most 8 MB a process."""

_ENCODED = 40
"""A word this long, of letters of both cases and digits, carries 30 bytes of something else."""


class Texts:
    """Sketches texts under one key."""

    __slots__ = ("_key", "_memo", "_phrasing", "_sketcher")

    def __init__(self, key: Key, remembered: int = REMEMBERED, kernel: Kernel | None = KERNEL) -> None:
        self._key = key
        self._phrasing = everything()
        self._sketcher = Sketcher(key, kernel)
        self._memo: Memo[bytes, TextSketch] = Memo(remembered)

    def __repr__(self) -> str:
        return f"Texts({self._memo!r})"

    def sketch(self, text: str) -> TextSketch | None:
        """The sketch of a text; None where there is nothing to read in it."""
        if not text:
            return None
        part = excerpt(text)
        # The ends and the length are all that the sketch depends on; hashing 200 KB would cost 200 µs.
        token = self._key.token(part.encode("utf-8", "surrogatepass") + len(text).to_bytes(8, "little"))
        known = self._memo.get(token)
        if known is not None:
            return known
        reading = self._sketcher.read(part)
        made = self._make(normalise(part), len(text)) if reading is None else self._made(reading, part, len(text))
        if made is not None:
            self._memo.put(token, made)
        return made

    def _made(self, reading: Reading, part: str, characters: int) -> TextSketch:
        """A text of ASCII that the kernel has read."""
        noise = escapes(part) if reading.signs >= ESCAPES else Noise.NONE
        if reading.longest >= _ENCODED:
            noise |= _encoded(normalise(part).spelled)
        return TextSketch(
            characters,
            reading.words,
            reading.skeleton,
            reading.opening,
            reading.ending,
            reading.content,
            reading.minhash,
            reading.plane,
            LATIN if reading.letters else (),
            reading.masked,
            self._phrasing.asks(reading.folded),
            noise,
            reading.passages,
        )

    def _make(self, normal: Normal, characters: int) -> TextSketch | None:
        if not normal.folded:
            return None
        folded = normal.folded.encode()
        unspaced = bool(normal.scripts) and normal.scripts[0][0] in UNSPACED
        sketches = self._sketcher.sketch(folded, unspaced)
        masked = mask(normal.spelled, sketches.longest)
        opening, ending = edges(masked, unspaced)
        digest, noise, bare = self._key.digest, normal.noise, masked.encode()
        if sketches.longest >= _ENCODED:
            noise |= _encoded(normal.spelled)
        return TextSketch(
            characters=characters,
            words=sketches.words if not unspaced else max(sketches.words, len(normal.folded) // 2),
            skeleton=digest(bare, b"skeleton"),
            opening=digest(opening.encode(), b"opening"),
            ending=digest(ending.encode(), b"ending"),
            content=digest(folded, b"content"),
            minhash=sketches.minhash,
            plane=sketches.plane,
            scripts=normal.scripts,
            masked=share(masked, normal.spelled),
            asks=self._phrasing.asks(folded[:CAPACITY]),
            noise=noise,
            passages=self._sketcher.passages(bare, unspaced),
        )


def excerpt(text: str) -> str:
    """What of a text is sketched: all of it, or its two ends."""
    return text if len(text) <= 2 * END else f"{text[:END]} {text[-END:]}"


def _encoded(spelled: str) -> Noise:
    return Noise.BASE64 if any(map(_base64, spelled.split(" "))) else Noise.NONE


def _base64(word: str) -> bool:
    """Long, of the alphabet of base64 and nothing else, in both cases with digits: paths and hashes are not."""
    if len(word) < _ENCODED or not word.isascii():
        return False
    letters = word.rstrip("=").translate(_PUNCTUATION)
    mixed = not letters.islower() and not letters.isupper() and any(map(str.isdigit, letters))
    return letters.isalnum() and mixed and word.count("/") * 16 <= len(word)


_PUNCTUATION = str.maketrans("", "", "+/-_")
