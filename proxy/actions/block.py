"""block: no answer. 403, because official SDKs try that once, where they would try a 429 thrice."""

from __future__ import annotations

from proxy.core.decision import Refusal

REFUSAL = Refusal(
    403,
    "banned",
    "Requests with this API key are refused because its use goes against this service's usage policy. "
    "Contact the provider if you think that this is wrong.",
)
"""What a blocked caller is told. It says neither which rule nor for how long: that is the operator's knowledge."""
