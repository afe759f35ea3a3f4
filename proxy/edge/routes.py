"""Which upstream a request goes to: the first of the policy's that takes it, else the default."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from proxy.edge.upstream import Origin

Takes = Callable[[str, str], bool]
"""Whether an upstream is for a request: the path exactly as it will be forwarded, and the model, empty if unread."""


class Routes:
    """The policy's upstreams in order, and the one for everything else."""

    def __init__(self, default: Origin, routes: Sequence[tuple[Takes, Origin]] = ()) -> None:
        self._default = default
        self._routes = tuple(routes)

    def pick(self, path: str, model: str) -> Origin:
        """The upstream of this request."""
        for takes, origin in self._routes:
            if takes(path, model):
                return origin
        return self._default
