"""What docs/operators.md says of its walk is true: every command is run, and prints what stands there."""

from __future__ import annotations

import re
from pathlib import Path

from tests.walk import DOCUMENT, Shell, Step, section, shortened, steps, written

# What depends on how fast this machine is: only whether it tells of the collector.
LOOSE = ("stillwatch callers", "stillwatch explain $CALLER | head", "curl -s http://127.0.0.1:9090/metrics")


def shape(line: str) -> str:
    """A line without what differs from run to run: numbers, ids, hashes, spaces, and who is in a stage."""
    line = re.sub(r"\b[kod]_[0-9a-f]+\b", "ID", line)
    line = re.sub(r"\(version [0-9a-f]{12}|\([0-9a-f]{12}\)", "(version", line)
    line = re.sub(r"(enforced|observed only) \(stage", "(stage", line)
    return " ".join(re.sub(r"[0-9]+(?:[.:][0-9]+)*", "#", line).split())


def differs(documented: Step, printed: list[str]) -> str:
    """How what was printed differs from the document; empty where it does not."""
    if documented.command.startswith(LOOSE):
        said, heard = " ".join(documented.output), " ".join(printed)
        missing = [word for word in ("suspect", "decisions_total", "degrade") if word in said and word not in heard]
        return f"{missing} in {heard}" if missing else ""
    told, found = [shape(line) for line in documented.output], [shape(line) for line in shortened(printed)]
    return "" if told == found else f"{found} is not {told}"


def test_the_walk_is_true(tmp_path: Path) -> None:
    """Each command of the walk works on a fresh installation, in order, and prints what the document shows."""
    documented = steps(DOCUMENT.read_text(encoding="utf-8"))
    assert len(documented) > 20
    shell = Shell(tmp_path)
    try:
        printed = [shell.run(step.command) for step in documented]
    finally:
        shell.close()
    wrong = [
        (step.command, how) for step, found in zip(documented, printed, strict=True) if (how := differs(step, found))
    ]
    assert wrong == []


def test_the_document_is_read_and_written() -> None:
    """Commands that go on over lines are one; what was printed replaces what stood there, long outputs shortened."""
    text = (
        "# x\n\n## From observe to enforce\n\n```console\n$ a \\\n> b\nold\n$ c\n```\n\n## y\n```console\n$ not\n```\n"
    )
    assert steps(text) == [Step("a \\\nb", ["old"]), Step("c")]
    long = [str(n) for n in range(30)]
    found = written(text, [Step("a \\\nb", ["new"]), Step("c", long)])
    assert [step.output for step in steps(found)] == [["new"], shortened(long)]
    assert section(found).count("…") == 1
    assert found.endswith("## y\n```console\n$ not\n```\n")


def test_the_comparison_can_fail() -> None:
    """Another word is told; other numbers, ids and times are not."""
    step = Step("x", ["k_0123 holds at 03:15 (version 0123456789ab)"])
    assert differs(step, ["k_4567 holds  at 17:22 (version ba9876543210)"]) == ""
    assert differs(step, ["k_4567 fails at 17:22 (version ba9876543210)"])
    assert differs(Step("stillwatch callers", ["k_1 suspect"]), ["k_1 clear"])
