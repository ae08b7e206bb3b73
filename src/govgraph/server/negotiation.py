"""Content negotiation: which of the offered variants a request gets. Pure and total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MAX_RANGES = 200


@dataclass(frozen=True, slots=True)
class Variant:
    """One representation: its suffix, media type, and names it also goes by."""

    suffix: str
    media_type: str
    aliases: tuple[str, ...] = ()
    charset: bool = True

    @property
    def content_type(self) -> str:
        """Return the value of ``Content-Type``."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type

    @property
    def media_types(self) -> tuple[str, ...]:
        """Return the media type and its aliases."""
        return (self.media_type, *self.aliases)


HTML = Variant("html", "text/html", ("application/xhtml+xml",))
TURTLE = Variant("ttl", "text/turtle", ("application/x-turtle", "text/n3"))
JSON_LD = Variant("jsonld", "application/ld+json", charset=False)
N_TRIPLES = Variant("nt", "application/n-triples", ("text/plain",), charset=False)
RDF_XML = Variant("rdf", "application/rdf+xml", charset=False)
N_QUADS = Variant("nq", "application/n-quads", charset=False)
TRIG = Variant("trig", "application/trig", charset=False)
JSON = Variant("json", "application/json", charset=False)
LINKSET = Variant("linkset.json", "application/linkset+json", charset=False)

# What every thing and document comes in, the default first.
DOCUMENT = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML, N_QUADS, TRIG, JSON)
GRAPH = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)

ROWS_JSON = Variant("json", "application/sparql-results+json", ("application/json",), charset=False)
ROWS_XML = Variant(
    "xml", "application/sparql-results+xml", ("application/xml", "text/xml"), charset=False
)
CSV = Variant("csv", "text/csv")
TSV = Variant("tsv", "text/tab-separated-values")
ROWS = (ROWS_JSON, ROWS_XML, CSV, TSV)


def parse(header: str) -> list[tuple[str, str, float]]:
    """Return the media ranges of an ``Accept`` header with their q-values.

    What is malformed is left out; a q-value that is none counts as 1, one above 1 as 1.

    >>> parse("text/turtle;q=0.5, */*;q=0.1, nonsense")
    [('text', 'turtle', 0.5), ('*', '*', 0.1)]
    """
    ranges = []
    for item in header.split(",", MAX_RANGES)[:MAX_RANGES]:
        media_type, *parameters = item.split(";")
        kind, slash, subtype = media_type.strip().lower().partition("/")
        if not (slash and kind and subtype) or (kind == "*" and subtype != "*"):
            continue
        ranges.append((kind, subtype, _quality(parameters)))
    return ranges


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if equals and name.strip().lower() == "q":
            try:
                quality = float(value.strip()) if value.isascii() else 1.0
            except ValueError:
                return 1.0
            return min(max(quality, 0.0), 1.0) if quality == quality else 1.0
    return 1.0


def choose(header: str | None, offers: Sequence[Variant]) -> Variant | None:
    """Return the variant that fits an ``Accept`` header best, or None where none fits.

    An absent, empty or wholly malformed header takes the first offer; on equal quality the
    order of the offers decides.

    >>> choose("text/html;q=0.8, text/turtle", DOCUMENT).suffix
    'ttl'
    >>> choose("image/png", DOCUMENT) is None
    True
    """
    ranges = parse(header or "")
    if not ranges:
        return offers[0]
    best, best_quality = None, 0.0
    for offer in offers:
        quality = max(_match(name, ranges) for name in offer.media_types)
        if quality > best_quality:
            best, best_quality = offer, quality
    return best


def _match(media_type: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    """Return the quality that the most specific range gives to a media type."""
    kind, _, subtype = media_type.partition("/")
    rank, quality = -1, 0.0
    for range_kind, range_subtype, range_quality in ranges:
        if range_kind == kind and range_subtype == subtype:
            specificity = 2
        elif range_kind == kind and range_subtype == "*":
            specificity = 1
        elif range_kind == "*":
            specificity = 0
        else:
            continue
        if specificity > rank or (specificity == rank and range_quality > quality):
            rank, quality = specificity, range_quality
    return quality


def by_name(name: str, offers: Sequence[Variant]) -> Variant | None:
    """Return the variant that ``?format=`` names by suffix or media type.

    A plus sign of a media type that arrived as a space is read as one.

    >>> by_name("ttl", DOCUMENT).media_type, by_name("application/ld json", DOCUMENT).suffix
    ('text/turtle', 'jsonld')
    """
    wanted = name.strip().lower().replace(" ", "+")
    for offer in offers:
        if wanted == offer.suffix or wanted in offer.media_types:
            return offer
    return None


def split_suffix(path: str, offers: Sequence[Variant]) -> tuple[str, Variant | None]:
    """Return a path without the suffix of a variant, and that variant.

    >>> split_suffix("area/440100.ttl", DOCUMENT)[1].suffix, split_suffix("area/440100", DOCUMENT)
    ('ttl', ('area/440100', None))
    """
    for offer in offers:
        stem = path.removesuffix(f".{offer.suffix}")
        if stem != path and stem and not stem.endswith("/"):
            return stem, offer
    return path, None


def language(header: str | None, known: Sequence[str]) -> str:
    """Return the language of a page: the best of ``Accept-Language``, else the first known.

    >>> language("en-GB, zh;q=0.5", ("zh", "en")), language(None, ("zh", "en"))
    ('en', 'zh')
    """
    best, best_quality = known[0], 0.0
    for item in (header or "").split(",")[:MAX_RANGES]:
        tag, *parameters = item.split(";")
        primary, quality = tag.strip().lower().partition("-")[0], _quality(parameters)
        if primary in known and quality > best_quality:
            best, best_quality = primary, quality
    return best


def listing(offers: Sequence[Variant]) -> str:
    """Return the media types on offer, for people."""
    return ", ".join(offer.media_type for offer in offers)
