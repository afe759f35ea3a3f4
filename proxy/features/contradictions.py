"""Where a client's headers disagree. Weak evidence each: frameworks and gateways rewrite headers honestly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from proxy.core.features import Contradiction
from proxy.features.agents import family

Values: TypeAlias = Mapping[bytes, bytes]
"""Header values by lower-case name."""

_MARK = b"x-stainless-"
# What the generated SDKs write into `x-stainless-lang`, and the runtimes that can go with it.
_LANGUAGES = {"python": b"python", "node": b"js", "java": b"java", "go": b"go"}
_RUNTIMES = {
    b"python": (b"cpython", b"pypy"),
    b"js": (b"node", b"deno", b"bun", b"browser", b"edge", b"vercel", b"unknown"),
}
# Every current browser sends at least one of these beside its user agent.
_BROWSER_MARKS = (b"accept-language", b"sec-fetch-mode", b"sec-ch-ua", b"origin", b"referer")
_PROVIDERS = {"openai": "openai", "anthropic": "anthropic"}


def contradictions(values: Values, dialect: str) -> Contradiction:
    """Everything that does not fit together in these headers on this API."""
    agent = values.get(b"user-agent", b"")
    kind = family(agent)
    provider, _, language = kind.partition("-")
    official = provider in _PROVIDERS and language in _LANGUAGES
    marked = any(name.startswith(_MARK) for name in values)
    found = _provider(provider, dialect) | _browser(kind, values) | _runtime(values)
    if official and not marked:
        found |= Contradiction.SDK_WITHOUT_MARKS
    elif marked and not official and kind not in {"browser", "openai-other", "anthropic-other"}:
        found |= Contradiction.MARKS_WITHOUT_SDK
    elif official:
        found |= _language(language, values) | _version(agent, values)
    return found


def _language(language: str, values: Values) -> Contradiction:
    said = values.get(_MARK + b"lang", b"").lower()
    return Contradiction.LANGUAGE if said and said != _LANGUAGES[language] else Contradiction.NONE


def _version(agent: bytes, values: Values) -> Contradiction:
    said = values.get(_MARK + b"package-version", b"").strip()
    shown = agent.split()[-1].rpartition(b"/")[2]
    return Contradiction.VERSION if said and shown[:1].isdigit() and said != shown else Contradiction.NONE


def _runtime(values: Values) -> Contradiction:
    fitting = _RUNTIMES.get(values.get(_MARK + b"lang", b"").lower())
    runtime = values.get(_MARK + b"runtime", b"").lower()
    return Contradiction.RUNTIME if fitting and runtime and not runtime.startswith(fitting) else Contradiction.NONE


def _provider(provider: str, dialect: str) -> Contradiction:
    other = provider in _PROVIDERS and dialect in _PROVIDERS and provider != dialect
    return Contradiction.OTHER_PROVIDER if other else Contradiction.NONE


def _browser(kind: str, values: Values) -> Contradiction:
    bare = kind == "browser" and not any(mark in values for mark in _BROWSER_MARKS)
    return Contradiction.BROWSER_WITHOUT_MARKS if bare else Contradiction.NONE
