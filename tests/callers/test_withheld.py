"""The caller's credential stays here where the operator's own goes upstream."""

from __future__ import annotations

import pytest

from proxy.callers.withheld import without_credentials

OTHERS = [(b"Host", b"api"), (b"anthropic-beta", b"tools"), (b"X-Trace", b"1")]


@pytest.mark.parametrize("name", [b"Authorization", b"x-api-key", b"API-Key", b"X-Own"])
def test_no_header_that_may_hold_a_credential_goes_on(name: bytes) -> None:
    """The policy's headers and the usual ones are left out, whatever their case; all others keep place and bytes."""
    kept, _ = without_credentials([OTHERS[0], (name, b"sk-secret"), *OTHERS[1:]], b"/v1/x", ("header:x-own",))
    assert kept == OTHERS


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (b"/v1/x?key=sk-1", b"/v1/x"),
        (b"/v1/x?a=1&key=sk-1&b=%20", b"/v1/x?a=1&b=%20"),
        (b"/v1/x?%6bey=sk-1&a", b"/v1/x?a"),
        (b"/v1/x?token=sk-1", b"/v1/x"),
        (b"/v1/x?keys=1", b"/v1/x?keys=1"),
        (b"/v1/x", b"/v1/x"),
    ],
)
def test_no_query_parameter_that_may_hold_a_credential_goes_on(target: bytes, expected: bytes) -> None:
    """Also under another spelling; every other parameter keeps its bytes."""
    assert without_credentials([], target, ("query:token",))[1] == expected
