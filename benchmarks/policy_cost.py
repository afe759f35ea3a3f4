"""What the policy costs: CPU per request of asking 50 rules, and of reading the file.

    python benchmarks/policy_cost.py [--rules 50] [--json]

Aim: 50 rules <= 30 µs per request. The rules are of ten kinds as operators write them; "worst" is a caller about whom
everything is said, so that no rule ends at its first condition. Figures are the best of
thirty runs, because everything above the best is somebody else's work.
"""

from __future__ import annotations

import argparse
import json
import time
import timeit

from proxy.core.effect import Degrade, Throttle
from proxy.core.exchange import Caller
from proxy.policy.evaluate import Policy, compile_policy, compose, composed, strictest, why
from proxy.policy.load import read, unkeyed

AIM = 30.0
RUNS = 30

KINDS = (
    "[risk.level >= suspect, 'volume.requests[1h] >= 100']",
    "{all: ['elicitation.strong_share >= 0.3', 'volume.requests[1h] >= 100', {not: {tier: enterprise}}]}",
    "{all: [campaign.callers >= 10, campaign.risk >= 0.7]}",
    "{any: [precision.bias_walk >= 0.2, {all: [precision.logprobs_share >= 0.5, structure.sweep >= 0.5]}]}",
    "[risk.level == hostile, risk.held_for >= 30m]",
    "[infrastructure.networks >= 12, infrastructure.agents >= 5, caller.age < 7d]",
    "['time.hour in [22, 23, 0, 1, 2, 3]', cadence.restless >= 0.8, risk.level >= watch]",
    "[{model: ['*-large', 'gpt-4o*', o1]}, 'volume.tokens[24h] >= 5M', coverage.novelty >= 0.9]",
    "{all: ['caller.address in [10.0.0.0/8, 2001:db8::/32]', {not: {operation: [embedding, chat]}}, tools == 0]}",
    "[{path: /v1/chat/completions, stream: true}, 'tier in [free, trial]', volume.ramp >= 5]",
)

# A caller as most are: known, calm.
CALM = {
    "volume.requests[1h]": 37.0, "volume.requests[24h]": 410.0, "volume.tokens[1h]": 2e4, "volume.tokens[24h]": 3e5,
    "volume.ramp": 1.1, "structure.template_share": 0.4, "structure.sweep": 0.1, "coverage.novelty": 0.7,
    "coverage.single_turn": 0.5, "coverage.breadth": 0.2, "elicitation.strong_share": 0.01,
    "elicitation.weak_share": 0.1, "precision.logprobs_share": 0.0, "precision.bias_walk": 0.0,
    "precision.repeats_share": 0.02, "precision.choices": 1.0, "cadence.regularity": 0.3, "cadence.restless": 0.2,
    "infrastructure.agents": 2.0, "infrastructure.networks": 3.0, "infrastructure.contradictions": 0.0, "risk": 0.12,
    "risk.level": 0, "risk.held_for": 0.0, "caller.id": "k_0123456789abcdef0123", "caller.age": 9e6,
    "caller.verified": True, "caller.anonymous": False, "caller.address": "203.0.113.7", "tier": "pro", "org": "acme",
    "model": "gpt-4o-mini", "dialect": "openai", "operation": "chat", "path": "/v1/chat/completions", "stream": True,
    "tools": 0, "time.hour": 14, "time.weekday": "tue",
}  # fmt: skip

# A caller about whom every first condition holds and the last mostly does not.
BUSY = CALM | {
    "volume.requests[1h]": 4000.0, "volume.tokens[24h]": 9e6, "elicitation.strong_share": 0.6, "campaign.callers": 40.0,
    "campaign.risk": 0.5, "precision.bias_walk": 0.1, "precision.logprobs_share": 0.7, "structure.sweep": 0.4,
    "risk": 0.9, "risk.level": 3, "risk.held_for": 60.0, "infrastructure.networks": 30.0, "infrastructure.agents": 9.0,
    "time.hour": 23, "cadence.restless": 0.9, "coverage.novelty": 0.8, "caller.address": "10.1.2.3", "tier": "free",
}  # fmt: skip

CALLER = Caller("k_0123456789abcdef0123", "203.0.113.7", "acme", "pro")
NOW = 1_790_000_000.0


def text(count: int) -> str:
    rules = "\n".join(
        f"  - {{name: r{n}, why: because, when: {KINDS[n % len(KINDS)]}, then: [{{degrade: {{strip: reasoning}}}}]}}"
        for n in range(count)
    )
    exception = "{name: e, callers: 'k_9*', rules: '*', until: 2030-01-01, owner: me, reason: contract}"
    return f"policy: p\ncallers: {{directory: k}}\nrules:\n{rules}\nexceptions:\n  - {exception}\n"


def best(work, number=1000) -> float:
    """Microseconds per call."""
    # CPU time: what other processes take of the machine is not the policy's.
    return min(timeit.repeat(work, number=number, repeat=RUNS, timer=time.process_time)) / number * 1e6


def measure(count: int) -> dict[str, float]:
    content = text(count).encode()
    policy: Policy = compile_policy(read(content, "p.yaml").words, "v", unkeyed)
    effects = (Degrade(max_choices=1), Throttle(0.1), Degrade(max_output_tokens=1024), Throttle(0.2))
    found = policy.fired(BUSY, CALLER, NOW)
    return {
        "fired, calm caller": best(lambda: policy.fired(CALM, CALLER, NOW)),
        "fired, worst caller": best(lambda: policy.fired(BUSY, CALLER, NOW)),
        "fired, nothing known": best(lambda: policy.fired({}, CALLER, NOW)),
        f"compose, {len(found)} fired": best(lambda: compose(found), 500),
        "composed, 4 effects": best(lambda: composed(effects), 500),
        "strictest, 4 effects": best(lambda: strictest(effects)),
        "why, one rule": best(lambda: why(policy.rules[1], CALM), 500),
        "read and check the file, ms": best(lambda: read(content, "p.yaml"), 1) / 1000,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rules", type=int, default=50)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    figures = measure(args.rules)
    if args.json:
        print(json.dumps(figures))
        return
    for name, figure in figures.items():
        aim = f"  (aim {AIM:g})" if name.startswith("fired") else ""
        unit = "" if name.endswith("ms") else " µs"
        print(f"{name:28} {figure:8.2f}{unit}{aim}")


if __name__ == "__main__":
    main()
