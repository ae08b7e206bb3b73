"""The validation report: what was found, where it stands and how to say it."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from govgraph import namespaces as ns
from govgraph.errors import Location, visible

_PREFIXES = {
    ns.SHAPES + "#": "gs:",
    ns.GG: "gg:",
    ns.OA: "oa:",
    ns.ORG: "org:",
    ns.PROV: "prov:",
    ns.SKOS: "skos:",
    ns.DCAT: "dcat:",
    ns.DCT: "dct:",
    ns.SH: "sh:",
    ns.XSD: "xsd:",
    ns.RDF: "rdf:",
    ns.VOC: "voc:",
    ns.SCHEMA: "schema:",
    ns.FOAF: "foaf:",
}
_WORDS = {
    "en": {"Violation": "", "Warning": " warning", "Info": " hint"},
    "zh": {"Violation": "", "Warning": " 警告", "Info": " 提示"},
}


class Severity(enum.Enum):
    """How grave a result is; the value is the local name in SHACL."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"

    @property
    def iri(self) -> str:
        """Return the IRI of the severity."""
        return ns.SH + self.value

    @classmethod
    def of(cls, iri: str) -> Severity:
        """Return the severity with this IRI.

        >>> Severity.of("http://www.w3.org/ns/shacl#Info")
        <Severity.INFO: 'Info'>
        """
        return cls(iri.removeprefix(ns.SH))


ALL_SEVERITIES = frozenset(Severity)


def in_language(message: str, language: str) -> str:
    """Return one half of a message that is written "en / 中文"; without a slash, all of it.

    >>> in_language("no evidence / 缺少证据", "zh-hans"), in_language("no evidence / 缺少证据", "en")
    ('缺少证据', 'no evidence')
    """
    english, slash, chinese = message.partition(" / ")
    return chinese if slash and language.startswith("zh") else english


def short(iri: str, base: str = ns.HOME) -> str:
    """Return an IRI or path as people read it: things relative to the base, terms by prefix.

    >>> short("https://w3id.org/govgraph/ns#evidence")
    'gg:evidence'
    >>> short("^<https://w3id.org/govgraph/ns#expresses>|<https://w3id.org/govgraph/ns#statedIn>")
    '^gg:expresses|gg:statedIn'
    """
    if "<" in iri:
        parts = iri.replace(">", "<").split("<")
        return "".join(short(p, base) if i % 2 else p for i, p in enumerate(parts))
    if iri.startswith(base + "id/"):
        return iri[len(base) + 3 :]
    for namespace, prefix in _PREFIXES.items():
        if iri.startswith(namespace):
            return prefix + iri[len(namespace) :]
    return iri


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """One result of SHACL.

    `focus_node`, `component` and `shape` are IRIs; `path` is an IRI or a path as in
    `govgraph.validation.paths`; `value` is a term in N-Triples syntax; `message` is "en / 中文";
    `constraint` is the number in the list of constraints, None for what has none;
    `label` names the record by language tag, and is empty where nothing names it.
    """

    focus_node: str
    path: str | None
    value: str | None
    component: str
    severity: Severity
    message: str
    constraint: int | None
    shape: str
    location: Location | None = None
    label: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def code(self) -> str:
        """Return the stable code: ``C15``, or the name of the shape that has no number."""
        return f"C{self.constraint}" if self.constraint else self.shape.rpartition("#")[2]

    def name(self, language: str, base: str = ns.HOME) -> str:
        """Return what people call the record, with its id: ``番禺区增速 (pledge/440113-0001)``."""
        wanted = "zh-hans" if language.startswith("zh") else "en"
        label = self.label.get(wanted) or next(iter(self.label.values()), "")
        iri = short(self.focus_node, base)
        return f"{visible(label)} ({iri})" if label else iri

    def line(self, language: str = "en", base: str = ns.HOME) -> str:
        """Return the result in one line: place, code, record, message, value."""
        where = f"{self.location}: " if self.location else ""
        grade = _WORDS["zh" if language.startswith("zh") else "en"][self.severity.value]
        told = self.value and self.value != f"<{self.focus_node}>"
        value = f" ({visible(_plain(self.value, base))})" if told and self.value else ""
        message = in_language(self.message, language)
        return f"{where}{self.code}{grade}: {self.name(language, base)}: {message}{value}"

    def order(self) -> tuple[object, ...]:
        """Return the key that results are sorted by: place, then record, then what is wrong."""
        return (
            self.location or Location(""),
            self.focus_node,
            self.constraint or 0,
            self.shape,
            self.path or "",
            self.component,
            self.value or "",
        )


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All results of a run, sorted.

    `conforms` is true where no violation was found: warnings and hints do not fail.
    """

    results: tuple[ValidationResult, ...]

    @classmethod
    def of(cls, results: Iterable[ValidationResult]) -> ValidationReport:
        """Return the report of results in any order, each once."""
        distinct = {result.order(): result for result in results}
        return cls(tuple(sorted(distinct.values(), key=ValidationResult.order)))

    @property
    def conforms(self) -> bool:
        """Return whether there is no violation."""
        return not self.count(Severity.VIOLATION)

    @property
    def conforms_strictly(self) -> bool:
        """Return whether there is neither violation nor warning."""
        return self.conforms and not self.count(Severity.WARNING)

    def count(self, severity: Severity) -> int:
        """Return the number of results of a severity."""
        return sum(result.severity is severity for result in self.results)

    def __add__(self, other: ValidationReport) -> ValidationReport:
        """Return the results of both."""
        return ValidationReport.of((*self.results, *other.results))

    def lines(self, language: str = "en", base: str = ns.HOME) -> list[str]:
        """Return one line a result, in Chinese where `language` starts with zh."""
        return [result.line(language, base) for result in self.results]

    def summary(self, language: str = "en") -> str:
        """Return the counts in one line.

        >>> ValidationReport(()).summary(), ValidationReport(()).summary("zh")
        ('0 violations, 0 warnings, 0 hints', '0 项错误，0 项警告，0 项提示')
        """
        violations, warnings, hints = (self.count(severity) for severity in Severity)
        if language.startswith("zh"):
            return f"{violations} 项错误，{warnings} 项警告，{hints} 项提示"
        return f"{violations} violations, {warnings} warnings, {hints} hints"

    def to_json(self) -> str:
        """Return the report as JSON, the same bytes for the same report."""
        document = {
            "conforms": self.conforms,
            "counts": {severity.value: self.count(severity) for severity in Severity},
            "results": [_json(result) for result in self.results],
        }
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _json(result: ValidationResult) -> dict[str, object]:
    place = result.location
    return {
        "code": result.code,
        "constraint": result.constraint,
        "severity": result.severity.value,
        "message": {
            "en": in_language(result.message, "en"),
            "zh-hans": in_language(result.message, "zh"),
        },
        "focusNode": result.focus_node,
        "label": dict(sorted(result.label.items())),
        "path": result.path,
        "value": result.value,
        "component": result.component,
        "shape": result.shape,
        "location": place
        and {"path": place.path, "line": place.line or None, "column": place.column or None},
    }


def _plain(value: str, base: str) -> str:
    """Return a term without quotes, datatype and brackets."""
    if value.startswith("<"):
        return short(value[1:-1], base)
    if value.startswith('"'):
        return value[1 : value.rindex('"')].replace('\\"', '"').replace("\\n", "\n")
    return value
