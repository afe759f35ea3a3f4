"""Made-up requests and decisions that the tests of this room share."""

from __future__ import annotations

from proxy.audit.record import Asked, Passed
from proxy.core.decision import Action, Decision, Refusal, Standing
from proxy.core.exchange import Caller, Usage
from proxy.core.signal import Family, Signal

AT = 1790000000.1234
CALLER = Caller("k_0123456789abcdef", "203.0.113.7", "org_a", "pro", 1789000000.0, verified=True)
ASKED = Asked("r_1", AT, "POST", "/v1/chat/completions", "openai", "chat", "gpt-4o-mini", stream=True, caller=CALLER)
ALLOWED = Decision("r_1", AT, CALLER, Action.ALLOW, enforced=True, policy="0123456789ab")
REFUSED = Decision(
    "r_1",
    AT,
    CALLER,
    Action.THROTTLE,
    enforced=True,
    policy="0123456789ab",
    rules=("requests-per-minute",),
    risk=0.25,
    signals=(
        Signal("volume.ramp", Family.VOLUME, 8.5, 0.4, "{:.0f} times the usual", (8.5,)),
        Signal("volume.requests[1h]", Family.VOLUME, 812.0, 0.0, "{:.0f} requests in an hour", (812.0,)),
        Signal("volume.tokens[1h]", Family.VOLUME, 9e5, 0.0, "about {:.0f} input tokens in an hour", (9e5,)),
    ),
    witnesses={"shape": 0.088, "elicitation": 0.177632},
    held_for=60.0,
    refusal=Refusal(429, "budget", "Too many requests", 12.5),
    standings=(Standing("requests-per-minute", "requests", 600, 0, 12.5),),
)
PASSED = Passed(200, "completed", Usage(812, 311), 2.31, 2.3, 0.4, 0.0002, 2048, 4096)
