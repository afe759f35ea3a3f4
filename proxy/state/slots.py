"""The hash slots of a Redis Cluster: which slot a group is in, and which node owns it. Pure.

The slot is CRC16 (XMODEM) of what stands between the first `{` and the next `}`, modulo 16384
(Redis Cluster specification, "Hash tags").
"""

from __future__ import annotations

from binascii import crc_hqx
from itertools import count
from typing import Any

from proxy.state.redis import key_of

SLOTS = 16384

Node = tuple[str, int]
"""Host and port, as the cluster announces them."""


def slot_of(group: str) -> int:
    """The slot in which a group's key lives."""
    key = key_of(group).encode()
    start = key.index(b"{") + 1
    end = key.index(b"}", start)
    return crc_hqx(key[start:end] if end > start else key, 0) % SLOTS


def read_slots(reply: list[Any], asked: Node) -> dict[int, Node]:
    """The owner of every slot from the answer to CLUSTER SLOTS; `asked` stands in where no host is announced."""
    owners: dict[int, Node] = {}
    for first, last, master, *_replicas in reply:
        host = master[0].decode() if master[0] else asked[0]
        owners.update(dict.fromkeys(range(first, last + 1), (asked[0] if host == "?" else host, int(master[1]))))
    return owners


def read_redirection(text: str, asked: Node) -> tuple[str, int, Node] | None:
    """`MOVED 3999 127.0.0.1:6381` or `ASK …` as (word, slot, node); None for any other error."""
    word, _, rest = text.partition(" ")
    if word not in {"MOVED", "ASK"}:
        return None
    slot, _, place = rest.partition(" ")
    host, _, port = place.rpartition(":")
    return word, int(slot), (host or asked[0], int(port))


def probes(owners: dict[int, Node]) -> dict[Node, str]:
    """For every node a group that lives there."""
    missing, found = set(owners.values()), dict[Node, str]()
    for number in count():
        if not missing:
            return found
        node = owners.get(slot_of(f"probe{number}"))
        if node in missing:
            missing.remove(node)
            found[node] = f"probe{number}"
    raise AssertionError("count() never ends")
