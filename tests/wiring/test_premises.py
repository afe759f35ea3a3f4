"""What all workers of one Stillwatch share is started, filled in, and stopped again."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from proxy.errors import SettingsError, StateUnavailable
from proxy.state import embedded, open_store
from proxy.wiring import premises
from proxy.wiring.premises import open_premises, succeeding
from tests.wiring.stand import settings_in


async def test_nothing_to_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an upstream and a state of one's own nothing is started; the secret is the environment's."""
    monkeypatch.setenv("STILLWATCH_SECRET", "a secret of the environment")
    async with open_premises(settings_in(tmp_path), lambda _: None) as found:
        assert (found.standin, found.secret_from) == (False, "STILLWATCH_SECRET")
        assert found.settings.secret == b"a secret of the environment"
        assert found.settings.state == "memory://"


async def test_a_stand_in_where_there_is_no_upstream(tmp_path: Path) -> None:
    """Without an upstream a stand-in model answers, as long as the premises are open."""
    async with open_premises(settings_in(tmp_path, upstream=""), lambda _: None) as found:
        assert found.standin
        async with httpx.AsyncClient() as client:
            assert (await client.get(found.settings.upstream + "/v1/models")).status_code == 200
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(found.settings.upstream + "/v1/models")


async def test_embedded_state_keeps_its_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Embedded state has a URL for all workers, and a secret beside it that the next start finds again."""
    monkeypatch.delenv("STILLWATCH_SECRET", raising=False)
    settings = settings_in(tmp_path, state=f"embedded://{tmp_path / 'state'}")
    secrets = []
    for _ in range(2):
        told: list[str] = []
        async with open_premises(settings, told.append) as found:
            store = await open_store(found.settings.state, jitter=lambda: 0.5)
            await store.probe()
            await store.close()
        secrets.append(found.settings.secret)
        assert "redis-server" in told[0] or "valkey" in told[0]
    assert secrets[0] == secrets[1]
    assert len(secrets[0]) >= 32


async def test_without_a_server_it_serves_from_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no redis-server can be had, one process says so and serves from memory; several cannot."""
    monkeypatch.setattr(premises, "find_server", lambda: None)
    monkeypatch.setattr(embedded.EmbeddedServer.__init__, "__defaults__", (lambda _: None, lambda: None))
    told: list[str] = []
    settings = settings_in(tmp_path, state=f"embedded://{tmp_path / 'state'}")
    async with open_premises(settings, told.append) as found:
        assert found.settings.state == "memory://"
    assert "serving from memory://" in told[-1]
    with pytest.raises(StateUnavailable):
        async with open_premises(settings_in(tmp_path, state=settings.state, workers=2), told.append):
            pass


async def test_a_folder_in_use_is_no_reason_for_memory(tmp_path: Path) -> None:
    """A second Stillwatch on the same folder is refused with advice: in memory it would grant every limit again."""
    settings = settings_in(tmp_path, state=f"embedded://{tmp_path / 'state'}")
    async with open_premises(settings, lambda _: None):
        with pytest.raises(StateUnavailable, match="another stillwatch uses"):
            async with open_premises(settings, lambda _: None):
                pass


async def test_a_folder_is_needed(tmp_path: Path) -> None:
    """`embedded://` without a folder is a mistake, not the current folder."""
    with pytest.raises(SettingsError, match="a folder is missing"):
        async with open_premises(settings_in(tmp_path, state="embedded://"), lambda _: None):
            pass


def test_two_secrets(tmp_path: Path) -> None:
    """A former secret stays in force beside its successor; the same one twice is one, and one alone is a mistake."""
    settings, old, new = settings_in(tmp_path), b"the former secret", b"the secret to come"
    both, one = succeeding(settings, new, old, lasts=True), succeeding(settings, new, new, lasts=True)
    assert (both.secret, both.next_secret, both.secret_lasts) == (old, new, True)
    assert (one.secret, one.next_secret) == (new, b"")
    assert succeeding(settings, new, b"", lasts=False).secret_lasts is False
    with pytest.raises(SettingsError, match="set that, too"):
        succeeding(settings, new, old, lasts=False)
