"""A file that begins anew when it is large enough."""

from __future__ import annotations

from pathlib import Path

from proxy.audit.sinks.rotation import RotatingTarget


def written(target: RotatingTarget, *batches: bytes) -> None:
    for batch in batches:
        target.take(batch)
        target.write()


def test_it_rotates_by_size_and_keeps_so_many(tmp_path: Path) -> None:
    """Every batch is whole in one file, the newest in the file itself, the oldest gone."""
    path = tmp_path / "events"
    target = RotatingTarget(path, size=10, keep=2)
    written(target, b"one-long-line\n", b"two-long-line\n", b"three\n", b"four-is-more\n", b"five\n")
    target.close()
    assert path.read_bytes() == b"five\n"
    assert (tmp_path / "events.1").read_bytes() == b"three\nfour-is-more\n"
    assert (tmp_path / "events.2").read_bytes() == b"two-long-line\n"
    assert not (tmp_path / "events.3").exists()


def test_workers_share_a_file(tmp_path: Path) -> None:
    """Whoever finds it too large turns it, once; the other notices, and no line is lost."""
    path = tmp_path / "events"
    one, two = RotatingTarget(path, size=10, keep=5), RotatingTarget(path, size=10, keep=5)
    for n in range(6):
        written(one, b"one-%d-----\n" % n)
        written(two, b"two-%d-----\n" % n)
    one.close()
    two.close()
    kept = b"".join(each.read_bytes() for each in tmp_path.glob("events*"))
    assert path.read_bytes() == b"two-5-----\n"
    assert kept.count(b"\n") == 6


def test_none_kept(tmp_path: Path) -> None:
    """keep: 0 leaves only the file itself."""
    path = tmp_path / "events"
    target = RotatingTarget(path, size=1, keep=0)
    written(target, b"one\n", b"two\n")
    assert [each.name for each in sorted(tmp_path.glob("events*"))] == ["events", "events.lock"]
    assert path.read_bytes() == b"two\n"
