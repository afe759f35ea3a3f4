"""`python -m proxy` is `stillwatch`."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points


def test_it_runs_as_a_module() -> None:
    """The module shows the commands."""
    done = subprocess.run([sys.executable, "-m", "proxy", "--help"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert all(command in done.stdout for command in ("serve", "check"))


def test_the_command_is_the_same() -> None:
    """The installed command calls the same function."""
    (command,) = entry_points(group="console_scripts", name="stillwatch")
    assert command.value == "proxy.__main__:main"


def test_a_command_loads_no_other() -> None:
    """Whoever calls one command does not wait for the parts of the others."""
    script = "import sys; sys.argv = ['stillwatch', 'mode', '--help']\nfrom proxy.__main__ import main\n"
    script += "try: main()\nexcept SystemExit: pass\nprint('loaded', *sorted(m for m in sys.modules if 'proxy.' in m))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    loaded = done.stdout.rpartition("loaded")[2].split()
    assert "proxy.cli.mode" in loaded
    assert not {"proxy.cli.serve", "proxy.wiring.worker", "proxy.features.extract"} & set(loaded)
