"""The kinds of tally: every one is registered in both places under one op."""

from __future__ import annotations

import re
import typing
from pathlib import Path

import proxy.state
from proxy.core.tally import Tally
from proxy.state.kinds import KINDS, RESERVES, SKETCHES

HERE = Path(proxy.state.__file__).parent


def test_every_kind_has_its_functions_in_lua() -> None:
    """A kind's script registers exactly its op, with all functions of its sort; no two kinds share one."""
    assert len({kind.op for kind in KINDS.values()}) == len(KINDS) == len(RESERVES) + len(SKETCHES)
    for kind in RESERVES.values():
        source = (HERE / kind.script).read_text()
        assert re.findall(r"^kinds\[(\d+)\]", source, re.MULTILINE) == [str(kind.op)]
        assert re.findall(r"^  (\w+) = function", source, re.MULTILINE) == ["look", "keep", "answer", "settle"]
    for sketch in SKETCHES.values():
        source = (HERE / sketch.script).read_text()
        assert re.findall(r"^sketch\((\d+), function\(value, blob, now\)$", source, re.MULTILINE) == [str(sketch.op)]


def test_every_tally_has_its_kind() -> None:
    """Whatever `proxy.core.tally` lets a detector ask for, a store can keep."""
    assert set(typing.get_args(Tally)) == set(KINDS)
