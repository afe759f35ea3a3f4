"""Property tests of this room count examples, not milliseconds: a busy machine is no counterexample."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("dialects", deadline=None)
settings.load_profile("dialects")
