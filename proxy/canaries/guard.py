"""Which answers are left alone whatever a rule says: where a word may weigh, and where every word must stay.

Words are looked for in the prompt, and in the answer as far as it has come. Medicine, law, money and safety; requests
for exact text, translations and data formats; anything that is not English, in which the marks are written. The lists
are broad on purpose: an answer without a mark costs nothing, and in doubt there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from proxy.core.exchange import Call

_WORD = re.compile(r"[a-z]+")
# Entries of five letters count as stems ("medic": medicine, medical, medication), all others as whole words.
_STEM = 5
# Enough of each turn and enough turns to know what a conversation is about.
_TURN, _TURNS = 4096, 8
# English question or answer: one word in eight at least is one of the commonest ones.
_COMMON_SHARE = 8

MEDICAL: Final = (
    "aceta aller antib antid anxie aspirin asthm autis bleed blood breath cancer cardi chest clini cough dental "
    "dentist diabe diagn disea disor doctor doctors dosage dose doses drug drugs epile fever fract heada health "
    "healthy hospi hyper ibupr infec injur insul kidney kidneys liver lung lungs medic mg migra miscar nausea numb "
    "nurse opioi pain patient patients pharm physician pill pills pregn presc psych pulse rash seizu sick stero "
    "stomach strok suici surge swallow swell sympt syndr thera treat tumor ulcer vacci virus vitam vomit wound"
)
LEGAL: Final = (
    "abuse acqui agree alimony appeal arbit arrest attor bail contract contracts copyr court courts crime crimi custo "
    "defam divor employer evict eviction felon fired fraud gdpr guilt hipaa illeg immig inher judge juris jury "
    "landlord landlords law laws lawsu lawye legal legis liabi licen litig negli paten plaintiff polic prison probate "
    "prosecute regulation regulations rights statute statutes subpo sue sued tenant tenants testify tort trial union "
    "verdi visa warra"
)
FINANCIAL: Final = (
    "accounting amort annui audit bank bankr banks bitcoin bond bonds broke budge buy capital cash cost costs credi "
    "crypt currency debt debts defau deriv divid donat equit ether finan forex fund funds hedge infla insur interest "
    "inves lend loan loans lottery money mortg owe owed paid pay payro pensi portfolio premi price profi rent retire "
    "retirement salar savings secur sell share shares stock stocks tax taxes trader trading treasury wage wages wealt "
    "wire"
)
SAFETY: Final = (
    "acid acids alarm ammon ammun assau attac batteries battery bleac bomb bombs burn burns carbo chemi choki cliff "
    "corro crash danger dangerous death defib drown edible elect emerg evacu explo fatal fire fires flamm gas gases "
    "grena gun guns hazar helmet hurt hurts kidna kill kills knife ladder leak leaks letha lightning murde mushroom "
    "mushrooms nucle outlet overd poiso rabies radia recall rescu risk risks safe safer safet shock smoke snake suffo "
    "terro toxic trap traps venom viole volta warni weapo wiring"
)
EXACT: Final = (
    "classify convert copy correct csv diff edit exact exactly extract forma gramm html json label latex lyric "
    "paraphrase poem poems proofread quota quote recite regex repeat rephr rewri schem spell sql table tables toml "
    "trans verba xml yaml yml"
)
"""What asks for certain words or for a form."""
_COMMON: Final = (
    "a about an and are as at be but by can do does for from has have how i if in is it its me my of on or should "
    "that the their there they this to was we what when where which who why will with would you your"
)
_COMMONEST: Final = frozenset(_COMMON.split())
_GUARDED: Final = frozenset(f"{MEDICAL} {LEGAL} {FINANCIAL} {SAFETY}".split())
_FIXED: Final = _GUARDED | frozenset(EXACT.split())


class Guard:
    """Decides what is left alone; `also` are words of the operator's own, of which five letters count."""

    __slots__ = ("_guarded", "_spared")

    def __init__(self, also: Iterable[str] = ()) -> None:
        own = {word[:_STEM] for phrase in also for word in _WORD.findall(phrase.lower())}
        self._guarded, self._spared = _GUARDED | own, _FIXED | own

    def spares(self, call: Call) -> bool:
        """Whether the answer to this call gets no canary at all."""
        words = _asked(call)
        return not english(words) or _any(words, self._spared)

    def weighs(self, call: Call) -> bool:
        """Whether the conversation speaks of what is guarded, or of what cannot be told: no English."""
        words = _asked(call)
        return not english(words) or _any(words, self._guarded)

    def touches(self, said: str) -> bool:
        """Whether an answer has come to speak of what is guarded."""
        return _any(_WORD.findall(said.lower()), self._guarded)


def _any(words: list[str], listed: frozenset[str]) -> bool:
    different = set(words)
    return not listed.isdisjoint(different) or not listed.isdisjoint({word[:_STEM] for word in different})


def english(words: list[str]) -> bool:
    """Whether this may be English. Other scripts leave no words, other languages few common ones."""
    common = sum(word in _COMMONEST for word in words)
    return common > 0 and common * _COMMON_SHARE >= len(words)


def _asked(call: Call) -> list[str]:
    """What is asked, and in what conversation."""
    texts = [call.system, *[turn.text for turn in call.turns[-_TURNS:]]]
    return [word for text in texts for word in _words(text)]


def _words(text: str) -> list[str]:
    """Words of a text, or of its two ends. Other scripts leave no words, and then nothing looks English."""
    part = text if len(text) <= _TURN else text[: _TURN // 2] + " " + text[-_TURN // 2 :]
    return _WORD.findall(part.lower())
