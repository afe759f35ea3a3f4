"""The walk of docs/operators.md: its commands, run one after the other in one shell, and what they print.

    python -m tests.walk     runs it and writes the real output into the document

In a block marked `console` a line that begins with `$ ` is a command, lines that begin with `> ` go on with it, and the
rest is what it prints; `…` stands for lines that are left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.house import ROOT
from tests.servers import free_port

DOCUMENT = ROOT / "docs/operators.md"
HEADING = "## From observe to enforce\n"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
# The ports in the document are the defaults; a test takes free ones.
PORTS = ("8080", "9090")
SHOWN = 14
"""A longer output is told by its first lines and its last, so many."""


@dataclass
class Step:
    """One command and what it printed."""

    command: str
    output: list[str] = field(default_factory=list)


def section(text: str) -> str:
    """The walk within the document."""
    return text.partition(HEADING)[2].partition("\n## ")[0]


def steps(text: str) -> list[Step]:
    """All commands of the walk in order, with what the document says they print."""
    found: list[Step] = []
    for block in BLOCK.findall(section(text)):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Step(line[2:]))
            elif line.startswith("> ") and found and not found[-1].output:
                found[-1].command += "\n" + line[2:]
            else:
                found[-1].output.append(line)
    return found


class Shell:
    """A bash in a folder that has the policies, where `stillwatch` is ours and ports are free ones."""

    def __init__(self, folder: Path) -> None:
        self.ports = {port: str(free_port()) for port in PORTS}
        shutil.copytree(ROOT / "policies", folder / "policies")
        tools = folder / "bin"
        tools.mkdir()
        (tools / "stillwatch").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m proxy "$@"\n')
        (tools / "stillwatch").chmod(0o755)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("STILLWATCH_")}
        environ = {**kept, "PATH": f"{tools}:{kept['PATH']}", "PYTHONPATH": str(ROOT), "COLUMNS": "120", "USER": "ada",
                   "STILLWATCH_LISTEN": f"127.0.0.1:{self.ports['8080']}",
                   "STILLWATCH_ADMIN": f"127.0.0.1:{self.ports['9090']}"}  # fmt: skip
        self._bash = subprocess.Popen(
            ["bash"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder, env=environ,
            text=True, start_new_session=True,
        )  # fmt: skip

    def run(self, command: str) -> list[str]:
        """What a command prints, both streams, with the document's ports."""
        for port, ours in self.ports.items():
            command = command.replace(f":{port}", f":{ours}")
        assert self._bash.stdin is not None
        assert self._bash.stdout is not None
        self._bash.stdin.write(f"{command}\necho; echo __done__\n")
        self._bash.stdin.flush()
        printed: list[str] = []
        while (line := self._bash.stdout.readline()) not in ("__done__\n", ""):
            printed.append(line.rstrip())
        text = "\n".join(printed)
        for port, ours in self.ports.items():
            text = text.replace(f":{ours}", f":{port}")
        return text.strip("\n").splitlines()

    def close(self) -> None:
        """End the shell and what it started."""
        self.run("kill $(jobs -p) 2>/dev/null; wait")
        # With its input at an end the shell ends, too.
        self._bash.communicate(timeout=30)


def written(text: str, found: list[Step]) -> str:
    """The document with what was really printed."""
    walk, rest = section(text), iter(found)

    def filled(block: re.Match[str]) -> str:
        lines = []
        for _ in range(len(re.findall(r"^\$ ", block[1], re.MULTILINE))):
            step = next(rest)
            first, *more = step.command.splitlines()
            lines += [f"$ {first}", *(f"> {line}" for line in more), *shortened(step.output)]
        return "```console\n" + "\n".join(lines) + "\n```"

    return text.replace(walk, BLOCK.sub(filled, walk))


def shortened(output: list[str]) -> list[str]:
    """An output that is short enough to be read."""
    if len(output) <= SHOWN:
        return output
    return [*output[: SHOWN // 2], "…", *output[-SHOWN // 2 :]]


def main() -> None:
    """Run the walk and write it down."""
    text = DOCUMENT.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        shell = Shell(Path(folder))
        try:
            found = [Step(step.command, shell.run(step.command)) for step in steps(text)]
        finally:
            shell.close()
    DOCUMENT.write_text(written(text, found), encoding="utf-8")


if __name__ == "__main__":
    main()
