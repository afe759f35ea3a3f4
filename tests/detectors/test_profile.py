"""What is remembered of a caller, and how a request adds to it."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.core.features import Contradiction, Elicitation, Features
from proxy.core.tally import Distinct, Mark, Mean, Means, Pace, Recent, Repeats, Spread, Tally, Top
from proxy.detectors.asks import Asks
from proxy.detectors.draws import Repeated, sender
from proxy.detectors.profile import (
    DAY,
    LIFE,
    Profile,
    afterwards,
    band,
    brought,
    cell,
    lone,
    owners,
    profile,
    sampled,
    spread,
    tallies,
)
from proxy.sketches.distinct import place
from tests.detectors.scenes import NOW, PATIENCE, THRESHOLDS, ask, past, text

OF_A_PROMPT = {"openings", "endings", "systems", "bands", "contents", "cells", "biases", "recent", "users", "orgs"}
OF_AN_EMBEDDING = {"embedded"}
# Asked by `screening` where the policy binds reasoning.
OF_A_BINDING = {"owners", "origins"}
# Asked of questions for steps.
OF_A_SERIES = {"pace_of_steps", "beside", "spells"}
EVERYTHING: dict[str, Any] = {
    "system": text(), "logit_bias": 2, "bias": 9, "logprobs": True, "asks": Elicitation.TAGS | Elicitation.STEPS,
}  # fmt: skip


def asked(features: Features) -> dict[str, Tally]:
    return tallies(features, THRESHOLDS, PATIENCE)


def mean(features: Features) -> Asks:
    """The place of each thing in the vector that a request adds."""
    tally = asked(features)["asks"]
    assert isinstance(tally, Mean)
    return Asks(*tally.values)


def test_a_full_request_asks_for_everything() -> None:
    """A prompt with all there is to it is asked about in every place of the profile."""
    assert set(asked(ask(**EVERYTHING))) == set(Profile._fields) - OF_AN_EMBEDDING - OF_A_BINDING


def test_what_is_embedded_is_counted_apart() -> None:
    """The topics of embedded texts are counted for themselves; retries add none of them."""
    assert asked(ask(operation="embedding"))["embedded"] == Distinct(
        "c:" + ask().caller, "embedded", cell(text().plane), LIFE
    )
    again = asked(ask(operation="embedding", retries=1))["embedded"]
    assert isinstance(again, Distinct)
    assert again.digest is None


@pytest.mark.parametrize("operation", ["embedding", "count", "models", "opaque"])
def test_only_prompts_are_asked_about_as_prompts(operation: str) -> None:
    """Listings, files and token counts are volume, and thin out nothing that prompts ask for."""
    wanted = asked(ask(operation=operation, **EVERYTHING))
    known = set(Profile._fields) - OF_A_PROMPT - OF_AN_EMBEDDING - OF_A_BINDING - OF_A_SERIES
    assert set(wanted) - OF_AN_EMBEDDING == known
    assert (set(wanted) >= OF_AN_EMBEDDING) is (operation == "embedding")
    assert wanted["asks"] == with_values(asked(ask())["asks"], ())


def with_values(tally: Tally, values: tuple[float, ...]) -> Tally:
    """The same mean of other values."""
    assert isinstance(tally, Mean)
    return replace(tally, values=values)


@pytest.mark.parametrize("operation", ["chat", "completion", "generic"])
def test_prompts(operation: str) -> None:
    """Whatever carries a prompt is asked about as one; without a text of the user there is none."""
    assert {"openings", "contents", "cells"} <= set(asked(ask(operation=operation)))
    assert not OF_A_PROMPT & set(asked(ask(operation=operation, user=None)))


@pytest.mark.parametrize(
    "change",
    [
        {"user_turns": 2, "turns": 3},
        {"tools": 1},
        {"tool_results": True},
        {"temperature": 0.0},
        {"user": text(characters=39)},
        {"retries": 1},
    ],
    ids=["conversation", "tools", "tool results", "temperature 0", "short", "retry"],
)
def test_only_lone_sampled_long_prompts_are_remembered_by_the_org(change: dict[str, Any]) -> None:
    """Repetition is looked for where another answer is wanted to the same real question, and nowhere else."""
    assert "recent" in asked(ask())
    assert "recent" in asked(ask(temperature=0.7, user=text(characters=40)))
    assert "recent" not in asked(ask(**change))


def test_retries_add_nothing() -> None:
    """What an SDK sends again by itself is only read: no value, no digest, no time."""
    for name, tally in asked(ask(retries=1, **EVERYTHING)).items():
        match tally:
            case Pace():
                assert not tally.counts
            case Distinct() | Top():
                assert tally.digest is None, name
            case Mark():
                pass  # is only read by every take
            case _:
                assert getattr(tally, "values", None) == (), name


def test_every_other_request_adds() -> None:
    """Apart from the level and the means that are settled later, every tally of a first attempt adds something."""
    for name, tally in asked(ask(**EVERYTHING)).items():
        adds = any(getattr(tally, place, None) for place in ("values", "digest", "counts"))
        assert adds == (name not in ("level", "repeats", "spells")), name


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, {}),
        ({"asks": Elicitation.SYNTHESIS}, {"strong": 1.0}),
        ({"asks": Elicitation.STEPS}, {"weak": 1.0}),
        ({"asks": Elicitation.JUDGE | Elicitation.TAGS}, {"strong": 1.0, "weak": 1.0}),
        ({"asks": Elicitation.TAGS, "tools": 3}, {"single": 0.0}),
        ({"asks": Elicitation.STEPS, "user_turns": 4, "turns": 8}, {"single": 0.0}),
        ({"logprobs": True}, {"logprobs": 1.0}),
        ({"logprobs": True, "logit_bias": 1}, {"logprobs": 1.0, "walk": 1.0}),
        ({"logit_bias": 300}, {}),
        ({"choices": 8}, {"choices": 8.0}),
        ({"choices": 10**9}, {"choices": 64.0}),
        ({"contradictions": Contradiction.LANGUAGE}, {"contradictory": 1.0}),
    ],
)
def test_what_a_request_adds_to_the_means(change: dict[str, Any], expected: dict[str, float]) -> None:
    """Each thing asked for has its place; wordings count in single questions without tools only."""
    plain = Asks(0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0)
    assert mean(ask(**change)) == plain._replace(**expected)


def test_wordings_of_the_system_prompt_count() -> None:
    """A template in the system prompt asks as much as one in the user's turn."""
    assert mean(ask(system=text(asks=Elicitation.DISCLOSURE))).strong == 1.0


@given(st.permutations(list(Profile._fields)))
def test_readings_find_their_places(order: list[str]) -> None:
    """In whatever order they were asked for, readings come to stand under their own names."""
    every = asked(ask(**EVERYTHING)) | asked(ask(operation="embedding")) | {"owners": owners(ask().caller)}
    every |= {"origins": owners(ask().caller)}
    wanted = {name: every[name] for name in order}
    found: Any = profile(wanted, [f"reading of {name}" for name in wanted])
    assert list(found) == [f"reading of {name}" for name in Profile._fields]


def test_missing_readings() -> None:
    """What was not asked for is None; a number of readings other than asked for is an error."""
    wanted = asked(ask(operation="count"))
    found: Any = profile(wanted, list(wanted))
    assert {name for name, reading in zip(Profile._fields, found, strict=True) if reading is None} == (
        OF_A_PROMPT | OF_AN_EMBEDDING | OF_A_BINDING | OF_A_SERIES
    )
    with pytest.raises(ValueError, match="argument 2"):
        profile(wanted, [])


def test_means_by_name() -> None:
    """Quick and slow means have names; before the first request they are all zero."""
    seen = past(asks=Means(3.0, (1, 0, 0, 0, 0, 0, 0), (0, 1, 0, 0, 0, 0, 0)))
    assert (seen.quick.strong, seen.slow.weak) == (1, 1)
    assert sum(past(asks=Means(0.0, (), ())).quick) == sum(past(asks=Means(0.0, (), ())).slow) == 0.0


@pytest.mark.parametrize(
    ("contents", "novelty"),
    [(None, 0.0), (Spread(0, 0, fresh=False), 0.0), (Spread(200, 50, fresh=False), 0.25), (Spread(9, 9.7, True), 1.0)],
)
def test_novelty(contents: Spread | None, novelty: float) -> None:
    """Different prompts among all, never more than all; nothing known is nothing new."""
    assert past(contents=contents).novelty == novelty


def test_afterwards() -> None:
    """Once judged, the risk goes to the level, and whether the prompt was a repeated one to the org."""
    features = ask()
    wanted = asked(features)
    for recent, again in [
        (Repeats(0, 0, 1), Repeated(0.0, 0.0)),
        (Repeats(2, 0, 1), Repeated(1.0, 0.0)),
        (Repeats(0, 2, 3), Repeated(1.0, 1.0)),
        (Repeats(4, 3, 3), Repeated(1.0, 1.0, 1.0)),
    ]:
        level, org = afterwards(features, past(recent=recent), wanted, 0.4)
        assert (level.spend, level.at, level.actual) == (wanted["level"], NOW, 0.4)
        assert org.spend == with_values(wanted["repeats"], again)
    assert len(afterwards(features, past(), wanted, 0.4)) == 1


def test_groups() -> None:
    """What belongs to a caller lives with it, what belongs to an org with that, the background with everybody."""
    groups = {name: tally.group for name, tally in asked(ask(**EVERYTHING)).items()}
    assert {name for name, group in groups.items() if group == "o:o_1"} == {"recent", "repeats", "beside"}
    assert {groups["users"], groups["orgs"]} == {f"e:{Elicitation.TAGS}", "e:"}
    assert sum(group == "c:k_00000000000000a1" for group in groups.values()) == len(groups) - 5


def test_everything_expires() -> None:
    """Nothing is remembered for longer than two weeks after the last request."""
    for tally in asked(ask(**EVERYTHING)).values():
        spans = [getattr(tally, name) for name in ("life", "window", "patience") if hasattr(tally, name)]
        assert spans
        assert max(spans) <= 14 * DAY


def test_the_background_is_a_sample() -> None:
    """About one request in four is counted among all orgs; one with a strong wording asks always and counts alike."""
    chance = Random(1)  # noqa: S311 - the same in every run
    plain = [ask(user=text(content=chance.getrandbits(64))) for _ in range(2000)]
    counted = sum("orgs" in asked(features) for features in plain)
    assert 430 < counted < 570
    assert not any("users" in asked(features) for features in plain)
    for content, adds in ((7, False), (8, True)):
        strong = asked(ask(asks=Elicitation.REVERSE, user=text(content=content, asks=Elicitation.REVERSE)))
        assert [strong[name].digest is not None for name in ("orgs", "users")] == [adds, adds]  # type: ignore[union-attr]


def test_orgs_are_counted_right() -> None:
    """Names that differ in their last letter only fill a counter's registers as random ones do."""
    registers = {place(spread(f"org_{number}".encode()), 7)[0] for number in range(2000)}
    assert len(registers) == 128


def test_cells() -> None:
    """The first eight bits of a plane are its cell: 256 of them, all different."""
    assert len({cell(high << 56) for high in range(256)}) == 256
    assert cell(5 << 56) == cell((5 << 56) + 12345)


def test_bands() -> None:
    """Texts whose first four rows agree share a band, whatever follows."""
    rows = bytes(range(16))
    assert band(rows + bytes(240)) == band(rows + b"\xff" * 240)
    assert band(rows) != band(rows[::-1])
    assert 0 <= band(b"\xff" * 256) < 2**64


def test_senders_are_16_bits() -> None:
    """The end of a caller's id tells an org's keys apart."""
    assert sender("k_00000000000012ab") == 0x12AB


def test_lone_and_sampled() -> None:
    """A lone request is a single question without tools; a sampled one would be answered differently again."""
    assert lone(ask())
    assert not lone(ask(tools=1))
    assert [sampled(ask(temperature=each)) for each in (None, 0.0, 0.1)] == [True, False, True]
    assert isinstance(asked(ask())["recent"], Recent)


@pytest.mark.parametrize(
    ("before", "strangers", "expected"),
    [(0.0, (), 0.0), (0.0, (5, 5, 0, -1), 1.0), (1.0, (5, 7, 9), 3.0), (4.0, (5,), 4.0)],
)
def test_owners_of_this_request_count(before: float, strangers: tuple[int, ...], expected: float) -> None:
    """What this very request brings back counts with it, each owner once; one's own other conversations do not."""
    seen = brought(past(owners=Spread(before, before, fresh=False)), strangers)
    assert seen.owners is not None
    assert seen.owners.distinct == expected


def test_without_a_binding_nobody_brought_anything() -> None:
    """Where nothing was asked of owners nothing is made up."""
    assert brought(past(), (5,)).owners is None
