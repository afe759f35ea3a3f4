"""Print how many wordings of the bed are known: `python -m tests.features.lexicon.scores`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable

from proxy.core.features import Elicitation as Kind
from tests.features.lexicon.asking import asked
from tests.features.lexicon.bed import WANTED, honest, paraphrases


def shares(kept: Iterable[tuple[str, int, bool, bool]]) -> None:
    """A row a name: of each round the share in view and that of the half held out."""
    total: Counter[tuple[str, int, bool]] = Counter()
    known: Counter[tuple[str, int, bool]] = Counter()
    for name, turn, held_out, hit in kept:
        total[name, turn, held_out] += 1
        known[name, turn, held_out] += hit
    rounds = sorted({(turn, held_out) for _, turn, held_out in total})
    lines = [" " * 14 + "".join(f"{turn}, {'held out' if out else 'in view'}".rjust(16) for turn, out in rounds)]
    for name in dict.fromkeys(name for name, _, _ in total):
        cells = ((known[name, *each], total[name, *each]) for each in rounds)
        lines.append(f"{name:14}" + "".join((f"{hits} of {all_}" if all_ else "").rjust(16) for hits, all_ in cells))
    sys.stdout.write("\n".join([*lines, ""]))


def main() -> None:
    """Recall by intent and by language, and honest neighbours taken for strong."""
    asks = [(line, bool(asked(line.text) & WANTED[line.intent])) for line in paraphrases()]
    shares((line.intent, line.round, line.held_out, hit) for line, hit in asks)
    shares((line.language, line.round, line.held_out, hit) for line, hit in asks)
    shares((line.intent, line.round, line.held_out, bool(asked(line.text) & Kind.STRONG)) for line in honest())


if __name__ == "__main__":
    main()
