"""Batches by POST, compressed. Status codes are taken as collectors mean them:

2xx taken · 400, 413, 422 not as it is (halved, and at last dropped line by line) · everything else, a break or silence:
again, later, and not before `Retry-After`. Redirects are not followed: the credential belongs to one host.
"""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Mapping, Sequence

import aiohttp
from aiohttp import hdrs

from proxy.audit.sinks import Rejected, Unsent
from proxy.audit.sinks.bodies import Shape

# A collector that takes longer has lost the batch or will answer nobody.
LIMIT_S = 30.0
CONNECT_S = 10.0
_NOT_LIKE_THIS = frozenset({400, 413, 422})
# Answers are small; a large one is some proxy's page.
_ANSWER = 4 << 20
# Half of level 9's time for 95 % of its gain on lines like ours.
_LEVEL = 4


class HttpCourier:
    """One receiver behind a URL."""

    def __init__(
        self,
        url: str,
        shape: Shape,
        headers: Mapping[str, str],
        tls: ssl.SSLContext | None = None,
        *,
        compress: bool = True,
        limit_s: float = LIMIT_S,
    ) -> None:
        """Make it in the loop that it works in. `headers` carry the credential."""
        self._url, self._shape, self._compress = url, shape, compress
        self._headers = {**headers, hdrs.CONTENT_TYPE: shape.content_type}
        if compress:
            self._headers[hdrs.CONTENT_ENCODING] = "gzip"
        connector = aiohttp.TCPConnector(limit=1, ssl=tls if tls is not None else True)
        timeout = aiohttp.ClientTimeout(total=limit_s, connect=min(CONNECT_S, limit_s))
        self._session = aiohttp.ClientSession(connector=connector, timeout=timeout, auto_decompress=True)

    async def carry(self, lines: Sequence[bytes]) -> int:
        """Send a batch. Raises `Unsent` or `Rejected`."""
        body = self._shape.body(lines)
        if self._compress:
            body = gzip.compress(body, _LEVEL)
        try:
            async with self._session.post(self._url, data=body, headers=self._headers, allow_redirects=False) as reply:
                answer = await reply.content.read(_ANSWER)
                status, after = reply.status, reply.headers.get(hdrs.RETRY_AFTER, "")
        except aiohttp.ClientConnectorCertificateError:
            raise Unsent("the receiver's certificate is not valid") from None
        except (TimeoutError, aiohttp.ClientError, OSError) as trouble:
            # Not its text: it may quote the URL or what was sent.
            raise Unsent(f"no answer ({type(trouble).__name__})") from None
        if 200 <= status < 300:
            return self._shape.refused(answer)
        if status in _NOT_LIKE_THIS:
            raise Rejected(f"status {status}")
        raise Unsent(f"status {status}", float(after) if after.isdecimal() else 0.0)

    async def close(self) -> None:
        """Close the connection."""
        await self._session.close()
