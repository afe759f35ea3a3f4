"""The kernel beside the Python that it stands for, value for value; and installations without it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.features.native import EDITION, Kernel, find
from proxy.features.shingles import CAPACITY
from proxy.features.sketching import Sketcher
from proxy.sketches.keyed import Key
from tests.kernel import SOURCES, build, current, edition

KEY = Key(b"a secret of tests, long enough")
NUMPY = Sketcher(KEY)
# More different words than one-byte counters hold.
WORDS = st.integers(0, 900).map(lambda most: " ".join(f"word{number * 7919}" for number in range(most + 1)))


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    """The functions in C."""
    return current()


def test_the_edition_is_that_of_the_sources() -> None:
    """Whoever changes the kernel's sources says so in Python and in C, so that no older library is taken for it."""
    assert edition() == EDITION, f"write 0x{edition():08X} into native.py and edition.h"
    assert f"0x{EDITION:08X}" in (SOURCES / "edition.h").read_text()


@pytest.mark.parametrize("named", [EDITION ^ 1, None])
def test_a_library_of_other_sources_is_not_used(monkeypatch: pytest.MonkeyPatch, named: int | None) -> None:
    """What an update of the source has left behind is not asked: it might give other values."""
    stale = ModuleType("stale_kernel")
    stale.__dict__.update(shingle=None, EDITION=named)
    monkeypatch.setitem(sys.modules, stale.__name__, stale)
    assert find(stale.__name__) is None


def test_an_installation_without_a_compiler_has_none() -> None:
    """Where there is no library nothing is raised; the source runs as it is."""
    assert find("proxy.features._no_such_kernel") is None


def test_it_compiles_without_a_warning(tmp_path: Path) -> None:
    """A warning of the compiler is a mistake."""
    assert build(tmp_path, "-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers")


@given(st.one_of(st.text("ab c", min_size=1), st.text(min_size=1), WORDS))
@settings(max_examples=300, deadline=None)
def test_equal_on_any_text(kernel: Kernel, text: str) -> None:
    """Both give the same sketches of the same text, value for value."""
    folded = text.encode("utf-8", "replace")
    assert Sketcher(KEY, kernel).sketch(folded, False) == NUMPY.sketch(folded, False)


@pytest.mark.parametrize(
    "text",
    [
        b"a", b"abcdef", b" ", b"   ", b"x" * 3 * CAPACITY, b"word " * CAPACITY, b"word" * 64 + b" other",
        " ".join(map(str, range(10_000, 20_000))).encode(), bytes(range(256)) * 8,
    ],
)  # fmt: skip
def test_equal_at_the_edges(kernel: Kernel, text: bytes) -> None:
    """So they are of the shortest, the longest, and the most various texts."""
    assert Sketcher(KEY, kernel).sketch(text, False) == NUMPY.sketch(text, False)


@pytest.mark.parametrize("given", [(), (b"", bytes(1024), 1, 1), (b"a", b"", 1, 1), ("a", bytes(1024), 1, 1)])
def test_refuses_anything_else(kernel: Kernel, given: tuple[object, ...]) -> None:
    """What is no text and table raises; nothing is read beyond what was given."""
    with pytest.raises((TypeError, ValueError)):
        kernel.shingle(*given)  # type: ignore[arg-type]
