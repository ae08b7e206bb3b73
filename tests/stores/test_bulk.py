"""The recipes of docs/stores.md: each store's own loader takes the bulk files as they are."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from govgraph.stores import loader
from govgraph.stores.plan import Cargo
from govgraph.stores.preflight import connect
from tests.stores import releases, servers
from tests.stores.servers import Server

pytestmark = pytest.mark.store


def run(command: list[str], cwd: Path, text: str | None = None) -> str:
    """Run a recipe; return what it said."""
    ended = subprocess.run(
        command, cwd=cwd, input=text, capture_output=True, text=True, check=False, timeout=300
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout + ended.stderr


def differences(server: Server, cargo: Cargo) -> list[str]:
    """Return what differs between a store and a release."""
    with connect(server.endpoint, server.credentials) as store:
        return loader.verify(store, cargo)


def test_oxigraph_load(tmp_path: Path) -> None:
    if servers.MISSING["oxigraph"]():
        pytest.skip("oxigraph is not installed; see: make test-stores")
    cargo = releases.first(tmp_path / "release")
    server = servers.oxigraph(tmp_path)
    binary = servers.oxigraph_binary() or ""
    plain = tmp_path / "govgraph.nq"
    plain.write_bytes(
        subprocess.run(["gzip", "-dc", cargo.nquads], check=True, capture_output=True).stdout
    )
    said = run([binary, "load", "-l", str(tmp_path / "db"), "-f", str(plain)], tmp_path)

    assert "error" not in said.lower()
    assert "warn" not in said.lower()
    server.start()
    try:
        assert differences(server, cargo) == []
    finally:
        server.stop()


def test_tdb2_tdbloader(tmp_path: Path) -> None:
    if not servers.tdb_loader():
        pytest.skip("jena-cmds is not installed; see: make test-stores")
    cargo = releases.first(tmp_path / "release")
    server = servers.fuseki(tmp_path)
    said = run([*servers.tdb_loader(), "--loc", "db", str(cargo.nquads)], tmp_path)

    assert "WARN" not in said
    assert "ERROR" not in said
    server.start()
    try:
        assert differences(server, cargo) == []
    finally:
        server.stop()


def test_virtuoso_ld_dir(tmp_path: Path) -> None:
    isql = shutil.which("isql-vt")
    if servers.MISSING["virtuoso"]() or isql is None:
        pytest.skip("virtuoso is not installed; see: make test-stores")
    cargo = releases.first(tmp_path / "release")
    server = servers.virtuoso(tmp_path).start()
    try:
        port = (tmp_path / "sql-port").read_text()
        script = (
            f"ld_dir('{cargo.nquads.parent}', '{cargo.nquads.name}', '{releases.BASE}');\n"
            "rdf_loader_run();\ncheckpoint;\n"
            "SELECT 'failed', ll_file, ll_error FROM DB.DBA.load_list WHERE ll_error IS NOT NULL;\n"
        )
        said = run([isql, f"127.0.0.1:{port}", "dba", "dba"], tmp_path, script)

        assert "failed  " not in said
        assert "Error" not in said
        assert differences(server, cargo) == []
    finally:
        server.stop()
