"""Hash slots: the same as Redis computes, and what its answers and errors mean."""

from __future__ import annotations

import pytest

from proxy.state.redis import key_of
from proxy.state.slots import SLOTS, probes, read_redirection, read_slots, slot_of
from tests.servers import RedisCluster


@pytest.mark.parametrize("group", ["k_1", "", "}", "a}b", "{x", "all", "größe 漢", "k_" + "f" * 32])
def test_slots_are_those_of_redis(group: str, cluster: RedisCluster) -> None:
    """Every group, also one with braces in its name, is sought where the cluster keeps it."""
    assert slot_of(group) == cluster.masters[0].ask("CLUSTER", "KEYSLOT", key_of(group))


def test_the_map_is_read() -> None:
    """Each slot has its master; where no host is announced, that of the node asked stands in."""
    reply = [[0, 99, [b"10.0.0.1", 7000, b"id1", []], [b"10.0.0.2", 7000, b"id2", []]], [100, 199, [b"", 7001, b"id3"]]]
    owners = read_slots([*reply, [200, 200, [None, 7002, b"id4"]]], ("asked", 1))
    assert (owners[0], owners[99], owners[100], owners[200]) == (("10.0.0.1", 7000),) * 2 + (
        ("asked", 7001),
        ("asked", 7002),
    )
    assert len(owners) == 201


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MOVED 3999 10.0.0.1:6381", ("MOVED", 3999, ("10.0.0.1", 6381))),
        ("ASK 3999 ::1:6381", ("ASK", 3999, ("::1", 6381))),
        ("MOVED 3999 :6381", ("MOVED", 3999, ("asked", 6381))),
        ("CLUSTERDOWN The cluster is down", None),
        ("ERR unknown", None),
    ],
)
def test_redirections_are_read(text: str, expected: object) -> None:
    """Where to go next; other errors lead nowhere."""
    assert read_redirection(text, ("asked", 1)) == expected


def test_every_node_has_a_probe() -> None:
    """For each master there is a group that lives on it, however unequal the shares."""
    owners = {slot: ("small" if slot < 20 else "big", 1) for slot in range(SLOTS)}
    assert {slot_of(group) < 20: node for node, group in probes(owners).items()} == {
        True: ("small", 1),
        False: ("big", 1),
    }
    assert probes({}) == {}
