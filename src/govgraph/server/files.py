"""Files of the static site: which one a path means, and that none lies outside."""

from __future__ import annotations

import mimetypes
from pathlib import Path

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".csv": "text/csv; charset=utf-8",
    ".ttl": "text/turtle; charset=utf-8",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".nq": "application/n-quads",
    ".trig": "application/trig",
    ".gz": "application/gzip",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}


def media_type(path: Path) -> str:
    """Return the content type of a file, by its suffix."""
    if path.name.endswith(".linkset.json"):
        return "application/linkset+json"
    known = MEDIA_TYPES.get(path.suffix)
    return known or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def inside(root: Path, relative: str) -> Path | None:
    """Return the file that a relative path means below `root`, or None.

    Links are followed only where they stay below the root.
    """
    parts = relative.split("/")
    if any(part in ("", ".", "..") or "\\" in part or "\x00" in part for part in parts):
        return None
    try:
        path = root.joinpath(*parts).resolve()
        found = path.is_file() and path.is_relative_to(root.resolve())
    except (OSError, ValueError):
        return None
    return path if found else None


def page(root: Path, relative: str, language: str) -> Path | None:
    """Return the page that a path means: in a language where there are several.

    ``query`` is ``query.en.html``, ``query.html`` or ``query/index.html``, the first that exists.
    """
    stem = relative.strip("/")
    names = [f"{stem}.{language}.html", f"{stem}.html"] if stem else []
    folder = f"{stem}/" if stem else ""
    names += [f"{folder}index.{language}.html", f"{folder}index.html"]
    return next((path for name in names if (path := inside(root, name))), None)
