"""One request's judgement, in three pure steps around one question to the state.

    begin      (policy, caller, call)            -> Opening: what is to be remembered and reserved
    conclude   (opening, readings)               -> Decision: what is done and why
    settle     (opening, decision, usage)        -> Settlements: reservations corrected to what was really used

Nothing here reads a clock, a random source or a socket: the same arguments give the same decision, in the
proxy, in `replay` and in a test.
"""

from __future__ import annotations

from dataclasses import dataclass

from proxy.core.decision import Action, Decision, Refusal
from proxy.core.exchange import Call, Caller, Usage
from proxy.core.tally import Readings, Settlement, Tally
from proxy.policy.evaluate import Claim, Policy, settlements

STATE_REFUSAL = Refusal(
    503, "state", "The gateway cannot check its budgets at the moment and its policy is to wait until it can.", 5.0
)
CREDENTIAL_REFUSAL = Refusal(
    401, "credential", "This request carries no API key, and this gateway does not serve callers without one."
)
OVERSIZE_REFUSAL = Refusal(413, "oversize", "This request body is larger than the gateway inspects.")


def unreadable_refusal(reason: str) -> Refusal:
    """The answer to a body that cannot be read; `reason` is one of `UnreadableBody`'s fixed words."""
    return Refusal(400, "unreadable", f"The gateway could not read this request body ({reason.replace('_', ' ')}).")


@dataclass(frozen=True, slots=True)
class Opening:
    """A request as the judgement sees it before the state is asked.

    `early` is a refusal that needs no state (no credential, unreadable body); nothing is then asked.
    """

    policy: Policy
    caller: Caller
    call: Call
    at: float
    claims: tuple[Claim, ...] = ()
    tallies: tuple[Tally, ...] = ()
    early: Refusal | None = None


def begin(policy: Policy, caller: Caller, call: Call, now: float, early: Refusal | None = None) -> Opening:
    """Say what the store is to be asked for this request. In observe mode an `early` refusal is only noted."""
    if early is not None and policy.enforces:
        return Opening(policy, caller, call, now, early=early)
    claims = policy.claims(caller, call)
    return Opening(policy, caller, call, now, claims, tuple([claim.spend for claim in claims]), early)


def conclude(opening: Opening, readings: Readings, id: str, *, unknown: bool = False) -> Decision:  # noqa: A002
    """Judge a request by what the store answered; None means that it could not answer.

    `unknown` says that it could not and that `readings` come from this process's own counters.
    """
    policy = opening.policy
    refusal = opening.early
    rules: tuple[str, ...] = ()
    standings = policy.standings(opening.claims, readings) if readings else ()
    if refusal is None and readings is None and policy.on_state_failure == "closed":
        refusal = STATE_REFUSAL
    if refusal is None and readings:
        spoken = policy.refusal(opening.claims, readings)
        rules, refusal = spoken or ((), None)
    return Decision(
        id,
        opening.at,
        opening.caller,
        _action(refusal),
        policy.enforces,
        policy.version,
        rules=rules,
        refusal=refusal,
        standings=standings,
        unknown=unknown or readings is None,
    )


def settle(opening: Opening, decision: Decision, usage: Usage) -> tuple[Settlement, ...]:
    """Correct what was reserved to what was used; nothing was reserved for a refused or an unknown request.

    A refusal in observe mode reserved nothing either, so the virtual counters stand where `enforce` would have them.
    """
    nothing_taken = len(decision.standings) < len(opening.claims)
    if nothing_taken or (decision.refusal is not None and decision.refusal.kind == "budget"):
        return ()
    return settlements(opening.claims, usage, opening.at)


def _action(refusal: Refusal | None) -> Action:
    if refusal is None:
        return Action.ALLOW
    return Action.THROTTLE if refusal.kind in ("budget", "state") else Action.BLOCK
