"""ATLAS, as far as we speak of it."""

from __future__ import annotations

import pytest

from proxy.audit import atlas
from proxy.core.decision import Action


@pytest.mark.parametrize("known", atlas.TECHNIQUES)
def test_every_technique_has_its_names(known: str) -> None:
    """A technique that we know is told with its own name, its parent's and its tactic's."""
    found = atlas.technique(known)
    assert found.name != known
    assert found.parent_name != found.parent
    assert found.tactic.startswith("AML.TA")
    assert found.link.endswith(known)


def test_an_unknown_technique_is_told_by_its_id() -> None:
    """A policy may name what we have never heard of."""
    found = atlas.technique("AML.T9999.001")
    assert (found.name, found.parent_name, found.tactic) == ("AML.T9999.001", "AML.T9999", "")


@pytest.mark.parametrize("action", Action)
def test_mitigations_have_names(action: Action) -> None:
    """Every action is a mitigation or two that ATLAS names; looking and telling always are."""
    found = atlas.mitigations([action.word])
    assert {"AML.M0015", "AML.M0024"} <= set(found) <= atlas.MITIGATIONS.keys()
    assert (len(found) > 2) == bool(action)
