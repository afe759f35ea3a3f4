"""The policy in force: edits are noticed, a broken file changes nothing and says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from proxy.errors import PolicyError
from proxy.policy.live import Live
from proxy.policy.load import unkeyed

FIRST = "policy: first\n"
SECOND = "policy: second\nmode: enforce\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A policy file that holds."""
    file = tmp_path / "p.yaml"
    file.write_text(FIRST)
    return file


def test_an_edit_takes_effect_once(path: Path) -> None:
    """An edit is noticed, taken, and then no longer new."""
    live = Live(path, unkeyed)
    assert not live.changed()
    path.write_text(SECOND)
    assert live.changed()
    assert live.policy.name == "first"
    assert live.reload()
    assert (live.policy.name, live.changed(), live.last_error) == ("second", False, None)


def test_a_broken_file_leaves_the_old_policy(path: Path) -> None:
    """A broken file is told once, changes nothing, and is forgotten when it is mended."""
    live = Live(path, unkeyed)
    before = live.policy
    path.write_text("policy: first\nmode: on\n")
    assert not live.reload()
    assert live.policy is before
    assert live.last_error is not None
    assert [problem.line for problem in live.last_error.problems] == [2]
    assert not live.changed()
    path.write_text(SECOND)
    assert live.changed()
    assert live.reload()
    assert live.last_error is None


def test_a_lost_file_leaves_the_old_policy(path: Path) -> None:
    """The file may vanish and come back the same."""
    live = Live(path, unkeyed)
    path.unlink()
    assert live.changed()
    assert not live.reload()
    assert "cannot be read" in str(live.last_error)
    path.write_text(FIRST)
    assert live.changed()
    assert not live.reload()
    assert (live.policy.name, live.last_error) == ("first", None)


def test_the_same_content_keeps_the_same_policy(path: Path) -> None:
    """A file that was only touched gives no new policy, so nothing that hangs on it is made anew."""
    live = Live(path, unkeyed)
    before = live.policy
    path.with_suffix(".new").write_text(FIRST)
    path.with_suffix(".new").replace(path)
    assert live.changed()
    assert not live.reload()
    assert live.policy is before


def test_the_key_directory_is_watched(path: Path) -> None:
    """A key directory that appears is a change, and its warning goes."""
    path.write_text("policy: p\ncallers: {directory: keys.jsonl}\n")
    live = Live(path, unkeyed)
    assert live.directory == path.parent / "keys.jsonl"
    assert live.policy.warnings
    live.directory.write_text("{}\n")
    assert live.changed()
    assert live.reload()
    assert (live.policy.warnings, live.changed()) == ((), False)


def test_without_a_directory_there_is_none(path: Path) -> None:
    """A policy that names no key directory has none."""
    assert Live(path, unkeyed).directory is None


def test_a_broken_file_cannot_be_the_first(path: Path) -> None:
    """At the start there is no old policy to keep: the error gets out."""
    path.write_text("nothing")
    with pytest.raises(PolicyError):
        Live(path, unkeyed)


def test_included_files_are_watched(path: Path) -> None:
    """An edit of an included file is an edit of the policy: taken if it holds, and told with its own place if not."""
    rules = path.parent / "rules.yaml"
    rules.write_text("mode: enforce\n")
    path.write_text("policy: p\ninclude: rules.yaml\n")
    live = Live(path, unkeyed)
    first = live.policy.version
    assert (live.policy.mode, live.changed()) == ("enforce", False)
    rules.write_text("mode: obsrve\n")
    assert live.changed()
    assert not live.reload()
    assert live.last_error is not None
    assert [(each.path, each.line, each.column) for each in live.last_error.problems] == [(str(rules), 1, 7)]
    assert not live.changed()
    rules.write_text("mode: observe\n")
    assert live.changed()
    assert live.reload()
    assert (live.policy.mode, live.changed()) == ("observe", False)
    assert live.policy.version != first


def test_an_included_file_that_comes_late_is_taken(path: Path) -> None:
    """A policy that names a file before it is there is broken until the file comes, and nobody has to touch it."""
    live = Live(path, unkeyed)
    path.write_text("policy: second\ninclude: [late.yaml]\n")
    assert not live.reload()
    assert "'late.yaml' cannot be read" in str(live.last_error)
    assert not live.changed()
    (path.parent / "late.yaml").write_text("mode: enforce\n")
    assert live.changed()
    assert live.reload()
    assert live.policy.mode == "enforce"
