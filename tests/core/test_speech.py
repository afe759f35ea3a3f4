"""The contract between those who edit replies and those who write their texts."""

from __future__ import annotations

from proxy.canaries.keys import CanaryKey
from proxy.canaries.mint import Mint
from proxy.core.effect import Canary
from proxy.core.exchange import Call, Turn
from proxy.core.speech import Ruling, Script, Strand


def test_the_mints_scripts_keep_the_contract() -> None:
    """What the mint makes is a script, and its strands answer in rulings."""
    call = Call("openai", "chat", turns=(Turn("user", "How do I know that?"),))
    script: Script | None = Mint(CanaryKey(b"secret")).script(Canary(1.0), "k_00", call, "d_1")
    assert script is not None
    strand: Strand = script.strand()
    assert strand.feed("So") == Ruling("", "So", None)
    assert strand.feed(" be it.") == Ruling(" be it.", "", "So")
    assert strand.end()
