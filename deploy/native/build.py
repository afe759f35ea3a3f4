#!/usr/bin/env python3
"""Makes a copy of the package in which the modules on a request's path are compiled (mypyc, any C compiler).

    python deploy/native/build.py build/native        then: PYTHONPATH=build/native stillwatch serve …
    python deploy/native/build.py SITE-PACKAGES       in an image: over the installed package
    python deploy/native/build.py FOLDER 0            not optimised: a quarter of the wait, enough for tests

The copy behaves as the source does and is a third cheaper per request. Nothing needs it: without a compiler the
source runs as it is. The kernel (proxy/features/kernel) goes with it, as it does with every installation.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from deploy.native.expand import expanded

HOME = Path(__file__).resolve().parents[2]
# What is on disk was checked by mypy, strictly. Here protocols have lost their base, and only that is overlooked.
CONFIG = """
[mypy]
python_version = %d.%d
plugins = pydantic.mypy
disable_error_code = type-var, unused-ignore, misc
follow_untyped_imports = True
"""
# What all modules share is in one library, which is told by its name from those of other packages.
LIBRARY = "stillwatch"
OPTIMISE = "2"  # 3 compiles for half as long again and is no quicker


def modules() -> list[str]:
    """The files to be compiled, as paths from the root."""
    lines = (HOME / "deploy" / "native" / "modules.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def build(target: Path, optimise: str = OPTIMISE) -> None:
    """Compile, and leave the package in `target`; exits with what the compiler said where it does not work."""
    with tempfile.TemporaryDirectory(prefix="stillwatch-native-") as folder:
        work = Path(folder)
        (work / ".made").touch()  # a source that is edited while this runs is newer than the copy
        shutil.copytree(HOME / "proxy", work / "proxy", ignore=shutil.ignore_patterns("__pycache__", "*.so"))
        chosen = modules()
        for name in chosen:
            path = work / name
            path.write_text(expanded(path.read_text(encoding="utf-8")), encoding="utf-8")
        (work / "mypy.ini").write_text(CONFIG % sys.version_info[:2], encoding="utf-8")
        (work / "setup.py").write_text(_setup(chosen, optimise), encoding="utf-8")
        command = [sys.executable, "setup.py", "--quiet", "build_ext", "--inplace"]
        environ = {**os.environ, "PYTHONPATH": ""}
        done = subprocess.run(command, cwd=work, env=environ, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            sys.exit(f"{done.stdout[-4000:]}{done.stderr[-4000:]}\nNothing was compiled; the source runs as it is.")
        for name in chosen:  # tracebacks and readers see the source as it is
            shutil.copyfile(HOME / name, work / name)
        target.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(target / "proxy", ignore_errors=True)
        shutil.copytree(work / "proxy", target / "proxy")
        for old in target.glob(f"{LIBRARY}__mypyc*"):
            old.unlink()
        for library in work.glob(f"{LIBRARY}__mypyc*"):
            shutil.copyfile(library, target / library.name)
        shutil.copy2(work / ".made", target / ".made")


def kernel() -> dict[str, Any]:
    """How the kernel is declared: its name as a module, and its sources as paths from the root."""
    with (HOME / "pyproject.toml").open("rb") as declared:
        made: dict[str, Any] = tomllib.load(declared)["tool"]["setuptools"]["ext-modules"][0]
    return made


def _setup(chosen: list[str], optimise: str) -> str:
    made_of = kernel()
    return (
        "from mypyc.build import mypycify\nfrom setuptools import Extension, setup\n"
        f"made = mypycify(['--config-file=mypy.ini', *{chosen!r}], group_name={LIBRARY!r},"
        f" opt_level={optimise!r}, debug_level='0')\n"
        f"kernel = Extension({made_of['name']!r}, {made_of['sources']!r})\n"
        "setup(name='stillwatch-native', packages=[], py_modules=[], ext_modules=[*made, kernel])\n"
    )


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3}:
        sys.exit(__doc__)
    build(Path(sys.argv[1]).resolve(), *sys.argv[2:])
