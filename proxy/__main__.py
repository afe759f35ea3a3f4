"""`python -m proxy` is `stillwatch`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    from proxy.cli import commands

    commands(sys.argv[1] if len(sys.argv) > 1 else "")()


if __name__ == "__main__":
    main()
