"""What OCSF's classes share."""

from __future__ import annotations

import pytest

from proxy.audit.ocsf_words import attack, did, endpoint


@pytest.mark.parametrize(
    ("action", "enforced", "refused", "ids"),
    [
        ("allow", True, False, (1, 1)),
        ("throttle", False, False, (3, 17)),
        ("throttle", True, False, (4, 14)),
        ("throttle", True, True, (2, 25)),
        ("block", True, True, (2, 2)),
        ("degrade", True, False, (4, 99)),
        ("canary", True, False, (4, 18)),
    ],
)
def test_actions_have_their_ids(action: str, enforced: bool, refused: bool, ids: tuple[int, int]) -> None:
    """Observe 3/17, delay 4/14, 429 2/25, block 2/2, degrade 4/99, canary 4/18."""
    found = did(action, enforced=enforced, refused=refused)
    assert (found["action_id"], found["disposition_id"]) == ids


def test_addresses_are_told_as_configured() -> None:
    """A digest is an endpoint's uid; only a plain address is an address."""
    assert endpoint("a_93d1e0b2c4f5a687") == {"uid": "a_93d1e0b2c4f5a687"}
    assert endpoint("2001:db8::1") == {"ip": "2001:db8::1"}


def test_a_technique_without_a_parent_is_no_sub_technique() -> None:
    """AML.T0040 stands by itself."""
    assert "sub_technique" not in attack("AML.T0040")
