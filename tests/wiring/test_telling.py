"""What is told outside."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from proxy.audit import families
from proxy.audit.changes import change_record
from proxy.audit.levels import Levels
from proxy.audit.metrics import Metrics
from proxy.audit.outlets.open import Outlets, described
from proxy.canaries.registry import read
from proxy.wiring.telling import means, telling, trail, watch_levels, watch_sinks
from tests.audit.exchanges import CHANGE, SUSPECTED
from tests.wiring.stand import captured_log, settings_in


async def test_a_change_is_told_to_sinks_and_trail(tmp_path: Path) -> None:
    """Where a trail is kept, a change is in both; without one in the events only."""
    settings = replace(settings_in(tmp_path), audit_trail=tmp_path / "trail")
    outlets, kept = Outlets(described(settings.events, settings.policy), means()), trail(settings)
    metrics = Metrics()
    watch_sinks(metrics.watch, outlets)
    telling(outlets, kept)(change_record(CHANGE))
    telling(outlets, None)(change_record(CHANGE))
    await outlets.close()
    assert kept is not None
    await kept.close()
    assert len(read(tmp_path / "trail")) == 2  # the first tells the key
    assert (tmp_path / "events.jsonl").read_text().count("ticket 4711") == 2
    assert metrics.snapshot()[families.WRITTEN.name] == [(("events",), [2.0])]


async def test_no_trail_unless_asked_for(tmp_path: Path) -> None:
    """Without --audit-trail nothing is kept."""
    assert trail(settings_in(tmp_path)) is None


def test_what_sinks_say_is_logged(tmp_path: Path) -> None:
    """A failing receiver is a line in the log."""
    del tmp_path
    with captured_log() as told:
        means().say("siem: events are not taken")
    assert [each["text"] for each in told] == ["siem: events are not taken"]


def test_levels_are_counted() -> None:
    """As many callers at a level as are remembered there."""
    metrics, levels = Metrics(), Levels()
    watch_levels(metrics.watch, levels)
    levels.news(SUSPECTED)
    assert dict(metrics.snapshot()[families.CALLERS.name]) == {
        ("watch",): [0.0],
        ("suspect",): [1.0],
        ("hostile",): [0.0],
    }
