"""Detection Finding: created, updated and closed under one uid. Its validity is shown in test_ocsf."""

from __future__ import annotations

from proxy.audit.ocsf_finding import finding
from tests.audit.exchanges import every_record

FINDINGS = [finding(each) for each in every_record() if each["event"] == "finding"]
CALLERS = [each for each in FINDINGS if each["finding_info"]["uid"].startswith("caller:")]


def test_a_finding_lives_under_one_uid() -> None:
    """Create, update, close: New, In Progress, Resolved."""
    assert [(each["activity_id"], each["status_id"]) for each in CALLERS] == [(1, 1), (2, 2), (3, 4)]
    assert len({each["finding_info"]["uid"] for each in CALLERS}) == 1
    assert [each["type_uid"] for each in CALLERS] == [200401, 200402, 200403]


def test_it_names_the_technique() -> None:
    """Extract AI Model, below Exfiltration via AI Inference API."""
    (attack,) = CALLERS[0]["attacks"]
    assert (attack["technique"]["uid"], attack["sub_technique"]["uid"]) == ("AML.T0024", "AML.T0024.002")


def test_it_shows_evidence_rule_and_next_steps() -> None:
    """What the native finding says is there, in OCSF's places."""
    first = CALLERS[0]
    assert [each["name"] for each in first["evidences"]] == ["elicitation", "shape"]
    assert first["firewall_rule"]["condition"] == "risk.level >= suspect"
    assert "stillwatch explain" in first["remediation"]["desc"]
    assert first["risk_score"] == 75
