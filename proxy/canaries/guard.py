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
    "aller anxie asthm autis blood cancer cardi clini diabe diagn disea disor doctor doctors dosage dose doses drug "
    "drugs epile fever fract health healthy hospi hyper infec injur insul medic migra nurse opioi pain patient "
    "patients pharm physician pill pills pregn presc psych rash sick stero strok suici surge sympt syndr thera treat "
    "tumor ulcer vacci virus vitam wound"
)
LEGAL: Final = (
    "abuse acqui appeal arbit arrest attor bail contract contracts copyr court courts crime crimi custo defam divor "
    "evict felon fraud gdpr guilt hipaa illeg immig inher judge juris jury lawsu law laws lawye legal legis liabi "
    "licen litig negli paten plaintiff polic prison probate prosecute regulation regulations statute statutes sue "
    "subpo tenant tenants testify trial verdi visa warra"
)
FINANCIAL: Final = (
    "accounting amort annui audit bank banks bankr bitcoin bond bonds broke budge capital credi crypt debt debts "
    "defau deriv divid equit ether finan forex fund funds hedge infla insur interest inves lend loan loans mortg "
    "money payro pensi portfolio premi price profi retire retirement salar secur share shares stock stocks tax taxes "
    "trading trader treasury wage wages wealt"
)
SAFETY: Final = (
    "acid acids alarm ammon assau attac ammun bleac bomb bombs burn burns carbo chemi choki corro crash danger "
    "dangerous death defib drown elect emerg evacu explo fatal fire fires flamm gas gases grena gun guns hazar hurt "
    "hurts kidna kill kills knife leak leaks letha murde nucle overd poiso radia recall rescu risk risks safe safer "
    "safet shock smoke suffo terro toxic trap traps viole volta warni weapo"
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
        texts = [call.system, *[turn.text for turn in call.turns[-_TURNS:]]]
        words = [word for text in texts for word in _words(text)]
        return not english(words) or _any(words, self._spared)

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


def _words(text: str) -> list[str]:
    """Words of a text, or of its two ends. Other scripts leave no words, and then nothing looks English."""
    part = text if len(text) <= _TURN else text[: _TURN // 2] + " " + text[-_TURN // 2 :]
    return _WORD.findall(part.lower())
