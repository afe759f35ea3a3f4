"""tag: the upstream is told what we think of a caller, in one header that nobody else can write.

    x-stillwatch-risk: v=1;t=1790000000;caller=k_9f3c…;level=suspect;risk=0.71;campaign=c_1a2b…;sig=<64 hex digits>

`t` is the decision's time in whole seconds, `campaign` is left out without one. `sig` is the HMAC-SHA256 of everything
before `;sig=`; its key is the HMAC-SHA256 of "stillwatch tag v1" under the deployment's secret, so that the model's
server can be given that key and never the secret.
"""

from __future__ import annotations

import hmac

from proxy.core.decision import Decision
from proxy.core.effect import Tag

_PURPOSE = b"stillwatch tag v1"


def tag_key(secret: bytes) -> bytes:
    """The key that tags are signed with, 32 bytes."""
    return hmac.digest(secret, _PURPOSE, "sha256")


def written(decision: Decision, key: bytes) -> bytes:
    """The header's value."""
    parts = [
        "v=1", f"t={int(decision.at)}", f"caller={decision.caller.id}", f"level={decision.level}",
        f"risk={decision.risk:.2f}",
    ]  # fmt: skip
    if decision.campaign is not None:
        parts.append(f"campaign={decision.campaign}")
    said = ";".join(parts).encode()
    return b"%b;sig=%b" % (said, hmac.digest(key, said, "sha256").hex().encode())


def headers(decision: Decision | None, key: bytes) -> list[tuple[bytes, bytes]]:
    """The headers that are added for this decision: one for each tag, none in observe mode."""
    if decision is None or not decision.enforced:
        return []
    names = [effect.header.encode() for effect in decision.effects if isinstance(effect, Tag)]
    value = written(decision, key) if names else b""
    return [(name, value) for name in names]
