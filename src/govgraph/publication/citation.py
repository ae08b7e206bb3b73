"""How to cite a release: for people's reference managers, and for search engines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from govgraph.namespaces import SCHEMA
from govgraph.publication.about import About
from govgraph.publication.catalog import Coverage, citation
from govgraph.publication.distributions import DataFile

_SPDX = {
    "https://creativecommons.org/licenses/by/4.0/": "CC-BY-4.0",
    "https://creativecommons.org/licenses/by-sa/4.0/": "CC-BY-SA-4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0-1.0",
}


def write_cff(path: Path, about: About, coverage: Coverage) -> None:
    """Write ``CITATION.cff`` (version 1.2.0) of the dataset; JSON strings are valid YAML."""
    lines = [
        "cff-version: 1.2.0",
        f"message: {_quoted('Please cite the release that you used / 请引用所用的版本')}",
        "type: dataset",
        f"title: {_quoted(about.text(about.title))}",
        f"abstract: {_quoted(about.text(about.description))}",
        f"version: {_quoted(about.version)}",
        f"date-released: {about.issued}",
        f"url: {_quoted(about.dataset)}",
        f"repository-artifact: {_quoted(about.base + 'dataset')}",
    ]
    spdx = _SPDX.get(about.licence)
    lines.append(f"license: {spdx}" if spdx else f"license-url: {_quoted(about.licence)}")
    words = about.keywords.get("en", [])
    if words:
        lines += ["keywords:", *(f"  - {_quoted(word)}" for word in words)]
    lines += ["authors:", f"  - name: {_quoted(coverage.publisher)}"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def schema_org(about: About, coverage: Coverage, files: Sequence[DataFile]) -> dict[str, Any]:
    """Return the dataset as schema.org has it, whole without a remote context."""
    node: dict[str, Any] = {
        "@context": {"@vocab": SCHEMA},
        "@type": "Dataset",
        "@id": about.dataset,
        "name": about.text(about.title),
        "alternateName": [t for t in about.title.values() if t != about.text(about.title)],
        "description": about.text(about.description),
        "identifier": about.dataset,
        "url": {"@id": f"{about.base}dataset"},
        "version": about.version,
        "datePublished": about.issued,
        "license": {"@id": about.licence},
        "isAccessibleForFree": True,
        "inLanguage": list(about.languages),
        "keywords": [word for words in about.keywords.values() for word in words],
        "citation": citation(about, coverage),
        "creator": {"@type": "Organization", "@id": about.publisher, "name": coverage.publisher},
        "publisher": {"@id": about.publisher},
        "includedInDataCatalog": {"@type": "DataCatalog", "@id": about.catalog},
        "distribution": [_download(about, file) for file in files],
    }
    if about.spatial:
        node["spatialCoverage"] = {
            "@type": "Place", "@id": about.spatial, "name": about.text(coverage.place),
        }  # fmt: skip
    if coverage.first:
        node["temporalCoverage"] = f"{coverage.first}/{coverage.last}"
    return node


def _download(about: About, file: DataFile) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": file.name,
        "contentUrl": {"@id": about.download(file.name)},
        "encodingFormat": file.media_type,
        "contentSize": f"{file.bytes} B",
        "sha256": file.sha256,
    }
