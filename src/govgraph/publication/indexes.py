"""The pages that show many things at once: home, lists, comparisons, score cards, documents.

They are made at build alone; what a reader asks for at run time is in ``render``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from markupsafe import Markup

from govgraph.namespaces import GG, OWL, RDF, SKOS
from govgraph.publication.downloads import File
from govgraph.publication.facts import Text
from govgraph.publication.kinds import CLASS_OF
from govgraph.publication.page import Page
from govgraph.publication.pages import (
    comparison,
    contradictions,
    home,
    islands,
    ontology,
    rows,
    scorecard,
    thing,
)
from govgraph.publication.pages.home import Counts
from govgraph.publication.render import Renderer, lists
from govgraph.sparql.canned import CannedQuery

LIST_SIZE, LIST_PAGES = 500, 40
COUNT_PATHS = {
    "districts": "id/area",
    "officials": "id/official",
    "pledges": "id/pledge",
    "targets": "id/target",
    "figures": "id/observation",
}


Rendered = tuple[str, bytes]


@dataclass(frozen=True)
class Indexes:
    """Renders the pages of one language; `counted` is counted once for all of them."""

    renderer: Renderer
    language: str
    counted: Counts

    def page(self, path: str) -> Page:
        """Return a page in this language."""
        return self.renderer.page(path, self.language)

    def render(self, template: str, page: Page, title: str, **values: Any) -> Rendered:
        """Return the path of a page, and the page."""
        return page.path, self.renderer.render(template, page, title=title, **values)

    def home(self) -> Rendered:
        """Return the home page."""
        page = self.page("index")
        title = islands.choose_text(page.publication.title, self.language)
        return self.render(
            "home.html",
            page,
            title or "govgraph",
            home=home.build(page, self.counted),
            count_paths=COUNT_PATHS,
            island=islands.dataset(page),
            kind="home",
        )

    def comparisons(self) -> Iterator[Rendered]:
        """Yield the list of comparisons, and each of them."""
        page = self.page("compare")
        lines = comparison.listing(page, self.counted)
        yield self.render("compare.html", page, page.word("comparisons"), lines=lines)
        for line in lines:
            page = self.page(f"compare/{line.indicator.rpartition('/')[2]}")
            built = comparison.build(page, line.indicator)
            yield self.render(
                "comparison.html",
                page,
                page.label(line.indicator).value,
                comparison=built,
                drawing=_drawing(built.drawing),
                section="compare",
            )

    def scorecards(self) -> Iterator[Rendered]:
        """Yield the overview of all areas, and the card of each."""
        page = self.page("scorecard")
        built = scorecard.overview(page, self.counted)
        yield self.render(
            "scorecard.html",
            page,
            page.word("scorecards"),
            overview=built,
            dots=_drawing(built.dots),
            timeline=_drawing(built.timeline),
            years=built.years(),
        )
        for score in built.scores:
            page = self.page(f"scorecard/{page.path_of(score.area).removeprefix('id/area/')}")
            mark = "：" if self.language == "zh" else ": "
            title = f"{page.label(score.area).value}{mark}{page.word('scorecard')}"
            card = scorecard.card(page, score.area)
            yield self.render("card.html", page, title, card=card, section="scorecard")

    def contradictions(self) -> Rendered:
        """Return the page of claims that do not agree."""
        page = self.page("contradictions")
        built = contradictions.build(page)
        return self.render("contradictions.html", page, page.word("contradictions"), c=built)

    def questions(self, queries: Mapping[str, CannedQuery]) -> Rendered:
        """Return the list of canned queries, by their first tag."""
        page = self.page("query")
        groups: dict[str, list[CannedQuery]] = {}
        for query in queries.values():
            groups.setdefault(query.tags[0] if query.tags else "", []).append(query)
        named = [(_tag(page, tag), members) for tag, members in _largest_first(groups)]
        return self.render("query.html", page, page.word("questions"), groups=named)

    def sparql(self, queries: Mapping[str, CannedQuery], *, editor: bool) -> Rendered:
        """Return the page of the SPARQL editor, which is a plain form where there is none."""
        page = self.page("sparql")
        example = queries.get("targets-for-indicator") or next(iter(queries.values()), None)
        data = _editor_data(page, queries) if editor else {}
        return self.render(
            "sparql.html",
            page,
            "SPARQL",
            queries=list(queries.values()),
            example=example.body if example else "SELECT * WHERE { ?s ?p ?o } LIMIT 10",
            prefixes="\n".join(f"PREFIX {n}: <{i}>" for n, i in sorted(_prefixes(queries).items())),
            editor=editor,
            editor_data=Markup(islands.encode(data)),
        )

    def documents(self, shapes: Path, files: Sequence[File], canonical: str) -> Iterator[Rendered]:
        """Yield the ontology, the dataset, about and method."""
        page = self.page("ns")
        built = ontology.build(page, shapes)
        yield self.render(
            "ns.html",
            page,
            page.word("ontology"),
            ontology=built,
            alternates=[("text/turtle", "ns.ttl")],
            kind="ontology",
        )
        page = self.page("dataset")
        yield self.render(
            "dataset.html",
            page,
            page.word("dataset"),
            files=files,
            canonical=canonical,
            recipes=RECIPES,
            described=[(n, label) for n, label in DESCRIBED if n in {f.name for f in files}],
            citation=_citation(page),
            island=islands.dataset(page),
        )
        page = self.page("about")
        yield self.render("about.html", page, page.word("about"))
        page = self.page("contact")
        yield self.render("contact.html", page, page.word("contact"))
        page = self.page("method")
        method = page.publication.id_base + page.publication.method
        yield self.render("method.html", page, page.word("method"), method=method)

    def vocabularies(self) -> Rendered:
        """Return the list of vocabularies."""
        page = self.page("voc")
        schemes = sorted(page.facts.instances(SKOS + "ConceptScheme"))
        return self._list(page, "vocabularies", [("", schemes)], len(schemes))

    def lists(self) -> Iterator[Rendered]:
        """Yield the lists of things of each kind, in pages."""
        facts = self.renderer.facts
        for kind in thing.LISTED:
            class_iri = CLASS_OF[kind]
            members = sorted(islice(facts.instances(class_iri), LIST_SIZE * LIST_PAGES))
            starts = range(0, len(members), LIST_SIZE)
            for number, start in enumerate(starts, 1):
                path = f"id/{kind}" if number == 1 else f"id/{kind}.page-{number}"
                page = self.page(path)
                part = members[start : start + LIST_SIZE]
                yield self._list(
                    page,
                    kind,
                    self._groups(kind, part),
                    len(members),
                    number=number,
                    more=start + LIST_SIZE < len(members),
                )

    def _list(
        self,
        page: Page,
        kind: str,
        groups: Sequence[tuple[str, Sequence[str]]],
        total: int,
        number: int = 1,
        *,
        more: bool = False,
    ) -> Rendered:
        is_class = kind in CLASS_OF
        title = page.label(CLASS_OF[kind]).value if is_class else page.word(kind)
        definition = page.text(CLASS_OF[kind], SKOS + "definition") if is_class else None
        if not is_class:
            definition = Text(page.word(f"{kind}-lead"), page.tag.lower())
        return self.render(
            "list.html",
            page,
            title,
            definition=definition,
            groups=groups,
            total=total,
            number=number,
            more=more,
            pledges=kind == "pledge",
            rows=lambda iris: [rows.pledge(page.facts, iri) for iri in iris],
            other_name=lambda iri: _other_name(page, iri),
            path_of=lambda n: f"id/{kind}" if n == 1 else f"id/{kind}.page-{n}",
            lists=lists(page),
        )

    def _groups(self, kind: str, iris: Sequence[str]) -> list[tuple[str, list[str]]]:
        """Return things by the area that they are of, where they are of one."""
        by = {"pledge": "concernsArea", "target": "area", "observation": "area"}.get(kind)
        facts = self.renderer.facts
        groups: dict[str, list[str]] = {}
        for iri in iris:
            groups.setdefault(facts.one(iri, GG + by) if by else "", []).append(iri)
        return sorted(groups.items())


def _drawing(svg: str) -> Markup:
    return Markup(svg)


def _other_name(page: Page, iri: str) -> Text | None:
    labels = page.facts.labels(iri) if page.facts.own_labels(iri) else {}
    tag = "en" if page.language == "zh" else "zh-hans"
    text = labels.get(tag, "")
    return Text(text, "en" if tag == "en" else "zh-Hans") if text else None


_EDITOR_WORDS = {
    "answer": "answer",
    "rows": "n-rows",
    "shown": "n-shown",
    "yes": "yes",
    "no": "no",
    "unreachable": "sparql-unreachable",
}


def _editor_data(page: Page, queries: Mapping[str, CannedQuery]) -> dict[str, Any]:
    """Return what the editor knows: prefixes, terms to complete, and the examples."""
    words = page.facts.words
    kinds = {iri: {t.value for t in about.get(RDF + "type", ())} for iri, about in words.items()}
    properties = {OWL + f"{kind}Property" for kind in ("Object", "Datatype", "Annotation")}
    return {
        "base": page.publication.base,
        "prefixes": _prefixes(queries),
        "classes": sorted(iri for iri, kind in kinds.items() if OWL + "Class" in kind),
        "properties": sorted(iri for iri, kind in kinds.items() if kind & properties),
        "words": {key: page.word(name) for key, name in _EDITOR_WORDS.items()},
        "examples": {name: query.body for name, query in queries.items()},
    }


def _prefixes(queries: Mapping[str, CannedQuery]) -> dict[str, str]:
    found: dict[str, str] = {}
    for query in queries.values():
        found |= query.prefixes
    return found


def _largest_first(
    groups: Mapping[str, list[CannedQuery]],
) -> list[tuple[str, list[CannedQuery]]]:
    return sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))


def _tag(page: Page, tag: str) -> str:
    key = f"tag-{tag}"
    return page.word(key) if key in page.words else tag


def _citation(page: Page) -> str:
    publication = page.publication
    owner = page.label(publication.id_base + publication.publisher).value
    title = islands.choose_text(publication.title, page.language)
    return (
        f"{owner} ({publication.issued[:4]}). {title}. "
        f"{page.word('version')} {publication.version}, {publication.release}. {publication.base}"
    )


DESCRIBED = (("catalog.ttl", "DCAT (catalog.ttl)"), ("void.ttl", "VoID (void.ttl)"))
RECIPES = (
    ("govgraph", "govgraph load http://localhost:3030/pledges/data"),
    ("Oxigraph", "oxigraph load --location store --file govgraph.nq.gz"),
    ("Apache Jena", "tdb2.tdbloader --loc store govgraph.nq.gz"),
    (
        "Virtuoso",
        "isql> ld_dir('/data', 'govgraph.nq.gz', 'urn:govgraph');\nisql> rdf_loader_run();\nisql> checkpoint;",
    ),
    ("GraphDB", "importrdf preload -f -i pledges govgraph.nq.gz"),
    ("QLever", "zcat govgraph.nq.gz | IndexBuilderMain -i govgraph -f - -F nq"),
    (
        "rdflib",
        'import rdflib\n\ndataset = rdflib.Dataset()\ndataset.parse("govgraph.trig", format="trig")',
    ),
)
