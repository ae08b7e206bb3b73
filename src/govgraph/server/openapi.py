"""The OpenAPI 3.1 document, made from the canned queries."""

from __future__ import annotations

from typing import Any

from govgraph.server.generation import Generation
from govgraph.sparql.canned import CannedQuery, Form
from govgraph.sparql.parameters import Parameter, ParameterType

_PROBLEMS = {
    "400": "A parameter does not fit; `errors` names each.",
    "406": "None of the formats on offer is acceptable.",
    "410": "The release of these pages has been replaced.",
    "429": "The budget of this client is spent; see Retry-After.",
    "503": "Busy, or the data is not at hand; see Retry-After.",
    "504": "The answer took too long.",
}


def document(generation: Generation) -> dict[str, Any]:
    """Return the OpenAPI document of a release."""
    title = generation.settings.profile.title
    return {
        "openapi": "3.1.0",
        "info": {
            "title": next(iter(title.values()), "govgraph"),
            "version": generation.release.name,
            "summary": title.get("en", "Pledges of officials as linked data"),
        },
        "servers": [{"url": f"{generation.settings.root_path}/"}],
        "paths": {
            "/api": {"get": _index()},
            **{
                f"/api/{query.name}": {"get": _operation(query)}
                for query in generation.queries.values()
            },
        },
        "components": {"schemas": {"Problem": _problem()}},
    }


def _index() -> dict[str, Any]:
    schema = {"type": "object", "required": ["queries", "release"]}
    return {
        "operationId": "listQueries",
        "summary": "List the canned queries",
        "responses": {
            "200": {
                "description": "The queries",
                "content": {"application/json": {"schema": schema}},
            }
        },
    }


def _operation(query: CannedQuery) -> dict[str, Any]:
    return {
        "operationId": _camel(query.name),
        "summary": query.title.get("en", query.name),
        "description": "\n\n".join(query.description.values()),
        "tags": list(query.tags),
        "parameters": [*map(_parameter, query.parameters), *_own(query)],
        "responses": {
            "200": {"description": "The answer", "content": _content(query)},
            **{status: _response(text) for status, text in _PROBLEMS.items()},
        },
    }


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(word.title() for word in rest)


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema = _schema(parameter)
    found: dict[str, Any] = {
        "name": parameter.option,
        "in": "query",
        "required": parameter.required,
        "description": " / ".join(parameter.title.values()),
        "schema": {"type": "array", "items": schema} if parameter.many else schema,
    }
    if parameter.many:
        found |= {"style": "form", "explode": True}
    if parameter.example:
        found["example"] = [parameter.example] if parameter.many else parameter.example
    return found


def _schema(parameter: Parameter) -> dict[str, Any]:
    kinds: dict[ParameterType, dict[str, Any]] = {
        ParameterType.INTEGER: {"type": "string", "pattern": "^-?(0|[1-9][0-9]{0,17})$"},
        ParameterType.DECIMAL: {"type": "string", "maxLength": 40},
        ParameterType.DATE: {"type": "string", "format": "date"},
    }
    if parameter.choices:
        return {"type": "string", "enum": list(parameter.choices)}
    return kinds.get(parameter.type, {"type": "string", "maxLength": 500})


def _own(query: CannedQuery) -> list[dict[str, Any]]:
    if query.form is not Form.SELECT:
        return []
    return [
        {
            "name": name,
            "in": "query",
            "description": text,
            "schema": {"type": "integer", "minimum": 1, "default": default},
        }
        for name, text, default in (
            ("page", "The page of a JSON answer", 1),
            ("size", "Rows a page, at most 10000", 1_000),
        )
    ]


def _content(query: CannedQuery) -> dict[str, Any]:
    if query.form is Form.CONSTRUCT:
        text = {"schema": {"type": "string"}}
        return {"text/turtle": text, "application/ld+json": {"schema": {"type": "object"}}}
    if query.form is Form.ASK:
        answer = {"answer": {"type": "boolean"}}
        schema = {"type": "object", "required": ["answer"], "properties": answer}
        return {"application/json": {"schema": schema}}
    return {
        "application/json": {"schema": _page_schema(query)},
        "text/csv": {"schema": {"type": "string"}},
    }


def _page_schema(query: CannedQuery) -> dict[str, Any]:
    cell = {"type": ["string", "number", "boolean", "null"]}
    row = {
        "type": "object",
        "properties": dict.fromkeys(query.columns, cell),
        "required": list(query.columns),
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "required": ["query", "title", "parameters", "columns", "rows"],
        "properties": {
            "query": {"const": query.name},
            "title": {"type": "object"},
            "parameters": {"type": "object"},
            "columns": {"type": "array", "items": {"type": "object"}},
            "rows": {"type": "array", "items": row},
        },
    }


def _response(text: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": text, "content": {"application/problem+json": {"schema": schema}}}


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "instance": text,
            "errors": {"type": "array", "items": text},
            "available": {"type": "array", "items": text},
        },
    }
