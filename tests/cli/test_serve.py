"""The flags of `stillwatch serve`: what they become, which mistakes they tell, and what people are shown."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Coroutine
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from proxy.errors import SettingsError
from proxy.settings import Address, Settings
from proxy.wiring.premises import Premises
from tests.wiring.stand import settings_in

# The package's own name for it is the function.
command = import_module("proxy.cli.serve")


class Served:
    """Stands in for the process that would serve: keeps the settings it was given."""

    settings: Settings
    code = 0
    error: Exception | None = None

    def __call__(self, settings: Settings, greet: object) -> Coroutine[Any, Any, int]:  # noqa: ARG002 - as they are
        """What `serve_alone` and `serve_crew` are called as."""
        self.settings = settings
        return self._end()

    async def _end(self) -> int:
        if self.error is not None:
            raise self.error
        return self.code


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    """Nothing is served; the log of the test process stays as it is."""
    stand = Served()
    for name in ("serve_alone", "serve_crew"):
        monkeypatch.setattr(command, name, stand)
    monkeypatch.setattr(command, "configure_logging", lambda: None)
    return stand


def run(*words: str, **environ: str) -> Result:
    """Run the command."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(command.serve)
    return CliRunner().invoke(app, words, env=environ)


def test_defaults(served: Served) -> None:
    """Without a flag: the addresses of the README, embedded state, one worker, events on standard output."""
    assert run().exit_code == 0
    found = served.settings
    assert (found.listen, found.admin) == (Address("127.0.0.1", 8080), Address("127.0.0.1", 9090))
    assert (found.state, found.workers, found.events, found.upstream) == ("embedded://var/state", 1, (), "")
    assert (found.drain_s, found.state_limit_s, found.access) == (30.0, 0.025, True)


def test_flags_win_over_variables(served: Served) -> None:
    """A variable sets what no flag sets."""
    run("--drain", "3", STILLWATCH_DRAIN="9", STILLWATCH_LISTEN=":7000", STILLWATCH_STATE_LIMIT="40")
    assert (served.settings.drain_s, served.settings.listen) == (3.0, Address("0.0.0.0", 7000))
    assert served.settings.state_limit_s == 0.04


def test_every_flag_has_its_variable() -> None:
    """Each flag's twin is STILLWATCH_ and its name, except for secrets, which are read where they are checked."""
    for name, parameter in inspect.signature(command.serve, eval_str=True).parameters.items():
        (told,) = parameter.annotation.__metadata__
        expected = None if name in ("upstream_credential", "sharing_key") else f"STILLWATCH_{name.upper()}"
        assert told.envvar == expected
        assert told.help


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("--listen", "here"), "--listen: 'here' is not host:port"),
        (("--upstream", "localhost:1"), "--upstream: 'localhost:1' is not a URL"),
        (("--workers", "2", "--state", "memory://"), "--workers: memory:// keeps budgets in one process"),
        (("--tls-cert", "x"), "--tls-cert and --tls-key: give both or neither"),
        (("--upstream-credential", "sk-plain"), "--upstream-credential: write env:NAME or file:PATH"),
    ],
)
def test_mistakes_are_one_line(served: Served, words: tuple[str, ...], wanted: str) -> None:
    """A mistake ends with code 1 and one line that names the flag and what to write."""
    done = run(*words)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"stillwatch: {wanted}")
    assert done.stderr.count("\n") == 1
    assert "sk-plain" not in done.stderr


def test_errors_of_the_start_are_told_the_same_way(served: Served) -> None:
    """What fails while starting is a line, too; the exit code of a run is the command's."""
    served.error = SettingsError("--listen 127.0.0.1:1: Address already in use")
    done = run()
    assert (done.exit_code, done.stderr) == (1, "stillwatch: --listen 127.0.0.1:1: Address already in use\n")
    served.error, served.code = None, 3
    assert run().exit_code == 3


def test_several_workers_are_a_crew(monkeypatch: pytest.MonkeyPatch) -> None:
    """One worker serves alone; more are led by a parent."""
    called = []

    def stand(name: str) -> Callable[[Settings, object], Coroutine[Any, Any, int]]:
        async def end() -> int:
            called.append(name)
            return 0

        return lambda _settings, _greet: end()

    for name in ("serve_alone", "serve_crew"):
        monkeypatch.setattr(command, name, stand(name))
    monkeypatch.setattr(command, "configure_logging", lambda: None)
    run()
    run("--workers", "2")
    assert called == ["serve_alone", "serve_crew"]


def test_the_greeting_works_as_it_stands(tmp_path: Path) -> None:
    """People are shown where everything is and two lines to try, without any password."""
    settings = settings_in(
        tmp_path, listen=Address("0.0.0.0", 0), upstream="http://up:1", state="redis://me:pass-word@host:1/0?x=1"
    )
    shown = command.greeting(Premises(settings, False, "x"), 8081, 9091)
    assert "in front of http://up:1" in shown
    assert "curl http://127.0.0.1:8081/v1/chat/completions" in shown
    assert "http://127.0.0.1:9091/metrics" in shown
    assert "state   host:1/0" in shown
    assert "pass-word" not in shown
    (snippet,) = re.findall(r'python -c "(.*?)"', shown, re.DOTALL)
    compile(snippet.replace("\\\n", ""), "snippet", "exec")


def test_the_greeting_of_the_stand_in(tmp_path: Path) -> None:
    """Without an upstream people are told that a stand-in answers, and how to give their own."""
    shown = command.greeting(Premises(settings_in(tmp_path), True, "x"), 1, 2)
    assert "built-in stand-in model (give --upstream for yours)" in shown
