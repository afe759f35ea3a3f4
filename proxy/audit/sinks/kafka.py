"""A Kafka topic, by way of aiokafka: the optional extra `stillwatch[kafka]`.

The producer waits for all in-sync replicas and is idempotent; keys are digests of the lines, so that a compacted topic
holds an event once.
"""

from __future__ import annotations

import asyncio
import importlib
import ssl
from collections.abc import Sequence
from typing import Any

from proxy.audit.sinks import Unsent
from proxy.audit.sinks.bodies import id_of
from proxy.errors import SettingsError

LIMIT_S = 30.0


def library() -> Any:
    """Aiokafka. Raises `SettingsError` where it is not installed."""
    try:
        return importlib.import_module("aiokafka")
    except ImportError:
        raise SettingsError("events to kafka need an extra package: pip install 'stillwatch[kafka]'") from None


class KafkaCourier:
    """One topic on a cluster, named by its bootstrap servers."""

    def __init__(self, servers: Sequence[str], topic: str, tls: ssl.SSLContext | None, producer: Any) -> None:
        """`producer` is `library().AIOKafkaProducer`."""
        self._topic = topic
        self._options: dict[str, Any] = {
            "bootstrap_servers": list(servers),
            "acks": "all",
            "enable_idempotence": True,
            "compression_type": "gzip",
            "request_timeout_ms": int(LIMIT_S * 1000),
            "security_protocol": "SSL" if tls else "PLAINTEXT",
            "ssl_context": tls,
        }
        self._make = producer
        self._producer: Any = None

    async def carry(self, lines: Sequence[bytes]) -> int:
        """Send a batch and wait until the cluster has all of it. Raises `Unsent`."""
        try:
            if self._producer is None:
                producer = self._make(**self._options)
                await producer.start()
                self._producer = producer
            sent = [
                await self._producer.send(self._topic, value=line.rstrip(b"\n"), key=id_of(line).encode())
                for line in lines
            ]
            await asyncio.wait_for(asyncio.gather(*sent), LIMIT_S)
        except Exception as trouble:  # noqa: BLE001 - its errors are its own, and none of them may end the thread
            await self.close()
            raise Unsent(f"the cluster did not take it ({type(trouble).__name__})") from None
        return 0

    async def close(self) -> None:
        """Leave the cluster."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.stop()
