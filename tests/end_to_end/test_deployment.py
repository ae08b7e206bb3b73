"""The deployment recipe: the shipped nginx configuration in front of the server, and its unit."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT
from tests.server import invented
from tests.server.running import Running

RECIPES = ROOT / "docs" / "deployment"
BROWSER = {"Accept": "text/html"}
nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def on_the_loopback(shipped: str, port: int, upstream: int) -> str:
    """Return the shipped configuration without TLS, on a port of its own."""
    own = re.sub(r"listen 443 ssl;", f"listen 127.0.0.1:{port};", shipped)
    own = re.sub(r"\n\s*ssl_certificate\S*\s[^\n]*", "", own)
    return own.replace("server 127.0.0.1:8000;", f"server 127.0.0.1:{upstream};")


class Proxy:
    """An nginx of our own, as an ordinary process."""

    def __init__(self, folder: Path, shipped: str, upstream: int) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        site = folder / "govgraph.conf"
        site.write_text(on_the_loopback(shipped, self.port, upstream), encoding="utf-8")
        places = "".join(
            f"{kind}_temp_path {folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        main = folder / "nginx.conf"
        main.write_text(
            f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log stderr;\n"
            f"events {{}}\nhttp {{\naccess_log off;\n{places}include {site};\n}}\n",
            encoding="utf-8",
        )
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [str(nginx), "-c", str(main), "-p", str(folder), "-e", "stderr"], stderr=log
            )
        self.client = httpx.Client(base_url=self.url, timeout=20, trust_env=False)
        self._wait(folder / "log")

    def _wait(self, log: Path) -> None:
        end = time.monotonic() + 10
        while time.monotonic() < end and self.process.poll() is None:
            try:
                self.client.get("/healthz")
                return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(log.read_text())

    def stop(self) -> None:
        self.client.close()
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("dist")
    invented.make(output, more={"site/index.html": "<!doctype html><title>首页</title>"})
    return output / "current"


@pytest.fixture(params=["", "/pledges"])
def proxied(
    request: pytest.FixtureRequest, release: Path, tmp_path: Path
) -> Iterator[tuple[Proxy, str]]:
    """Return the proxy before a server, at the root and below a path."""
    if nginx is None:
        pytest.skip("nginx is not here")
    root = str(request.param)
    told = {"current": str(release), "root_path": root, "proxies": ["127.0.0.1/32"]}
    server = Running(told, tmp_path / "server.log")
    shipped = (RECIPES / "nginx.conf").read_text(encoding="utf-8")
    if root:
        shipped = re.sub(
            r"location (= )?/(?=[ a-z])", lambda m: f"location {m[1] or ''}{root}/", shipped
        )
    proxy = Proxy(tmp_path, shipped, server.port)
    yield proxy, root
    proxy.stop()
    server.stop()


@pytest.mark.slow
def test_the_shipped_nginx_configuration_serves_the_site(proxied: tuple[Proxy, str]) -> None:
    """Pages, things, the endpoint and operations come through the proxy as they are."""
    proxy, root = proxied
    get = proxy.client.get
    home = get(f"{root}/", headers=BROWSER)
    thing = get(f"{root}/id/area/999900", headers=BROWSER)
    chinese = get(f"{root}/id/area/浦东.ttl")
    answer = get(f"{root}/sparql", params={"query": "ASK {}"})
    post = proxy.client.post(f"{root}/sparql", data={"query": "ASK {}"})

    assert (home.status_code, "首页" in home.text) == (200, True)
    assert thing.status_code == 303
    assert thing.headers["location"] == f"{root}/id/area/999900.html"
    assert get(thing.headers["location"]).status_code == 200
    assert (chinese.status_code, chinese.headers["content-type"]) == (
        200,
        "text/turtle; charset=utf-8",
    )
    assert answer.json()["boolean"] is post.json()["boolean"] is True
    assert "default-src 'none'" in home.headers["content-security-policy"]
    assert get(f"{root}/metrics").status_code == 200
    tag = home.headers["etag"]
    again = get(f"{root}/", headers={**BROWSER, "If-None-Match": tag})
    assert again.status_code == 304


@pytest.mark.slow
def test_the_proxy_limits_what_it_should(proxied: tuple[Proxy, str]) -> None:
    """A body too long and a storm of queries end at the proxy; pages go on."""
    proxy, root = proxied
    long = proxy.client.post(f"{root}/sparql", content=b"x" * 70_000)
    storm = [proxy.client.get(f"{root}/sparql", params={"query": "ASK {}"}) for _ in range(60)]
    page = proxy.client.get(f"{root}/id/area/999900.html")

    assert long.status_code == 413
    assert {answer.status_code for answer in storm} == {200, 429}
    assert page.status_code == 200


@pytest.mark.slow
def test_the_address_of_the_client_is_the_proxys_to_tell(release: Path, tmp_path: Path) -> None:
    """What a client claims of itself in X-Forwarded-For does not reach the server."""
    if nginx is None:
        pytest.skip("nginx is not here")
    told = {"current": str(release), "proxies": ["127.0.0.1/32"], "log": True}
    server = Running(told, tmp_path / "server.log")
    proxy = Proxy(tmp_path, (RECIPES / "nginx.conf").read_text(encoding="utf-8"), server.port)
    proxy.client.get("/id/area/999900.html", headers={"X-Forwarded-For": "203.0.113.9"})
    proxy.stop()
    server.stop()

    log = (tmp_path / "server.log").read_text(encoding="utf-8")
    assert '"client": "127.0.0.0/24"' in log
    assert "203.0.113" not in log


def test_the_unit_of_systemd_calls_the_program_as_it_is() -> None:
    """The service runs a command with options that exist, as its own user, writing nothing."""
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(RECIPES / "govgraph.service", encoding="utf-8")
    service = unit["Service"]
    command = shlex.split(service["ExecStart"])

    assert command[:2] == ["/opt/govgraph/bin/govgraph", "serve"]
    source = (ROOT / "src/govgraph/cli/serve.py").read_text(encoding="utf-8")
    for option in (word for word in command if word.startswith("--")):
        assert f'"{option}"' in source or option[2:].replace("-", "_") in source, option
    assert service["User"] == "govgraph"
    assert service["ProtectSystem"] == "strict"


def test_the_container_file_serves_to_the_outside() -> None:
    """The image runs as nobody special and looks after its own health."""
    text = (RECIPES / "Containerfile").read_text(encoding="utf-8")

    assert re.search(r"^USER govgraph$", text, re.MULTILINE)
    assert '"--host", "0.0.0.0"' in text
    assert "/healthz" in text
