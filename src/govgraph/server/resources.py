"""Resources: a thing leads to its document by 303, a document comes in every format."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import orjson
import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from govgraph.namespaces import TYPE
from govgraph.publication import description
from govgraph.server import exchange, files, page
from govgraph.server.exchange import Exchange
from govgraph.server.generation import Generation
from govgraph.server.headers import SEALED, VARY, link, links
from govgraph.server.negotiation import (
    DOCUMENT,
    HTML,
    LINKSET,
    TURTLE,
    Variant,
    by_name,
    choose,
    language,
    listing,
    split_suffix,
)
from govgraph.server.problem import Problem, not_acceptable

LANGUAGES = ("zh", "en")
# Names of the ontology for what a release describes elsewhere.
ALIASES = {"id/catalog": "dataset"}


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing of the release: the path it is found under, without a leading slash, and its IRI."""

    path: str
    iri: str


async def resource(request: Request) -> Response:
    """Answer for a path below ``/id/`` or ``/voc/``."""
    asked = exchange.of(request.scope)
    asked.route = "resource"
    generation = asked.generation
    path = str(request.scope["path"]).lstrip("/")
    answer = await asyncio.to_thread(_answer, generation, request, path)
    asked.sealed = True
    return answer


def _answer(generation: Generation, request: Request, path: str) -> Response:
    stem, variant = split_suffix(path, (LINKSET, *DOCUMENT))
    lang = language_of(request) if variant is HTML else LANGUAGES[0]
    if variant is HTML:
        stem = stem.removesuffix(f".{LANGUAGES[1]}")
    file = _site_file(generation, path, stem, variant, lang) if variant else None
    if variant and file:
        return _file(generation, Resource(stem, generation.iri_of(stem)), variant, file)
    thing = Resource(path, generation.iri_of(path))
    if _exists(generation, thing):
        return _see_other(generation, request, thing)
    if variant:
        thing = Resource(stem, generation.iri_of(stem))
        if _exists(generation, thing):
            return _document(generation, thing, variant, lang)
    if path.endswith("/"):
        thing = Resource(path.rstrip("/"), generation.iri_of(path.rstrip("/")))
        if _exists(generation, thing):  # the name of a namespace ends in a slash
            return Response(b"", 308, {"Location": url(generation, thing.path)})
    if stem in ALIASES:
        target = ALIASES[stem] + (f".{variant.suffix}" if variant else "")
        headers = {"Location": url(generation, target), "Vary": VARY, "Cache-Control": SEALED}
        return Response(b"", 303, headers)
    raise _missing(generation, path, stem)


def _site_file(
    generation: Generation, path: str, stem: str, variant: Variant, lang: str
) -> Path | None:
    if variant is not HTML:
        return files.inside(generation.site, path)
    tag = "" if lang == LANGUAGES[0] else f".{lang}"
    return files.inside(generation.site, f"{stem}{tag}.html")


def _exists(generation: Generation, thing: Resource) -> bool:
    if thing.path.removeprefix("id/") in generation.gone:  # its tombstone is data, not a thing
        return False
    if files.inside(generation.site, f"{thing.path}.{TURTLE.suffix}"):
        return True
    if files.page(generation.site, thing.path, LANGUAGES[0]):
        return True
    with contextlib.suppress(ValueError):  # no IRI can be made of such a path
        return any(description.known(store, thing.iri) for store in generation.stores())
    return False


def _missing(generation: Generation, path: str, stem: str) -> Problem:
    for name in (path, stem):
        successor = generation.gone.get(name.removeprefix("id/"))
        if successor is not None:
            return _gone(generation, successor)
    if generation.store is None:
        return Problem(503, "the data is not at hand just now", headers={"Retry-After": "30"})
    return Problem(404, "no such resource in this release", headers={"Vary": VARY})


def _gone(generation: Generation, successor: str) -> Problem:
    if not successor:
        return Problem(410, "this was withdrawn", headers={"Vary": VARY})
    target = f"{generation.settings.root_path}/id/{successor}"
    return Problem(
        410,
        "this was withdrawn; something else takes its place",
        headers={"Vary": VARY, "Link": link(target, "successor-version")},
        facts={"successor": f"{generation.base}id/{successor}"},
    )


def variant_of(request: Request, offers: Sequence[Variant]) -> Variant:
    """Return the variant that a request wants: by ``?format=``, else by ``Accept``.

    Raises:
        Problem: 400 for an unknown format, 406 when nothing fits.
    """
    name = request.query_params.get("format")
    if name is not None:
        chosen = by_name(name, offers)
        if chosen is None:
            known = ", ".join(offer.suffix for offer in offers)
            raise Problem(400, f"no such format; format is one of {known}")
        return chosen
    asked = exchange.of(request.scope)
    chosen = choose(asked.header(b"accept"), offers)
    if chosen is None:
        problem = not_acceptable(listing(offers))
        problem.headers["Vary"] = VARY
        raise problem
    return chosen


def language_of(request: Request) -> str:
    """Return the language of a page: by ``?lang=``, else by its name, else by ``Accept-Language``.

    ``….html`` is Chinese and ``….en.html`` English, whatever the browser prefers.
    """
    wanted = request.query_params.get("lang", "").partition("-")[0].lower()
    if wanted in LANGUAGES:
        return wanted
    path = str(request.scope["path"])
    if path.endswith(f".{HTML.suffix}"):
        return LANGUAGES[1] if path.endswith(f".{LANGUAGES[1]}.{HTML.suffix}") else LANGUAGES[0]
    return language(exchange.of(request.scope).header(b"accept-language"), LANGUAGES)


def url(generation: Generation, path: str) -> str:
    """Return the address of a path here: never by the Host header, always below the root path."""
    return f"{generation.settings.root_path}/{quote(path, safe='/~:@!$&()*+,;=-._')}"


def _see_other(generation: Generation, request: Request, thing: Resource) -> Response:
    variant = variant_of(request, DOCUMENT)
    english = variant is HTML and language_of(request) == LANGUAGES[1]
    suffix = f"{LANGUAGES[1]}.html" if english else variant.suffix
    headers = {
        "Location": url(generation, f"{thing.path}.{suffix}"),
        "Vary": VARY,
        "Cache-Control": SEALED,
        "Link": links(alternates(generation, thing)),
    }
    return Response(b"", 303, headers)


def _file(generation: Generation, thing: Resource, variant: Variant, file: Path) -> Response:
    """Answer with a document of the static site, byte for byte."""
    headers = _headers(generation, thing, [], variant)
    return Response(file.read_bytes(), 200, headers, variant.content_type)


def _document(generation: Generation, thing: Resource, variant: Variant, lang: str) -> Response:
    """Answer with a document of a thing that is made now, as the build would have made it."""
    if generation.store is None:
        raise _missing(generation, thing.path, thing.path)
    quads = [q for store in generation.stores() for q in description.describe(store, thing.iri)]
    if variant is HTML:
        body = _page(generation, thing, quads, lang)
    elif variant is LINKSET:
        body = _linkset(generation, thing, quads)
    else:
        body = description.document(thing.iri, quads, variant.suffix, generation.context)
    headers = _headers(generation, thing, quads, variant)
    return Response(body, 200, headers, variant.content_type)


def _page(generation: Generation, thing: Resource, quads: Sequence[ox.Quad], lang: str) -> bytes:
    """Return the page of a thing: of the site's templates, or plain where they lack its data."""
    if generation.renderer is not None:
        with contextlib.suppress(KeyError):
            return generation.renderer.thing(thing.iri, lang)
    offers = [(v.media_type, url(generation, f"{thing.path}.{v.suffix}")) for v in DOCUMENT[1:]]
    return page.description(
        thing.iri,
        quads,
        generation.context,
        language=lang,
        alternates=offers,
        root=generation.settings.root_path,
    )


def _headers(
    generation: Generation, thing: Resource, quads: Sequence[ox.Quad], variant: Variant
) -> dict[str, str]:
    members = [
        *alternates(generation, thing, but=variant),
        link(thing.iri, "cite-as"),
        link(thing.iri, "describes"),
        link(url(generation, f"{thing.path}.{LINKSET.suffix}"), "linkset", LINKSET.media_type),
        *signposts(generation),
        *(link(kind, "type") for kind in _types(thing, quads)),
    ]
    if variant.suffix == "json":
        context = url(generation, "ns/context.jsonld")
        members.append(link(context, "http://www.w3.org/ns/json-ld#context", "application/ld+json"))
    return {"Vary": VARY, "Cache-Control": SEALED, "Link": links(members)}


def alternates(generation: Generation, thing: Resource, but: Variant | None = None) -> list[str]:
    """Return the links to every document of a thing; those in RDF describe it."""
    found = []
    for variant in DOCUMENT:
        target = url(generation, f"{thing.path}.{variant.suffix}")
        if variant is not but:
            found.append(link(target, "alternate", variant.media_type))
        if variant is TURTLE:
            found.append(link(target, "describedby", variant.media_type))
    return found


def signposts(generation: Generation) -> list[str]:
    """Return the links that hold for the whole publication."""
    profile = generation.settings.profile
    found = [link(url(generation, "dataset"), "collection")]
    if profile.licence:
        found.append(link(profile.licence, "license"))
    if profile.publisher:
        found.append(link(f"{generation.base}id/{profile.publisher}", "author"))
    return found


def _types(thing: Resource, quads: Sequence[ox.Quad]) -> list[str]:
    kinds = {
        quad.object.value
        for quad in quads
        if quad.predicate == TYPE
        and isinstance(quad.object, ox.NamedNode)
        and getattr(quad.subject, "value", "") == thing.iri
    }
    return sorted(kinds)


def _linkset(generation: Generation, thing: Resource, quads: Sequence[ox.Quad]) -> bytes:
    """Return the linkset (RFC 9264) of a thing."""
    documents = [
        {"href": url(generation, f"{thing.path}.{v.suffix}"), "type": v.media_type}
        for v in DOCUMENT
    ]
    profile = generation.settings.profile
    own = {
        "anchor": thing.iri,
        "cite-as": [{"href": thing.iri}],
        "describedby": documents,
        "collection": [{"href": url(generation, "dataset")}],
        "type": [{"href": kind} for kind in _types(thing, quads)],
        **({"license": [{"href": profile.licence}]} if profile.licence else {}),
    }
    return orjson.dumps({"linkset": [own]}, option=orjson.OPT_INDENT_2) + b"\n"


def respond(
    asked: Exchange, body: bytes, content_type: str, members: Sequence[str] = ()
) -> Response:
    """Return a sealed answer: one that holds as long as the release."""
    asked.sealed = True
    headers = {"Vary": VARY, "Cache-Control": SEALED}
    if members:
        headers["Link"] = links(members)
    return Response(body, 200, headers, content_type)
