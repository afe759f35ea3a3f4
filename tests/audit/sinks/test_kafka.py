"""Kafka: aiokafka against the brokers that librdkafka brings for tests; what the producer is given, and its errors."""

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


async def test_a_topic_on_real_brokers() -> None:
    """Lines arrive at brokers that speak Kafka's protocol and are not ours, once each, keyed by their digest.

    The brokers are librdkafka's mock cluster (its `test.mock.num.brokers`): another implementation than the producer's.
    """
    confluent = pytest.importorskip("confluent_kafka", reason="pip install confluent-kafka")
    aiokafka = pytest.importorskip("aiokafka", reason="pip install 'stillwatch[kafka]'")
    cluster = confluent.Producer({"bootstrap.servers": "none", "test.mock.num.brokers": 3, "log_level": 0})
    brokers = await asyncio.to_thread(cluster.list_topics, timeout=20)
    servers = [f"{each.host}:{each.port}" for each in brokers.brokers.values()]
    lines = [b'{"event":"access","id":"d_%d"}\n' % number for number in range(200)]
    courier = KafkaCourier(servers, "stillwatch", None, aiokafka.AIOKafkaProducer)
    assert await courier.carry(lines[:150]) == 0
    assert await courier.carry(lines[150:]) == 0
    await courier.close()
    options = {"bootstrap.servers": ",".join(servers), "group.id": "test", "auto.offset.reset": "earliest"}
    found = await asyncio.to_thread(_consumed, confluent.Consumer({**options, "log_level": 0}), len(lines))
    assert found == {id_of(line).encode(): line.rstrip(b"\n") for line in lines}


def _consumed(consumer: Any, number: int) -> dict[bytes, bytes]:
    """What comes on the topic until there are so many messages; each key may come once."""
    found: dict[bytes, bytes] = {}
    consumer.subscribe(["stillwatch"])
    while len(found) < number:
        messages = consumer.consume(number, timeout=20)
        assert messages, "nothing came"
        for message in messages:
            assert message.error() is None
            assert message.key() not in found
            found[message.key()] = message.value()
    consumer.close()
    return found
