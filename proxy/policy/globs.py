"""Names with `*`, matched in time linear in the name.

Model names and paths are client text, so no regular expression meets them: `*a*a*a*b` would backtrack for hours.
Model names compare without case, because some servers (Ollama) do too and a budget must not be dodged by a capital.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

# The names that matter are few; a client who makes up more costs everybody a walk through the patterns, 1 µs.
REMEMBERED = 1024
REMEMBERED_LENGTH = 128

Matcher = Callable[[str], bool]


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text fits the pattern, in which `*` stands for any characters, none included."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == pattern
    last = rest.pop()
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in rest:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def any_of(patterns: Iterable[str]) -> Matcher:
    """A matcher for several patterns, without regard to case."""
    match = exactly(pattern.lower() for pattern in patterns)
    known: dict[str, bool] = {}

    def matched(text: str) -> bool:
        found = known.get(text)
        if found is None:
            found = match(text.lower())
            if len(text) <= REMEMBERED_LENGTH:
                if len(known) >= REMEMBERED:
                    known.clear()
                known[text] = found
        return found

    return matched


def exactly(patterns: Iterable[str]) -> Matcher:
    """A matcher for several patterns; case counts."""
    found = tuple(patterns)
    plain = frozenset(pattern for pattern in found if "*" not in pattern)
    starred = tuple(pattern for pattern in found if "*" in pattern)
    return lambda text: text in plain or any(matches(pattern, text) for pattern in starred)


def below(paths: Iterable[str]) -> tuple[str, ...]:
    """Paths as globs: one without `*` stands for itself and everything below it."""
    return tuple(
        glob
        for path in paths
        for glob in ((path,) if "*" in path else (path.rstrip("/") or "/", path.rstrip("/") + "/*"))
    )
