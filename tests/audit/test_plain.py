"""Text from outside: one line, bounded, printable, and nothing that looks like a secret."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.audit.plain import name, path, plain, redact

ANY = st.text(st.characters(exclude_categories=[]))


@given(ANY, st.integers(2, 200))
def test_plain_is_printable_and_bounded(text: str, limit: int) -> None:
    """No control character, escape, separator, override or surrogate of any client string is written as itself."""
    written = plain(text, limit)
    assert written.isprintable()
    assert len(written) <= limit * len("\\U0010ffff")
    written.encode()


@given(ANY.filter(str.isprintable))
def test_plain_leaves_harmless_text(text: str) -> None:
    """What is printable and short enough stays what it was, in any script."""
    assert plain(text, len(text)) == text


SPELLED = [
    ("a\r\nb", "a\\u000d\\u000ab"),
    ("\x1b[31mred", "\\u001b[31mred"),
    ("\x9b31m", "\\u009b31m"),
    ("a\u202eb", "a\\u202eb"),
    ("a\u2028b", "a\\u2028b"),
    ("a\u200bb", "a\\u200bb"),
    ("\ud800", "\\ud800"),
    ("\U000e0041", "\\U000e0041"),
    ("\x7f\x00", "\\u007f\\u0000"),
    ("x" * 97, "x" * 95 + "…"),
]


@pytest.mark.parametrize(("text", "written"), SPELLED)
def test_plain_spells_out(text: str, written: str) -> None:
    """Each way to break a line or a terminal has its spelling."""
    assert plain(text) == written


SECRETS = [
    "sk-proj-abcdefghij",
    "sk-ant-api03-abcdefghij",
    "Bearer abcdefghij",
    "bearer  opaque/token+value==",
    "Basic dXNlcjpwYXNz",
    "hf_abcdefghijklmnopqrst",
    "gsk_abcdefghij",
    "ghp_abcdefghijklmnopqrst",
    "AIzaSyA1234567890abcdefghijk",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("around", ["{}", "model {} is unknown", "'{}'", "a,{};b", "/v1/{}/x"])
def test_redact_finds_secrets(secret: str, around: str) -> None:
    """What vendors' keys look like is found wherever it stands."""
    token = secret.rpartition(" ")[2]
    assert token not in redact(around.format(secret))


@pytest.mark.parametrize(
    "text", ["redis://user:hidden@host/0", "GET /x?key=hidden&a=b", "x?api_key=hidden", " password: hidden"]
)
def test_redact_finds_named_secrets(text: str) -> None:
    """What stands where a secret stands is one, whatever it looks like."""
    assert "hidden" not in redact(text)


MODELS = [
    "gpt-4o-mini",
    "claude-sonnet-4-5@20250929",
    "meta-llama/Llama-3.3-70B-Instruct",
    "hf-internal-testing/tiny-random-gpt2",
    "deepseek-r1:70b",
    "ft:gpt-4o:my-org::abc123",
    "task-model-v2",
    "kimi-k2-thinking",
    "accounts/fireworks/models/qwen3-235b-a22b",
]


@pytest.mark.parametrize("model", MODELS)
def test_names_of_models_stay(model: str) -> None:
    """Real models keep their names."""
    assert name(model) == model


@given(ANY)
def test_names_are_harmless(text: str) -> None:
    """Whatever stands in a model field, the event holds a printable, bounded word."""
    assert name(text).isprintable()


@pytest.mark.parametrize("secret", [secret for secret in SECRETS if " " not in secret])
def test_names_hold_no_secret(secret: str) -> None:
    """A key pasted into the model field does not reach the log."""
    assert secret not in name(secret)
    assert secret not in name(f"model {secret}")


PATHS = [
    ("/v1/chat/completions", "/v1/chat/completions"),
    ("/v1/models/gpt-4o", "/v1/models/gpt-4o"),
    ("/v1/chat/completions?key=hidden#x", "/v1/chat/completions"),
    ("/", "/"),
    ("", ""),
    ("*", "*"),
    ("/a b/c", "/*/c"),
    ("/a%20secret%20prompt", "/*"),
    ("/x/sk-abcdefghij/y", "/x/*/y"),
    ("/" + "a" * 41, "/*"),
    ("/1/2/3/4/5/6/7/8/9/10", "/1/2/3/4/5/6/7/8/…"),
    ("/\x1b[31m/\r\nx/\u202e", "/*/*/*"),
]


@pytest.mark.parametrize(("target", "written"), PATHS)
def test_path_is_bounded(target: str, written: str) -> None:
    """A path keeps its words and loses its query and whatever might be somebody's data."""
    assert path(target) == written


@given(ANY)
def test_any_path_is_short_ascii(target: str) -> None:
    """No path makes a long or unprintable field."""
    written = path("/" + target)
    assert written.isprintable()
    assert len(written) <= 9 * 42
    assert written.replace("…", "").isascii()
