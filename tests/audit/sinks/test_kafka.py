"""Kafka, as far as it can be shown without a cluster: what the producer is given, and what its errors become."""

from __future__ import annotations

import asyncio
import sys
from typing import Any, ClassVar

import pytest

from proxy.audit.sinks import Unsent
from proxy.audit.sinks.bodies import id_of
from proxy.audit.sinks.kafka import KafkaCourier, library
from proxy.errors import SettingsError


class Producer:
    """Stands where aiokafka's producer would."""

    made: ClassVar[list[Producer]] = []

    def __init__(self, **options: Any) -> None:
        self.options, self.stopped = options, False
        self.sent: list[tuple[str, bytes, bytes]] = []
        Producer.made.append(self)

    async def start(self) -> None:
        """Connect, where there is somebody."""
        if self.options["bootstrap_servers"] == ["away:9092"]:
            raise ConnectionError

    async def send(self, topic: str, *, value: bytes, key: bytes) -> asyncio.Future[None]:
        """Take a message; it is there at once."""
        self.sent.append((topic, value, key))
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done

    async def stop(self) -> None:
        """Leave."""
        self.stopped = True


async def test_a_batch_is_sent_with_keys_and_waited_for() -> None:
    """All replicas, idempotent, one key an event."""
    courier = KafkaCourier(["one:9092"], "events", None, Producer)
    assert await courier.carry([b"a\n", b"b\n"]) == 0
    await courier.close()
    producer = Producer.made[-1]
    assert (producer.options["acks"], producer.options["enable_idempotence"]) == ("all", True)
    assert [(topic, value) for topic, value, _ in producer.sent] == [("events", b"a"), ("events", b"b")]
    assert producer.sent[0][2] == id_of(b"a\n").encode()
    assert producer.stopped


async def test_a_cluster_that_is_away_means_again() -> None:
    """Whatever the library raises."""
    with pytest.raises(Unsent, match="ConnectionError"):
        await KafkaCourier(["away:9092"], "events", None, Producer).carry([b"a\n"])


def test_the_extra_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without aiokafka the error says what to install."""
    monkeypatch.setitem(sys.modules, "aiokafka", None)
    with pytest.raises(SettingsError, match=r"stillwatch\[kafka\]"):
        library()
