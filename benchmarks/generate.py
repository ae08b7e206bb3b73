"""Generate an invented publication of any size, the same for the same seed.

    python -m benchmarks.generate FOLDER --pledges 10000

Writes ``govgraph.toml`` and JSON Lines: areas in four levels, bodies, posts, officials and their
tenures, periods, platforms, sources with snapshots; then statements, each with ten pledges that
carry a target and evidence, and official figures for part of them. Everything is invented.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Node = dict[str, Any]

PLEDGES_PER_STATEMENT = 10
INDICATORS = (
    ("gdp-growth", "percent", "cmp:at-least", (3, 12)),
    ("fai-growth", "percent", "cmp:about", (2, 30)),
    ("industrial-investment-growth", "percent", "cmp:stated-value", (5, 60)),
    ("asi-gross-output-growth", "percent", "cmp:at-least", (2, 15)),
    ("fai-level", "yi-yuan", "cmp:more-than", (50, 2000)),
    ("industrial-investment-level", "yi-yuan", "cmp:more-than", (20, 900)),
    ("quality-projects-signed", "count", "cmp:at-least", (5, 300)),
    ("imports-exports-growth", "percent", "cmp:at-least", (1, 20)),
)
STRENGTHS = ("cs:ensure", "cs:firm", "cs:targeted", "cs:plain", "cs:strive")
YEARS = tuple(range(2019, 2027))


@dataclass(frozen=True, slots=True)
class Size:
    """How much to generate: pledges, and the areas that they are spread over."""

    pledges: int
    areas: int


def label(zh: str, en: str) -> Node:
    """Return a label that says that it is invented."""
    return {"zh-hans": f"{zh}（虚构）", "en": f"{en} (invented)"}


def codes(areas: int) -> list[tuple[str, str, str]]:
    """Return (code, parent's id, level) of provinces, cities and districts, parents first."""
    found: list[tuple[str, str, str]] = []
    for number in range(areas):
        province, city, district = 11 + number // 900, number // 30 % 30 + 1, number % 30 + 1
        stem = f"{province % 89 + 11:02d}"
        if number % 900 == 0:
            found.append((f"{stem}0000", "area/cn", "province"))
        if number % 30 == 0:
            found.append((f"{stem}{city:02d}00", f"area/{stem}0000", "prefecture"))
        found.append((f"{stem}{city:02d}{district:02d}", f"area/{stem}{city:02d}00", "district"))
    return found


def reference(size: Size) -> Iterator[Node]:
    """Yield the things that statements lean on."""
    yield {"type": "Organization", "id": "agent/generator", "label": label("生成器", "Generator")}
    yield {
        "type": "AdministrativeUnit",
        "id": "area/cn",
        "label": label("示例国", "Exampleland"),
        "adminLevel": "al:nation",
    }
    for year in YEARS:
        yield {
            "type": "Period",
            "id": f"period/{year}",
            "label": {"zh-hans": f"{year}年", "en": str(year)},
            "startDate": f"{year}-01-01",
            "endDate": f"{year}-12-31",
        }
    for code, parent, level in codes(size.areas):
        yield from area(code, parent, level)


def area(code: str, parent: str, level: str) -> Iterator[Node]:
    """Yield one area with its government, post, official, tenure and platform."""
    name = label(f"第{code}区", f"Area {code}")
    yield {
        "type": "AdministrativeUnit",
        "id": f"area/{code}",
        "label": name,
        "divisionCode": code,
        "adminLevel": f"al:{level}",
        "directlyWithin": parent,
    }
    yield {
        "type": "PublicBody",
        "id": f"body/{code}-government",
        "label": label(f"第{code}区政府", f"Government of {code}"),
        "classification": "bt:government",
        "jurisdiction": f"area/{code}",
    }
    yield {
        "type": "Post",
        "id": f"post/{code}-head",
        "label": label(f"第{code}区区长", f"Head of {code}"),
        "postIn": f"body/{code}-government",
        "singleHolder": True,
    }
    yield {
        "type": "Official",
        "id": f"official/head-{code}",
        "label": {**label(f"官员{code}", f"Official {code}"), "zh-latn-pinyin": f"Guānyuán {code}"},
    }
    yield {
        "type": "Tenure",
        "id": f"tenure/{code}-head-1",
        "label": label(f"任职{code}", f"Tenure {code}"),
        "member": f"official/head-{code}",
        "organization": f"body/{code}-government",
        "post": f"post/{code}-head",
    }
    yield {
        "type": "Platform",
        "id": f"platform/park-{code}",
        "label": label(f"产业园{code}", f"Park {code}"),
        "locatedIn": f"area/{code}",
    }


def sources(statements: int) -> Iterator[Node]:
    """Yield one source and snapshot for every hundred statements."""
    for number in range((statements + 99) // 100):
        name = f"{number + 1:05d}"
        yield {
            "type": "SourceDocument",
            "id": f"source/{name}",
            "title": label(f"工作报告{name}", f"Work report {name}"),
            "publisher": "agent/generator",
            "documentType": "dt:work-report",
        }
        yield {
            "type": "TextSnapshot",
            "id": f"snapshot/{name}-1",
            "specializationOf": f"source/{name}",
            "sha256": hashlib.sha256(name.encode()).hexdigest(),
            "codePointLength": 400_000,
            "visibleLength": 390_000,
        }


def statements(size: Size, rng: random.Random) -> Iterator[Node]:
    """Yield statements of ten pledges each, until the pledges are used up."""
    districts = [code for code, _, level in codes(size.areas) if level == "district"]
    for number in range(size.pledges // PLEDGES_PER_STATEMENT):
        code = districts[number % len(districts)]
        source = f"{number // 100 + 1:05d}"
        first = number // len(districts) * PLEDGES_PER_STATEMENT
        yield {
            "type": "Statement",
            "id": f"statement/{source}-{number % 100 + 1}",
            "statedBy": f"official/head-{code}",
            "inCapacityOf": f"post/{code}-head",
            "reportedIn": [f"source/{source}"],
            "reportingMode": "rm:document-text",
            "expresses": [
                pledge(code, first + k, f"snapshot/{source}-1", number % 100 * 3000 + k * 250, rng)
                for k in range(PLEDGES_PER_STATEMENT)
            ],
        }


def pledge(code: str, number: int, snapshot: str, start: int, rng: random.Random) -> Node:
    """Return a pledge with one target and its evidence."""
    slug, unit, comparator, (low, high) = INDICATORS[number % len(INDICATORS)]
    year = YEARS[number // len(INDICATORS) % len(YEARS)]
    value = str(rng.randint(low * 2, high * 2) / 2).removesuffix(".0")
    quote = f"{slug[:8]}{value}"
    iri = f"pledge/{code}-{number + 1:04d}"
    return {
        "type": "Pledge",
        "id": iri,
        "label": label(f"{year}年{slug}目标{value}", f"{slug} target {value} for {year}"),
        "pledgeKind": "kind:outcome",
        "commitmentStrength": rng.choice(STRENGTHS),
        "concernsPlatform": [f"platform/park-{code}"],
        "evidence": [
            {
                "type": "Evidence",
                "id": f"{iri}#e1",
                "snapshot": snapshot,
                "fragmentSha256": hashlib.sha256(quote.encode()).hexdigest(),
                "selector": [
                    {
                        "type": "TextPosition",
                        "id": f"{iri}#e1-position",
                        "start": start,
                        "end": start + len(quote),
                    },
                    {"type": "TextQuote", "id": f"{iri}#e1-quote", "exact": quote},
                ],
            }
        ],
        "hasTarget": [
            {
                "type": "QuantitativeTarget",
                "id": f"target/{code}-{number + 1:04d}-1",
                "indicator": f"ind:{slug}",
                "comparator": comparator,
                "statedValue": value,
                "statedUnit": f"uom:{unit}",
                "targetLevel": "lvl:base",
                "period": f"period/{year}",
                "periodBasis": "pb:explicit",
                "assessability": "ab:assessable",
            }
        ],
    }


def observations(size: Size) -> Iterator[Node]:
    """Yield an official figure for every district, some indicators and past years."""
    for code, _, level in codes(size.areas):
        for slug, unit, _, (low, high) in INDICATORS[:4] if level == "district" else ():
            for year in YEARS[:2]:
                yield {
                    "type": "Observation",
                    "id": f"observation/{code}/{slug}/{year}/final",
                    "area": f"area/{code}",
                    "indicator": f"ind:{slug}",
                    "period": f"period/{year}",
                    "statedValue": str((low + high) // 2),
                    "statedUnit": f"uom:{unit}",
                    "value": str((low + high) // 2),
                    "unit": f"uom:{unit}",
                    "vintage": "vin:final",
                    "publisher": f"body/{code}-government",
                    "hadPrimarySource": ["source/00001"],
                }


def repeated(found: Iterator[Node]) -> Iterator[Node]:
    """Yield figures, the first of them once more at the end under another id: a fault."""
    first: Node | None = None
    for figure in found:
        first = first or figure
        yield figure
    if first is not None:
        yield {**first, "id": f"{first['id']}-again"}


def _no_evidence(statement: Node, first: Node) -> None:
    first.pop("evidence")


def _other_unit(statement: Node, first: Node) -> None:
    first["hasTarget"][0]["statedUnit"] = "uom:hectare"


def _beyond_the_text(statement: Node, first: Node) -> None:
    first["evidence"][0]["selector"][0]["end"] = 900_000


def _no_label(statement: Node, first: Node) -> None:
    first["label"].pop("zh-hans")


def _no_period(statement: Node, first: Node) -> None:
    first["hasTarget"][0].pop("period")


def _range_without_end(statement: Node, first: Node) -> None:
    first["hasTarget"][0]["comparator"] = "cmp:between"


def _not_beyond_its_base(statement: Node, first: Node) -> None:
    first["hasTarget"][0]["refinesTarget"] = statement["expresses"][1]["hasTarget"][0]["id"]


def _part_of_elsewhere(statement: Node, first: Node) -> None:
    code = statement["expresses"][0]["id"].partition("/")[2][:6]
    first["hasTarget"][0]["partOfTarget"] = f"target/{code}-0002-1"


def _baseline_of_other_unit(statement: Node, first: Node) -> None:
    code = first["id"].partition("/")[2][:6]
    first["hasTarget"][0]["baseline"] = f"observation/{code}/gdp-growth/{YEARS[0]}/final"


def _no_speaker_in_office(statement: Node, first: Node) -> None:
    other = "220102" if "220101" in statement["statedBy"] else "220101"
    statement["statedBy"] = f"official/head-{other}"


def _two_strengths(statement: Node, first: Node) -> None:
    first["commitmentStrength"] = ["cs:firm", "cs:plain"]


def _no_source(statement: Node, first: Node) -> None:
    statement.pop("reportedIn")


FAULTS: tuple[Callable[[Node, Node], None], ...] = (
    _no_evidence,
    _other_unit,
    _beyond_the_text,
    _no_label,
    _no_period,
    _range_without_end,
    _not_beyond_its_base,
    _part_of_elsewhere,
    _baseline_of_other_unit,
    _no_speaker_in_office,
    _two_strengths,
    _no_source,
)


def damaged(found: Iterator[Node], share: float, rng: random.Random) -> Iterator[Node]:
    """Yield statements, a share of them with one fault each, by turns."""
    count = 0
    for statement in found:
        if rng.random() < share:
            FAULTS[count % len(FAULTS)](statement, statement["expresses"][0])
            count += 1
        yield statement


def write(folder: Path, size: Size, seed: int = 1, faulty: float = 0.0) -> None:
    """Write the publication into a folder, a share of its statements `faulty`."""
    rng = random.Random(seed)
    data = folder / "data"
    (data / "records").mkdir(parents=True, exist_ok=True)
    (data / "sources").mkdir(exist_ok=True)
    (folder / "govgraph.toml").write_text(
        '[publication]\nversion = "1.0.0"\nissued = "2026-01-01"\nbase = "https://data.example.org/"\n'
        'publisher = "agent/generator"\n[publication.title]\nen = "Generated (invented)"\n',
        encoding="utf-8",
    )
    count = size.pledges // PLEDGES_PER_STATEMENT
    _lines(data / "records" / "reference.jsonl", reference(size))
    _lines(data / "sources" / "sources.jsonl", sources(count))
    told = damaged(statements(size, rng), faulty, random.Random(seed + 1))
    _lines(data / "records" / "statements.jsonl", told)
    (data / "observations").mkdir(exist_ok=True)
    figures = repeated(observations(size)) if faulty else observations(size)
    _lines(data / "observations" / "observations.jsonl", figures)


def _lines(path: Path, nodes: Iterator[Node]) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(
            json.dumps(n, ensure_ascii=False, separators=(",", ":")) + "\n" for n in nodes
        )


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description="Generate an invented publication.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pledges", type=int, default=10_000)
    parser.add_argument(
        "--areas", type=int, default=0, help="districts; default: pledges / 100, at most 3000"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faulty", type=float, default=0.0, help="share of faulty statements")
    options = parser.parse_args()
    areas = options.areas or max(1, min(3000, options.pledges // 100))
    write(options.folder, Size(options.pledges, areas), options.seed, options.faulty)


if __name__ == "__main__":
    main()
