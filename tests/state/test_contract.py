"""The contract suite on every backend in `BACKENDS`; a new backend is tested by being there."""

from __future__ import annotations

from tests.state.contract import StoreContract
from tests.state.crowd_contract import CrowdContract, digest
from tests.state.sketch_contract import SketchContract

__all__ = ["digest"]


class TestContract(StoreContract):
    """Runs each guarantee on each `store`."""


class TestSketches(SketchContract):
    """Runs each guarantee for sketches on each `store`."""


class TestCrowds(CrowdContract):
    """Runs each guarantee for what callers share, documents and leases on each `store`."""
