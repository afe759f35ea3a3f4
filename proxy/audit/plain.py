r"""Text from outside, made harmless before it is written anywhere.

Whatever is not printable (Unicode categories C* and Z* but for the space: control characters, ANSI escapes, line and
paragraph separators, bidirectional overrides, zero-width characters, lone surrogates) becomes its `\uXXXX` spelling,
which stays harmless even after a JSON parser has put the string together again and `jq -r` prints it on a terminal.
"""

from __future__ import annotations

import re
from functools import lru_cache

ELLIPSIS = "…"
_LIMIT = 96
REDACTED = "[redacted]"

# A path that no dialect knows may hold anything. Real ones are short words and ids; the rest becomes `*`.
_SEGMENTS = 8
_WORDS_LIMIT = 64
_SEGMENT = re.compile(r"[A-Za-z0-9._:@~-]{0,40}")
# Every path of every dialect looks like this, and nothing that looks like this can be a secret.
_WORDS = re.compile(r"(?:/(?:[a-z_]{1,24}|v[0-9]{1,2}))+")
_NAME = re.compile(r"[A-Za-z0-9._:/@+-]{1,96}")

# What secrets look like: a scheme and its token, vendors' prefixes, a password in a URL, a key in a query string.
_SECRETS = re.compile(
    r"(?i:\b(?:bearer|basic|digest)\s+)[^\s,;\"']+"
    r"|\b(?:sk|pk|rk|gsk|key|xai|xox[a-z])[-_][\w.-]{6,}"
    r"|\b(?:hf|gh[a-z]|glpat)[-_]\w{16,}"
    r"|\bAIza[\w-]{20,}"
    r"|\beyJ[\w-]{8,}\.[\w.-]+"
    r"|(?<=://)[^/\s@]*:[^/\s@]*(?=@)"
    r"|(?i:(?<=[?&;\s])(?:api[-_]?key|x-api-key|key|token|secret|password|authorization)\s*[=:]\s*)[^\s&,;\"']+"
)

# The beginnings of those that can stand within a name: the whole search costs 2 µs, and names come with every request.
_SUSPECT = re.compile(r"[a-z]k[-_]|key[-_]|hf[-_]|xai[-_]|gh[a-z][-_]|xox|glpat|AIza|eyJ|:")


def plain(text: str, limit: int = _LIMIT) -> str:
    """The text on one line, at most `limit` characters, unprintable ones spelled out."""
    if len(text) > limit:
        text = text[: limit - 1] + ELLIPSIS
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _spelled(char) for char in text)


def _spelled(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def redact(text: str) -> str:
    """The text without anything shaped like a credential."""
    return _SECRETS.sub(REDACTED, text)


def name(text: str) -> str:
    """A client's name for a model or an operation: harmless, bounded, never a credential."""
    return _usual_name(text) if len(text) <= _LIMIT else redact(plain(text))


@lru_cache(maxsize=512)  # a provider has a few dozen models, and each request names one
def _usual_name(text: str) -> str:
    if _NAME.fullmatch(text):
        return redact(text) if _SUSPECT.search(text) else text
    return redact(plain(text))


@lru_cache(maxsize=16)  # an API has a handful, and each request tells its own twice; more would keep odd ones for long
def path(target: str) -> str:
    """A path without its query: at most eight segments, odd or secret-looking ones as `*`."""
    if len(target) <= _WORDS_LIMIT and _WORDS.fullmatch(target):
        return target
    segments = target.partition("?")[0].partition("#")[0].split("/", _SEGMENTS + 1)
    more = len(segments) > _SEGMENTS + 1
    kept = [_segment(text) for text in segments[: _SEGMENTS + 1]]
    return "/".join([*kept, ELLIPSIS] if more else kept)


def _segment(text: str) -> str:
    return text if _SEGMENT.fullmatch(text) and redact(text) == text else "*"
