"""A policy of several files reads as one, and everything wrong with them is told at its own place."""

from __future__ import annotations

from pathlib import Path

import pytest

from proxy.errors import PolicyError
from proxy.policy.evaluate import Policy
from proxy.policy.includes import MOST_FILES, Unfetched, gather, nowhere, tree
from proxy.policy.load import load, read
from proxy.policy.nodes import Broken, Mark

RULE = "  - {{name: {0}, why: x, when: risk > 0.9, then: block}}\n"
MAIN = "policy: p\ninclude: [shared/lists.yaml, rules.yaml]\nrules:\n" + RULE.format("own")


def files(folder: Path, **contents: str) -> Path:
    """Files by name (a_b is a/b.yaml); the policy is `p`."""
    for name, text in contents.items():
        path = folder / f"{name.replace('_', '/')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return folder / "p.yaml"


def problems(path: Path) -> list[str]:
    """What is wrong, with the files named from the policy's folder."""
    with pytest.raises(PolicyError) as caught:
        load(path)
    return [str(each).replace(f"{path.parent}/", "") for each in caught.value.problems]


def whole(folder: Path) -> Policy:
    """A policy of four files, one of which includes another."""
    return load(
        files(
            folder, p=MAIN, shared_lists="include: more.yaml\nlists: {partners: [acme]}\n",
            shared_more="constants: {high: 0.9}\nlists: {nets: [10.0.0.0/8]}\n",
            rules="rules:\n" + RULE.format("theirs") + "  - {name: b, why: x, when: org in @partners, then: block}\n"
            "  - {name: c, why: x, when: [risk > $high, 'caller.address in @nets'], then: block}\n",
        )
    )  # fmt: skip


def test_files_are_one_policy(tmp_path: Path) -> None:
    """Lists are joined, the policy's own entries first, and names may be used in any file."""
    policy = whole(tmp_path)
    assert [rule.name for rule in policy.rules] == ["own", "theirs", "b", "c"]
    assert [Path(name).name for name in policy.files] == ["lists.yaml", "more.yaml", "rules.yaml"]


def test_the_version_is_of_all_files(tmp_path: Path) -> None:
    """Any change in any file is another version; a policy without includes keeps the hash of its content."""
    before = whole(tmp_path).version
    assert whole(tmp_path).version == before
    more = tmp_path / "shared/more.yaml"
    more.write_text(more.read_text().replace("0.9", "0.8"))
    assert load(tmp_path / "p.yaml").version != before
    assert gather(b"policy: p", "p.yaml").version == read(b"policy: p", "q.yaml").version


@pytest.mark.parametrize(
    ("main", "other", "expected"),
    [
        ("policy: p\ninclude: a.yaml\n", "mode: obsrve\n",
         "a.yaml:1:7: 'obsrve' is not one of observe, enforce; did you mean 'observe'?"),
        ("policy: p\ninclude: a.yaml\n", "mode: [\n", ("a.yaml:2:1: not YAML: while parsing a flow node: expected the "
         "node content, but found '<stream end>'")),
        ("policy: p\ninclude: b.yaml\n", "", "p.yaml:2:10: 'b.yaml' cannot be read: No such file or directory"),
        ("policy: p\ninclude: a.yaml\n", "",
         ("a.yaml:1:1: an included file is a mapping: lines of `word: value`, as in "
         "a policy")),
        ("policy: p\ninclude: a.yaml\n", "policy: q\n",
         ("a.yaml:1:1: an included file has no name of its own; leave the "
         "word 'policy' to the others")),
        ("policy: p\nmode: observe\ninclude: a.yaml\n", "mode: enforce\n",
         ("a.yaml:1:1: 'mode' stands here twice, first "
         "in line 2 of the including file; keep one")),
        ("policy: p\ninclude: a.yaml\nconstants: {x: 1}\n", "constants: {x: 2}\n",
         "a.yaml:1:13: 'x' stands here twice, first in line 3 of the including file; keep one"),
        ("policy: p\ninclude: a.yaml\nrules: []\n", "rules: {}\n",
         "a.yaml:1:1: 'rules' stands here twice, first in line 3 of the including file; keep one"),
        ("policy: p\ninclude: a.yaml\nrules:\n" + RULE.format("r"), "rules:\n" + RULE.format("r"),
         "a.yaml:2:12: the name 'r' is taken by another of the rules"),
        ("policy: p\ninclude: a.yaml\n", "include: p.yaml\n",
         ("a.yaml:1:10: 'p.yaml' is the policy itself, which would "
         "go round in a circle")),
        ("policy: p\ninclude: a.yaml\n", "include: ./a.yaml\n",
         ("a.yaml:1:10: './a.yaml' is included already, in line 2 "
         "of p.yaml; keep one")),
        ("policy: p\ninclude: [a.yaml, a.yaml]\n", "mode: observe\n",
         "p.yaml:2:19: 'a.yaml' is included already, in line 2 of p.yaml; keep one"),
        ("policy: p\ninclude: /etc/passwd\n", "", ("p.yaml:2:10: '/etc/passwd' is no file beside this one; write a "
         "relative name such as lists.yaml")),
        ("policy: p\ninclude:\n", "", ("p.yaml:2:9: '' is no file beside this one; write a relative name such as "
         "lists.yaml")),
        ("policy: p\ninclude: {a: b}\n", "", "p.yaml:2:10: expected the name of a file, or a list of names"),
        ("policy: p\ninclude: a.yaml\n", "rules:\n  - {name: r, why: x, when: rsk > 1, then: block}\n",
         "a.yaml:2:29: no fact is called 'rsk'; did you mean 'risk'?"),
    ],
)  # fmt: skip
def test_faults_are_told_at_their_own_place(tmp_path: Path, main: str, other: str, expected: str) -> None:
    """Whatever is wrong in an included file, or with including it, is told with the file, line and column."""
    path = files(tmp_path, p=main, a=other)
    assert problems(path) == [expected]


def test_places_of_included_warnings(tmp_path: Path) -> None:
    """Doubts are told where they stand, too; a key directory is beside the file that names it."""
    path = files(tmp_path, p="policy: p\ninclude: sub/a.yaml\n", sub_a="callers: {directory: keys.jsonl}\n")
    policy = load(path)
    assert policy.directory == str(tmp_path / "sub/keys.jsonl")
    assert [(each.path, each.line, each.column) for each in policy.warnings] == [(str(tmp_path / "sub/a.yaml"), 1, 22)]


def test_only_files_include() -> None:
    """A content without a file cannot fetch any; nothing is read from anywhere."""
    with pytest.raises(Unfetched):
        nowhere("x")
    with pytest.raises(PolicyError, match=r"2:10: 'x.yaml' cannot be read: only a policy in a file can include others"):
        read(b"policy: p\ninclude: x.yaml\n", "policy.yaml")


def test_files_are_bounded() -> None:
    """A chain of includes ends, also one that a generator makes endless, and so does what they hold together."""
    with pytest.raises(Broken, match=f"more than {MOST_FILES} files"):
        gather(b"policy: p\ninclude: 1.yaml", "0.yaml", lambda name: f"include: {int(name[:-5]) + 1}.yaml".encode())
    many = b"lists: {x: [" + b"1," * 15_000 + b"]}"
    with pytest.raises(Broken, match="more than 20000 values in all"):
        gather(many + b"\ninclude: a.yaml", "p.yaml", lambda _: many)


def test_a_tree_knows_its_file() -> None:
    """Marks of a broken file name it, whatever is wrong."""
    for content in (b"\xff\xfe", b"a: \xe9", b"a: [", b"\tx", b"x" * 300_000):
        with pytest.raises(Broken) as caught:
            tree(content, "a.yaml")
        assert caught.value.mark.file == "a.yaml"
    assert tree(b"") is None
    assert getattr(tree(b"a: 1", "x"), "mark", None) == Mark(1, 1, "x")
