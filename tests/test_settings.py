"""What the environment and the command line decide is checked before anything starts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from proxy import settings as subject
from proxy.errors import SettingsError
from proxy.settings import Address, Settings

LOCAL = Address("127.0.0.1", 0)
GOOD = Settings(LOCAL, LOCAL, "http://127.0.0.1:9000", Path("policy.yaml"), "memory://")
LONG = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("127.0.0.1:8080", "127.0.0.1", 8080),
        (":80", "0.0.0.0", 80),
        ("[::1]:9", "::1", 9),
        ("proxy.local:0", "proxy.local", 0),
    ],
)
def test_addresses_are_read_as_people_write_them(text: str, host: str, port: int) -> None:
    """Host and port are told apart, in IPv6 too."""
    assert Address.parse(text, "--listen") == Address(host, port)


@pytest.mark.parametrize("text", ["", "8080", "host:", "host:http", "host:65536", "host:-1"])
def test_a_wrong_address_is_refused_with_an_example(text: str) -> None:
    """The error names the flag and shows a right one."""
    with pytest.raises(SettingsError, match=r"--listen: .*127\.0\.0\.1:8080"):
        Address.parse(text, "--listen")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"workers": 0}, "--workers: at least 1"),
        ({"workers": 2}, "--state embedded://DIR"),
        ({"tls_cert": Path("nowhere.pem")}, "give both or neither"),
        ({"upstream_ca": Path("nowhere.pem")}, "no file 'nowhere.pem'"),
        ({"upstream": "127.0.0.1:9000"}, "not a URL such as"),
        ({"upstream": "ftp://127.0.0.1"}, "not a URL such as"),
        ({"upstream": "http://user:secret@127.0.0.1"}, "--upstream-credential"),
        ({"upstream": "http://127.0.0.1/?key=1"}, "only scheme, host, port and path"),
    ],
)  # fmt: skip
def test_settings_that_do_not_make_sense_are_refused(wrong: dict[str, object], message: str) -> None:
    """Each contradiction is told in words that say what to write instead."""
    with pytest.raises(SettingsError) as caught:
        subject.check(replace(GOOD, **wrong))  # type: ignore[arg-type]
    assert message in str(caught.value)


def test_good_settings_pass_unchanged() -> None:
    """Checking changes nothing, and an empty upstream means the stand-in."""
    assert subject.check(GOOD) is GOOD
    assert subject.check(replace(GOOD, upstream="")).upstream == ""


def test_a_repr_shows_no_secret() -> None:
    """Settings may be logged."""
    assert LONG not in repr(
        replace(GOOD, secret=LONG.encode(), upstream_credential=LONG.encode(), admin_token=LONG.encode())
    )


def test_the_secret_comes_from_the_environment_before_any_file(tmp_path: Path) -> None:
    """STILLWATCH_SECRET wins over STILLWATCH_SECRET_FILE, and that over our own file."""
    file = tmp_path / "given"
    file.write_text("file-" + LONG + "\n")
    both = {"STILLWATCH_SECRET": LONG, "STILLWATCH_SECRET_FILE": str(file)}
    assert subject.secret(both, tmp_path)[0] == LONG.encode()
    assert subject.secret({"STILLWATCH_SECRET_FILE": str(file)}, tmp_path)[0] == b"file-" + LONG.encode()
    assert not (tmp_path / "secret").exists()


def test_our_own_secret_is_kept_over_a_restart_and_private(tmp_path: Path) -> None:
    """Beside embedded state a secret is made once, readable by us only."""
    first, where = subject.secret({}, tmp_path / "state")
    assert subject.secret({}, tmp_path / "state") == (first, where)
    assert len(first) == 64
    assert Path(where).stat().st_mode & 0o777 == 0o600


def test_without_a_place_every_run_has_its_own_secret() -> None:
    """Two runs never share a random secret."""
    assert subject.secret({})[0] != subject.secret({})[0]


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"STILLWATCH_SECRET": "short"}, "openssl rand -hex 32"),
        ({"STILLWATCH_SECRET_FILE": "/nowhere/at/all"}, "cannot read"),
    ],
)
def test_a_weak_or_missing_secret_is_refused(environ: dict[str, str], message: str) -> None:
    """A secret that can be guessed is worse than an error."""
    with pytest.raises(SettingsError, match=message):
        subject.secret(environ)


def test_the_upstream_credential_is_never_taken_from_a_flag(tmp_path: Path) -> None:
    """A flag may only say where the credential is."""
    file = tmp_path / "key"
    file.write_text("sk-upstream\n")
    assert subject.upstream_credential(f"file:{file}", {}) == b"sk-upstream"
    assert subject.upstream_credential("env:KEY", {"KEY": "sk-upstream"}) == b"sk-upstream"
    assert subject.upstream_credential("", {"STILLWATCH_UPSTREAM_CREDENTIAL": "sk-upstream"}) == b"sk-upstream"
    assert subject.upstream_credential("", {}) == b""
    with pytest.raises(SettingsError, match="shows in ps"):
        subject.upstream_credential("sk-upstream", {})
    with pytest.raises(SettingsError, match="KEY is not set"):
        subject.upstream_credential("env:KEY", {})


def test_the_sharing_key_is_given_as_credentials_are() -> None:
    """It keys digests of texts in place of the secret; one that can be guessed, or stands in a flag, is refused."""
    assert subject.sharing_key("env:KEY", {"KEY": LONG}) == LONG.encode()
    assert subject.sharing_key("", {"STILLWATCH_SHARING_KEY": f"{LONG}"}) == LONG.encode()
    assert subject.sharing_key("", {}) == b""
    with pytest.raises(SettingsError, match="--sharing-key: write env:NAME"):
        subject.sharing_key(LONG, {})
    with pytest.raises(SettingsError, match="--sharing-key: 5 bytes"):
        subject.sharing_key("env:KEY", {"KEY": "short"})


def test_the_admin_token_comes_from_the_environment_or_a_file(tmp_path: Path) -> None:
    """The variable wins over the file; without both there is none, and the admin API stays off."""
    file = tmp_path / "token"
    file.write_text(f"file-{LONG}\n")
    both = {"STILLWATCH_ADMIN_TOKEN": LONG, "STILLWATCH_ADMIN_TOKEN_FILE": str(file)}
    assert subject.admin_token(both) == LONG.encode()
    assert subject.admin_token({"STILLWATCH_ADMIN_TOKEN_FILE": str(file)}) == b"file-" + LONG.encode()
    assert subject.admin_token({}) == b""


@pytest.mark.parametrize("token", ["short", "ü" * 20, "has a line\nbreak in its middle"])
def test_a_token_that_can_be_guessed_or_not_be_sent_is_refused(token: str) -> None:
    """The message says what to use, and does not show the token."""
    with pytest.raises(SettingsError, match="STILLWATCH_ADMIN_TOKEN: use at least 16") as refused:
        subject.admin_token({"STILLWATCH_ADMIN_TOKEN": token})
    assert token not in str(refused.value)


def test_the_admin_listener_needs_both_halves(tmp_path: Path) -> None:
    """A certificate comes with its key, and client certificates need TLS; files that are not there are named."""
    pem = tmp_path / "a.pem"
    pem.write_text("x")
    assert subject.check(replace(GOOD, admin_tls_cert=pem, admin_tls_key=pem, admin_client_ca=pem))
    for wrong, told in (
        (replace(GOOD, admin_tls_cert=pem), "give both or neither"),
        (replace(GOOD, admin_client_ca=pem), "client certificates need TLS"),
        (replace(GOOD, admin_tls_cert=pem, admin_tls_key=tmp_path / "b.pem"), "--admin-tls-key: there is no file"),
    ):
        with pytest.raises(SettingsError, match=told):
            subject.check(wrong)


def test_commands_find_their_certificates() -> None:
    """Paths come from the environment, empty where they are not set."""
    assert subject.admin_certificates({}) == ("", "", "")
    found = {"STILLWATCH_ADMIN_CA": "a", "STILLWATCH_ADMIN_CERT": "b", "STILLWATCH_ADMIN_KEY": "c"}
    assert subject.admin_certificates(found) == ("a", "b", "c")


def test_a_former_secret(tmp_path: Path) -> None:
    """From the environment or a file, and never one that could be guessed."""
    (tmp_path / "old").write_text("0123456789abcdef\n")
    assert subject.former_secret({}) == b""
    assert subject.former_secret({"STILLWATCH_FORMER_SECRET": "fedcba9876543210"}) == b"fedcba9876543210"
    assert subject.former_secret({"STILLWATCH_FORMER_SECRET_FILE": str(tmp_path / "old")}) == b"0123456789abcdef"
    with pytest.raises(SettingsError, match="too few"):
        subject.former_secret({"STILLWATCH_FORMER_SECRET": "short"})


def test_what_is_held_elsewhere(tmp_path: Path) -> None:
    """A token is named, not written: in a variable or in a file."""
    (tmp_path / "token").write_text("from-the-file\n")
    assert subject.held("env:T", {"T": "from-the-variable"}) == b"from-the-variable"
    assert subject.held(f"file:{tmp_path / 'token'}") == b"from-the-file"
    with pytest.raises(SettingsError, match="the variable T is not set"):
        subject.held("env:T", {})
