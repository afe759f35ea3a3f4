"""The sketches of a text, whoever makes them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from proxy.features.native import Kernel, find
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
    assert Sketcher(KEY, find()).sketch(folded, unspaced) == by_parts(folded, unspaced)


def test_a_kernel_is_asked_for_texts_with_spaces_only() -> None:
    """What is written without spaces is cut in pairs of characters, which the function in C does not know."""
    asked = []

    def kernel(text: bytes, *_: object) -> tuple[bytes, int, int, int]:
        asked.append(text)
        return bytes(256), 1, 2, 3

    sketcher = Sketcher(KEY, Kernel(kernel))
    assert sketcher.sketch(b"with spaces", False) == Sketches(bytes(256), 1, 2, 3)
    assert sketcher.sketch("没有空格".encode(), True) == by_parts("没有空格".encode(), True)
    assert asked == [b"with spaces"]
