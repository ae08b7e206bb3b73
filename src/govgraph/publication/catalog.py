"""The catalogue of a release as DCAT-AP 3: made from the files as they were written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from govgraph.namespaces import DCAT, DCT, FOAF, NS, PROV, RDFS, SHAPES, SKOS, SPDX
from govgraph.publication.about import About
from govgraph.publication.distributions import FILE_TYPES, GZIP, DataFile
from govgraph.publication.metadata import Description

VCARD = "http://www.w3.org/2006/vcard/ns#"
ADMS = "http://www.w3.org/ns/adms#"
DCATAP = "http://data.europa.eu/r5r/"
PREFIXES = {"vcard": VCARD, "adms": ADMS, "dcatap": DCATAP, "void-ext": "http://ldf.fi/void-ext#"}

_EU = "http://publications.europa.eu/resource/authority/"
_IANA = "https://www.iana.org/assignments/media-types/"
_WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
_SHA256 = SPDX + "checksumAlgorithm_sha256"
_LANGUAGES = {
    "zh": (_EU + "language/ZHO", {"en": "Chinese", "zh-hans": "中文"}),
    "en": (_EU + "language/ENG", {"en": "English", "zh-hans": "英文"}),
}
_THEMES = {
    _EU + "data-theme/GOVE": {"en": "Government and public sector", "zh-hans": "政府与公共部门"},
    _EU + "data-theme/ECON": {"en": "Economy and finance", "zh-hans": "经济与金融"},
}
_THEME_SCHEME = _EU + "data-theme"
_FREQUENCY = _EU + "frequency/IRREG"
_ACCESS = _EU + "access-right/PUBLIC"
_STABLE = _EU + "planned-availability/STABLE"
_LICENCE_TYPES = (
    ("/licenses/by/", "http://purl.org/adms/licencetype/Attribution", "Attribution"),
    ("/zero/", "http://purl.org/adms/licencetype/PublicDomain", "Public domain"),
    ("", "http://purl.org/adms/licencetype/OtherRestrictiveClauses", "Other"),
)
_SPARQL = "https://www.w3.org/TR/sparql11-protocol/"
_OPENAPI = "https://spec.openapis.org/oas/v3.1.0"
_STANDARDS = {
    NS: {"en": "The govgraph ontology", "zh-hans": "govgraph本体"},
    SHAPES: {"en": "The govgraph shapes", "zh-hans": "govgraph校验形状"},
    _SPARQL: {"en": "SPARQL 1.1 Protocol", "zh-hans": "SPARQL 1.1协议"},
    _OPENAPI: {"en": "OpenAPI 3.1", "zh-hans": "OpenAPI 3.1"},
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the data covers: the names of publisher and place, the first and last day."""

    publisher: str
    place: dict[str, str]
    first: str
    last: str


def describe(about: About, coverage: Coverage, files: Sequence[DataFile]) -> Description:
    """Return the catalogue of one release."""
    writer = _Writer(about, coverage)
    writer.catalog()
    writer.series()
    writer.dataset(files)
    for file in files:
        writer.distribution(file)
    writer.services()
    writer.everything_typed()
    return writer.out


class _Writer:
    def __init__(self, about: About, coverage: Coverage) -> None:
        self.about = about
        self.coverage = coverage
        self.out = Description()
        self.contact = f"{about.catalog}#contact"
        self.sparql = f"{about.id_base}service/sparql"
        self.api = f"{about.id_base}service/api"
        self.languages = [
            iri
            for tag, (iri, _) in _LANGUAGES.items()
            if any(language[:2] == tag for language in about.languages)
        ]

    def catalog(self) -> None:
        out, about, iri = self.out, self.about, self.about.catalog
        out.type(iri, DCAT + "Catalog")
        self._described(iri, {
            "en": f"Catalogue: {about.text(about.title)}",
            "zh-hans": f"目录：{about.title.get('zh-hans') or about.text(about.title)}",
        })  # fmt: skip
        out.link(iri, DCAT + "dataset", about.dataset)
        out.link(iri, DCAT + "resource", about.series)
        out.link(iri, DCAT + "service", self.sparql, self.api)
        out.link(iri, DCAT + "themeTaxonomy", _THEME_SCHEME)
        out.link(iri, FOAF + "homepage", about.homepage)
        out.link(iri, DCT + "language", *self.languages)
        out.link(iri, DCT + "license", about.licence)
        out.link(iri, DCT + "spatial", about.spatial)
        self._dated(iri)
        record = f"{iri}#record-{about.version}"
        out.link(iri, DCAT + "record", record)
        out.type(record, DCAT + "CatalogRecord")
        out.link(record, FOAF + "primaryTopic", about.dataset)
        out.link(record, DCT + "conformsTo", DCATAP)
        out.type(DCATAP, DCT + "Standard")
        out.text(DCATAP, DCT + "title", {"en": "DCAT-AP 3.0.1"})
        out.link(record, ADMS + "status", _EU + "dataset-status/COMPLETED")
        self._concept(_EU + "dataset-status/COMPLETED", {"en": "completed", "zh-hans": "已完成"})
        self._dated(record)

    def series(self) -> None:
        out, iri = self.out, self.about.series
        out.type(iri, DCAT + "DatasetSeries", DCAT + "Resource")
        self._described(iri, {
            tag: (f"{text} (all versions)" if tag == "en" else f"{text}（全部版本）")
            for tag, text in self.about.title.items()
        })  # fmt: skip
        self._findable(iri)
        out.link(iri, DCT + "accrualPeriodicity", _FREQUENCY)
        self._dated(iri)

    def dataset(self, files: Sequence[DataFile]) -> None:
        out, about, iri = self.out, self.about, self.about.dataset
        out.type(iri, DCAT + "Dataset", DCAT + "Resource", PROV + "Entity")
        self._described(iri, about.title)
        self._findable(iri)
        self._dated(iri)
        out.value(iri, DCAT + "version", about.version)
        out.link(iri, DCAT + "inSeries", about.series)
        out.link(iri, DCAT + "theme", *_THEMES)
        out.link(iri, DCT + "accessRights", _ACCESS)
        out.link(iri, DCT + "accrualPeriodicity", _FREQUENCY)
        out.link(iri, DCT + "conformsTo", NS, SHAPES)
        out.link(iri, DCT + "language", *self.languages)
        out.link(iri, DCT + "license", about.licence)
        out.link(iri, DCAT + "landingPage", f"{about.base}dataset")
        out.link(iri, DCT + "provenance", f"{iri}#provenance")
        out.link(iri, DCAT + "distribution", *(self._distribution(file) for file in files))
        out.value(iri, DCT + "identifier", iri)
        out.text(iri, DCT + "bibliographicCitation", {"en": citation(about, self.coverage)})

    def distribution(self, file: DataFile) -> None:
        out, about, iri = self.out, self.about, self._distribution(file)
        out.type(iri, DCAT + "Distribution")
        out.text(iri, DCT + "title", {"en": file.name})
        out.text(iri, DCT + "description", {"zh-hans": file.zh, "en": file.en})
        out.link(iri, DCAT + "accessURL", f"{about.base}dataset")
        out.link(iri, DCAT + "downloadURL", about.download(file.name))
        out.link(iri, DCAT + "accessService", self.sparql)
        out.link(iri, DCAT + "mediaType", _IANA + file.media_type)
        out.type(_IANA + file.media_type, DCT + "MediaType")
        out.link(iri, DCT + "format", file.file_type_iri)
        out.type(file.file_type_iri, DCT + "MediaTypeOrExtent")
        out.text(file.file_type_iri, RDFS + "label", {"en": FILE_TYPES[file.file_type]})
        out.value(iri, DCAT + "byteSize", file.bytes, "nonNegativeInteger")
        out.link(iri, SPDX + "checksum", f"{iri}#sha256")
        out.type(f"{iri}#sha256", SPDX + "Checksum")
        out.link(f"{iri}#sha256", SPDX + "algorithm", _SHA256)
        out.value(f"{iri}#sha256", SPDX + "checksumValue", file.sha256, "hexBinary")
        out.link(iri, DCT + "license", about.licence)
        out.link(iri, DCT + "language", *self.languages)
        out.link(iri, DCT + "conformsTo", NS)
        out.link(iri, DCATAP + "availability", _STABLE)
        if file.compression:
            out.link(iri, DCAT + "compressFormat", _IANA + GZIP)
            out.type(_IANA + GZIP, DCT + "MediaType")
        self._dated(iri)

    def services(self) -> None:
        about = self.about
        self._service(self.sparql, about.endpoint, _SPARQL, about.endpoint, {
            "zh-hans": "SPARQL查询服务", "en": "SPARQL endpoint",
        })  # fmt: skip
        self._service(self.api, f"{about.base}api", _OPENAPI, f"{about.base}openapi.json", {
            "zh-hans": "常用问题的查询接口", "en": "API of canned queries",
        })  # fmt: skip

    def _service(
        self, iri: str, endpoint: str, standard: str, description: str, title: dict[str, str]
    ) -> None:
        out, about = self.out, self.about
        out.type(iri, DCAT + "DataService")
        out.text(iri, DCT + "title", title)
        out.text(iri, DCT + "description", title)
        out.link(iri, DCAT + "endpointURL", endpoint)
        out.link(iri, DCAT + "endpointDescription", description)
        out.link(iri, DCAT + "servesDataset", about.dataset)
        out.link(iri, DCT + "conformsTo", standard)
        out.link(iri, DCT + "license", about.licence)
        out.link(iri, DCT + "accessRights", _ACCESS)
        out.link(iri, DCAT + "theme", *_THEMES)
        self._findable(iri, placed=False)

    def _described(self, iri: str, title: dict[str, str] | object) -> None:
        texts = dict(title) if isinstance(title, dict) else dict(self.about.title)
        self.out.text(iri, DCT + "title", texts)
        self.out.text(iri, DCT + "description", self.about.description)
        self.out.link(iri, DCT + "publisher", self.about.publisher)

    def _findable(self, iri: str, *, placed: bool = True) -> None:
        out, about = self.out, self.about
        out.link(iri, DCT + "publisher", about.publisher)
        out.link(iri, DCAT + "contactPoint", self.contact)
        for tag, words in about.keywords.items():
            for word in words:
                out.text(iri, DCAT + "keyword", {tag: word})
        if placed:
            out.link(iri, DCT + "spatial", about.spatial)
            if self.coverage.first:
                out.link(iri, DCT + "temporal", f"{about.dataset}#temporal")

    def _dated(self, iri: str) -> None:
        self.out.value(iri, DCT + "issued", self.about.issued, "date")
        self.out.value(iri, DCT + "modified", self.about.issued, "date")

    def _distribution(self, file: DataFile) -> str:
        return f"{self.about.id_base}distribution/{self.about.version}/{file.name}"

    def everything_typed(self) -> None:
        """Say what agents, concepts, places and licences are, for readers without network."""
        out, about = self.out, self.about
        self._agent()
        out.type(self.contact, VCARD + "Kind", VCARD + "Organization")
        out.value(self.contact, VCARD + "fn", self.coverage.publisher)
        key = "hasEmail" if about.contact.startswith("mailto:") else "hasURL"
        out.link(self.contact, VCARD + key, about.contact)
        self._licence()
        self._place()
        for iri, title in _STANDARDS.items():
            out.type(iri, DCT + "Standard")
            out.text(iri, DCT + "title", title)
        for iri, labels in _LANGUAGES.values():
            if iri in self.languages:
                out.type(iri, DCT + "LinguisticSystem")
                out.text(iri, RDFS + "label", labels)
        for iri, labels in _THEMES.items():
            self._concept(iri, labels)
            out.link(iri, SKOS + "inScheme", _THEME_SCHEME)
        out.type(_THEME_SCHEME, SKOS + "ConceptScheme")
        out.text(_THEME_SCHEME, DCT + "title", {"en": "Data theme", "zh-hans": "数据主题"})
        out.type(_SHA256, SPDX + "ChecksumAlgorithm")
        out.type(_FREQUENCY, DCT + "Frequency")
        out.text(_FREQUENCY, RDFS + "label", {"en": "irregular", "zh-hans": "不定期"})
        out.type(_ACCESS, DCT + "RightsStatement")
        out.text(_ACCESS, RDFS + "label", {"en": "public", "zh-hans": "公开"})
        self._concept(_STABLE, {"en": "stable", "zh-hans": "稳定"})
        statement = f"{about.dataset}#provenance"
        out.type(statement, DCT + "ProvenanceStatement")
        out.text(statement, RDFS + "label", {
            "en": "Every number is traced to the characters of its source; the graph about the graphs holds the derivation.",
            "zh-hans": "每个数字都可追溯到来源文字的确切位置；推导过程见元数据图。",
        })  # fmt: skip
        for page in {about.homepage, f"{about.base}dataset"}:
            out.type(page, FOAF + "Document")

    def _agent(self) -> None:
        out, about = self.out, self.about
        out.type(about.publisher, FOAF + "Agent", FOAF + "Organization")
        out.value(about.publisher, FOAF + "name", self.coverage.publisher)
        out.link(about.publisher, DCT + "type", about.publisher_type)
        name = about.publisher_type.rsplit("/", 1)[-1]
        self._concept(about.publisher_type, {"en": name})

    def _licence(self) -> None:
        out, licence = self.out, self.about.licence
        kind, name = next((k, n) for part, k, n in _LICENCE_TYPES if part in licence)
        out.type(licence, DCT + "LicenseDocument")
        out.link(licence, DCT + "type", kind)
        self._concept(kind, {"en": name})

    def _place(self) -> None:
        out, about = self.out, self.about
        if about.spatial:
            out.type(about.spatial, DCT + "Location")
            out.text(about.spatial, SKOS + "prefLabel", self.coverage.place)
            if about.bbox:
                box, point = wkt(about.bbox)
                out.value(about.spatial, DCAT + "bbox", box, _WKT)
                out.value(about.spatial, DCAT + "centroid", point, _WKT)
        if self.coverage.first:
            period = f"{about.dataset}#temporal"
            out.type(period, DCT + "PeriodOfTime")
            out.value(period, DCAT + "startDate", self.coverage.first, "date")
            out.value(period, DCAT + "endDate", self.coverage.last, "date")

    def _concept(self, iri: str, labels: dict[str, str]) -> None:
        self.out.type(iri, SKOS + "Concept")
        self.out.text(iri, SKOS + "prefLabel", labels)


def wkt(bbox: Sequence[float]) -> tuple[str, str]:
    """Return a box (west, south, east, north) and its centre as Well-Known Text.

    >>> wkt((112, 22.5, 114, 23.5))
    ('POLYGON((112 22.5,114 22.5,114 23.5,112 23.5,112 22.5))', 'POINT(113 23)')
    """
    west, south, east, north = bbox
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    ring = ",".join(f"{x:g} {y:g}" for x, y in corners)
    return f"POLYGON(({ring}))", f"POINT({(west + east) / 2:g} {(south + north) / 2:g})"


def citation(about: About, coverage: Coverage) -> str:
    """Return how the dataset wants to be cited, in one line."""
    title = about.text(about.title)
    return f"{coverage.publisher} ({about.issued[:4]}): {title}. Version {about.version}. {about.dataset}"
