"""The kernel for tests: the one that is installed, or else one that is built for them from the same declaration."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from zlib import crc32

import pytest

from deploy.native.build import kernel
from proxy.features.native import Kernel, find
from tests.house import ROOT

SOURCES = ROOT / "proxy" / "features" / "kernel"
SETUP = """
from setuptools import Extension, setup
made = Extension({name!r}, {sources!r}, extra_compile_args={flags!r})
setup(name="k", packages=[], py_modules=[], ext_modules=[made])
"""


def edition() -> int:
    """The edition of the sources as they stand: a digest, of 31 bits, of all but the header that tells it."""
    files = sorted(path for path in SOURCES.iterdir() if path.suffix in {".c", ".h"} and path.name != "edition.h")
    return crc32(b"".join(path.read_bytes() for path in files)) & 0x7FFFFFFF


def build(folder: Path, *flags: str) -> Path:
    """Build the kernel, as it is declared, as a module of its own; skips where there is no compiler."""
    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    declared = kernel()
    sources = [str(ROOT / name) for name in declared["sources"]]
    (folder / "setup.py").write_text(SETUP.format(name="_kernel", sources=sources, flags=list(flags)))
    command = [sys.executable, "setup.py", "--quiet", "build_ext", "--build-lib", ".", "--build-temp", "made"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return next(folder.glob("_kernel*"))


@cache
def current() -> Kernel:
    """The kernel that this installation uses; where it has none, as after a change of the sources, a new one."""
    installed = find()
    if installed is not None:
        return installed
    with tempfile.TemporaryDirectory() as folder:
        path = build(Path(folder))
        sys.path.insert(0, folder)
        try:
            made = find(path.name.partition(".")[0])
        finally:
            sys.path.remove(folder)
    assert made is not None, "the kernel was built of other sources than proxy/features/native.py names"
    return made
