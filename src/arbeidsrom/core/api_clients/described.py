"""The description of the API: for machines as OpenAPI, and for people as a page without scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from arbeidsrom.web.api import mounting, problems

PREFIX = "/api/v1/"


@cache
def api() -> mounting.Api:
    """The API with all that the installed apps have registered."""
    return mounting.make()


@cache
def document() -> Mapping[str, Any]:
    """Made once: it is the same for everybody."""
    return mounting.document(api(), prefix=PREFIX)


@cache
def as_json() -> str:
    return json.dumps(document(), ensure_ascii=False, default=str)


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter or a field: its name, what it may hold, whether it must be there, and what it means."""

    name: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that can be asked."""

    anchor: str
    method: str
    path: str
    summary: str
    words: str
    parameters: tuple[Named, ...]
    contents: tuple[str, ...]
    statuses: tuple[str, ...]
    shape: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What an answer holds."""

    name: str
    words: str
    fields: tuple[Named, ...]


def for_people() -> dict[str, Any]:
    """What the page shows."""
    told = document()
    return {
        "title": told["info"]["title"],
        "words": told["info"]["description"].split("\n\n"),
        "operations": list(_operations(told)),
        "shapes": list(_shapes(told)),
        "kinds": problems.KINDS,
        "prefix": PREFIX,
    }


def _operations(told: Mapping[str, Any]) -> Iterator[Told]:
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            yield Told(
                operation["operationId"],
                method.upper(),
                path,
                operation["summary"],
                operation.get("description", ""),
                tuple(
                    Named(each["name"], kind_of(each["schema"]), each["required"], each.get("description", ""))
                    for each in operation["parameters"]
                ),
                tuple(operation.get("requestBody", {}).get("content", ())),
                tuple(operation["responses"]),
                _shape_of(operation),
            )


def _shape_of(operation: Mapping[str, Any]) -> str:
    """The name of what is answered when all is well."""
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            schema = response.get("content", {}).get("application/json", {}).get("schema", {})
            return str(schema.get("$ref", "")).rpartition("/")[2]
    return ""


def _shapes(told: Mapping[str, Any]) -> Iterator[Shape]:
    for name, schema in sorted(told["components"]["schemas"].items()):
        if "properties" in schema:
            required = schema.get("required", ())
            fields = tuple(
                Named(field, kind_of(said), field in required, said.get("description", ""))
                for field, said in schema["properties"].items()
            )
            yield Shape(name, schema.get("description", ""), fields)


def kind_of(schema: Mapping[str, Any]) -> str:
    """What may stand there, in a word or two."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(kind_of(each) for each in schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"[{kind_of(schema['items'])}]"
    return str(schema.get("format") or schema.get("type", ""))
