"""TLS in both directions: our certificate for clients, and whom we trust upstream."""

from __future__ import annotations

import ssl

from proxy.errors import SettingsError
from proxy.settings import Settings


def listener_tls(settings: Settings) -> ssl.SSLContext | None:
    """TLS for the listener, None without a certificate. Raises `SettingsError`."""
    if settings.tls_cert is None:
        return None
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        tls.load_cert_chain(settings.tls_cert, settings.tls_key)
    except OSError as error:  # ssl.SSLError is one
        raise SettingsError(
            f"--tls-cert and --tls-key: '{settings.tls_cert}' and '{settings.tls_key}' are not a certificate chain and "
            f"its private key in PEM form ({error.strerror or error})"
        ) from None
    return tls


def upstream_tls(settings: Settings) -> ssl.SSLContext:
    """Whom to trust upstream: the system's authorities, or those of --upstream-ca alone. Raises `SettingsError`."""
    try:
        return ssl.create_default_context(cafile=settings.upstream_ca)
    except OSError as error:  # ssl.SSLError is one
        raise SettingsError(
            f"--upstream-ca: '{settings.upstream_ca}' holds no certificates in PEM form ({error.strerror or error})"
        ) from None
