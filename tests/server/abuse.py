"""Queries that mean harm, each known to have hurt some engine."""

from __future__ import annotations

CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
VALUES = " ".join(f"VALUES ?v{n} {{ {' '.join(str(k) for k in range(100))} }}" for n in range(8))
NEXT = "<https://w3id.org/govgraph/ns#next>"

HEAVY = {
    "count": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "order": f"SELECT ?a {{ {CROSS} }} ORDER BY ?a ?d ?g",
    "group": f"SELECT ?a (COUNT(?d) AS ?n) {{ {CROSS} }} GROUP BY ?a",
}
PRODUCT = f"SELECT (COUNT(*) AS ?n) {{ {VALUES} }}"
PATHS = {
    "star": f"SELECT (COUNT(*) AS ?n) {{ ?a {NEXT}* ?b . ?b {NEXT}* ?c }}",
    "negated": "SELECT (COUNT(*) AS ?n) { ?a (!<http://x>)* ?b . ?b (!<http://x>)* ?c }",
    "nested": f"SELECT (COUNT(*) AS ?n) {{ ?a (((({NEXT})*)*)*) ?b . ?b {NEXT}* ?c }}",
}
PLANNER = {
    "blank": "ASK { " + "[ ?p " * 90 + "1 " + "] " * 90 + "?q ?r }",
    "disjoint": "SELECT * { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(300)) + " }",
    "star": "SELECT * { " + " ".join(f"?s <x:{n}> ?o{n} ." for n in range(500)) + " }",
    "lists": "ASK { " + "(" * 90 + " 1 " + ")" * 90 + " ?p ?o }",
}
DEEP = {
    "braces": "ASK " + "{" * 2_250,
    "parentheses": "ASK { FILTER(" + "(" * 4_500,
    "nots": "ASK { FILTER(" + "!" * 4_500 + "true) }",
    "sums": "ASK { FILTER(" + "1+" * 4_500 + "1 > 0) }",
    "ors": "ASK { FILTER(" + "true||" * 2_300 + "true) }",
    "inverse": "ASK { ?s " + "^" * 4_500 + "<x:p> ?o }",
    "triple": "ASK { " + "<<(" * 1_500,
    "sequence": "ASK { ?s " + "<x:p>/" * 2_500 + "<x:p> ?o }",
}


def doubled(times: int) -> str:
    """Return a query that doubles a text so many times."""
    inner = "BIND('0123456789abcdef' AS ?t0)"
    for n in range(times):
        inner = f"{{ SELECT (CONCAT(?t{n}, ?t{n}) AS ?t{n + 1}) {{ {inner} }} }}"
    return f"SELECT (STRLEN(?t{times}) AS ?length) {{ {inner} }}"


MEMORY = {
    "concat": doubled(40),
    "group-concat": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c), STR(?d))) AS ?t) "
    "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
}
SERVICES = {
    "plain": "SELECT * { SERVICE <CANARY> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <CANARY> { ?s ?p ?o } }",
    "variable": "SELECT * { VALUES ?u { <CANARY> } SERVICE ?u { ?s ?p ?o } }",
    "subquery": "SELECT * { { SELECT * { SERVICE <CANARY> { ?s ?p ?o } } } }",
    "lower": "select * { service <CANARY> { ?s ?p ?o } }",
    "comment": "SELECT * { # nothing\nSERVICE#x\n<CANARY> { ?s ?p ?o } }",
    "after-number": "SELECT * { ?s ?p 1.SERVICE<CANARY>{ ?a ?b ?c } }",
    "link-local": "SELECT * { SERVICE <http://169.254.169.254/latest/meta-data/> { ?s ?p ?o } }",
    "ipv6": "SELECT * { SERVICE <http://[::1]:1/> { ?s ?p ?o } }",
}
UPDATES = (
    "INSERT DATA { <x:s> <x:p> 1 }",
    "DELETE WHERE { ?s ?p ?o }",
    "LOAD <CANARY>",
    "CLEAR ALL",
    "DROP SILENT GRAPH <x:g>",
    "PREFIX x: <x:> # hidden\nDELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
)
