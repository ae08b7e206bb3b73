"""The recipes of ``docs/endpoint.md``, run as they stand against a real server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.server.running import Running

DOCUMENT = (ROOT / "docs" / "endpoint.md").read_text(encoding="utf-8")
HOME = "http://127.0.0.1:8000/"
PLEDGES = 2


def recipe(heading: str, server: Running) -> str:
    """Return the block of code that follows a heading, with the address of the server."""
    found = re.search(
        rf"^With {heading}[^\n]*:\n\n```\w+\n(.*?)```", DOCUMENT, re.DOTALL | re.MULTILINE
    )
    assert found is not None, heading
    return found.group(1).replace(HOME, server.url)


def run(*command: str, **environment: str) -> str:
    clean = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**clean, **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not at hand")
def test_curl(server: Running) -> None:
    """curl gets CSV."""
    assert run("bash", "-c", recipe("curl", server)).splitlines() == ["pledges", str(PLEDGES)]


@pytest.mark.parametrize("client", ["SPARQLWrapper", "rdflib"])
def test_python_clients(server: Running, client: str) -> None:
    """SPARQLWrapper and rdflib's store get the number."""
    assert run(sys.executable, "-W", "ignore", "-c", recipe(client, server)).strip() == str(PLEDGES)


@pytest.mark.node
@pytest.mark.slow
def test_comunica(server: Running, tmp_path: Path) -> None:
    """Comunica gets the number, by the service description and the protocol."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not at hand")
    folder = Path(os.environ.get("GOVGRAPH_NODE_MODULES", tmp_path))
    program = folder / "node_modules" / ".bin"
    if not (program / "comunica-sparql").exists():
        packages = ("node@22", "@comunica/query-sparql@5.4.1")
        done = subprocess.run(
            [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), *packages],
            capture_output=True, timeout=600, check=False,
        )  # fmt: skip
        if done.returncode:
            pytest.skip("comunica cannot be installed here")
    command = recipe("Comunica", server).replace("comunica-sparql", f"{program}/comunica-sparql")
    path = f"{program}:{os.environ['PATH']}"

    assert f'\\"{PLEDGES}\\"^^' in run("bash", "-c", command, PATH=path)
