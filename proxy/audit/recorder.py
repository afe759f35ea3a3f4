"""Which records are written, and to which sink."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from proxy.audit.levels import Levels
from proxy.audit.record import Asked, Passed, Record, access_record, decision_record, line, matters
from proxy.core.decision import Decision


@dataclass(frozen=True, slots=True)
class Recorder:
    """Makes records and puts their lines. Called off the path of the request; never blocks, never raises.

    `show` makes of a client address what may be written: `Keyed.address` unless the operator asked for plain ones.
    """

    put: Callable[[bytes], None]
    show: Callable[[str], str]
    access: bool = True
    """Write an `access` line per request."""
    form: Callable[[Record], bytes] = line
    """One of `audit.FORMATS`."""
    levels: Levels = field(default_factory=Levels)

    def decided(self, asked: Asked, decision: Decision) -> None:
        """Write the `decision` event if the decision matters, or its caller has come to another level."""
        # First the levels, which must see every decision.
        if self.levels.news(decision) or matters(asked, decision):
            self.put(self.form(decision_record(asked, decision, self.show)))

    def passed(self, asked: Asked, decision: Decision | None, passed: Passed) -> None:
        """Write the `access` event."""
        if self.access:
            self.put(self.form(access_record(asked, decision, passed, self.show)))
