"""The room's map."""

from __future__ import annotations

from pathlib import Path

import proxy.campaigns


def test_the_map_names_every_part() -> None:
    """The package's docstring has a line for each of its modules."""
    parts = [each.stem for each in Path(proxy.campaigns.__file__).parent.glob("[a-z]*.py")]
    assert [part for part in parts if f"\n{part} " not in (proxy.campaigns.__doc__ or "")] == []
