"""A real server in a process of its own, for tests: ``python -m tests.server.running JSON``."""

from __future__ import annotations

import ipaddress
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from govgraph.release import faults, open_release, store_faults
from govgraph.server.settings import Limits, Profile, ServerSettings

ROOT = Path(__file__).parents[2]
FAST = {"seconds": 1.0, "memory": 256 << 20}
ENDLESS = {"budget": 1e9, "errors": 1e9, "client_places": 10_000}


class Running:
    """One server: its address, a client that knows it, and what it wrote to stderr."""

    def __init__(self, told: Mapping[str, Any], log: Path) -> None:
        self.log = log
        self._stream = log.open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.server.running", json.dumps(told)],
            stdout=subprocess.PIPE,
            stderr=self._stream,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().decode().strip()
        assert self.url, log.read_text()
        self.port = int(self.url.rstrip("/").rpartition(":")[2].partition("/")[0])
        self.client = httpx.Client(base_url=self.url, timeout=20, trust_env=False)

    def get(self, path: str, accept: str | None = None, **headers: str) -> httpx.Response:
        """GET a path; no Accept header unless given."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if accept is not None:
            fields["Accept"] = accept
        request = self.client.build_request("GET", path, headers=fields)
        if accept is None:
            del request.headers["Accept"]
        return self.client.send(request)

    def ask(self, query: str, **parameters: str) -> httpx.Response:
        """Send a query by GET."""
        return self.client.get("/sparql", params={"query": query, **parameters})

    def workers(self) -> list[int]:
        """Return the process ids of the query workers."""
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, check=False
        )
        return [int(pid) for pid in found.stdout.split()]

    def ready(self, seconds: float = 10.0) -> None:
        """Wait until every worker is back."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            body = self.client.get("/healthz").json()
            if body["status"] == "ok" and body["workers"]["public"] == 3:
                return
            time.sleep(0.05)
        raise AssertionError(f"the workers did not come back: {body}")

    def stop(self) -> None:
        """End the server."""
        self.client.close()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._stream.close()


def settings(told: Mapping[str, Any]) -> ServerSettings:
    """Return the settings that a test tells: short deadlines, endless budgets unless given."""
    limits = Limits()
    public = replace(limits.public, **{**FAST, **told.get("public", {})})
    canned = replace(limits.canned, **{**FAST, **told.get("canned", {})})
    given = {**ENDLESS, "header_seconds": 2.0, "body_seconds": 2.0, **told.get("limits", {})}
    return ServerSettings(
        current=Path(told["current"]),
        open=open_release,
        faults=faults,
        store_faults=store_faults,
        queries=Path(told["queries"]) if told.get("queries") else None,
        root_path=told.get("root_path", ""),
        preview=told.get("preview", ""),
        proxies=tuple(ipaddress.ip_network(text) for text in told.get("proxies", ())),
        profile=Profile(
            {"zh-hans": "虚构的承诺", "en": "Invented pledges"},
            "https://creativecommons.org/licenses/by/4.0/",
            "agent/example",
        ),
        limits=replace(limits, public=public, canned=canned, **given),
        log_requests=told.get("log", False),
    )


def main() -> None:
    """Serve until the test ends it."""
    from govgraph.server import serving

    told = json.loads(sys.argv[1])
    opened = serving.listen(told.get("host", "127.0.0.1"), 0)
    found = settings(told)
    address = serving.address(opened, "")
    serving.serve(found, opened, 1, lambda: print(address, flush=True))  # noqa: T201


if __name__ == "__main__":
    main()
