"""What we tell: one line a decision, one line a request, numbers for Prometheus, a log for the operator.

    plain     text from outside, made harmless: bounded, no control characters, nothing shaped like a secret
    record    the native record: what was asked, decided and passed on -> a dict -> one line of JSON
    signals   what detectors found, put into words only once
    findings  a suspicion about a caller or a campaign, opened, updated and closed under one id
    atlas     MITRE ATLAS: techniques and mitigations
    ocsf      the record as OCSF (`ocsf_finding`: Detection Finding); `ecs` as ECS, `cef` as CEF
    levels    whose level is news
    changes   what an operator did: lifted, switched, reloaded
    recorder  which records are written
    spread    from a record to sinks: filters and formats
    sinks     where lines go: a bounded queue, and a thread that writes; never in a request's way
    families  the metrics, one line each; `metrics` counts them, `board` adds up workers and prints them
    log       Stillwatch's own operational log: structlog through the same sinks

    edge ── Asked, Decision, Passed ──> recorder ── Record ──> spread ── bytes ──> sink ══ thread ══> file | SIEM
      └──── numbers ──> metrics ── snapshot ──> board ──> /metrics

Another event format is a function `Record -> bytes` and a line in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from proxy.audit import cef, ecs, ocsf
from proxy.audit.record import Record, line

FORMATS: Mapping[str, Callable[[Record], bytes]] = {
    "native": line,
    "ocsf": ocsf.line,
    "ecs": ecs.line,
    "cef": cef.line,
}
"""Event formats by the name used in settings; each gives whole lines, end of line included."""
