"""What the tables mean, for programs: CSV on the Web metadata, and a Frictionless data package."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from govgraph.namespaces import XSD
from govgraph.publication.about import About
from govgraph.publication.columns import SEPARATOR, TABLES, Cell, Table
from govgraph.publication.tables import FOLDER, Header, headers

_SIDES = {"zh": ("（中文名称）", " (Chinese)"), "en": ("（英文名称）", " (English)")}
_FRICTIONLESS = {
    Cell.TEXT: "string",
    Cell.LINK: "string",
    Cell.DECIMAL: "number",
    Cell.INTEGER: "integer",
    Cell.BOOLEAN: "boolean",
    Cell.DATE: "date",
}


def write(folder: Path, about: About) -> None:
    """Write the metadata beside the tables: one file for all, and one for each."""
    tables = {table.name: _csvw_table(table) for table in TABLES}
    group = {"@context": _context(), **_csvw_about(about), "tables": list(tables.values())}
    _write(folder / FOLDER / "csv-metadata.json", group)
    for name, table in tables.items():
        alone = {key: value for key, value in table.items() if key != "tableSchema"}
        schema = {k: v for k, v in table["tableSchema"].items() if k != "foreignKeys"}
        _write(
            folder / FOLDER / f"{name}.csv-metadata.json",
            {"@context": _context(), **_csvw_about(about), **alone, "tableSchema": schema},
        )
    _write(folder / FOLDER / "datapackage.json", _package(folder, about))


def _context() -> list[Any]:
    return ["http://www.w3.org/ns/csvw", {"@language": "und"}]


def _csvw_about(about: About) -> dict[str, Any]:
    return {
        "dc:title": _texts(about.title),
        "dc:description": _texts(about.description),
        "dc:license": {"@id": about.licence},
        "dc:publisher": {"@id": about.publisher},
        "dc:issued": {"@value": about.issued, "@type": "xsd:date"},
        "dc:hasVersion": about.version,
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "quoteChar": '"'},
    }


def _texts(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": tag} for tag, text in sorted(texts.items())]


def _csvw_table(table: Table) -> dict[str, Any]:
    return {
        "url": f"{table.name}.csv",
        "dc:title": _texts({"zh-hans": table.zh, "en": table.en}),
        "rdfs:seeAlso": {"@id": table.class_iri},
        "tableSchema": {
            "aboutUrl": "{+id}",
            "primaryKey": "id",
            "columns": [_csvw_column(header) for header in headers(table)],
            "foreignKeys": [
                {
                    "columnReference": column.name,
                    "reference": {
                        "resource": f"{column.references}.csv",
                        "columnReference": "id",
                    },
                }
                for column in table.columns
                if column.references and column.required  # strict readers refuse an empty key
            ],
        },
    }


def _csvw_column(header: Header) -> dict[str, Any]:
    column = header.column
    found: dict[str, Any] = {"name": header.name, "titles": titles(header)}
    if column is None:
        return found | {"datatype": "string", "required": True, "suppressOutput": True}
    if header.label:
        found |= {"datatype": "string", "null": "", "suppressOutput": True}
        found["lang"] = "zh-hans" if header.label == "zh" else "en"
    else:
        found |= {"datatype": column.cell.value, "null": "", "propertyUrl": column.predicate}
        if column.language:
            found["lang"] = column.language
        if column.cell is Cell.LINK and not column.many:
            # The template makes the link; it takes the text of the cell, not a parsed address.
            found |= {"datatype": "string", "valueUrl": f"{{+{header.name}}}"}
    if column.many:
        found["separator"] = SEPARATOR
    if column.required and not header.label:
        found["required"] = True
    return found


def titles(header: Header) -> dict[str, list[str]]:
    """Return the headings of a column for people, by language; the first title is its name."""
    if header.column is None:
        zh, en = "标识", "identifier"
    else:
        side = _SIDES.get(header.label, ("", ""))
        zh, en = header.column.zh + side[0], header.column.en + side[1]
    return {"und": [header.name], "zh-hans": [zh], "en": [en]}


def _package(folder: Path, about: About) -> dict[str, Any]:
    return {
        "name": "govgraph",
        "title": about.text(about.title),
        "description": about.text(about.description),
        "version": about.version,
        "created": f"{about.issued}T00:00:00Z",
        "homepage": about.homepage,
        "licenses": [{"path": about.licence, "title": about.licence}],
        "contributors": [{"title": about.publisher, "path": about.publisher, "role": "publisher"}],
        "resources": [_resource(folder, table) for table in TABLES],
    }


def _resource(folder: Path, table: Table) -> dict[str, Any]:
    path = folder / FOLDER / f"{table.name}.csv"
    return {
        "name": table.name,
        "title": f"{table.zh} · {table.en}",
        "path": path.name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "dialect": {"lineTerminator": "\n"},
        "schema": {
            "primaryKey": "id",
            "fields": [_field(header) for header in headers(table)],
            "foreignKeys": [
                {
                    "fields": column.name,
                    "reference": {
                        "resource": "" if column.references == table.name else column.references,
                        "fields": "id",
                    },
                }
                for column in table.columns
                if column.references
            ],
        },
    }


def _field(header: Header) -> dict[str, Any]:
    column = header.column
    heading = titles(header)
    found: dict[str, Any] = {
        "name": header.name,
        "title": f"{heading['zh-hans'][0]} · {heading['en'][0]}",
        "type": "string",
    }
    if column is None:
        return found | {"format": "uri", "constraints": {"required": True, "unique": True}}
    if header.label:
        return found
    found["type"] = _FRICTIONLESS[column.cell]
    if column.required:
        found["constraints"] = {"required": True}
    found["rdfType"] = column.predicate if column.cell is Cell.LINK else XSD + column.cell.value
    if column.cell is Cell.LINK and not column.many:
        found["format"] = "uri"
    if column.cell is Cell.BOOLEAN:
        found |= {"trueValues": ["true"], "falseValues": ["false"]}
    return found


def _write(path: Path, value: Mapping[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
