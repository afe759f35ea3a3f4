"""What concepts mean together: the rules of the lexicon over bits, and which pairs of concepts are worth measuring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from proxy.features.concepts import Met
from proxy.features.lexicon.grammar import Beside, Rule
from proxy.features.memo import Memo

_MEANINGS = 4096
"""Combinations of concepts whose meaning is remembered: honest texts have a few hundred, 100 bytes each."""


_STOP = "。".encode()


class Meaning(NamedTuple):
    """What some concepts ask for, and the pairs that could change it if they stood side by side."""

    asked: int
    pairs: int
    open: int
    """The kinds that could change."""


class _Test(NamedTuple):
    """A rule: each of `needs` meets what was found, `never` does not."""

    asked: int
    needs: tuple[int, ...]
    never: int


class Meanings:
    """Rules and pairs over the bits of concepts."""

    __slots__ = ("_bits", "_known", "_pairs", "_partners", "_reach", "_tests")

    def __init__(
        self, bits: Mapping[str, int], rules: Iterable[Rule], besides: Sequence[Beside], reach: tuple[int, int]
    ) -> None:
        self._bits = bits
        self._reach = reach
        self._tests = tuple(self._test(rule) for rule in rules)
        self._pairs = tuple(
            (bits[each.name], self._sum(each.one), self._sum(each.other), each.close) for each in besides
        )
        self._known: Memo[int, Meaning] = Memo(_MEANINGS)
        self._partners: dict[int, tuple[int, tuple[tuple[int, int, bool], ...]]] = {}

    def of(self, text: bytes, met: Sequence[Met], known: int = 0) -> int:
        """What concepts that stand where they do in a text ask for, beside what is known to be asked for anyway."""
        found = 0
        for concepts, _, _ in met:
            found |= concepts
        meaning = self._meaning(found)
        if meaning.open & ~known and (pairs := self.beside(text, met, meaning.pairs)):
            return self._meaning(found | pairs).asked
        return meaning.asked

    def beside(self, text: bytes, met: Sequence[Met], wanted: int = -1) -> int:
        """Those pairs, of the wanted ones, that stand side by side in a sentence of the text."""
        found = 0
        for place, (concepts, _, _) in enumerate(met):
            known = self._partners.get(concepts)
            if known is None:
                known = self._partners.setdefault(concepts, self._partners_of(concepts))
            possible, partners = known
            if not possible & wanted & ~found:  # hardly a place can add a pair that matters
                continue
            close, near = self._following(text, met, place)
            for bit, others, tight in partners:
                if (close if tight else near) & others:
                    found |= bit
        return found & wanted

    def _following(self, text: bytes, met: Sequence[Met], place: int) -> tuple[int, int]:
        """The concepts of a place and those close and near behind it; what is before it has it behind itself."""
        close, _, end = met[place]
        near, (tight, wide) = close, self._reach
        for following in range(place + 1, len(met)):
            concepts, begins, _ = met[following]
            if begins - end > wide or (begins > end and ended(text[end:begins])):
                break
            near |= concepts
            if begins - end <= tight:
                close |= concepts
        return close, near

    def _meaning(self, found: int) -> Meaning:
        meaning = self._known.get(found)
        if meaning is None:
            self._known.put(found, meaning := self._reason(found))
        return meaning

    def _reason(self, found: int) -> Meaning:
        could = 0
        for bit, one, other, _ in self._pairs:
            if found & one and found & other and not found & bit:
                could |= bit
        asked, pairs, undecided, hoped = 0, 0, 0, found | could
        for test in self._tests:
            for need in test.needs:
                if not hoped & need:
                    break
            else:
                if not found & test.never and all(map(found.__and__, test.needs)):
                    asked |= test.asked
                    matter = could & test.never
                else:
                    matter = 0 if found & test.never else could & (test.never | sum_of(test.needs))
                pairs |= matter
                undecided |= test.asked if matter else 0
        return Meaning(asked, pairs, undecided)

    def _partners_of(self, concepts: int) -> tuple[int, tuple[tuple[int, int, bool], ...]]:
        """All pairs of which these concepts can be a part, and each with what would be the other part."""
        pairs = [(bit, other, close) for bit, one, other, close in self._pairs if concepts & one]
        pairs += [(bit, one, close) for bit, one, other, close in self._pairs if concepts & other]
        return sum_of(bit for bit, _, _ in pairs), tuple(pairs)

    def _test(self, rule: Rule) -> _Test:
        # Most rules fail at what is rarest, which is named first.
        return _Test(int(rule.asked), tuple(map(self._sum, rule.needs)), self._sum(rule.never))

    def _sum(self, names: Iterable[str]) -> int:
        return sum_of(self._bits.get(name, 0) for name in names)


def ended(between: bytes) -> bool:
    """Whether a sentence ends in a piece of text: neighbours are of one sentence."""
    return b". " in between or b"; " in between or _STOP in between


def sum_of(bits: Iterable[int]) -> int:
    """All of these bits."""
    total = 0
    for each in bits:
        total |= each
    return total
