"""What changed between two releases: words, patch, entries, feeds, history."""

from __future__ import annotations

import gzip
import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pyoxigraph as ox
import pytest

from govgraph.changes import difference, patch
from govgraph.errors import ConfigError, DamagedStore
from govgraph.release import Release
from govgraph.server import generation
from tests.publications import STATEMENT, build, contents, edit, govgraph, starter

ID = "https://data.example.org/id/"
GG = "https://w3id.org/govgraph/ns#"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a publication of two releases: a value revised in place, a label reworded, a period
    withdrawn in favour of another."""
    folder = starter(tmp_path_factory.mktemp("history") / "publication")
    records = folder / "data" / "records"
    (records / "period" / "2027.yaml").write_text(
        "type: Period\nid: period/2027\nlabel: {zh-hans: 2027年（虚构）, en: 2027 (invented)}\n"
        'startDate: "2027-01-01"\nendDate: "2027-12-31"\n',
        encoding="utf-8",
    )
    first = build(folder)
    edit(
        folder / "govgraph.toml",
        ('version = "0.1.0"', 'version = "0.2.0"'),
        ("[paths]", f'[release]\nformer = "{first.name}"\n\n[paths]'),
    )
    edit(folder / STATEMENT, ('statedValue: "5"', 'statedValue: "6"'))
    edit(records / "official" / "li-example.yaml", ("en: Li Shili", "en: Li Shi-li"))
    (records / "period" / "2027.yaml").unlink()
    (records / "period" / "2028.yaml").write_text(
        "type: Period\nid: period/2028\nlabel: {zh-hans: 2028年（虚构）, en: 2028 (invented)}\n"
        'startDate: "2028-01-01"\nendDate: "2028-12-31"\n',
        encoding="utf-8",
    )
    registry = ["id,class,note,minted,status,replaced_by"]
    registry += [
        f"{iri},Thing,invented,2026-01-01,active,"
        for iri in ids(folder)
    ]  # fmt: skip
    registry.append("period/2027,Period,invented,2026-01-01,withdrawn,period/2028")
    (folder / "data" / "registry.csv").write_text("\n".join(registry) + "\n", encoding="utf-8")
    build(folder)
    return folder


def ids(folder: Path) -> list[str]:
    found = set()
    for path in (folder / "data").rglob("*.yaml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            _, mark, rest = line.partition("id: ")
            iri = rest.partition(",")[0].strip()
            if mark and "#" not in iri and not line.strip().startswith("#"):
                found.add(iri)
    return sorted(found)


@pytest.fixture(scope="module")
def both(project: Path) -> tuple[Path, Path]:
    new = (project / "dist" / "current").resolve()
    [old] = (project / "dist").glob("0.1.0-*")
    return old, new


def test_the_patch_of_two_releases_gives_the_canonical_hash(both: tuple[Path, Path]) -> None:
    """The patch in the release turns the former one into it, exactly."""
    old, new = both
    with gzip.open(new / "changes.rdfp.gz", "rt", encoding="utf-8") as stream:
        patched = list(patch.apply(difference.lines(old), (line.rstrip("\n") for line in stream)))
    manifest = json.loads((new / "manifest.json").read_text(encoding="utf-8"))

    assert difference.canonical_hash(patched) == manifest["canonicalHash"]
    assert patched == list(difference.lines(new))


def test_a_patch_for_another_dataset_is_refused(both: tuple[Path, Path]) -> None:
    old, new = both
    lines = list(patch.write(difference.lines(old), difference.lines(new)))

    with pytest.raises(ConfigError, match="another dataset"):
        list(patch.apply(difference.lines(new), lines))


def test_diff_says_it_in_plain_words(project: Path, both: tuple[Path, Path]) -> None:
    """Each changed thing is one line in each language, with what it was and is."""
    old, _ = both
    done = govgraph(project, "diff", old.name, "current")
    rows = json.loads(govgraph(project, "diff", old.name, "current", "--json").stdout)
    kinds = {row["resource"].removeprefix(ID): row["change"] for row in rows}

    assert done.returncode == 0, done.stderr
    assert "原文数值 5 → 6" in done.stdout or "5 → 6" in done.stdout
    assert kinds["target/999900-0001-1"] == "corrected"
    assert kinds["official/li-example"] == "reworded"
    assert kinds["period/2027"] == "superseded"
    assert kinds["period/2028"] == "added"
    assert "pledge/999900-0001" not in kinds


def test_diff_writes_the_same_patch(project: Path, both: tuple[Path, Path]) -> None:
    old, new = both
    done = govgraph(project, "diff", str(old), str(new), "--patch", "-")
    told = gzip.decompress((new / "changes.rdfp.gz").read_bytes()).decode()

    assert done.stdout == told


def test_equal_releases_have_no_difference(project: Path, both: tuple[Path, Path]) -> None:
    _, new = both
    done = govgraph(project, "diff", new.name, new.name, "--json")

    assert json.loads(done.stdout) == []


def test_a_withdrawn_id_stays_known(both: tuple[Path, Path]) -> None:
    """Its tombstone names the successor, and no class counts it."""
    _, new = both
    store = ox.Store.read_only(str(new / "store"))
    node = ox.NamedNode(ID + "period/2027")
    said = {
        (q.predicate.value.rpartition("/")[2].rpartition("#")[2], q.object.value)  # type: ignore[union-attr]
        for q in store.quads_for_pattern(node, None, None, ox.DefaultGraph())
    }

    assert said == {
        ("deprecated", "true"),
        ("isReplacedBy", ID + "period/2028"),
        ("type", "http://www.w3.org/ns/prov#Entity"),
    }


def test_the_registry_travels_with_the_release(both: tuple[Path, Path]) -> None:
    """The server answers 410 with the successor from it."""
    _, new = both

    assert generation.withdrawn(new / "registry.csv") == {"period/2027": "period/2028"}


def test_every_change_is_an_entry(both: tuple[Path, Path]) -> None:
    """The graph about the graphs holds a ChangeEntry for each, dated by the release."""
    _, new = both
    store = ox.Store.read_only(str(new / "store"))
    rows = store.query(
        f"""SELECT ?thing ?type WHERE {{ GRAPH <{ID}graph/meta/0.2.0> {{
        ?e a <{GG}ChangeEntry> ; <{GG}changedResource> ?thing ; <{GG}changeType> ?type ;
           <{GG}inRelease> <{ID}dataset/0.2.0> }} }}"""
    )
    assert isinstance(rows, ox.QuerySolutions)
    found = {row["thing"].value: row["type"].value.rpartition("/")[2] for row in rows}

    assert found[ID + "target/999900-0001-1"] == "corrected"
    assert found[ID + "period/2027"] == "superseded"
    issued = f"ASK {{ GRAPH ?g {{ <{ID}dataset/0.1.0> <http://purl.org/dc/terms/issued> ?day }} }}"
    assert bool(store.query(issued))  # the former release stays dated, for queries since then
    assert len(found) == len(set(found))


def test_the_feeds_tell_of_every_change(both: tuple[Path, Path]) -> None:
    """Atom and the event stream hold the same changes, without a clock."""
    _, new = both
    root = ET.parse(new / "changes.atom").getroot()
    links = {e.find(f"{ATOM}link").attrib["href"] for e in root.findall(f"{ATOM}entry")}  # type: ignore[union-attr]
    fragment = list(ox.parse(path=str(new / "changes.ttl")))
    resources = {q.object.value for q in fragment if q.predicate.value == GG + "changedResource"}
    older = [q.object.value for q in fragment if q.predicate.value.endswith("tree#node")]

    assert links == resources | {ID + "dataset/0.2.0"}
    assert ID + "target/999900-0001-1" in resources
    assert root.findtext(f"{ATOM}updated") == "2026-01-01T00:00:00Z"
    assert older == ["https://data.example.org/dataset/0.1.0/changes.ttl"]


def test_a_value_changed_in_place_is_noted(project: Path, both: tuple[Path, Path]) -> None:
    """A revision never overwrites: build and check say where one did."""
    _, new = both
    manifest = json.loads((new / "manifest.json").read_text(encoding="utf-8"))
    done = govgraph(project, "check")

    assert len(manifest["notes"]) == 1
    assert "target/999900-0001-1: CHANGED_IN_PLACE: statedValue was 5, is 6" in manifest["notes"][0]
    assert done.returncode == 0, done.stderr
    assert "CHANGED_IN_PLACE: statedValue was 5, is 6" in done.stderr


def test_the_next_release_carries_the_entries_on(project: Path, tmp_path: Path) -> None:
    """Changes of former releases stay known, whatever comes after."""
    copy = shutil.copytree(project, tmp_path / "copy", symlinks=True)
    second = (copy / "dist" / "current").resolve().name
    text = (copy / "govgraph.toml").read_text(encoding="utf-8")
    former = text.partition('former = "')[2].partition('"')[0]
    edit(copy / "govgraph.toml", (former, second), ('"0.2.0"', '"0.3.0"'))
    third: Release = build(copy)
    lines = gzip.decompress(third.dump.read_bytes()).decode().splitlines()
    entries = [x for x in lines if "/change/0.2.0/target/" in x and "graph/meta/0.3.0>" in x]

    assert entries
    assert third.manifest["notes"] == []


def test_the_former_release_is_known_by_its_content(project: Path, tmp_path: Path) -> None:
    """It may lie elsewhere, and gives the same bytes; a wrong or missing one is refused."""
    copy = shutil.copytree(project, tmp_path / "copy", ignore=shutil.ignore_patterns("dist"))
    [old] = (project / "dist").glob("0.1.0-*")
    with pytest.raises(ConfigError, match="is not at hand"):
        build(copy)
    kept = copy / "data" / "releases" / f"{old.name}.nq.gz"
    kept.parent.mkdir()
    shutil.copyfile(old / "govgraph.nq.gz", kept)
    elsewhere = build(copy)
    kept.write_bytes(gzip.compress(b"<a:a> <b:b> <c:c> <d:d> .\n"))

    same = contents(elsewhere.folder)
    here = contents((project / "dist" / "current").resolve())
    # The inputs differ by the file that was put there, and are listed in the manifest.
    assert {n for n in same if same[n] != here.get(n)} <= {"manifest.json", "SHA256SUMS"}
    with pytest.raises(DamagedStore, match="canonical hash"):
        build(copy)


def test_a_version_is_given_once(project: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(project, tmp_path / "copy", symlinks=True)
    edit(copy / "govgraph.toml", ('version = "0.2.0"', 'version = "0.1.0"'))

    with pytest.raises(ConfigError, match="give the new one its own"):
        build(copy)
