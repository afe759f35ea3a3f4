"""MITRE ATLAS, as far as we speak of it: techniques that rules name, and the mitigations that our actions are.

Names as of ATLAS 5 (https://atlas.mitre.org). A technique that is not here is told by its id alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

VERSION = "5.0"
EXTRACTION = "AML.T0024.002"
"""What everything here is about, where no rule names another technique."""

TECHNIQUES: Mapping[str, str] = {
    "AML.T0005": "Create Proxy AI Model",
    "AML.T0008": "Acquire Infrastructure",
    "AML.T0008.005": "AI Service Proxies",
    "AML.T0024": "Exfiltration via AI Inference API",
    "AML.T0024.000": "Infer Training Data Membership",
    "AML.T0024.001": "Invert AI Model",
    "AML.T0024.002": "Extract AI Model",
    "AML.T0034": "Cost Harvesting",
    "AML.T0040": "AI Model Inference API Access",
}
_TACTICS: Mapping[str, tuple[str, str]] = {
    "AML.T0005": ("AML.TA0001", "AI Attack Staging"),
    "AML.T0008": ("AML.TA0003", "Resource Development"),
    "AML.T0024": ("AML.TA0010", "Exfiltration"),
    "AML.T0034": ("AML.TA0011", "Impact"),
    "AML.T0040": ("AML.TA0000", "AI Model Access"),
}
MITIGATIONS: Mapping[str, str] = {
    "AML.M0002": "Passive AI Output Obfuscation",
    "AML.M0004": "Restrict Number of AI Model Queries",
    "AML.M0015": "Adversarial Input Detection",
    "AML.M0019": "Control Access to AI Models and Data in Production",
    "AML.M0020": "Generative AI Guardrails",
    "AML.M0024": "AI Telemetry Logging",
}
_BY_ACTION: Mapping[str, tuple[str, ...]] = {
    "degrade": ("AML.M0002", "AML.M0020"),
    "throttle": ("AML.M0004",),
    "canary": ("AML.M0020",),
    "block": ("AML.M0019",),
}


class Technique(NamedTuple):
    """A technique with everything that events say of it; `parent` is itself where it is no sub-technique."""

    id: str
    name: str
    parent: str
    parent_name: str
    tactic: str
    tactic_name: str

    @property
    def link(self) -> str:
        """Where it is described."""
        return f"https://atlas.mitre.org/techniques/{self.id}"


def technique(id: str) -> Technique:  # noqa: A002 - what ATLAS calls it
    """The technique of this id, `AML.T0024.002`."""
    parent = ".".join(id.split(".")[:2])
    tactic, tactic_name = _TACTICS.get(parent, ("", ""))
    return Technique(id, TECHNIQUES.get(id, id), parent, TECHNIQUES.get(parent, parent), tactic, tactic_name)


def mitigations(actions: Iterable[str]) -> tuple[str, ...]:
    """Ids of what was done about it: looking and telling always, and what belongs to the actions."""
    done = {"AML.M0015", "AML.M0024"}.union(*[_BY_ACTION.get(action, ()) for action in actions])
    return tuple(sorted(done))
