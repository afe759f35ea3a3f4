"""A file becomes a policy, or every problem in it is told at its line and column, and nothing else happens."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from proxy.core.effect import Degrade, Throttle
from proxy.core.exchange import Caller
from proxy.errors import PolicyError, Problem
from proxy.policy.evaluate import compose
from proxy.policy.includes import LARGEST
from proxy.policy.load import Draft, load, read, stamp, unkeyed
from proxy.policy.model import PolicyWords

WRONG = Path(__file__).parent / "wrong"
EXPECTED = (WRONG / "expected.txt").read_text(encoding="utf-8").splitlines()
SHIPPED = Path(__file__).parents[2] / "policies"
POLICIES = sorted({*SHIPPED.glob("*.yaml")} - {*SHIPPED.glob("*.test.yaml")})


NO_ANSWER = (Problem("p.yaml", 0, 0, "neither a policy nor a problem\n"),)


def problems(content: bytes) -> tuple[Problem, ...]:
    """What is wrong with a content, nothing if it holds."""
    try:
        return () if isinstance(read(content, "p.yaml"), Draft) else NO_ANSWER
    except PolicyError as error:
        return error.problems or NO_ANSWER


@pytest.mark.parametrize("path", sorted(WRONG.glob("*.yaml")), ids=lambda path: path.stem)
def test_wrong_policies(path: Path) -> None:
    """Each file in wrong/ is refused with exactly the lines that expected.txt has for it."""
    with pytest.raises(PolicyError) as caught:
        load(path)
    told = [str(problem).removeprefix(f"{WRONG}/") for problem in caught.value.problems]
    assert told == [line for line in EXPECTED if line.startswith(f"{path.name}:")]
    assert told


def test_every_expectation_has_its_file() -> None:
    """expected.txt speaks of files that are there, and of many."""
    named = {line.partition(":")[0] for line in EXPECTED}
    assert named == {path.name for path in WRONG.glob("*.yaml")}
    assert len(named) >= 120


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_shipped_policies_hold(path: Path) -> None:
    """What we ship holds, without a warning, under the name of its file."""
    policy = load(path)
    assert (policy.name, policy.warnings) == (path.stem, ())
    assert policy.budgets


@pytest.mark.parametrize(("name", "enforces"), [("default", False), ("enforce", True)])
def test_shipped_rules_answer_extraction(name: str, enforces: bool) -> None:
    """Suspicion makes answers plainer, certainty also few, below nobody is touched; `default` only observes."""
    policy = load(POLICIES[0].parent / f"{name}.yaml")
    assert (policy.risk.levels, policy.risk.corroboration) == ((0.3, 0.6, 0.85), 2)
    spoken = [policy.fired({"risk.level": level}, Caller("k_1"), 0.0) for level in range(4)]
    plainer, fewer = "extraction-suspected", "extraction-hostile"
    assert [[rule.name for rule in rules] for rules in spoken] == [[], [], [plainer], [plainer, fewer]]
    assert [rule.lasts for rule in spoken[3]] == [21_600, 86_400]
    assert {rule.enforces for rule in spoken[3]} == {enforces}
    plain = Degrade(frozenset({"reasoning", "logprobs", "logit_bias"}), max_choices=1, max_output_tokens=1024)
    assert (compose(spoken[2]), compose(spoken[3])) == ((plain,), (plain, Throttle(10 / 60)))


def test_the_version_is_the_content(tmp_path: Path) -> None:
    """The version is the beginning of the content's SHA-256: the same in another place, another after any edit."""
    path = tmp_path / "p.yaml"
    path.write_bytes(b"policy: p\n")
    assert load(path).version == hashlib.sha256(b"policy: p\n").hexdigest()[:12]
    path.write_bytes(b"policy: p # edited\n")
    assert load(path).version != hashlib.sha256(b"policy: p\n").hexdigest()[:12]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    """A file that is not there, or is a folder, is told as any other problem."""
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(PolicyError, match=r":1:1: cannot be read: "):
            load(path)
    with pytest.raises(PolicyError, match="no usable path"):
        load(Path("a\0b"))


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    """A file of the wrong kind is not read to its end."""
    path = tmp_path / "p.yaml"
    path.write_bytes(b"#" * (LARGEST + 1))
    with pytest.raises(PolicyError, match="larger than 256 KiB"):
        load(path)


def test_the_directory_is_beside_the_policy(tmp_path: Path) -> None:
    """A key directory is named relative to the policy; while it is missing there is a warning at its place."""
    path = tmp_path / "p.yaml"
    path.write_text("policy: p\ncallers:\n  directory: keys.jsonl\n")
    policy = load(path)
    assert policy.directory == str(tmp_path / "keys.jsonl")
    ((line, column),) = [(each.line, each.column) for each in policy.warnings]
    assert (line, column) == (3, 14)
    (tmp_path / "keys.jsonl").touch()
    assert load(path).warnings == ()


def test_doubts_are_warnings(tmp_path: Path) -> None:
    """What is probably not meant loads, and is told at its place."""
    path = tmp_path / "p.yaml"
    path.write_text("policy: p\ncallers: {trust_forwarded_for: [0.0.0.0/0]}\n")
    ((line, column),) = [(each.line, each.column) for each in load(path).warnings]
    assert (line, column) == (2, 33)


RULE = "policy: p\nrules:\n  - name: r\n    why: x\n    when: {when}\n    then: {{throttle: {{rate: 2/m}}}}\n"


@pytest.mark.parametrize(
    ("when", "column"),
    [("risk >= 6h", 19), ("'risk >= 6h'", 20), ("[risk >= 6h]", 20), ("{any: [risk >= 6h]}", 26), ("{risk: 6h}", 18)],
)
def test_faults_within_a_condition_have_their_column(when: str, column: int) -> None:
    """A value of another unit is told at its own character, wherever the condition stands."""
    (found,) = problems(RULE.format(when=when).encode())
    assert (found.line, found.column) == (5, column)
    assert found.message == "'6h' is a time; expected a share such as 0.1 or 10%"


def test_names_may_stand_anywhere() -> None:
    """Lists and constants are found before and after the rules."""
    assert problems((RULE.format(when="risk >= $high") + "constants: {high: 0.9}\n").encode()) == ()
    assert problems(RULE.format(when="risk >= 0.9").encode()) == ()


def test_exceptions_are_over_only_for_whoever_asks_when(tmp_path: Path) -> None:
    """With a time, a load warns of what is over; without one it says nothing."""
    path = tmp_path / "p.yaml"
    late = "exceptions: [{name: e, callers: k, rules: r, until: 2026-09-20, owner: me, reason: x}]\n"
    path.write_text(RULE.format(when="risk > 0.9") + late)
    assert load(path).warnings == ()
    assert [each.column for each in load(path, now=1_790_000_000.0).warnings] == [53]


def test_aliases_repeat_values() -> None:
    """An alias may spare a repetition."""
    assert problems(
        b"policy: p\nbudgets:\n"
        b"  - {name: a, per: org, meter: requests, limit: 5, window: 1m, applies_to: &s {model: x}}\n"
        b"  - {name: b, per: caller, meter: requests, limit: 5, window: 1m, applies_to: *s}\n"
    ) == ()  # fmt: skip


def test_stamps_tell_files_apart(tmp_path: Path) -> None:
    """A stamp changes with the content's size and with the file that carries the name; no file has none."""
    path, other = tmp_path / "a", tmp_path / "b"
    assert stamp(path) is None
    path.write_bytes(b"1")
    first = stamp(path)
    assert stamp(path) == first
    other.write_bytes(b"2")
    other.replace(path)
    assert stamp(path) != first


def test_the_check_digest_needs_no_secret() -> None:
    """Names are digested even where nobody gave a secret, so that nothing readable gets used to being stored."""
    assert unkeyed("gpt-4o") == unkeyed("gpt-4o") != unkeyed("gpt-4")
    assert "gpt" not in unkeyed("gpt-4o")


VALID = (POLICIES[0].parent / "default.yaml").read_text(encoding="utf-8")
SCRAPS = st.sampled_from(
    [*"\t{}[]|>%#,'\"\x00\ud800𝄞\u2028\x85\ufeff", "policy: p", "mode:", "budgets:", "  - ", "name: a", "limit: 200k",
     "when: ", "risk >= 0.5", "then: block", "in [a, b]", "{any: ", "not:", "why: x", "until: 2026-12-31", "rules:",
     "\n", "&a", "*a", "!x", ": ", "- ", "? ", "---", "<<", "no", "null", "1m", "applies_to:", "per: [org, model]"]
)  # fmt: skip


KEYS = st.sampled_from(["all", "any", "not", "tier", "risk", "throttle", "degrade", "canary", "rate", "share"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | SCRAPS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | KEYS, inner, max_size=3),
    max_leaves=5,
)


@given(st.text())
@example("policy: p")
def test_any_text_holds_or_is_told(text: str) -> None:
    """Any text is a policy or has problems with places; nothing else is raised."""
    for problem in problems(text.encode("utf-8", "surrogatepass")):
        assert (problem.line >= 1, problem.column >= 1, "\n" not in problem.message) == (True, True, True)


@given(st.binary())
def test_any_bytes_hold_or_are_told(content: bytes) -> None:
    """The same for bytes that are no text."""
    assert problems(content) != NO_ANSWER


@given(st.lists(SCRAPS, max_size=30))
def test_any_scraps_of_policy_hold_or_are_told(scraps: list[str]) -> None:
    """The same for what looks almost like a policy."""
    assert problems("".join(scraps).encode("utf-8", "surrogatepass")) != NO_ANSWER


@pytest.mark.parametrize("word", ["when", "then", "name", "why", "for", "atlas", "mode", "until", "callers", "rules"])
@given(value=VALUES)
def test_any_value_in_a_rule_holds_or_is_told(word: str, value: object) -> None:
    """The same for any value behind any word of a rule or an exception."""
    import json

    rule = {"name": "r", "why": "x", "when": "risk > 0.5", "then": "block"}
    lifted = {"name": "e", "callers": "k", "rules": "r", "until": "2026-12-31", "owner": "me", "reason": "x"}
    document = {"policy": "p", "rules": [{**rule, word: value}], "exceptions": [{**lifted, word: value}]}
    assert problems(json.dumps(document).encode()) != NO_ANSWER


@given(st.integers(0, len(VALID)), st.integers(0, 12), SCRAPS)
def test_any_slip_of_the_hand_holds_or_is_told(at: int, lost: int, put: str) -> None:
    """The same for a right policy in which something was lost and something put; the place is within the file."""
    text = VALID[:at] + put + VALID[at + lost :]
    for problem in problems(text.encode("utf-8", "surrogatepass")):
        assert 1 <= problem.line <= len(text.splitlines()) + 1


FIELDS = sorted(PolicyWords.model_fields)


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES))
def test_any_values_hold_or_are_told(document: dict[str, object]) -> None:
    """The same for known words with any values behind them."""
    import json

    assert problems(json.dumps(document).encode()) != NO_ANSWER
