"""STIX 2.1: what is written other tools can read, and what is read is what was written."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from proxy.campaigns.sharing import fingerprint, read_indicator
from proxy.cli.stix import NoStix, bundle, read_bundle

KEY = fingerprint(b"a key that two deployments share")
ONE: dict[str, Any] = {
    "id": "c_0123456789ab", "since": 1_790_000_000.0, "at": 1_790_000_600.0, "until": 1_791_000_000.0, "risk": 0.72,
    "callers": 40, "marks": ["opening:0123456789abcdef", "system:00000000000000ff"],
    "networks": ["203.0.113.7", "2001:db8::1", "a_0123456789abcdef"],
}  # fmt: skip


def told(*indicators: dict[str, Any]) -> dict[str, Any]:
    """What the admin API answers."""
    return {"key": KEY, "shared": True, "indicators": list(indicators)}


def test_a_bundle_is_stix() -> None:
    """The library reads it back as a bundle of an identity and an indicator, with addresses that every tool knows."""
    (indicator,) = [each for each in json.loads(bundle(told(ONE)))["objects"] if each["type"] == "indicator"]
    assert (indicator["spec_version"], indicator["pattern_type"], indicator["confidence"]) == ("2.1", "stix", 72)
    assert "[ipv4-addr:value = '203.0.113.7'] OR [ipv6-addr:value = '2001:db8::1']" in indicator["pattern"]
    assert "a_0123456789abcdef" not in indicator["pattern"]
    assert indicator["external_references"] == [{"source_name": "mitre-atlas", "external_id": "AML.T0024.002"}]


def test_what_is_written_is_read() -> None:
    """An indicator comes back with its marks, addresses, times and the key of its digests."""
    (found,), unusable = read_bundle(bundle(told(ONE)))
    assert unusable == 0
    assert found.pop("key") == KEY
    assert found == {**ONE, "networks": ONE["networks"][:2]}
    assert read_indicator(found).callers == 40


def test_the_kinds_of_evidence_are_told() -> None:
    """By what a campaign was found is told in words and as a property of ours; without evidence neither is there."""
    evidence = {**ONE, "evidence": ("follow_ups", "weak_wording")}
    (indicator,) = [each for each in json.loads(bundle(told(evidence)))["objects"] if each["type"] == "indicator"]
    assert indicator["x_stillwatch_evidence"] == ["follow_ups", "weak_wording"]
    assert "Found by: follow ups, weak wording." in indicator["description"]
    assert "evidence" not in bundle(told(ONE))
    assert read_bundle(bundle(told(evidence)))[1] == 0


def test_the_same_campaign_has_the_same_id() -> None:
    """A later export of a campaign replaces the earlier one: same id, later `modified`; another key, another id."""
    first, second = (
        next(each for each in json.loads(bundle(told({**ONE, "at": at})))["objects"] if each["type"] == "indicator")
        for at in (1_790_000_600.0, 1_790_009_600.0)
    )
    assert first["id"] == second["id"]
    assert first["modified"] < second["modified"]
    assert bundle(told(ONE)) == bundle(told(ONE))
    assert first["id"] not in bundle({**told(ONE), "key": fingerprint(b"other")})


def test_others_indicators_are_used_where_they_can_be() -> None:
    """Addresses and networks of another tool are taken in, with their confidence; what else it has is counted."""
    usual = {
        "type": "indicator", "spec_version": "2.1", "created": "2026-09-01T00:00:00Z",
        "modified": "2026-09-01T00:00:00Z", "pattern_type": "stix", "valid_from": "2026-09-01T00:00:00Z",
    }  # fmt: skip
    patterns = [
        "[ipv4-addr:value = '198.51.100.9'] OR [ipv4-addr:value = '198.51.96.0/22']",
        "[domain-name:value = 'example.com']",
        "[ipv4-addr:value = '0.0.0.0/0']",
    ]
    objects = [
        {**usual, "id": f"indicator--0c25a4c2-9a5f-4c5e-8a5e-00000000000{place}", "pattern": pattern}
        for place, pattern in enumerate(patterns)
    ]
    text = json.dumps({"type": "bundle", "id": "bundle--0c25a4c2-9a5f-4c5e-8a5e-000000000009", "objects": objects})
    (found,), unusable = read_bundle(text)
    assert (found["networks"], found["risk"], found["key"], unusable) == (
        ["198.51.100.9", "198.51.96.0/22"], 0.5, None, 2,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", '{"type": "bundle"}', '{"type":"indicator","pattern":"sk-secret"}']
)
def test_what_is_no_bundle_is_said_to_be_none(text: str) -> None:
    """Anything else is one error that shows nothing of it."""
    with pytest.raises(NoStix, match="no STIX") as error:
        read_bundle(text)
    assert "sk-secret" not in str(error.value)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library the error says how to get it."""
    monkeypatch.setitem(sys.modules, "stix2", None)
    with pytest.raises(NoStix, match="pip install"):
        bundle(told(ONE))
