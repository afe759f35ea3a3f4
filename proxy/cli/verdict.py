"""What a verification comes to, in words and as JSON: evidence, or properly none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from proxy.canaries import markers
from proxy.canaries.chain import Checked
from proxy.canaries.statistics import corrected, tail
from proxy.canaries.verify import ODDS, Finding, Observed, preferences

# The most telling ones; all of them are in the JSON document.
SHOWN = 5


@dataclass
class Verdict:
    """Everything that is told."""

    registry: Path
    chain: Checked
    level: float
    findings: list[Finding] = field(default_factory=list)
    callers: int = 0
    seen: Observed = field(default_factory=Observed)
    committed: float | None = None
    """When the key was first committed to, in seconds since the epoch; None where it never was."""
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many prompts of a caller repeated markers of another: (who sent them, to whom they were given)."""
    foreign: int = 0
    """Commitments to keys that nobody gave."""

    def weigh(
        self, given: Mapping[str, object], seen: Observed, findings: list[Finding], commitments: Collection[str]
    ) -> None:
        """Take in what was found."""
        self.seen, self.findings, self.callers = seen, findings, len(given)
        keyed = [entry for entry in self.chain.entries if entry.get("kind") == "key"]
        self.committed = min((e["at"] for e in keyed if e["commitment"] in commitments), default=None)
        for entry in self.chain.entries:
            if entry.get("kind") == "seen":
                origin = next((whom for whom in given if markers.names(entry["of"], whom)), f"…{entry['of']}")
                self.links[entry["by"], origin] += 1
        self.foreign = len({e["commitment"] for e in keyed} - set(commitments))

    @property
    def evidence(self) -> list[Finding]:
        """Tests that are evidence at the level asked for."""
        return [finding for finding in self.findings if finding.adjusted <= self.level]

    @property
    def reach(self) -> float:
        """The smallest corrected p-value that these answers could have led to; 1 where there was nothing to test."""
        best = [tail(each.trials, each.trials, ODDS[each.kind]) for each in self.findings]
        return corrected(min(best, default=1.0), len(best))


def as_text(verdict: Verdict) -> str:
    """For people."""
    return "\n".join((*_of_registry(verdict), *_of_suspect(verdict), "", *_table(verdict), "", _conclusion(verdict)))


def _of_registry(verdict: Verdict) -> list[str]:
    chain = verdict.chain
    if chain.holds:
        told = [f"registry  {verdict.registry}: {chain.head.entries} entries hold (seals checked)"]
    else:
        told = [
            f"registry  {verdict.registry}:{chain.line}: DOES NOT HOLD: {chain.fault}",
            f"          only the {chain.head.entries} entries before that line count",
        ]
    told.append(f"          head {chain.head.entries}:{chain.head.hash}")
    if verdict.committed is not None:
        told.append(f"          key committed to on {_time(verdict.committed)}")
    if verdict.foreign:
        told.append(f"          {verdict.foreign} other keys were in use: give them with --former-secret")
    return told


def _of_suspect(verdict: Verdict) -> list[str]:
    seen = verdict.seen
    told = (
        f"{seen.answers} answers; offers on {len(seen.offers)} topics, {len(preferences(seen))} pairs with a preference"
    )
    marks = f"{len(seen.tokens)} answers with a token like a marker, names of {len(seen.tools)} tools like a decoy"
    return [f"suspect   {told}, {marks}"]


def _table(verdict: Verdict) -> list[str]:
    lines = [f"{'given to':<24}{'kind':<8}{'hits':>6}{'of':>6}{'by chance':>12}{'p':>12}{'corrected':>12}"]
    for each in verdict.findings[:SHOWN]:
        chance = each.trials / ODDS[each.kind]
        lines.append(
            f"{each.whom:<24}{each.kind:<8}{each.hits:>6}{each.trials:>6}{chance:>12.3g}"
            f"{each.p:>12.2g}{each.adjusted:>12.2g}"
        )
    tests = Counter(each.kind for each in verdict.findings)
    made = ", ".join(f"{count} of {kind}s" for kind, count in sorted(tests.items())) or "none"
    lines += [
        f"{count} prompts of {by} repeated markers that were given to {of}"
        for (by, of), count in verdict.links.most_common(SHOWN)
    ]
    return [*lines, f"tests: {len(verdict.findings)} ({made}) over {verdict.callers} callers and campaigns"]


def _conclusion(verdict: Verdict) -> str:
    if verdict.evidence:
        best = verdict.evidence[0]
        return (
            f"EVIDENCE: this model knows what only {best.whom} was given. One that does not would agree as well with a "
            f"probability of at most {best.adjusted:.2g}, after correction for {len(verdict.findings)} tests."
        )
    if not verdict.findings:
        return (
            "NO EVIDENCE: there was nothing to test. The suspect says nothing that any registered caller was served; "
            "ask it the questions of `stillwatch canary questions`."
        )
    least = verdict.findings[0].adjusted
    text = (
        f"NO EVIDENCE: the smallest p-value is {least:.2g} after correction for {len(verdict.findings)} tests, "
        f"and {verdict.level:.2g} was asked for. A model that never saw our answers looks like this. So does one that "
        "saw too few of them: no evidence is no acquittal."
    )
    if verdict.reach > verdict.level:
        text += (
            f" These answers could not have been evidence: even if everything had agreed, p would have been "
            f"{verdict.reach:.2g}. Ask for more."
        )
    return text


def as_json(verdict: Verdict) -> str:
    """For programs: every test."""
    chain = verdict.chain
    document: dict[str, Any] = {
        "registry": {
            "path": str(verdict.registry), "holds": chain.holds, "entries": chain.head.entries, "head": chain.head.hash,
            "line": chain.line or None, "fault": chain.fault or None, "committed": verdict.committed,
        },
        "suspect": {
            "answers": verdict.seen.answers, "topics": len(verdict.seen.offers),
            "pairs": len(preferences(verdict.seen)), "tools": len(verdict.seen.tools),
        },
        "level": verdict.level, "reach": verdict.reach, "callers": verdict.callers,
        "evidence": [each.whom for each in verdict.evidence],
        "links": [{"by": by, "of": of, "prompts": count} for (by, of), count in verdict.links.items()],
        "tests": [each._asdict() for each in verdict.findings],
    }  # fmt: skip
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
