"""From a policy file to a regime, again and again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from proxy.callers.digests import Keyed
from proxy.edge.sweep import Sweep
from proxy.errors import PolicyError
from proxy.wiring.regimes import Regimes, generic
from tests.policies import policy_of
from tests.wiring.stand import settings_in

OTHER = "upstreams: [{name: o, url: 'http://127.0.0.1:7', models: big}]\n"


def regimes(folder: Path, policy: str = "policy: p\n") -> Regimes:
    """Regimes of a policy file in this folder."""
    return Regimes(settings_in(folder, policy), Sweep(lambda: 0.0))


def test_a_change_makes_a_new_regime_on_the_same_connections(tmp_path: Path) -> None:
    """A reload swaps the regime as a whole and keeps the pools of upstreams that stay."""
    held = regimes(tmp_path, "policy: p\n" + OTHER)
    before = held.current
    (tmp_path / "policy.yaml").write_text("policy: q\nmode: enforce\n" + OTHER)
    assert held.reload()
    assert (before.policy.name, held.current.policy.name, held.current.policy.enforces) == ("p", "q", True)
    for model in ("", "big"):
        assert held.current.routes.pick("/", model) is before.routes.pick("/", model)
    assert held.current.routes.pick("/", "big").url == "http://127.0.0.1:7"
    held.close()


def test_the_same_file_is_no_change(tmp_path: Path) -> None:
    """Reading the same again leaves the regime where it is."""
    held = regimes(tmp_path)
    before = held.current
    assert not held.reload()
    assert held.current is before


def test_a_broken_file_changes_nothing(tmp_path: Path) -> None:
    """A policy that does not hold leaves the old one in force and is remembered as the reason."""
    held = regimes(tmp_path)
    before = held.current
    (tmp_path / "policy.yaml").write_text("policy: p\nmoed: x\n")
    assert not held.reload()
    assert held.current is before
    assert "moed" in str(held.live.last_error)


def test_the_first_policy_must_hold(tmp_path: Path) -> None:
    """At the start there is no old policy: a broken one is an error."""
    with pytest.raises(PolicyError):
        regimes(tmp_path, "nonsense")


def test_a_directory_may_come_later_and_go_elsewhere(tmp_path: Path) -> None:
    """A key directory that is not there knows nobody; a policy that names another one is followed."""
    held = regimes(tmp_path, "policy: p\ncallers: {directory: a.jsonl}\n")
    caller = held.current.reception.receive([(b"Authorization", b"Bearer sk-1")], b"", "203.0.113.7")
    assert caller.tier == ""
    (tmp_path / "b.jsonl").write_text('{"key": "sk-1", "tier": "pro"}\n')
    (tmp_path / "policy.yaml").write_text("policy: p\ncallers: {directory: b.jsonl}\n")
    assert held.reload()
    caller = held.current.reception.receive([(b"Authorization", b"Bearer sk-1")], b"", "203.0.113.7")
    assert caller.tier == "pro"


def test_dialects_of_the_policy() -> None:
    """What the policy describes becomes dialects, in its order, reading the places that it names."""
    words = "dialects: [{name: a, path: /a, input: [x, y.z], output: o}, {name: b, path: /b}]\n"
    first, second = generic(policy_of("policy: p\n" + words))
    assert (first.name, second.name) == ("a", "b")
    assert first.operation("POST", "/a") == "generic"
    turns = first.read("generic", b'{"x":"one","y":{"z":"two"},"w":"three"}').call.turns
    assert " ".join(turn.text for turn in turns).split() == ["one", "two"]


def test_the_kill_switch_outlives_a_reload(tmp_path: Path) -> None:
    """On, neither the policy nor a rule with a mode of its own acts, also after an edit; off, both count again."""
    rule = "rules: [{name: r, why: w, when: risk >= 0.1, then: block, mode: enforce}]\n"
    held = regimes(tmp_path, "policy: p\nmode: enforce\n" + rule)
    before = held.current

    def acts() -> tuple[bool, bool]:
        policy = held.current.policy
        return policy.enforces, policy.rules[0].enforces

    held.observe(True)
    assert (acts(), before.policy.enforces) == ((False, False), True)
    assert held.current.policy.version == before.policy.version
    (tmp_path / "policy.yaml").write_text("policy: q\nmode: enforce\n" + rule)
    assert held.reload()
    assert (held.current.policy.name, acts()) == ("q", (False, False))
    held.observe(False)
    assert acts() == (True, True)


def test_a_second_policy_looks_on(tmp_path: Path) -> None:
    """The policy of --shadow is part of the regime, read again when it changes; a broken one leaves the old looking."""
    (tmp_path / "other.yaml").write_text("policy: other\n")
    settings = replace(settings_in(tmp_path, "policy: p\n"), shadow=tmp_path / "other.yaml")
    held = Regimes(settings, Sweep(lambda: 0.0))
    assert held.shadow is not None
    assert (held.current.policy.name, getattr(held.current.shadow, "name", None)) == ("p", "other")
    assert not held.reload_shadow()
    (tmp_path / "other.yaml").write_text("policy: third\n")
    assert held.shadow.changed()
    assert held.reload_shadow()
    assert (held.current.policy.name, getattr(held.current.shadow, "name", None)) == ("p", "third")
    (tmp_path / "other.yaml").write_text("nonsense")
    assert not held.reload_shadow()
    assert getattr(held.current.shadow, "name", None) == "third"
    assert held.shadow.last_error is not None
    held.close()


def test_without_one_nobody_looks_on(tmp_path: Path) -> None:
    """There is no second policy unless it is asked for."""
    held = regimes(tmp_path)
    assert (held.shadow, held.current.shadow, held.reload_shadow()) == (None, None, False)
    held.close()


def test_a_secret_to_come(tmp_path: Path) -> None:
    """While one secret replaces another callers know their id to come, and requests are digested under both."""
    told: list[tuple[str, str]] = []
    settings = replace(settings_in(tmp_path, "policy: p\n"), next_secret=b"the secret to come")
    held = Regimes(settings, Sweep(lambda: 0.0), lambda *pair: told.append(pair))
    caller = held.current.reception.receive([(b"x-api-key", b"sk-1")], b"", "203.0.113.7")
    assert caller.successor == Keyed(b"the secret to come").caller(b"sk-1")
    assert told == [(caller.id, caller.successor)]
    assert held.current.succession is not None
    assert regimes(tmp_path).current.succession is None
    held.close()
