"""The files of a site: written below its folder, with the site map of its pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from govgraph.context import Context
from govgraph.publication import description
from govgraph.publication.facts import LANGUAGES
from govgraph.publication.indexes import Rendered
from govgraph.publication.page import SUFFIX
from govgraph.publication.render import Renderer

DOCUMENTS = ("ttl", "jsonld", "nt", "rdf", "json")
SITEMAP_SIZE = 50_000
Progress = Callable[[int], None]
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


class Writer:
    """Writes files below the folder of a site, and remembers its pages."""

    def __init__(self, folder: Path, renderer: Renderer, progress: Progress) -> None:
        self.folder = folder
        self.renderer = renderer
        self.progress = progress
        self.paths: list[str] = []

    @property
    def count(self) -> int:
        """Return how many pages were written, each language counted."""
        return len(self.paths) * len(LANGUAGES)

    def static(self) -> None:
        """Copy the files that are the same in every release."""
        own = Path(__file__).parent / "static"
        shutil.copytree(own, self.folder / "static")
        self.file("logo.svg", (own / "icon.svg").read_bytes())  # as the ontology names it

    def thing(self, iri: str) -> None:
        """Write the page of a thing in every language."""
        self.both(self.renderer.path_of(iri), lambda language: self.renderer.thing(iri, language))

    def documents(self, iri: str, context: Context) -> None:
        """Write the documents of a thing beside its page."""
        path = self.renderer.path_of(iri)
        quads = description.describe(self.renderer.facts.store, iri)
        for suffix in DOCUMENTS:
            self.file(f"{path}.{suffix}", description.document(iri, quads, suffix, context))

    def both(self, path: str, render: Callable[[str], bytes]) -> None:
        """Write a page in every language."""
        for language in LANGUAGES:
            self.file(path + SUFFIX[language], render(language))
        self.paths.append(path)
        if len(self.paths) % 50 == 0:
            self.progress(self.count)

    def page(self, language: str, rendered: Rendered) -> None:
        """Write one page in one language."""
        path, body = rendered
        self.file(path + SUFFIX[language], body)
        if language == LANGUAGES[0]:
            self.paths.append(path)

    def file(self, name: str, body: bytes) -> None:
        """Write one file, and the folders above it."""
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)

    def machines(self) -> None:
        """Write the site map and the rules for robots."""
        publication = self.renderer.publication
        maps = []
        for number, start in enumerate(range(0, len(self.paths), SITEMAP_SIZE), 1):
            maps.append(f"sitemap-{number}.xml")
            self.file(
                maps[-1],
                _site_map(
                    sorted(self.paths)[start : start + SITEMAP_SIZE],
                    publication.base,
                    publication.issued,
                ),
            )
        entries = "".join(
            f"<sitemap><loc>{escape(publication.base + name)}</loc><lastmod>{publication.issued}</lastmod></sitemap>\n"
            for name in maps
        )
        self.file(
            "sitemap.xml",
            f'{_XML}<sitemapindex xmlns="{_SITEMAPS}">\n{entries}</sitemapindex>\n'.encode(),
        )
        rules = f"User-agent: *\nDisallow: /sparql?\nDisallow: /search.html?\nSitemap: {publication.base}sitemap.xml\n"
        self.file("robots.txt", rules.encode())


def _site_map(paths: Sequence[str], base: str, issued: str) -> bytes:
    links = "".join(
        f"<url><loc>{escape(base + path + SUFFIX[language])}</loc><lastmod>{issued}</lastmod></url>\n"
        for path in paths
        for language in LANGUAGES
    )
    return f'{_XML}<urlset xmlns="{_SITEMAPS}">\n{links}</urlset>\n'.encode()
