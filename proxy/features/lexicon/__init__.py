"""How requests for training material are worded, by language. One file a language, one line in `LEXICON`.

Written from how papers, tools and reports word such requests, with room for paraphrase; it is evidence that others
corroborate, never a verdict. Patterns are RE2 (no backtracking) and are run over normalised text: case folded, single
spaces, `ß` as `ss`. Gaps are bounded and end with the sentence, so that words of different sentences do not meet; only
where a second cue usually follows in the next one ("... Leave nothing out.") do they go on.
"""

from __future__ import annotations

from proxy.features.lexicon import chinese, english, french, german, japanese, markup, russian, spanish
from proxy.features.lexicon.grammar import Wording

LEXICON: dict[str, tuple[Wording, ...]] = {
    "markup": markup.WORDINGS,
    "english": english.WORDINGS,
    "chinese": chinese.WORDINGS,
    "japanese": japanese.WORDINGS,
    "russian": russian.WORDINGS,
    "french": french.WORDINGS,
    "german": german.WORDINGS,
    "spanish": spanish.WORDINGS,
}

HOME = ("markup", "english")
"""Half of all wordings: a pass of their own."""

BEYOND_ASCII = ("chinese", "japanese", "russian")
"""Languages that cannot be written in ASCII."""
