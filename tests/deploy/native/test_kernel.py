"""The sketches in C, built as `make compile` builds them, beside those in NumPy."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.native.build import KERNEL
from proxy.features.shingles import CAPACITY
from proxy.features.sketching import Kernel, Sketcher
from proxy.sketches.keyed import Key

KEY = Key(b"a secret of tests, long enough")
SETUP = """
from setuptools import Extension, setup
flags = ["-Wall", "-Wextra", "-Werror"]
setup(name="k", packages=[], py_modules=[], ext_modules=[Extension("_kernel", ["kernel.c"], extra_compile_args=flags)])
"""
NUMPY = Sketcher(KEY)
# More different words than one-byte counters hold.
WORDS = st.integers(0, 900).map(lambda most: " ".join(f"word{number * 7919}" for number in range(most + 1)))


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Kernel:
    """The function, compiled without a warning."""
    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    folder = tmp_path_factory.mktemp("kernel")
    shutil.copyfile(KERNEL, folder / "kernel.c")
    (folder / "setup.py").write_text(SETUP)
    command = [sys.executable, "setup.py", "--quiet", "build_ext", "--inplace"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return load(next(folder.glob("_kernel*")))


def load(path: Path) -> Kernel:
    """The function in a library."""
    spec = spec_from_file_location("_kernel", path, loader=ExtensionFileLoader("_kernel", str(path)))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    function: Kernel = module.shingle
    return function


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
        kernel(*given)  # type: ignore[arg-type]
