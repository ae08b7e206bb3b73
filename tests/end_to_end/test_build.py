"""A publication builds into one sealed release, the same bytes every time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from govgraph import config, pipeline, release, template
from govgraph.errors import ConfigError, Inconsistent, Locked, RecordProblems
from govgraph.release import Release
from tests.conftest import ROOT, copy_settings


def tree(folder: Path) -> dict[str, str]:
    """Return the digest of every file but those of the store, which no two builds share."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] not in ("store", "store.json")
    }


def govgraph(
    *arguments: str, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "govgraph", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "0", "TZ": "Asia/Shanghai", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "4711", "TZ": "America/St_Johns", "LC_ALL": "C.UTF-8"},
    ],
)
def test_the_same_input_gives_the_same_bytes(
    shipped: Release, tmp_path: Path, environment: dict[str, str]
) -> None:
    script = (
        "import sys, pathlib; from tests.conftest import copy_settings; from govgraph import pipeline;"
        "pipeline.build(copy_settings(pathlib.Path(sys.argv[1])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    assert tree((tmp_path / "current").resolve()) == tree(shipped.folder)


def test_the_current_release_is_a_link_to_a_sealed_folder(shipped: Release) -> None:
    current = shipped.folder.parent / "current"

    assert current.is_symlink()
    assert release.open_release(current).name == shipped.name
    assert shipped.name == f"1.0.0-{shipped.manifest['canonicalHash'][:12]}"
    sealed = set(tree(shipped.folder)) - {"manifest.json", "SHA256SUMS"}
    assert sealed == set(shipped.manifest["files"])


def test_the_store_answers_over_the_union_and_keeps_the_graphs(shipped: Release) -> None:
    store = ox.Store.read_only(str(shipped.store))
    count = "SELECT (COUNT(*) AS ?n) WHERE { %s }"
    everything = store.query(count % "?s ?p ?o")
    data = 'GRAPH ?g { ?s ?p ?o } FILTER(!CONTAINS(STR(?g), "/graph/catalog/"))'
    graphs = store.query(count % data)
    assert isinstance(everything, ox.QuerySolutions)
    assert isinstance(graphs, ox.QuerySolutions)

    assert next(everything)["n"].value == str(shipped.manifest["triples"]["govgraph.ttl"])
    assert next(graphs)["n"].value == str(shipped.manifest["quads"])


def test_another_base_moves_every_thing_and_leaves_the_words(tmp_path: Path) -> None:
    settings = copy_settings(tmp_path, base="https://data.example.org/")
    built = pipeline.build(settings)
    turtle = (built.folder / "govgraph.trig").read_text(encoding="utf-8")

    assert "w3id.org/govgraph/id/pledge" not in turtle
    assert "<https://data.example.org/id/pledge/440113-0001>" in turtle
    assert "https://w3id.org/govgraph/ns#" in turtle


def test_a_new_publication_builds_and_its_evidence_verifies(tmp_path: Path) -> None:
    template.write(tmp_path / "city")
    settings = config.load(tmp_path / "city" / "govgraph.toml")

    built = pipeline.build(settings)
    checked = pipeline.check(settings, [tmp_path / "city" / "texts"])

    assert built.manifest["triples"]["govgraph.ttl"] > 0
    assert (checked.verified, checked.not_held) == (1, 0)


def test_init_takes_no_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(ConfigError, match="not an empty folder"):
        template.write(tmp_path)


def test_bad_data_leaves_the_former_release_as_it_was(tmp_path: Path) -> None:
    template.write(tmp_path / "city")
    settings = config.load(tmp_path / "city" / "govgraph.toml")
    before = pipeline.build(settings)
    files = tree(before.folder)
    broken = settings.data / "records" / "area" / "999901.yaml"
    broken.write_text("type: AdministrativeUnit\nid: area/999901\nlabl: {en: x}\n")

    with pytest.raises(RecordProblems):
        pipeline.build(settings)

    assert (settings.output / "current").resolve() == before.folder
    assert tree(before.folder) == files
    assert {p.name for p in settings.output.iterdir()} == {
        "current",
        before.name,
        ".lock",
        ".cache",
    }


def test_what_did_not_change_is_not_built_again(tmp_path: Path) -> None:
    template.write(tmp_path / "city")
    settings = config.load(tmp_path / "city" / "govgraph.toml")
    stages: list[str] = []

    def note(stage: str, *_: int | None) -> None:
        stages.append(stage)

    first = pipeline.build(settings)
    assert pipeline.build(settings, note).folder == first.folder
    assert stages == ["unchanged"]

    stages.clear()
    (first.folder / "govgraph.ttl").write_bytes(b"")
    assert not release.faults(pipeline.build(settings, note).folder)
    assert "read" in stages

    stages.clear()
    assert pipeline.build(replace(settings, title={"en": "Other"}), note).folder != first.folder
    assert "read" in stages


def test_a_contradiction_stops_the_build(tmp_path: Path) -> None:
    template.write(tmp_path / "city")
    settings = config.load(tmp_path / "city" / "govgraph.toml")
    wrong = settings.data / "records" / "area" / "999901.yaml"
    wrong.write_text(
        "type: Official\nid: area/999901\nlabel: {en: x}\ndirectlyWithin: area/999900\n"
    )

    with pytest.raises(Inconsistent, match="area/999901"):
        pipeline.build(settings)


def test_a_second_build_at_once_is_locked_out(tmp_path: Path) -> None:
    with release.lock(tmp_path), pytest.raises(Locked) as caught, release.lock(tmp_path):
        pass

    assert caught.value.pid == os.getpid()


def test_the_command_line_speaks_in_exit_statuses(tmp_path: Path) -> None:
    assert govgraph("--version").stdout.startswith("govgraph ")
    outside = govgraph("build", str(tmp_path))
    assert (outside.returncode, outside.stderr.count("\n")) == (2, 1)
    assert "govgraph init" in outside.stderr
    assert govgraph("bild").returncode == 2
    assert govgraph("init", str(tmp_path / "city")).returncode == 0
    built = govgraph("build", "--json", cwd=tmp_path / "city")
    assert built.returncode == 0
    assert '"statistics"' in built.stdout
    (tmp_path / "city" / "data" / "records" / "bad.yaml").write_text("a:\n\tb: 1\n")
    bad = govgraph("check", cwd=tmp_path / "city")
    assert bad.returncode == 1
    assert bad.stderr.startswith("records/bad.yaml:2:1: I2: a tab indents the line; use spaces")


def test_an_unknown_setting_names_the_nearest(tmp_path: Path) -> None:
    template.write(tmp_path / "city")
    path = tmp_path / "city" / "govgraph.toml"
    path.write_text(path.read_text().replace("licence =", "license ="))

    done = govgraph("build", cwd=tmp_path / "city")

    assert done.returncode == 2
    assert (
        "govgraph.toml:6: UNKNOWN_SETTING: no such setting (license); did you mean licence?"
        in done.stderr
    )


@pytest.mark.parametrize("name", ["change one character", "as it is"])
def test_the_evidence_of_the_seed_is_held_against_its_text(
    seed: Path, tmp_path: Path, name: str
) -> None:
    text = (seed / "article.txt").read_bytes().decode()
    if name == "change one character":
        text = text.replace("6.5%以上,固", "6.6%以上,固")
    (tmp_path / "a.txt").write_bytes(text.encode())

    done = govgraph("check", "--text", str(tmp_path / "a.txt"))

    if name == "as it is":
        assert (done.returncode, done.stderr) == (0, "")
    else:
        assert done.returncode == 1
        assert "characters 84–95 read" in done.stderr
