"""The audit trail: nothing in it can be changed unseen."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import orjson
import pytest

from proxy.audit.changes import change_record
from proxy.audit.recorder import Recorder
from proxy.audit.spread import Spread
from proxy.audit.trail import TrailKey, open_trail
from proxy.canaries.chain import check
from proxy.canaries.registry import read
from proxy.core.decision import Action, Refusal
from proxy.errors import SettingsError
from tests.audit.exchanges import ASKED, AT, CHANGE, SUSPECTED

SECRET = b"the deployment's secret"


async def kept(path: Path) -> list[bytes]:
    """A trail of a few entries: a policy, a ban (told twice), a lift."""
    trail = open_trail(path, SECRET, print, lambda: AT)
    recorder = Recorder(Spread([]), str, banned=trail.banned)
    ban = dataclasses.replace(SUSPECTED, action=Action.BLOCK, rules=("ban",), refusal=Refusal(403, "banned", "no"))
    trail.policy("p", "0123456789ab", "enforce")
    for decision in (ban, ban, dataclasses.replace(ban, enforced=False), SUSPECTED):
        recorder.decided(ASKED, decision)
    trail.changed(change_record(dataclasses.replace(CHANGE, until=AT + 60)))
    await trail.close()
    return read(path)


async def test_it_tells_who_did_what(tmp_path: Path) -> None:
    """Policies in force, bans once each, and what operators changed, with who and why."""
    entries = [orjson.loads(line) for line in await kept(tmp_path / "trail")]
    assert [each["kind"] for each in entries] == ["key", "policy", "ban", "lift"]
    assert (entries[2]["caller"], entries[2]["rule"]) == (SUSPECTED.caller.id, "ban")
    assert (entries[3]["who"], entries[3]["why"]) == (CHANGE.who, CHANGE.why)
    assert entries[3]["until"] == "2026-09-21T14:14:20.123Z"


@pytest.mark.parametrize("broken", range(4))
async def test_the_first_broken_entry_is_named(tmp_path: Path, broken: int) -> None:
    """An entry changed, taken out or put in is found at its place, by hashes alone."""
    lines = await kept(tmp_path / "trail")
    assert check(lines, [TrailKey(SECRET).chain]).holds
    changed = [*lines[:broken], lines[broken].replace(b'"at":1', b'"at":2'), *lines[broken + 1 :]]
    assert check(changed).line == broken + 1
    assert check([*lines[:broken], *lines[broken + 1 :]]).line == (broken + 1 if broken < 3 else 0)
    assert check([*lines[: broken + 1], *lines[broken:]]).line == broken + 2


async def test_a_file_written_anew_has_wrong_seals(tmp_path: Path) -> None:
    """Whoever makes all hashes anew does not have the secret."""
    lines = await kept(tmp_path / "trail")
    assert check(lines, [TrailKey(b"another secret").chain]).line == 1
    assert repr(TrailKey(SECRET)) == "TrailKey(…)"


def test_a_file_that_cannot_be_written_is_a_settings_error(tmp_path: Path) -> None:
    """It says which."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"--audit-trail: .*file/trail cannot be written"):
        open_trail(tmp_path / "file" / "trail", SECRET, print, lambda: AT)
