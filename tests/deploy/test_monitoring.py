"""Dashboards and alerts ask for metrics that exist, and lead to runbooks that exist."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from proxy.audit.families import FAMILIES
from proxy.cli import COMMANDS
from tests.house import ROOT

DEPLOY = ROOT / "deploy"
RUNBOOKS = sorted((ROOT / "docs" / "runbooks").glob("*.md"))
BOARDS = sorted((DEPLOY / "grafana").glob("*.json"))
RULES = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())["groups"][0]["rules"]

# Not ours: Prometheus's own, and prometheus-client's of the process.
FOREIGN = {"up", "process_cpu_seconds_total", "process_resident_memory_bytes"}
ENDINGS = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
PRINTED = {family.name + ending: family for family in FAMILIES for ending in ENDINGS[family.kind]}
# Those that Prometheus adds.
LABELS = {"le", "instance", "job"}

SELECTED = re.compile(r"\b([a-z_][a-z0-9_:]*)\s*\{([^}]*)\}|\b((?:stillwatch|process)_[a-z0-9_]+|up)\b")
GROUPED = re.compile(r"\bby \(([^)]*)\)")


def queries() -> Iterator[tuple[str, str]]:
    """Every query with where it stands."""
    for path in BOARDS:
        for panel in orjson.loads(path.read_bytes())["panels"]:
            for target in panel["targets"]:
                yield f"{path.stem}: {panel['title']}", target["expr"]
    for rule in RULES:
        yield rule["alert"], rule["expr"]


def metrics(query: str) -> Iterator[tuple[str, set[str]]]:
    """The metrics that a query asks for, and the labels that it selects by."""
    for found in SELECTED.finditer(query):
        name = found[1] or found[3]
        yield name, set(re.findall(r"([a-z_]+)\s*(?:=~|!~|!=|=)", found[2] or ""))


@pytest.mark.parametrize(("place", "query"), list(queries()))
def test_every_query_asks_for_what_there_is(place: str, query: str) -> None:
    """Names and labels of every query are those of a metric that is printed."""
    asked = list(metrics(query))
    assert asked, place
    labels = set(LABELS)
    for name, selected in asked:
        assert name in PRINTED or name in FOREIGN, name
        own = set(PRINTED[name].labels) if name in PRINTED else set()
        assert selected <= own | LABELS
        labels |= own
    grouped = {label.strip() for found in GROUPED.findall(query) for label in found.split(",")}
    assert grouped <= labels


def test_metrics_are_on_a_dashboard_or_an_alert() -> None:
    """What is worth counting is worth showing; a few may wait for their panel."""
    asked = {PRINTED[name].name for _, query in queries() for name, _ in metrics(query) if name in PRINTED}
    missing = {family.name for family in FAMILIES} - asked
    assert len(missing) <= 0.15 * len(FAMILIES), missing


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_alert_leads_to_a_runbook(rule: dict[str, Any]) -> None:
    """The runbook exists and names the alert; somebody woken up at night knows where to read."""
    page = ROOT / rule["annotations"]["runbook"]
    assert page in RUNBOOKS
    assert rule["alert"] in page.read_text()
    assert rule["labels"]["severity"] in {"warning", "critical"}


@pytest.mark.parametrize("page", RUNBOOKS, ids=lambda page: page.stem)
def test_runbooks_speak_of_commands_and_metrics_that_exist(page: Path) -> None:
    """Every command is one of ours, every metric is printed, every alert exists and every link leads somewhere."""
    text = page.read_text()
    commands = set(re.findall(r"`stillwatch ([a-z]+)", text))
    assert commands <= set(COMMANDS)
    named = set(re.findall(r"`(stillwatch_[a-z_]+)`", text))
    assert named <= PRINTED.keys() | {family.name for family in FAMILIES}
    assert set(re.findall(r"\bStillwatch[A-Z]\w+", text)) <= {rule["alert"] for rule in RULES}
    assert [link for link in re.findall(r"\]\(([a-z-]+\.md)\)", text) if not (page.parent / link).is_file()] == []


@pytest.fixture(scope="module")
def promtool() -> str:
    """Debian's `prometheus` brings it."""
    return shutil.which("promtool") or pytest.skip("promtool is not installed (apt-get install prometheus)")


@pytest.mark.parametrize("words", [("check", "rules", "alerts.yaml"), ("test", "rules", "alerts.test.yaml"),
                                   ("check", "config", "--syntax-only", "prometheus.yaml")])  # fmt: skip
def test_promtool_agrees(promtool: str, words: tuple[str, ...]) -> None:
    """Rules parse, and fire when they should and only then."""
    done = subprocess.run([promtool, *words], cwd=DEPLOY / "prometheus", capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
