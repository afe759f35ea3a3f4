"""`python -m proxy` is `stillwatch`."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from proxy.cli import app

    app()


if __name__ == "__main__":
    main()
