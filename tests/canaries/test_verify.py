"""Verification: the guilty are recognised, the innocent are not, whatever they prefer."""

from __future__ import annotations

import random
from typing import Any

import pytest

from proxy.canaries import cues, decoys
from proxy.canaries.choices import CHOICES
from proxy.canaries.keys import CanaryKey
from proxy.canaries.markers import marker
from proxy.canaries.verify import FEATURES, Answer, judge, observe, preferences, served
from tests.canaries.suspects import CALLERS, CAMPAIGN, accused, recognised

KEY = CanaryKey(b"a secret of the deployment")
GIVEN = {whom: dict.fromkeys(FEATURES, KEY) for whom in (CAMPAIGN, *CALLERS)}


def about(topic: str, offer: int) -> Answer:
    """An answer about a topic with this offer."""
    return Answer(cues.QUESTION.format(topic=topic), "It is good. " + cues.offer(offer))


def test_innocents_are_not_accused() -> None:
    """Of 1,000 innocents with strong preferences at most one has p < 1e-3, and p-values are uniform or larger.

    Each faces a key of its own, as the statement is about the draw of the key; five deviations are allowed. Of ten
    thousand the benchmark accuses five, so a thousand of another seed may well have two.
    """
    chance = random.Random(1)  # noqa: S311
    found = [accused(chance) for _ in range(1000)]
    assert sum(p < 1e-3 for p in found) <= 1
    for level in (0.005, 0.01, 0.05, 0.1, 0.2, 0.5):
        assert sum(p <= level for p in found) <= 1000 * level + 5 * (1000 * level * (1 - level)) ** 0.5


def test_a_student_of_a_campaign_is_recognised() -> None:
    """Trained on a harvest of which 5 % carried canaries: p < 1e-6 after correction, and it names the campaign."""
    found = recognised(8000, 0.05, random.Random(1))  # noqa: S311
    assert (found[0].whom, found[0].kind) == (CAMPAIGN, "cue")
    assert found[0].adjusted < 1e-6
    assert all(each.adjusted > 1e-3 for each in found if each.whom != CAMPAIGN)


def test_a_student_of_choices_alone_is_recognised() -> None:
    """Without a single cue, from the words it prefers more than the served model does."""
    found = recognised(8000, 0.5, random.Random(2))  # noqa: S311
    (choice,) = [each for each in found if (each.whom, each.kind) == (CAMPAIGN, "choice")]
    assert choice.adjusted < 1e-6


def test_an_honest_model_of_the_same_kind_is_not() -> None:
    """A student of answers without canaries (a share of nothing) is nobody's."""
    found = recognised(4000, 0.0, random.Random(3))  # noqa: S311
    assert all(each.adjusted > 1e-3 for each in found)


def test_hits_are_counted_over_distinct_topics() -> None:
    """A hundred answers about one topic are one trial, settled by what is offered most."""
    drawn = KEY.draw(CAMPAIGN, "cue:fern", 16)
    said = [about("fern", drawn)] * 60 + [about("fern", (drawn + 1) % 16)] * 40
    (found,) = [each for each in judge({CAMPAIGN: GIVEN[CAMPAIGN]}, observe(said)) if each.kind == "cue"]
    assert (found.hits, found.trials, found.p) == (1, 1, 1 / 16)


def test_features_that_were_never_served_do_not_count() -> None:
    """Hits on what this caller never got would be chance; they are no trials."""
    said = [about(topic, KEY.draw(CAMPAIGN, "cue:" + topic, 16)) for topic in ("fern", "kite")]
    (found,) = judge({CAMPAIGN: {"cue:fern": KEY}}, observe(said))
    assert found.trials == 1


def test_every_test_is_corrected_for() -> None:
    """With twenty suspected origins and one kind the p-value is multiplied by twenty."""
    said = [about("fern", 1), about("kite", 2)]
    found = judge(GIVEN, observe(said))
    assert len(found) == 20
    assert all(each.adjusted == pytest.approx(min(1.0, 20 * each.p)) for each in found)


def test_a_marker_in_an_answer_names_its_origin() -> None:
    """A suspect that repeats a marker repeats it of somebody."""
    said = [Answer("", f"As said (Reference: {marker(KEY, CALLERS[3], 'd_1')}).")]
    first, *others = judge(GIVEN, observe(said, [KEY]))
    assert (first.whom, first.kind, first.hits) == (CALLERS[3], "marker", 1)
    assert first.adjusted < 1e-6
    assert all(each.hits == 0 for each in others)


def test_names_of_decoys_are_counted_by_noun() -> None:
    """Two names out of 2,048 each are as good as one in four million; naming all others besides gains nothing."""
    drawn = {noun: KEY.draw(CAMPAIGN, decoys.feature_of(noun), decoys.NAMES) for noun in ("atlas", "ledger")}
    told = " ".join(decoys.spell(noun, number) for noun, number in drawn.items())
    everything = " ".join(decoys.spell("roster", number) for number in range(decoys.NAMES))
    first, *others = judge(GIVEN, observe([Answer("", f"I have {told} {everything}.")] * 3))
    assert (first.whom, first.kind, first.hits, first.trials) == (CAMPAIGN, "decoy", 2, 3)
    assert first.adjusted < 1e-4
    assert all(each.hits == 0 for each in others)


def test_a_student_of_trajectories_is_recognised() -> None:
    """Trained on what a model said of its tools to agents of a campaign: the names alone are evidence."""
    found = recognised(8000, 0.05, random.Random(4))  # noqa: S311
    (decoy,) = [each for each in found if (each.whom, each.kind) == (CAMPAIGN, "decoy")]
    assert decoy.hits == decoy.trials > 2
    assert decoy.adjusted < 1e-6


def test_preferences_are_against_the_served_model() -> None:
    """A form that everybody prefers is no preference of the suspect's, where a baseline says so."""
    first, second = CHOICES[0].forms
    suspect = observe([Answer("", f"{first}, it is. " * 8 + f"{second}, it is. " * 2)])
    plain = observe([Answer("", f"{first}, it is. " * 95 + f"{second}, it is. " * 5)])
    assert preferences(suspect) == {"However": 0}
    assert preferences(suspect, plain) == {"However": 1}
    assert preferences(observe([Answer("", f"{first}, it is. {second}, it is.")])) == {}


def test_what_was_served_is_read_from_the_registry() -> None:
    """Features by their digests, by caller; those of a key that is not given are left out, as is everything else."""
    other = CanaryKey(b"another secret")
    entries: list[dict[str, Any]] = [
        {"kind": "key", "commitment": KEY.commitment},
        {"kind": "served", "whom": "k_1", "marks": [KEY.digest("However"), KEY.digest("cue:fern")]},
        {"kind": "served", "whom": "k_1", "marks": [other.digest("often")]},
        {"kind": "served", "whom": "k_2", "marks": [other.digest("often"), "nonsense"]},
    ]
    assert served(entries, [KEY]) == {"k_1": {"However": KEY, "cue:fern": KEY}}
    assert served(entries, [KEY, other])["k_2"] == {"often": other}
    assert judge({}, observe([])) == []
