"""What editors note."""

from __future__ import annotations

from proxy.actions.changes import Changes, objects
from proxy.actions.splice import Fixed, splice

TEXT = b'{"a": [1, {"b": 2}], "c": 3}'


def test_changes_become_edits() -> None:
    """What is taken, put and set is what the spliced text says."""
    changes = Changes()
    changes.take(("a", 0))
    changes.put(("a", 1, "b"), "x")
    changes.set(("c",), b"null")
    assert splice(TEXT, changes.tree) == b'{"a": [{"b": "x"}], "c": null}'


def test_what_does_not_depend_on_the_value() -> None:
    """Only what is set, not what is put, would be the same for any other value."""
    changes = Changes()
    changes.set(("a",), b"null")
    changes.put(("b",), None)
    changes.set(("c",), None)
    assert isinstance(changes.tree["a"], Fixed)
    assert not isinstance(changes.tree["b"], Fixed)
    assert changes.tree["c"] is None


def test_objects() -> None:
    """Objects of a list are found with their numbers; what is no list holds none."""
    document = {"a": [{"b": 1}, 2]}
    assert objects(document["a"]) == [(0, {"b": 1})]
    assert objects("text") == objects(None) == []
