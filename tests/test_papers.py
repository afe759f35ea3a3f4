"""What stands beside the source holds: links, the image, the words of make, the bench."""

from __future__ import annotations

import fnmatch
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.house import ROOT

PAPERS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_links_lead_somewhere(paper: Path) -> None:
    """Every relative link in the documentation leads to a file."""
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", paper.read_text())
    assert [link for link in links if not (paper.parent / link).exists()] == []


def test_the_image_has_what_it_copies() -> None:
    """Everything that the Dockerfile copies from the checkout is there and reaches the build."""
    copies = [line.split()[1:-1] for line in dockerfile("COPY") if "--from=" not in line]
    wanted = [source for sources in copies for source in sources]
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert wanted
    assert [source for source in wanted if not (ROOT / source).exists()] == []
    assert [source for source in wanted if source.removeprefix("./") not in allowed] == []


def test_the_image_does_not_run_as_root() -> None:
    """The image names a user by number and a health check that needs no further tool."""
    assert [line for line in dockerfile("USER") if re.search(r"USER [1-9]\d*", line)]
    [check] = dockerfile("HEALTHCHECK")
    assert "/healthz" in check
    assert "curl" not in check


def dockerfile(word: str) -> list[str]:
    """The instructions of one kind, continued lines joined."""
    lines = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    return [line for line in lines if line.startswith(word)]


def test_make_explains_its_words() -> None:
    """`make help` lists every word, and `make` alone does the same."""
    makefile = (ROOT / "Makefile").read_text()
    [phony] = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    shown = make("help").stdout
    assert [word for word in phony.split() if f"make {word} " not in shown] == []
    assert make().stdout == shown


def test_make_refuses_old_pythons(tmp_path: Path) -> None:
    """With a Python that is too old, make says what is needed and makes nothing."""
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo "Python 3.8.1"\nexit 1\n')
    old.chmod(0o755)
    done = make("run", f"PYTHON={old}", f"VENV={tmp_path}/venv")
    assert done.returncode != 0
    assert "needs Python 3.11 or later" in done.stdout
    assert "3.8.1" in done.stdout
    assert not (tmp_path / "venv").exists()


def make(*words: str) -> subprocess.CompletedProcess[str]:
    """Run make as a stranger would, without the flags of a make that runs these tests."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(["make", *words], cwd=ROOT, capture_output=True, text=True, env=environ)


def test_ci_can_run() -> None:
    """The script of the continuous integration is executable, and bash can read it."""
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)], capture_output=True).returncode == 0


def test_nothing_private_is_committed() -> None:
    """State, secrets and environments stay out of the repository."""
    ignored = (ROOT / ".gitignore").read_text().split()
    for name in (".venv/", "/var/"):
        assert fnmatch.filter(ignored, name)


@pytest.fixture(scope="module")
def report() -> ModuleType:
    """The benchmark's report, which is a script beside the product and not a package."""
    spec = importlib.util.spec_from_file_location("bench_report", ROOT / "benchmarks" / "report.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for the names of their fields' types
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("found", "verdict"),
    [({"a": {"b": 150}}, "holds"), ({"a": {"b": 150.1}}, "MISSED"), ({"a": {}}, "not measured")],
)
def test_limits_are_judged(report: ModuleType, found: dict[str, Any], verdict: str) -> None:
    """A figure at its limit holds, one above it is missed, and one that is not there is not passed over."""
    assert report.Row("t", "a.b", "µs", 150).verdict(found) == verdict


def test_memory_may_move_both_ways(report: ModuleType) -> None:
    """Memory after load must be within a tenth of that before it, above or below."""
    [row] = [row for row in report.ROWS if row.path == "rss_mib.change_percent"]
    verdicts = [row.verdict({"rss_mib": {"change_percent": change}}) for change in (-11, -10, 10, 11)]
    assert verdicts == ["MISSED", "holds", "holds", "MISSED"]


def test_the_table_is_filled_between_its_marks(report: ModuleType, tmp_path: Path) -> None:
    """Filling replaces what stands between a document's marks and nothing else; without marks it is refused."""
    paper = tmp_path / "paper.md"
    paper.write_text((ROOT / "docs" / "benchmarks.md").read_text())
    before, _, after = paper.read_text().partition(report.BEGIN)
    report.fill(paper, "| x |")
    assert paper.read_text() == f"{before}{report.BEGIN}\n| x |\n{report.END}{after.partition(report.END)[2]}"
    paper.write_text("nothing")
    with pytest.raises(ValueError, match="is no document with"):
        report.fill(paper, "| x |")
