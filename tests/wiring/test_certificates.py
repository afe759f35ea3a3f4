"""TLS in both directions."""

from __future__ import annotations

from pathlib import Path

import pytest

from proxy.errors import SettingsError
from proxy.wiring.certificates import listener_tls, upstream_tls
from tests.state.tls import make_certificate
from tests.wiring.stand import settings_in


async def test_listener_tls(tmp_path: Path) -> None:
    """TLS with a certificate, none without, and a reason where the file is none."""
    pem = make_certificate(tmp_path)
    assert listener_tls(settings_in(tmp_path)) is None
    assert listener_tls(settings_in(tmp_path, tls_cert=pem, tls_key=pem)) is not None
    (tmp_path / "x").write_text("nonsense")
    with pytest.raises(SettingsError, match="--tls-cert and --tls-key"):
        listener_tls(settings_in(tmp_path, tls_cert=tmp_path / "x", tls_key=tmp_path / "x"))


def test_authorities(tmp_path: Path) -> None:
    """--upstream-ca replaces the system's authorities; a file without certificates is a mistake."""
    pem = make_certificate(tmp_path)
    assert len(upstream_tls(settings_in(tmp_path, upstream_ca=pem)).get_ca_certs()) == 1
    (tmp_path / "x").write_text("nonsense")
    with pytest.raises(SettingsError, match="--upstream-ca"):
        upstream_tls(settings_in(tmp_path, upstream_ca=tmp_path / "x"))
