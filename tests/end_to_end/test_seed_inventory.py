"""The seed article in the records: every row of its inventory, checked against the text.

The article and its inventory are not part of the repository; they lie beside the checkout when
they are at hand, and without them there is nothing to hold the records against.
"""

import csv
import hashlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

CHECKOUT = Path(__file__).parents[2]
SEED = CHECKOUT.parent / "shared/seed"
DATA = CHECKOUT / "data"

pytestmark = pytest.mark.skipif(
    not SEED.is_dir(), reason="the seed article is not beside this checkout"
)

Node = dict[str, Any]
Row = dict[str, str]
Span = tuple[int, int]

NO_PLEDGE = {"Context", "Rhetoric"}
TARGETS = {"Target", "OutputTarget", "RankTarget", "StatusTarget"}
RANKS_WITHOUT_NUMBER = {"PY-09", "ZC-22"}
LONGEST_QUOTE = 20
QUOTED_SHARE = 0.16


@pytest.fixture(scope="module")
def text() -> str:
    """The article as it is: no newline is translated, so that offsets hold."""
    return (SEED / "article.txt").read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with (SEED / "inventory.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def nodes() -> list[Node]:
    """Every node of the statements, nested ones included; all scalars are strings."""
    files = sorted((DATA / "records/statement").glob("0001-*.yaml"))
    return [
        node
        for file in files
        for node in walk(yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader))
    ]


def walk(node: Node) -> Iterator[Node]:
    yield node
    for value in node.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from walk(item)


def of_type(nodes: list[Node], *types: str) -> list[Node]:
    return [node for node in nodes if node.get("type") in types]


def span_of(evidence: Node) -> Span:
    [position] = of_type(evidence["selector"], "TextPosition")
    return int(position["start"]), int(position["end"])


def spans_by_id(nodes: list[Node]) -> dict[str, Span]:
    return {evidence["id"]: span_of(evidence) for evidence in of_type(nodes, "Evidence")}


def row_span(row: Row) -> Span:
    return int(row["start"]), int(row["end"])


def target_rows(rows: list[Row]) -> list[Row]:
    return [
        row
        for row in rows
        if row["record_class"] in TARGETS and row["id"] not in RANKS_WITHOUT_NUMBER
    ]


def quotes_of(nodes: list[Node]) -> dict[Span, str]:
    """The distinct stretches that are quoted, with their quotes."""
    return {
        span_of(evidence): quote["exact"]
        for evidence in of_type(nodes, "Evidence")
        for quote in of_type(evidence["selector"], "TextQuote")
    }


def test_counts(nodes: list[Node]) -> None:
    counted = [
        len(of_type(nodes, name))
        for name in ("Statement", "Pledge", "QuantitativeTarget", "StateTarget")
    ]
    assert counted == [6, 117, 51, 1]


def test_every_row_that_promises_or_states_a_figure_is_evidence(
    nodes: list[Node], rows: list[Row]
) -> None:
    owners = of_type(nodes, "Pledge", "Observation")
    recorded = {span_of(evidence) for owner in owners for evidence in owner["evidence"]}
    missing = [
        row["id"]
        for row in rows
        if row["record_class"] not in NO_PLEDGE and row_span(row) not in recorded
    ]
    assert missing == []


def test_each_pledge_stands_with_the_speaker_of_its_rows(
    nodes: list[Node], rows: list[Row]
) -> None:
    district = {row_span(row): row["district_code"] for row in rows}
    for pledge in of_type(nodes, "Pledge"):
        codes = {district[span_of(evidence)] for evidence in pledge["evidence"]}
        assert codes == {pledge["id"].removeprefix("pledge/").partition("-")[0]}, pledge["id"]


def test_every_target_row_is_a_target_with_its_value(nodes: list[Node], rows: list[Row]) -> None:
    spans = spans_by_id(nodes)
    targets = {
        spans[link]: target
        for target in of_type(nodes, "QuantitativeTarget", "StateTarget")
        for link in target["evidence"]
    }
    assert sorted(targets) == sorted(row_span(row) for row in target_rows(rows))
    for row in target_rows(rows):
        target = targets[row_span(row)]
        assert target["indicator"] == f"ind:{row['indicator']}", row["id"]
        stated = row["stated_value"] if row["record_class"] != "StatusTarget" else None
        assert target.get("statedValue") == stated, row["id"]
        assert ("period" in target) == bool(row["period_start"]), row["id"]


def test_every_baseline_row_is_an_observation_in_base_units(
    nodes: list[Node], rows: list[Row]
) -> None:
    stated = {
        span_of(evidence): node["value"]
        for node in of_type(nodes, "Observation")
        for evidence in node["evidence"]
    }
    assert stated == {
        row_span(row): row["norm_value"] for row in rows if row["record_class"] == "Baseline"
    }


def test_hashes_and_quotes_are_those_of_the_text(nodes: list[Node], text: str) -> None:
    for evidence in of_type(nodes, "Evidence"):
        start, end = span_of(evidence)
        assert 0 <= start < end <= len(text), evidence["id"]
        assert hashlib.sha256(text[start:end].encode()).hexdigest() == evidence["fragmentSha256"], (
            evidence["id"]
        )
    for (start, end), exact in quotes_of(nodes).items():
        assert exact == text[start:end]


def test_only_assessable_rows_and_baselines_are_quoted(nodes: list[Node], rows: list[Row]) -> None:
    allowed = [row for row in target_rows(rows) if row["assessable"] == "yes"]
    baselines = [row for row in rows if row["record_class"] == "Baseline"]
    assert set(quotes_of(nodes)) == {row_span(row) for row in chain(allowed, baselines)}


def test_quotes_stay_within_the_budget(nodes: list[Node], text: str) -> None:
    lengths = [end - start for start, end in quotes_of(nodes)]
    visible = sum(not character.isspace() for character in text)
    assert max(lengths) <= LONGEST_QUOTE
    assert sum(lengths) == 401
    assert sum(lengths) <= QUOTED_SHARE * visible


def test_no_stretch_of_the_article_is_in_the_data(text: str) -> None:
    """Any run of the article longer than a quote may be, in any file under data/."""
    size = LONGEST_QUOTE + 1
    runs = {text[at : at + size] for at in range(len(text) - size + 1)}
    for file in committed_files():
        content = file.read_text("utf-8")
        found = [at for at in range(len(content) - size + 1) if content[at : at + size] in runs]
        assert found == [], f"{file.relative_to(CHECKOUT)} at {found}"


def test_no_reporter_is_named(rows: list[Row]) -> None:
    bylines = [row["fragment"] for row in rows if row["kind"] == "byline"]
    names = {name for byline in bylines for name in byline.split()[1:]}
    assert names
    for file in committed_files():
        content = file.read_text("utf-8")
        assert not [name for name in names if name in content], file.relative_to(CHECKOUT)


def committed_files() -> list[Path]:
    return sorted(file for file in DATA.rglob("*") if file.is_file())
