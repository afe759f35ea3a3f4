"""What the upstream is told, and that nobody else can tell it."""

from __future__ import annotations

import hmac
import shutil
import subprocess
from dataclasses import replace

import pytest

from proxy.actions.tag import headers, tag_key, written
from proxy.core.decision import Action, Decision, Level
from proxy.core.effect import Degrade, Tag, spellings
from proxy.core.exchange import Caller

SECRET = b"e2e-secret-e2e-secret-e2e-secret"
KEY = tag_key(SECRET)
DECISION = Decision(
    "d_1", 1_790_000_000.7, Caller("k_1", org="secret-org", address="203.0.113.7"), Action.ALLOW, True, "v",
    risk=0.714, level=Level.SUSPECT, campaign="c_1", effects=(Tag(), Degrade(), Tag("x-risk")),
)  # fmt: skip


def test_what_is_written() -> None:
    """Time, caller, level, risk and campaign, signed as the documentation says; neither org nor address."""
    said, _, sig = written(DECISION, KEY).rpartition(b";sig=")
    assert said == b"v=1;t=1790000000;caller=k_1;level=suspect;risk=0.71;campaign=c_1"
    assert sig.decode() == hmac.new(KEY, said, "sha256").hexdigest()
    assert b"campaign" not in written(replace(DECISION, campaign=None), KEY)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_the_documented_command_makes_the_key() -> None:
    """An operator gets the key with openssl, as docs/actions.md says."""
    command = ["openssl", "dgst", "-sha256", "-hmac", SECRET.decode()]
    found = subprocess.run(command, input=b"stillwatch tag v1", capture_output=True, check=True)
    assert found.stdout.decode().split()[-1] == KEY.hex()


def test_nothing_else_makes_the_signature() -> None:
    """Another secret, or another word, has another signature."""
    assert written(DECISION, tag_key(b"other")) != written(DECISION, KEY)
    signatures = {
        written(replace(DECISION, **change), KEY).rpartition(b"=")[2]
        for change in ({}, {"at": 5.0}, {"level": Level.CLEAR}, {"campaign": None}, {"caller": Caller("k_2")})
    }
    assert len(signatures) == 5


def test_headers() -> None:
    """One header for each tag, with the same value; none in observe mode, without a tag, or before a decision."""
    value = written(DECISION, KEY)
    assert headers(DECISION, KEY) == [(b"x-stillwatch-risk", value), (b"x-risk", value)]
    assert headers(replace(DECISION, enforced=False), KEY) == headers(replace(DECISION, effects=()), KEY) == []
    assert headers(None, KEY) == []


def test_spellings() -> None:
    """All that a server could take for the name: dashes and underscores in any mixture, within bounds."""
    assert spellings("x-a-b") == {b"x-a-b", b"x_a-b", b"x-a_b", b"x_a_b"}
    assert spellings("x-1-2-3-4-5-6-7") == {b"x-1-2-3-4-5-6-7", b"x_1_2_3_4_5_6_7"}
