"""What tests of sinks share."""

from __future__ import annotations

import pytest

from tests.audit.sinks.receivers import Story


@pytest.fixture
def story() -> Story:
    """What the sink says."""
    return Story()
