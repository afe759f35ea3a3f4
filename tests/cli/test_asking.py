"""What commands say when there is nobody to ask."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from proxy.cli.asking import span
from tests.cli.office import TOKEN, office
from tests.servers import free_port

COMMANDS = (
    ("callers",),
    ("explain", "k_00000000000000a1"),
    ("lift", "k_00000000000000a1", "--why", "x"),
    ("mode", "observe", "--why", "x"),
)


@pytest.mark.parametrize("words", COMMANDS)
async def test_every_mistake_is_one_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    """No token, a wrong one, no listener, something else in its place: exit 1 and one line that names the cause."""
    async with office(tmp_path) as place:
        done = [
            (await place.run(*words, token=""), "STILLWATCH_ADMIN_TOKEN is not set here"),
            (await place.run(*words, token="short"), "STILLWATCH_ADMIN_TOKEN: use at least 16"),
            (await place.run(*words, token=TOKEN + "x"), "not the token that serve was given"),
            (await place.run(*words, "--admin", f"127.0.0.1:{free_port()}"), "no admin listener answers there"),
            (await place.run(*words, "--admin", "http://[nonsense"), "no admin listener answers there"),
        ]
    for result, said in done:
        assert (result.exit_code, result.stderr.count("\n"), result.stdout) == (1, 1, "")
        assert result.stderr.startswith("stillwatch: ")
        assert said in result.stderr
        assert TOKEN not in result.stderr


async def test_another_server_is_told_from_ours(tmp_path: Path) -> None:
    """What answers without JSON is no admin listener; the token goes to the named address only, redirects included."""
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 2\r\n\r\nno")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with office(tmp_path) as place:
        done = await place.run("callers", "--admin", f"http://127.0.0.1:{port}", HTTP_PROXY="http://127.0.0.1:1")
    server.close()
    assert (done.exit_code, len(asked)) == (1, 1)
    assert "this is no admin listener of Stillwatch (status 302)" in done.stderr


async def test_reasons_of_the_api_are_handed_on(tmp_path: Path) -> None:
    """Who is unknown, what is no id, and what came to nothing is said in the API's own words."""
    async with office(tmp_path) as place:
        unknown = await place.run("explain", "k_ffffffffffffffff")
        nonsense = await place.run("explain", "../healthz?x")
        place.place.store.away = True
        lost = await place.run("lift", "k_00000000000000a1", "--why", "x")
    assert unknown.stderr == "stillwatch: no caller of that id is remembered\n"
    assert nonsense.stderr == "stillwatch: this is no id of a caller\n"
    assert lost.stderr.startswith("stillwatch: the state cannot be asked now")


@pytest.mark.parametrize(("seconds", "said"), [(0, "0s"), (59, "59s"), (61, "1m"), (7200, "2h"), (604800, "7d")])
def test_spans(seconds: float, said: str) -> None:
    """Times are told in their largest unit."""
    assert span(seconds) == said
