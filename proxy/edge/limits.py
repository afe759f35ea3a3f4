"""How much and how long: every bound of the data plane, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for both sides of the proxy. Sizes in bytes, times in seconds; None where there is no bound."""

    head_bytes: int = 65_536
    """Start line and fields together. nginx allows 4 x 8 KiB, Envoy 60 KiB, Node 16 KiB; vendors' tracing
    headers and long JWTs need more than the smallest of these."""
    head_count: int = 128
    """Header fields of one head. Envoy allows 100, Apache 100; a chain of gateways adds some of its own."""
    head_s: float = 30.0
    """From the first byte of a head to its end (nginx waits 60, Envoy and Apache 20-40): against slow senders."""
    body_s: float = 60.0
    """Between two reads of a request body, as nginx's client_body_timeout."""
    body_bytes: int | None = None
    """A whole request body. No bound: images of 28 MB pass, and what streams through costs no memory."""
    idle_s: float = 75.0
    """A kept-alive client connection without a request, as nginx; longer than the 60 s of cloud load balancers,
    so that they close first and never meet a connection that we are just closing."""
    send_s: float = 120.0
    """A client that takes nothing of what is waiting for it. nginx waits 60; phones lose their network longer."""
    linger_s: float = 5.0
    """How long the rest of a refused request is read and dropped, so that a reset does not overtake the answer
    (nginx's lingering_timeout)."""
    buffer_bytes: int = 65_536
    """What one direction of one exchange may hold before the sender is asked to wait; one socket read of asyncio
    is at most 256 KiB, so a slow reader costs well under 1 MiB."""
    connect_s: float = 5.0
    """TCP and TLS to the upstream, each address. A model server is near; SYN retries come after 1, 3 and 7 s."""
    first_byte_s: float | None = 900.0
    """Until the head of the reply. Reasoning models think for minutes before a non-streaming answer; official SDKs
    wait 600 s, and theirs should be the limit that is met."""
    stream_idle_s: float = 3600.0
    """Between two reads of a reply or a tunnel: idle streams live for an hour (agentgateway 248)."""
    pool_idle_s: float = 4.0
    """A kept-alive upstream connection without a request. uvicorn and Node close after 5 s; who closes first
    cannot lose a POST to a connection that the other side is just closing."""
    pool_connections: int = 256
    """Idle connections kept per upstream; the rest is closed when its exchange is over."""
    dns_s: float = 30.0
    """How long an upstream's addresses are used before its name is looked up again (the TTL that clouds use is 60)."""
    decoded_bytes: int = 67_108_864
    """What may come out of a compressed reply for inspection: 64 MiB, several times the longest answer of a model."""
