"""What editors know of stillwatch.yaml is what `check` knows."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

from proxy.audit.outlets.load import read
from proxy.audit.outlets.schema import SCHEMA_PATH, schema, schema_text, write
from proxy.errors import PolicyError
from tests.audit.outlets.test_load import GOOD
from tests.house import ROOT

VALIDATOR = jsonschema.Draft202012Validator(schema())


def test_it_is_current(tmp_path: Path) -> None:
    """What is checked in is what `python -m proxy.audit.outlets.schema` writes."""
    assert (ROOT / SCHEMA_PATH).read_text(encoding="utf-8") == schema_text()
    (tmp_path / SCHEMA_PATH).parent.mkdir()
    write(tmp_path)
    assert (tmp_path / SCHEMA_PATH).read_text(encoding="utf-8") == schema_text()


def test_it_is_a_schema_that_takes_what_we_ship() -> None:
    """It follows JSON Schema 2020-12, and finds nothing wrong with good files."""
    jsonschema.Draft202012Validator.check_schema(schema())
    for text in (GOOD.decode(), (ROOT / "deploy" / "stillwatch" / "stillwatch.yaml").read_text()):
        assert list(VALIDATOR.iter_errors(yaml.safe_load(text))) == []


@pytest.mark.parametrize(
    "text",
    [
        "evnts: []",
        "events: []",
        "events: [{name: a, to: fiel}]",
        "events: [{name: a, to: stdout, ordinary: lots}]",
        "events: [{name: a, to: stdout, from_level: clear}]",
        "events: [{name: a, to: syslog, address: 'h:1', every: soon}]",
        "events: [{name: a, to: file, path: p, rotate: big}]",
        "events: [{name: a b, to: stdout}]",
    ],
)
def test_editors_refuse_what_check_refuses(text: str) -> None:
    """Wrong words and values are wrong for both."""
    assert list(VALIDATOR.iter_errors(yaml.safe_load(text)))
    with pytest.raises(PolicyError):
        read(text.encode(), "s.yaml")
