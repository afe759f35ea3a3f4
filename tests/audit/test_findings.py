"""What an analyst gets: one finding per caller or campaign, whole in every event."""

from __future__ import annotations

import dataclasses
import math

import orjson
import pytest

from proxy.audit.findings import MEMBERS, caller_finding, campaign_finding, title
from proxy.audit.record import line
from proxy.core.decision import Level
from tests.audit.exchanges import ALLOWED, ASKED, AT, CAMPAIGN, POLICY, SUSPECTED, every_record

FOUND = caller_finding(ASKED, SUSPECTED, "create", Level.CLEAR, POLICY)


def test_a_finding_says_all_that_an_analyst_needs() -> None:
    """Principal, volume, distribution, evidence, policy and rule, what was done and what to run next (AISVS 12.2.4)."""
    assert (FOUND["caller"], FOUND["org"], FOUND["level"], FOUND["before"]) == (
        SUSPECTED.caller.id, "org_a", "suspect", "clear"
    )  # fmt: skip
    assert FOUND["volume"]["volume.requests[1h]"] == 812.0
    assert FOUND["distribution"] == {"structure.template_share": 0.97, "structure.sweep": 0.8}
    assert FOUND["thresholds"] == {"watch": 0.3, "suspect": 0.6, "hostile": 0.85}
    (rule,) = FOUND["rules"]
    assert rule == {
        "rule": "extraction-suspected", "why": "It looks like the collection of a training set",
        "condition": "risk.level >= suspect", "lasts_s": 21600.0, "atlas": "AML.T0024.002",
    }  # fmt: skip
    assert FOUND["techniques"] == ["AML.T0024.002"]
    assert "AML.M0004" in FOUND["mitigations"]
    assert [command.split()[1] for command in FOUND["next"]] == ["explain", "explain", "lift"]


def test_evidence_adds_up() -> None:
    """The families' contributions make the risk, each with its threshold and the signals that it consists of."""
    innocent = math.prod(1.0 - each["contribution"] for each in FOUND["evidence"])
    assert 1.0 - innocent == pytest.approx(FOUND["risk"], abs=1e-4)
    assert [each["family"] for each in FOUND["evidence"]] == ["elicitation", "shape"]
    assert all(each["counts"] is (each["contribution"] >= each["threshold"]) for each in FOUND["evidence"])
    shape = FOUND["evidence"][1]["signals"]
    assert [each["name"] for each in shape] == ["structure.sweep", "volume.ramp"]
    assert shape[0]["contribution"] > shape[1]["contribution"] >= 0.0


def test_one_caller_has_one_uid() -> None:
    """From create to close, in every worker and over restarts."""
    gone = dataclasses.replace(ALLOWED, witnesses={})
    assert caller_finding(ASKED, gone, "close", Level.WATCH)["uid"] == FOUND["uid"] == f"caller:{SUSPECTED.caller.id}"


def test_rules_that_the_policy_does_not_know_are_told_by_name() -> None:
    """A budget, or a rule that an edit took away, is no reason to say nothing."""
    found = caller_finding(ASKED, dataclasses.replace(SUSPECTED, rules=("gone",)), "update", Level.SUSPECT)
    assert found["rules"][0] | {"rule": "gone"} == found["rules"][0]
    assert found["techniques"] == ["AML.T0024.002"]


def test_a_campaign_is_told_in_bounded_size() -> None:
    """Of tens of thousands of members a hundred are named; the counts are of all."""
    found = campaign_finding(CAMPAIGN, "create", POLICY)
    assert (len(found["members"]), found["callers"], found["orgs"]) == (MEMBERS, 250, 200)
    assert (found["uid"], found["level"]) == ("campaign:c_0123456789ab", "hostile")
    assert {each["family"] for each in found["evidence"]} == {"coordination", "infrastructure"}
    assert len(line(found)) < 6000


def test_the_same_change_told_twice_has_one_id() -> None:
    """Two replicas that tell of the same campaign at the same moment are told apart from two changes."""
    again, later = (
        campaign_finding(CAMPAIGN, "update"),
        campaign_finding(dataclasses.replace(CAMPAIGN, at=AT + 1), "update"),
    )
    assert campaign_finding(CAMPAIGN, "update")["id"] == again["id"] != later["id"]


def test_findings_are_native_lines() -> None:
    """A finding is a line of JSON like any other event."""
    assert orjson.loads(line(FOUND))["event"] == "finding"


def test_titles_are_sentences() -> None:
    """A list of findings can be read."""
    told = [title(each) for each in every_record() if each["event"] == "finding"]
    assert told[0] == "Possible model extraction by caller k_0123456789abcdef: suspect, risk 0.75"
    assert told[2] == "Model extraction no longer suspected of caller k_0123456789abcdef"
    assert f"campaign {CAMPAIGN.id} of 250 callers of 200 orgs" in told[3]
