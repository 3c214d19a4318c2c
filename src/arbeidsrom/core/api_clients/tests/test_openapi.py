"""The API describes itself, truly and in full: checked by a validator that is not ours."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from arbeidsrom.core.api_clients import described

pytestmark = pytest.mark.django_db


def test_the_description_is_valid_openapi_3_1() -> None:
    answer = Client().get("/api/v1/openapi.json")
    document = json.loads(answer.content)

    assert document["openapi"].startswith("3.1.")
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    assert {"/api/v1/units", "/api/v1/people", "/api/v1/positions"} <= document["paths"].keys()


def test_every_operation_says_what_it_does_who_may_and_how_it_refuses() -> None:
    for path, methods in described.document()["paths"].items():
        for method, operation in methods.items():
            name = f"{method} {path}"
            assert operation["summary"], name
            assert operation["description"], name
            assert operation["security"] == [{"Bearer": []}], name
            assert {"401", "403", "422", "429"} <= operation["responses"].keys(), name
            for status, response in operation["responses"].items():
                kinds = response.get("content", {}).keys()
                assert kinds == ({"application/problem+json"} if status >= "400" else {"application/json"}), name
            for parameter in operation["parameters"]:
                assert parameter["schema"], name


def test_the_page_for_people_tells_of_every_operation_without_a_script() -> None:
    page = Client().get("/api/docs/").content.decode()

    for path, methods in described.document()["paths"].items():
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in page
            assert path in page
    assert "cdn" not in page
    assert "<script>" not in page
