"""block: what a blocked caller is told."""

from __future__ import annotations

import json

import pytest

from proxy.actions.block import REFUSAL
from proxy.dialects import DIALECTS, PLAIN
from proxy.dialects.base import Dialect


@pytest.mark.parametrize("dialect", [*DIALECTS, PLAIN], ids=lambda dialect: dialect.name)
def test_words(dialect: Dialect) -> None:
    """In every dialect it is a 403 of JSON that invites no retry."""
    answer = dialect.refuse(REFUSAL)
    assert answer.status == 403
    assert REFUSAL.message in json.dumps(json.loads(answer.body))
    assert not any(name.lower() == b"retry-after" for name, _ in answer.headers)
