"""How requests for training material are worded: words of concepts by language, and rules over concepts.

Written from how papers, tools and reports word such requests (docs/detection.md), as evidence that others corroborate,
never as a verdict. One file a language (two for English), one line in `LEXICON`. Words are looked for in normalised
text: case folded, single spaces, `ß` as `ss`.
"""

from __future__ import annotations

from proxy.features.lexicon import (
    chinese,
    english,
    english_bulk,
    french,
    german,
    japanese,
    korean,
    markup,
    russian,
    spanish,
)
from proxy.features.lexicon.grammar import Words

LEXICON: dict[str, Words] = {
    "markup": markup.WORDS,
    "english": {**english.WORDS, **english_bulk.WORDS},
    "french": french.WORDS,
    "german": german.WORDS,
    "spanish": spanish.WORDS,
    "chinese": chinese.WORDS,
    "japanese": japanese.WORDS,
    "korean": korean.WORDS,
    "russian": russian.WORDS,
}

BEYOND_ASCII: tuple[str, ...] = ("chinese", "japanese", "korean", "russian")
"""Languages that cannot be written in ASCII."""
