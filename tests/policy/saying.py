"""Conditions as operators might write them, and facts as requests might bring them: for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from proxy.policy.comparisons import Names

NAMES = Names({"partners": ("acme", "b*"), "nets": ("10.0.0.0/8",), "late": (22, 23)}, {"high": 0.9, "many": "1k"})

# Few values, so that bounds and facts meet often.
FACTS: dict[str, tuple[Any, ...]] = {
    "risk": (0.0, 0.3, 0.6, 0.9, 1.0),
    "structure.sweep": (0.0, 0.3, 0.6, 0.9, 1.0),
    "volume.requests[1h]": (0.0, 5.0, 100.0, 1000.0),
    "risk.held_for": (0.0, 60.0, 3600.0),
    "risk.level": (0, 1, 2, 3),
    "time.hour": (0, 12, 22, 23),
    "stream": (True, False),
    "tier": ("free", "Pro", "acme", ""),
    "operation": ("chat", "embedding"),
    "path": ("/v1/a", "/v1/b"),
    "caller.address": ("10.1.2.3", "192.0.2.1", "2001:db8::1", "unix"),
}

_ORDERED = {
    "risk": ("0", "0.3", "60%", "0.9", "1", "$high"),
    "structure.sweep": ("0", "0.3", "60%", "0.9", "1", "$high"),
    "volume.requests[1h]": ("0", "5", "100", "$many"),
    "risk.held_for": ("1m", "1h", "90s"),
    "risk.level": ("clear", "watch", "suspect", "hostile"),
    "time.hour": ("0", "12", "22"),
}
_EQUAL = {
    "stream": ("true", "false"),
    "tier": ("free", "pro", "'enter prise'", "a*"),
    "operation": ("chat", "embedding", "e*"),
    "path": ("/v1/a", "/v1/*"),
    "caller.address": ("10.0.0.0/8", "192.0.2.1", "2001:db8::/32"),
}
_NAMED = {"tier": "@partners", "caller.address": "@nets", "time.hour": "@late"}


def comparisons() -> st.SearchStrategy[str]:
    """Comparisons as text."""

    def told(fact: str) -> st.SearchStrategy[str]:
        values = st.sampled_from(_ORDERED.get(fact) or _EQUAL[fact])
        operators = st.sampled_from([">=", ">", "<=", "<", "==", "!="] if fact in _ORDERED else ["==", "!="])
        one = st.builds("{} {} {}".format, st.just(fact), operators, values)
        listed = st.lists(values, min_size=1, max_size=3).map(lambda found: f"[{', '.join(found)}]")
        several = st.one_of(listed, st.just(_NAMED[fact])) if fact in _NAMED else listed
        return one | st.builds("{} {} {}".format, st.just(fact), st.sampled_from(["in", "not in"]), several)

    return st.sampled_from(sorted(FACTS)).flatmap(told)


MAPPINGS = st.sampled_from(
    [{"tier": "free"}, {"tier": ("free", "pro")}, {"stream": True}, {"risk.level": ("clear", "hostile")}, {"risk": 0.3},
     {"time.hour": 0, "stream": False}, {"tier": "@partners"}, {"volume.requests[1h]": "$many"}, {"operation": "e*"}]
)  # fmt: skip


def conditions() -> st.SearchStrategy[Any]:
    """Conditions of any shape, as the file's plain values."""

    def deeper(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        several = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return (
            several
            | st.builds(lambda word, parts: {word: parts}, st.sampled_from(["all", "any"]), several)
            | inner.map(lambda part: {"not": part})
        )

    return st.recursive(comparisons() | MAPPINGS, deeper, max_leaves=6)


def facts() -> st.SearchStrategy[dict[str, Any]]:
    """What is known of some request: any part of it."""
    return st.fixed_dictionaries({}, optional={key: st.sampled_from(values) for key, values in FACTS.items()})
