"""Two policies on the same traffic."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from proxy.core.decision import Action, Decision
from proxy.core.exchange import Caller
from proxy.wiring.comparison import SHOWN, Comparison


def judged(action: Action, *rules: str, caller: str = "k_1", enforced: bool = True) -> Decision:
    return Decision("d_1", 0.0, Caller(caller), action, enforced, "0123456789ab", rules)


def shown(comparison: Comparison) -> str:
    """The table as a wide terminal without colours shows it."""
    screen = StringIO()
    Console(file=screen, width=200, color_system=None).print(comparison.table())
    return screen.getvalue()


def rows(comparison: Comparison) -> list[list[str]]:
    """The rows of the table, by their cells."""
    lines = [line for line in shown(comparison).splitlines() if line.startswith("│")]
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in lines]


def test_agreement_is_no_change() -> None:
    """Requests that both policies treat alike are counted and not listed, whichever rules spoke."""
    comparison = Comparison("old", "new")
    comparison.add(judged(Action.ALLOW), judged(Action.ALLOW))
    comparison.add(judged(Action.BLOCK, "ban"), judged(Action.BLOCK, "exile"))
    assert (comparison.requests, comparison.changes, rows(comparison)) == (2, 0, [])
    assert "0 of 2 requests change from old to new" in " ".join(shown(comparison).split())


def test_changes_are_counted_by_what_happens() -> None:
    """Each change of action is a row with its number, the most frequent first."""
    comparison = Comparison("old", "new")
    comparison.add(judged(Action.BLOCK), judged(Action.ALLOW))
    for _ in range(2):
        comparison.add(judged(Action.ALLOW), judged(Action.THROTTLE))
    assert rows(comparison)[:2] == [["action", "allow", "throttle", "2"], ["action", "block", "allow", "1"]]
    assert "3 of 3" in shown(comparison)


def test_observing_is_not_acting() -> None:
    """A rule that only observes changes something once it acts, and the table tells the two apart."""
    comparison = Comparison("old", "new")
    comparison.add(judged(Action.BLOCK, "ban", enforced=False), judged(Action.BLOCK, "ban"))
    assert rows(comparison)[0] == ["action", "block (observed)", "block", "1"]
    assert not comparison.rules


def test_what_passes_passes_in_either_mode() -> None:
    """A request that is let through is no change when a policy goes from observing to acting."""
    comparison = Comparison("old", "new")
    comparison.add(judged(Action.ALLOW, enforced=False), judged(Action.ALLOW))
    assert comparison.changes == 0


def test_rules_that_make_the_difference() -> None:
    """Rules that spoke under one policy only are named; those under both are not what changed."""
    comparison = Comparison("old", "new")
    comparison.add(judged(Action.THROTTLE, "budget"), judged(Action.BLOCK, "budget", "ban"))
    comparison.add(judged(Action.BLOCK, "budget", "old-ban"), judged(Action.THROTTLE, "budget"))
    assert [row[:3] for row in rows(comparison) if row[0] == "rule"] == [["rule", "", "ban"], ["rule", "old-ban", ""]]


def test_machines_are_told_the_same() -> None:
    """Totals, turns, rules by the policy that alone has them speak, and every caller."""
    comparison = Comparison("old", "new")
    comparison.add(judged(Action.ALLOW), judged(Action.ALLOW))
    comparison.add(judged(Action.ALLOW), judged(Action.BLOCK, "ban", caller="k_1"))
    assert comparison.told() == {
        "from": "old", "to": "new", "requests": 2, "changes": 1,
        "actions": [{"from": "allow", "to": "block", "requests": 1}],
        "rules": [{"rule": "ban", "only": "new", "requests": 1}],
        "callers": [{"caller": "k_1", "requests": 1}],
    }  # fmt: skip


def test_callers_are_cut_off_and_the_rest_counted() -> None:
    """The table names the callers with the most changes and says how many more there are."""
    comparison = Comparison("old", "new")
    for number in range(SHOWN + 3):
        for _ in range(number + 1):
            comparison.add(judged(Action.ALLOW, caller=f"k_{number}"), judged(Action.BLOCK, caller=f"k_{number}"))
    callers = [row[1] for row in rows(comparison) if row[0] == "caller"]
    assert callers == [f"k_{number}" for number in range(SHOWN + 2, 2, -1)] + ["3 more"]
