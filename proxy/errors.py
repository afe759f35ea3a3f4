"""The exceptions of Stillwatch, all in one tree.

    StillwatchError
    |- SettingsError           a flag or variable is wrong; the message says which and what to write instead
    |- PolicyError             a policy does not hold; carries every `Problem` with file, line and column
    |- StateError              the store cannot be used
    |  |- StateUnavailable     no answer in time, connection lost, breaker open
    |  `- StateRefused         the store answered with an error (out of memory, wrong password, read-only)
    |- NotGranted              a request asks for what its caller may not have together
    |- UnreadableBody          a body that is inspected but cannot be read as the dialect's JSON
    |- ProtocolError           the peer broke HTTP/1.1; carries the status to answer with
    `- UpstreamError           the model's server failed us
       |- UpstreamUnreachable  no connection could be made (502)
       |- UpstreamBroken       it broke off before or within its answer (502, or a break of the stream)
       `- UpstreamTimeout      it took longer than its limit (504)

None of them ever carries a prompt, an answer or a credential: their texts may be logged.
"""

from __future__ import annotations

from dataclasses import dataclass


class StillwatchError(Exception):
    """Any error that Stillwatch raises on purpose."""


class SettingsError(StillwatchError):
    """A flag, variable or file named in them is wrong; the text tells what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a policy file; `line` and `column` count from 1."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class PolicyError(StillwatchError):
    """A policy that cannot be used, with every problem found in it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
        self.files: tuple[str, ...] = ()
        """Included files that were asked for, whether they could be read or not."""


class StateError(StillwatchError):
    """The state store cannot be used; screening then knows nothing and the policy decides."""


class StateUnavailable(StateError):
    """No answer within the time limit, no connection, or the breaker is open."""


class StateRefused(StateError):
    """The store answered with an error: full, read-only, wrong password, unknown command."""


class UnreadableBody(StillwatchError):
    """A request body that cannot be read; `reason` is one of a fixed set of words, safe for metrics."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotGranted(StillwatchError):
    """A degraded request asks for things that are not to be had together; the text tells the client which."""


class ProtocolError(StillwatchError):
    """The peer broke HTTP/1.1; `status` is what a server should answer before it closes."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class UpstreamError(StillwatchError):
    """The upstream failed; `status` is what the client gets while nothing has been sent yet."""

    status = 502


class UpstreamUnreachable(UpstreamError):
    """No connection to the upstream could be made."""


class UpstreamBroken(UpstreamError):
    """The upstream closed or reset the connection, or broke HTTP, before its answer was whole."""


class UpstreamTimeout(UpstreamError):
    """The upstream took longer than its limit."""

    status = 504
