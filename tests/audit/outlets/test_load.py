"""stillwatch.yaml, read and checked like a policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from proxy.audit.outlets.load import load, read
from proxy.audit.outlets.words import KINDS
from proxy.errors import PolicyError

GOOD = b"""events:
  - name: siem
    to: splunk
    url: https://siem.example.com:8088/services/collector/event
    token: env:HEC_TOKEN
    format: ocsf
    only: findings
    from_level: suspect
  - {name: local, to: file, path: events.jsonl, rotate: 100MB, keep: 3, ordinary: 1%}
"""


def faults(text: str) -> list[str]:
    """What is told of a wrong file."""
    with pytest.raises(PolicyError) as raised:
        read(text.encode(), "s.yaml")
    return [str(each) for each in raised.value.problems]


def test_a_good_file() -> None:
    """Sizes, shares and times as people write them; everything else has its default."""
    siem, local = read(GOOD, "s.yaml").events
    assert (siem.format, siem.only, siem.from_level, siem.batch) == ("ocsf", "findings", "suspect", 500)
    assert (local.rotate, local.keep, local.ordinary) == (100_000_000, 3, 0.01)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "s.yaml:1:1: there is nothing in this file; it starts with `events:`"),
        ("- a\n", "s.yaml:1:1: this file is a mapping: lines of `word: value`, the first `events:`"),
        ("evnts: []\n", "s.yaml:1:1: unknown word 'evnts'; did you mean 'events'?"),
        ("events:\n  - {name: a, to: fiel}\n",
         f"s.yaml:2:19: 'fiel' is not one of {', '.join(KINDS)}; did you mean 'file'?"),
        ("events:\n  - name: a\n    to: file\n    path: x\n    index: i\n",
         "s.yaml:5:12: this means nothing for file; it is a word of elastic, splunk"),
        ("events:\n  - {name: a, to: stdout}\n  - {name: a, to: stdout}\n",
         "s.yaml:3:12: 'a' is the name of another outlet; each needs its own"),
        ("events: {name: a, to: file}\n", "s.yaml:1:23: file needs the word 'path'"),
        ("events:\n  - {name: a, to: http, url: 'https://u:p@h'}\n",
         "s.yaml:2:30: 'https://u:p@h' is not a URL such as https://siem.example.com:8088/path without credentials"),
        ("events:\n  - {name: a, to: http, url: https://h, token: s3cr3t}\n",
         "s.yaml:2:48: write env:NAME or file:PATH; a credential does not belong into this file"),
        ("events:\n  - {name: a, to: stdout, ordinary: 2}\n",
         "s.yaml:2:37: 2 is more than the whole; a share is at most 1 or 100%"),
    ],
)  # fmt: skip
def test_faults_have_their_places(text: str, found: str) -> None:
    """Each fault is told with line and column, and with what was probably meant; no credential is told back."""
    told = faults(text)
    assert found in told
    assert "s3cr3t" not in "".join(told)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    """One that cannot be read, or is no text, says so."""
    with pytest.raises(PolicyError, match="cannot be read: No such file"):
        load(tmp_path / "stillwatch.yaml")
    with pytest.raises(PolicyError, match=r"s\.yaml:2:1: this is not UTF-8"):
        read(b"events:\n\xff", "s.yaml")
    with pytest.raises(PolicyError, match="larger than"):
        read(b"#" * 300_000, "s.yaml")
