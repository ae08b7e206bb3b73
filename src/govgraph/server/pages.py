"""Pages and files that are no description of a thing: site, ontology, dataset, downloads."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from govgraph.formats import BY_SUFFIX
from govgraph.namespaces import HOME
from govgraph.publication import description
from govgraph.server import exchange, files, page
from govgraph.server.generation import Generation
from govgraph.server.headers import IMMUTABLE, SEALED, VARY, etag, link, matches
from govgraph.server.negotiation import DOCUMENT, GRAPH, HTML, JSON_LD, Variant, split_suffix
from govgraph.server.problem import Problem
from govgraph.server.resources import language_of, respond, signposts, url, variant_of
from govgraph.server.service import void

ONTOLOGY = (HTML, *GRAPH)
CATALOGUE = (HTML, *GRAPH)
SHAPES = GRAPH
# Documents that are one file of the release, served under these paths in every graph format.
RELEASE_FILES = {
    "ns": "ontology.ttl",
    "shapes": "shapes.ttl",
    "dataset": "catalog.ttl",
    ".well-known/void": "void.ttl",
}


async def site(request: Request) -> Response:
    """Answer with a file or page of the static site."""
    asked = exchange.of(request.scope)
    asked.route = "page"
    path = str(request.scope["path"]).removeprefix("/")
    found = await asyncio.to_thread(_site_file, asked.generation, request, path)
    if found is not None:
        body, content_type = found
        return respond(asked, body, content_type)
    if not path:
        return _home(asked.generation, request)
    raise Problem(404, "no such page", headers={"Vary": VARY})


def _site_file(generation: Generation, request: Request, path: str) -> tuple[bytes, str] | None:
    root = generation.site
    file = files.inside(root, path) if path else None
    if file is not None:
        return file.read_bytes(), files.media_type(file)
    file = files.page(root, path, language_of(request))
    return (file.read_bytes(), HTML.content_type) if file is not None else None


def _home(generation: Generation, request: Request) -> Response:
    lang = language_of(request)
    title = generation.settings.profile.title
    name = next((t for tag, t in title.items() if tag.startswith(lang)), "govgraph")
    places = ("dataset", "ns", "sparql", "api", "openapi.json", ".well-known/void")
    items = "".join(f'<li><a href="{url(generation, p)}">/{p}</a></li>' for p in places)
    body = page.render(
        name, f"<ul>{items}</ul>", language=lang, root=generation.settings.root_path
    ).encode()
    return respond(exchange.of(request.scope), body, HTML.content_type, signposts(generation))


async def document(request: Request) -> Response:
    """Answer for ``/ns``, ``/shapes``, ``/dataset`` and ``/.well-known/void``, negotiated."""
    asked = exchange.of(request.scope)
    asked.route = "document"
    generation = asked.generation
    path = str(request.scope["path"]).strip("/")
    stem, variant = split_suffix(path, DOCUMENT)
    name = _unversioned(stem, generation)
    if name not in RELEASE_FILES:
        return await site(request)
    variant = variant or variant_of(request, ONTOLOGY)
    body = await asyncio.to_thread(_document, generation, request, stem, name, variant)
    alternates = [
        link(url(generation, f"{stem}.{v.suffix}"), "alternate", v.media_type)
        for v in ONTOLOGY
        if v is not variant
    ]
    return respond(asked, body, variant.content_type, [*alternates, *signposts(generation)])


def _unversioned(path: str, generation: Generation) -> str:
    """Return the document that a path stands for: modules and versions are in the ontology's."""
    if HOME + path in generation.ontologies:
        return "ns"
    if HOME + path in generation.shapes:
        return "shapes"
    head, _, version = path.rpartition("/")
    return head if head == "shapes" and version in versions(generation) else path


def versions(generation: Generation) -> set[str]:
    """Return the versions that the ontology of this release goes by."""
    return {version for version in generation.ontologies.values() if version}


def _document(
    generation: Generation, request: Request, stem: str, name: str, variant: Variant
) -> bytes:
    site_file = _site_document(generation, request, stem, name, variant)
    if site_file is not None:
        return site_file.read_bytes()
    path = generation.release.folder / RELEASE_FILES[name]
    if variant is HTML:
        return _plain_page(generation, request, name, present=path.is_file())
    if name == ".well-known/void" and not path.is_file():
        return _void(generation, variant)
    if not path.is_file():
        raise Problem(404, f"this release has no {name}", headers={"Vary": VARY})
    return _converted(path, variant, generation)


def _site_document(
    generation: Generation, request: Request, stem: str, name: str, variant: Variant
) -> Path | None:
    if variant is HTML:
        return files.page(generation.site, name, language_of(request))
    return files.inside(generation.site, f"{stem}.{variant.suffix}")


def _converted(path: Path, variant: Variant, generation: Generation) -> bytes:
    """Return a file of the release in a format: as the build wrote it, else converted."""
    written = path.with_suffix(f".{variant.suffix}")
    if written.is_file():
        return written.read_bytes()
    quads = list(ox.parse(path=str(path)))
    kind = BY_SUFFIX[variant.suffix]
    return description.serialize(quads, kind, generation.context)


def _void(generation: Generation, variant: Variant) -> bytes:
    return description.serialize(void(generation), BY_SUFFIX[variant.suffix], generation.context)


def _plain_page(generation: Generation, request: Request, name: str, *, present: bool) -> bytes:
    """Return a list of what there is to take, for browsers, where the site has no page."""
    lang = language_of(request)
    folder = generation.release.folder
    targets = [f"{name}.{v.suffix}" for v in GRAPH] if present else []
    if name == "dataset":
        targets += [f"dataset/{file}" for file in downloads(generation) if (folder / file).exists()]
    items = "".join(f'<li><a href="{url(generation, t)}">{t}</a></li>' for t in targets)
    return page.render(
        name, f"<ul>{items}</ul>", language=lang, root=generation.settings.root_path
    ).encode()


def downloads(generation: Generation) -> list[str]:
    """Return the files of the release that can be taken as they are."""
    listed = generation.release.manifest.get("files", {})
    return [name for name in listed if not name.startswith(("site/", "store/"))]


async def download(request: Request) -> Response:
    """Answer with a file of the release, whole or in part."""
    asked = exchange.of(request.scope)
    asked.route = "download"
    version = asked.generation.release.manifest.get("version", "")
    name = request.path_params["name"].removeprefix(f"{version}/")  # as the catalogue has it
    if name not in (*downloads(asked.generation), "manifest.json"):
        return await site(request)
    file = files.inside(asked.generation.release.folder, name)
    if file is None:
        raise Problem(404, "no such file in this release")
    known = asked.generation.release.manifest["files"].get(name, {}).get("sha256", "")
    tag = f'"{known[:32]}"' if known else etag(file.read_bytes())
    headers = {"ETag": tag, "Cache-Control": SEALED}
    if matches(asked.header(b"if-none-match") or '""', tag):
        return Response(b"", 304, headers)
    if request.headers.get("range", "").count(",") > 4:
        request.scope["headers"] = [h for h in request.scope["headers"] if h[0] != b"range"]
    asked.streamed = True
    return FileResponse(file, headers=headers, media_type=files.media_type(file))


async def context(request: Request) -> Response:
    """Answer with the JSON-LD context; under a version it never changes."""
    asked = exchange.of(request.scope)
    asked.route = "context"
    version = request.path_params.get("version")
    if version is not None and version not in versions(asked.generation):
        raise Problem(404, "no such version of the context")
    body = (asked.generation.release.folder / "context.jsonld").read_bytes()
    answer = respond(asked, body, JSON_LD.content_type)
    if version is not None:
        answer.headers["Cache-Control"] = IMMUTABLE
    return answer
