"""English words for thinking and for its results, which several kinds of request share."""

from __future__ import annotations

from proxy.features.lexicon.grammar import one

THOUGHT = one(
    "reasoning|thought process(?:es)?|thinking|thoughts|chain[ -]of[ -]thoughts?|"
    "rationale|deliberation|(?:inner |internal )?monologue|train of thought|"
    "line of thought|scratch ?pad"
)

DELIBERATION = one(
    "(?:thought|thinking|reasoning|mental|cognitive) process|deliberation|monologue|internal dialogue|inner dialogue|"
    "train of thought|line of thought|chain[ -]of[ -]thought|stream[ -]of[ -](?:thought|consciousness)|scratch ?pad|"
    "(?:your|its|the model's|internal|inner|actual|all|any|complete|entire|full|whole%) thinking|thinking trace"
)
"""What only thinking is called. Plain "reasoning" and "rationale" are also asked for in reports and homework."""

ANSWER = one("answer|response|reply|completion|solution|output|conclusion")

BEFORE_ANSWERING = one(
    # Spelled out: of an optional word RE2's filter makes no literal, and "before" alone is everywhere.
    "before answering|before you answer|before giving|before you give|before responding|before you respond|"
    "before concluding|before you conclude|before replying|before you reply|before stating|before you state|"
    "before committing|before you commit|before reaching|before you reach|before arriving|before you arrive|"
    "before settling|before you settle|prior to answering|prior to responding|prior to giving|before the answer|"
    "before the final|before your answer|before your final|before any answer|before an answer"
)
