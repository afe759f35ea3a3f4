"""deploy/compose.yaml, as far as it can be shown without a container."""

from __future__ import annotations

import inspect
import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from proxy.audit.outlets.load import NAME, load
from proxy.cli.serve import serve
from tests.house import ROOT

DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]


def test_the_services_of_a_deployment_are_there() -> None:
    """Two proxies, Redis, Prometheus, Grafana and a log shipper."""
    assert {"proxy-a", "proxy-b", "redis", "prometheus", "grafana", "vector"} == set(SERVICES)


def test_what_is_mounted_exists() -> None:
    """Every file and volume that a service mounts is there; configuration is read-only."""
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            source, _, rest = volume.partition(":")
            if source.startswith("."):
                assert (DEPLOY / source).exists(), source
                assert rest.endswith(":ro")
            else:
                assert source in COMPOSE["volumes"]


def test_settings_are_ones_that_serve_knows() -> None:
    """Every STILLWATCH_ variable is a flag's twin or a secret's; the secret must be given, and is in no file."""
    flags = {f"STILLWATCH_{name.upper()}" for name in inspect.signature(serve).parameters}
    for name in ("proxy-a", "proxy-b"):
        environment = SERVICES[name]["environment"]
        assert set(environment) <= flags | {"STILLWATCH_SECRET", "STILLWATCH_ADMIN_TOKEN"}
        assert environment["STILLWATCH_SECRET"].startswith("${STILLWATCH_SECRET:?")


def test_the_admin_listener_is_not_published() -> None:
    """What is reachable from outside is bound to the loopback, and the admin port not even there."""
    published = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert all(port.startswith("127.0.0.1:") for port in published)
    assert not [port for name in ("proxy-a", "proxy-b") for port in SERVICES[name]["ports"] if port.endswith(":9090")]


def test_events_reach_the_shipper() -> None:
    """The outlets hold, are beside the policy, and post where the shipper listens, in what it dedupes by."""
    words = load(DEPLOY / "stillwatch" / NAME)
    shipper = words.events[0]
    vector = yaml.safe_load((DEPLOY / "vector" / "vector.yaml").read_text())
    source = vector["sources"]["stillwatch"]
    port, path = re.fullmatch(r"http://vector:(\d+)(/.*)", shipper.url).groups()  # type: ignore[union-attr]
    assert (source["address"], source["path"]) == (f"0.0.0.0:{port}", path)
    assert (shipper.format, vector["transforms"]["once"]["fields"]["match"]) == ("ocsf", ["metadata.uid"])
    assert all(f"/etc/stillwatch/policies/{NAME}" in SERVICES[name]["volumes"][0] for name in ("proxy-a", "proxy-b"))


def test_prometheus_scrapes_the_proxies() -> None:
    """Both, at their admin listeners, under the name that the alerts know."""
    config = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yaml").read_text())
    (job,) = config["scrape_configs"]
    assert job["job_name"] == "stillwatch"
    assert job["static_configs"][0]["targets"] == ["proxy-a:9090", "proxy-b:9090"]


def test_the_shipper_takes_its_configuration() -> None:
    """Vector itself finds nothing wrong with it."""
    vector = shutil.which("vector")
    if vector is None:
        pytest.skip("vector is not installed: https://vector.dev/docs/setup/installation/")
    words = [vector, "validate", "--no-environment", "--deny-warnings", str(DEPLOY / "vector" / "vector.yaml")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
