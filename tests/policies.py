"""Policies from their text, for tests of what follows from them."""

from __future__ import annotations

from proxy.policy.catalogue import Digest
from proxy.policy.evaluate import Policy, compile_policy
from proxy.policy.load import read, unkeyed


def policy_of(text: str, digest: Digest = unkeyed) -> Policy:
    """The policy in force for this file content; a broken one raises. `digest` keys words in the state."""
    draft = read(text.encode(), "policy.yaml")
    return compile_policy(draft.words, draft.version, digest)


def limited(limit: int = 2, meter: str = "requests", window: str = "1m", **words: str) -> Policy:
    """One budget per caller, and further words of the first level; it enforces unless they say otherwise."""
    lines = {"policy": "p", "mode": "enforce", **words}
    head = "".join(f"{word}: {value}\n" for word, value in lines.items())
    return policy_of(f"{head}budgets: [{{name: b, per: caller, meter: {meter}, limit: {limit}, window: {window}}}]\n")
