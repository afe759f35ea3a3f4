"""The sketches of a text, whoever makes them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from proxy.features.native import KERNEL
from proxy.features.shingles import Shingler
from proxy.features.sketching import Sketcher, Sketches
from proxy.sketches import planes
from proxy.sketches.keyed import Key
from proxy.sketches.minhash import MinHash

KEY = Key(b"a secret of tests, long enough")


def by_parts(folded: bytes, unspaced: bool) -> Sketches:
    """The same, every part called by itself."""
    cut = Shingler(KEY).cut(folded, unspaced)
    return Sketches(MinHash(KEY).sketch(cut.grams), planes.sketch(cut.topics), cut.words, cut.longest)


@given(st.text(min_size=1), st.booleans())
def test_put_together(text: str, unspaced: bool) -> None:
    """With or without a compiler the sketches are those of the parts."""
    folded = text.encode("utf-8", "replace")
    assert Sketcher(KEY, KERNEL).sketch(folded, unspaced) == by_parts(folded, unspaced)


def test_without_a_kernel_nothing_is_read_at_once() -> None:
    """Reading a text from end to end is the kernel's alone."""
    assert Sketcher(KEY).read("a text") is None
