"""IRIs: which ones a record may use, and how they relate to the base."""

from __future__ import annotations

import re
import unicodedata

ALLOWED_SCHEMES = ("http", "https", "urn", "mailto", "tel")

# Ids are ASCII and minted from the registry, never computed from text.
RELATIVE_ID = re.compile(
    r"[a-z][a-z-]*(?:/[A-Za-z0-9][A-Za-z0-9._~-]*)+(?:#[A-Za-z0-9][A-Za-z0-9._-]*)?", re.ASCII
)
_FORBIDDEN = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f-\x9f]")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_AUTHORITY = re.compile(
    r"https?://(\[[0-9A-Fa-f:.]+\]|[^\[\]/?#:@]+)(:[0-9]{1,5})?([/?#].*)?", re.I
)


def relative_id_fault(iri: str) -> str:
    """Return what is wrong with a relative id, or ''.

    >>> relative_id_fault("pledge/440113-0001#e1"), relative_id_fault("pledge/a b")
    ('', 'an id is <class>/<path> in ASCII letters, digits, ".", "_", "~" and "-"')
    """
    if RELATIVE_ID.fullmatch(iri) and ".." not in iri:
        return ""
    return 'an id is <class>/<path> in ASCII letters, digits, ".", "_", "~" and "-"'


def absolute_iri_fault(iri: str) -> str:
    """Return what is wrong with an absolute IRI, or ''.

    >>> absolute_iri_fault("https://example.org/a"), absolute_iri_fault("javascript:alert(1)")
    ('', 'the scheme javascript is not allowed; use http, https, urn, mailto, tel')
    """
    if iri.startswith("_:"):
        return "a blank node cannot be linked to; give the thing an id"
    scheme = _SCHEME.match(iri)
    if not scheme:
        return "an absolute IRI starts with a scheme such as https:"
    name = scheme.group(1).lower()
    if name not in ALLOWED_SCHEMES:
        return f"the scheme {name} is not allowed; use {', '.join(ALLOWED_SCHEMES)}"
    if _FORBIDDEN.search(iri):
        return 'an IRI holds no space, control character or any of <>"{}|\\^`'
    if _BAD_ESCAPE.search(iri):
        return "% must be followed by two hexadecimal digits"
    if unicodedata.normalize("NFC", iri) != iri:
        return "an IRI must be in Unicode normal form C"
    if name.startswith("http") and not _AUTHORITY.fullmatch(iri):
        return "the host name is missing or malformed"
    return ""


def relative(iri: str, base: str) -> str:
    """Return `iri` relative to `base` where it lies below it, else unchanged.

    >>> relative("https://w3id.org/govgraph/id/area/cn", "https://w3id.org/govgraph/id/")
    'area/cn'
    """
    return iri[len(base) :] if iri.startswith(base) else iri


def terms(query: str) -> set[str]:
    """Return the IRIs that a query names by prefix.

    >>> terms("PREFIX a: <urn:x#> SELECT * { ?s a:b a:c }") == {"urn:x#b", "urn:x#c"}
    True
    """
    prefixes = dict(re.findall(r"PREFIX\s+([\w-]*):\s*<([^>]*)>", query))
    names = re.findall(r"(?<![\w:?<])([A-Za-z][\w-]*):([\w-]+)", query)
    return {prefixes[prefix] + name for prefix, name in names if prefix in prefixes}
