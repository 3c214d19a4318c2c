"""What holds for every operation, written into the description of the API (OpenAPI 3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from arbeidsrom.web.api import problems

WRITES = ("post", "put", "patch", "delete")
EVERYWHERE = (problems.UNAUTHENTICATED, problems.FORBIDDEN, problems.INVALID, problems.TOO_MANY)

PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "What went wrong (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "The kind, and where it is explained."},
        "title": {"type": "string", "description": "The kind in words, in the language of `Accept-Language`."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What it was this time."},
        "instance": {"type": "string", "description": "The address that was asked."},
        "reference": {"type": "string", "description": "Finds the request in our log; tell us when you ask for help."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "detail": {"type": "string"},
                    "pointer": {"type": "string", "description": "JSON pointer into the body, such as `#/name`."},
                    "parameter": {"type": "string", "description": "The parameter or header."},
                },
            },
        },
    },
}

HEADERS: dict[str, Any] = {
    "RateLimit-Limit": ("How many requests the client may make in a minute.", "integer"),
    "RateLimit-Remaining": ("How many are left of them.", "integer"),
    "RateLimit-Reset": ("Seconds until the next minute begins.", "integer"),
}
LINK = {"Link": {"description": 'The next page: `<…>; rel="next"`.', "schema": {"type": "string"}}}
RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
CHALLENGE = {"WWW-Authenticate": {"description": "`Bearer`.", "schema": {"type": "string"}}}

KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[\\x21-\\x7e]+$"},
    "description": (
        "Chosen by the client, new for each thing it wants done. The same request sent again with the same key within "
        "a day does nothing more and gets the first answer."
    ),
}


def finished(written: Mapping[str, Any]) -> dict[str, Any]:
    """The description with problems, limits and idempotency keys on every operation."""
    document = {**written, "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base"}
    components = document.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    components["headers"] = {
        name: {"description": words, "schema": {"type": kind, "minimum": 0}} for name, (words, kind) in HEADERS.items()
    }
    for path in document["paths"].values():
        for method, operation in path.items():
            _finish(method, operation)
    return document


def _finish(method: str, operation: dict[str, Any]) -> None:
    told = list(EVERYWHERE)
    if any(each["in"] == "path" for each in operation["parameters"]):
        told.append(problems.NOT_FOUND)
    if any(each["name"] == "cursor" for each in operation["parameters"]):
        told.append(problems.BAD_REQUEST)
        operation["responses"][200].setdefault("headers", {}).update(LINK)
    if method in WRITES:
        operation["parameters"].append(KEY)
        told += [problems.BAD_REQUEST, problems.CONFLICT, problems.TOO_LARGE, problems.UNSUPPORTED]
    for kind in told:
        operation["responses"].setdefault(kind.status, _response(kind))
    for response in operation["responses"].values():
        limits = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
        response["headers"] = {**limits, **response.get("headers", {})}
    operation["responses"] = {str(status): said for status, said in sorted(operation["responses"].items())}


def _response(kind: problems.Kind) -> dict[str, Any]:
    headers = {429: RETRY, 401: CHALLENGE}.get(kind.status, {})
    return {
        "description": HTTPStatus(kind.status).phrase,
        "content": {problems.PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        "headers": dict(headers),
    }
