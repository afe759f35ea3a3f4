"""Indicators as STIX 2.1, the form in which threat intelligence is exchanged (OASIS Standard, June 2021).

One `indicator` for each campaign: its texts as keyed digests (a custom object type, which other tools carry along
without understanding it), and addresses as `ipv4-addr` or `ipv6-addr`, which they do understand, where they are told.
The same campaign has the same id in every export, so that a newer one replaces the older.

The library is an extra of its own (`pip install "stillwatch[stix]"`): it brings a parser of patterns and more.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

from proxy.features.places import parts

ADVICE = 'the stix2 library is missing; install it with: pip install "stillwatch[stix]"'
# Of our own: version 5 ids are the same for the same campaign (STIX 2.1, section 2.9).
NAMESPACE = uuid.UUID("6f0c1a52-6f0e-5d0b-8d2c-5a1e7b1f4c11")
TECHNIQUE = "AML.T0024.002"
_TEXT = re.compile(r"x-stillwatch-text:([a-z_]+) = '([0-9a-f]{16})'")
_KEY = re.compile(r"x-stillwatch-text:key = '([0-9a-f]{16})'")
_ADDRESS = re.compile(r"ipv[46]-addr:value = '([0-9a-fA-F.:]+(?:/[0-9]{1,3})?)'")


class NoStix(Exception):
    """What was given is no STIX bundle, or there is no library to read it with; the text says what to do."""


def bundle(told: Mapping[str, Any]) -> str:
    """A bundle of what `/v1/indicators` answers, as JSON. Raises `NoStix` without the library."""
    stix2 = _library()
    identity = stix2.Identity(
        id=f"identity--{uuid.uuid5(NAMESPACE, told['key'])}", name="Stillwatch", identity_class="system",
        created=_EPOCH, modified=_EPOCH,
    )  # fmt: skip
    indicators = [_indicator(stix2, each, told["key"], identity.id) for each in told["indicators"]]
    names = "\n".join(sorted(each.id + str(each.modified) for each in indicators))
    return str(
        stix2.Bundle(
            identity, *indicators, id=f"bundle--{uuid.uuid5(NAMESPACE, told['key'] + names)}", allow_custom=True
        ).serialize(pretty=True)
    )


def read_bundle(text: str) -> tuple[list[dict[str, Any]], int]:
    """Indicators of a bundle, each with the key of its digests, and how many were not of a kind that we use.

    Raises `NoStix`.
    """
    stix2 = _library()
    try:
        parsed = stix2.parse(text, allow_custom=True)
        objects = parsed.objects if parsed.type == "bundle" else [parsed]
    except (stix2.exceptions.STIXError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # Their texts quote what was read.
        raise NoStix(f"this is no STIX 2.1 bundle ({type(error).__name__})") from None
    indicators = [each for each in objects if each.get("type") == "indicator"]
    found = [read for each in indicators if (read := _read(each)) is not None]
    return found, len(indicators) - len(found)


_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def _library() -> Any:
    try:
        import stix2
    except ImportError:
        raise NoStix(ADVICE) from None
    return stix2


def _indicator(stix2: Any, told: Mapping[str, Any], key: str, author: str) -> Any:
    since, until = _time(told["since"]), _time(told["until"])
    kinds = [str(each) for each in told.get("evidence", ())]
    found = f" Found by: {', '.join(kinds).replace('_', ' ')}." if kinds else ""
    return stix2.Indicator(
        id=f"indicator--{uuid.uuid5(NAMESPACE, key + told['id'])}",
        created_by_ref=author,
        created=since,
        modified=max(since, _time(told["at"])),
        name=f"Model extraction campaign {told['id']}",
        description=f"{told['callers']} callers act as one; risk {told['risk']:.2f}. Texts are keyed digests.{found}",
        indicator_types=["malicious-activity"],
        pattern=_pattern(told, key),
        pattern_type="stix",
        valid_from=since,
        valid_until=until,
        confidence=round(100 * told["risk"]),
        external_references=[stix2.ExternalReference(source_name="mitre-atlas", external_id=TECHNIQUE)],
        allow_custom=True,
        x_stillwatch_id=told["id"],
        x_stillwatch_callers=told["callers"],
        x_stillwatch_risk=told["risk"],
        **({"x_stillwatch_evidence": kinds} if kinds else {}),  # STIX knows no empty lists
    )


def _pattern(told: Mapping[str, Any], key: str) -> str:
    texts = [
        f"[x-stillwatch-text:{kind.replace('-', '_')} = '{digest}' AND x-stillwatch-text:key = '{key}']"
        for kind, _, digest in [mark.partition(":") for mark in told["marks"]]
    ]
    addresses = [f"[ipv{ip_address(each).version}-addr:value = '{each}']" for each in _addresses(told["networks"])]
    return " OR ".join([*texts, *addresses])


def _addresses(networks: Iterable[str]) -> list[str]:
    found = []
    for each in networks:
        try:
            found.append(str(ip_address(each)))
        except ValueError:  # a digest of an address, or the name of a socket
            continue
    return found


def _read(indicator: Any) -> dict[str, Any] | None:
    pattern = str(indicator.get("pattern", ""))
    marks = [f"{kind.replace('_', '-')}:{digest}" for kind, digest in _TEXT.findall(pattern) if kind != "key"]
    networks = [each for each in _ADDRESS.findall(pattern) if parts(each)]
    if indicator.get("pattern_type") != "stix" or not (marks or networks):
        return None
    keys = _KEY.findall(pattern)
    until = indicator.get("valid_until")
    return {
        "key": keys[0] if keys else None,
        "id": str(indicator.get("x_stillwatch_id") or indicator["id"]),
        "since": indicator["valid_from"].timestamp(),
        "at": indicator["modified"].timestamp(),
        "until": until.timestamp() if until is not None else _FOREVER,
        "risk": float(indicator.get("x_stillwatch_risk", indicator.get("confidence", 50) / 100)),
        "callers": int(indicator.get("x_stillwatch_callers", 0)),
        "marks": marks,
        "networks": networks,
    }


# An indicator without an end holds as long as we let any hold.
_FOREVER = 4_102_444_800.0


def _time(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
