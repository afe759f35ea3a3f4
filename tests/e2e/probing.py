"""Asks a proxy one small thing after the other and tells the longest wait: a program, so that no work of a test counts.

`python -m tests.e2e.probing PORT` asks until its standard input ends, then prints how often it asked and the seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import select
import socket
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator

PROBE = b"GET /probe HTTP/1.1\r\nHost: x\r\n\r\n"


WARM = 3
"""Questions that do not count: by then it is connected and warm."""


class Longest:
    """What a probe saw; `seconds` is set when it is over, and is nothing where no more than `WARM` were asked."""

    asked = 0
    seconds = 0.0


@contextlib.asynccontextmanager
async def probing(port: int) -> AsyncIterator[Longest]:
    """Probe while the block runs."""
    found = Longest()
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.e2e.probing", str(port), stdin=PIPE, stdout=PIPE
    )
    assert program.stdout is not None
    assert program.stdin is not None
    await program.stdout.readline()
    yield found
    program.stdin.close()
    asked, seconds = (await program.stdout.readline()).split()
    await program.wait()
    found.asked, found.seconds = int(asked), float(seconds)


def slowdown() -> float:
    """How many times longer than its own work a program takes here at the moment, because others work, too; 1 alone."""
    wall, own = time.perf_counter(), time.process_time()
    while time.process_time() - own < 0.05:
        pass
    return max(1.0, (time.perf_counter() - wall) / 0.05)


def main() -> None:
    """Probe until standard input ends."""
    longest, asked = 0.0, 0
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as peer:
        while not select.select([sys.stdin], [], [], 0)[0]:
            started = time.monotonic()
            peer.sendall(PROBE)
            peer.recv(65536)
            longest, asked = max(longest, time.monotonic() - started), asked + 1
            if asked == WARM:  # from here it counts
                longest = 0.0
                sys.stdout.write("ready\n")
                sys.stdout.flush()
    sys.stdout.write(f"{asked} {longest}\n")


if __name__ == "__main__":
    main()
