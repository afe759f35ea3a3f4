"""The one question to the state, asked for all who want to know.

Nothing of the succession is made or asked unless one secret is replacing another.
"""

from __future__ import annotations

from typing import NamedTuple

from proxy.core.exchange import Headers
from proxy.core.tally import Readings
from proxy.features.extract import Extractor
from proxy.screening import Opening
from proxy.state.guarded import Guarded
from proxy.succession import Heir, Names, heir_of


class Succession(NamedTuple):
    """What the secret to come makes of requests."""

    names: Names
    extractor: Extractor

    def heir(self, opening: Opening, headers: Headers) -> Heir | None:
        """The request under the new names, its texts digested anew."""
        features = None
        if opening.features is not None:
            features = self.extractor.features(opening.call, opening.caller, headers, opening.at)
        return heir_of(opening, self.names, features)


async def ask(store: Guarded, opening: Opening, heir: Heir | None) -> Readings:
    """What the state answers about a request; None where it cannot. A heir asks in the same take."""
    tallies = opening.tallies
    if heir is None:
        return await store.take(tallies, opening.at) if tallies else ()
    both = [*tallies, *heir.tallies]
    readings = await store.take(both, opening.at) if both else ()
    return None if readings is None else heir.reconciled(readings)
