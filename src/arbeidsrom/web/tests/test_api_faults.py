"""A fault in a request to the API is pointed at where the client finds it: in what it sent."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from ninja import Body, Query, Router, Schema
from ninja.errors import ValidationError

from arbeidsrom.web.api import mounting
from arbeidsrom.web.api.problems import Fault, problem_of


class Line(Schema):
    """A thing with a number."""

    number: int


class Sheet(Schema):
    """Several."""

    lines: list[Line]


def whole(request: HttpRequest, sheet: Sheet) -> None:
    """One parameter is the body."""


def listed(request: HttpRequest, sheet: list[Line]) -> None:
    """The body is a list."""


def several(request: HttpRequest, sheet: Sheet, line: Line) -> None:
    """Each parameter is a part of the body, by its name."""


def beside(request: HttpRequest, sheet: Sheet, most: Annotated[int, Query()]) -> None:
    """A parameter of the address is no part of the body."""


def named(request: HttpRequest, lines: Annotated[list[Line], Body()]) -> None:
    """The name of the parameter is that of a field, by chance."""


def faults(view: Any, sent: Any, asked: str = "") -> list[tuple[str, str]]:
    router = Router()
    router.post("")(view)
    api = mounting.Api(docs_url=None, openapi_url=None)
    api.add_router("/sheets", router)
    content = sent if isinstance(sent, bytes) else json.dumps(sent)
    request = RequestFactory().post(f"/sheets{asked}", content, content_type="application/json")
    [pattern] = mounting.addresses(api)
    with pytest.raises(ValidationError) as caught:
        pattern.callback(request)
    found = problem_of(caught.value).faults
    assert all(isinstance(fault, Fault) and fault.detail for fault in found)
    return [(fault.pointer, fault.parameter) for fault in found]


GOOD, BAD = {"number": 1}, {"number": "one"}


@pytest.mark.parametrize(
    ("view", "sent", "pointers"),
    [
        (whole, {"lines": [GOOD, BAD]}, ["#/lines/1/number"]),
        (whole, {"lines": [GOOD, {}, BAD]}, ["#/lines/1/number", "#/lines/2/number"]),
        (whole, {"sheet": {"lines": []}}, ["#/lines"]),
        (whole, {}, ["#/lines"]),
        (listed, GOOD, ["#"]),
        (whole, b"", ["#"]),
        (listed, [GOOD, BAD], ["#/1/number"]),
        (named, [BAD], ["#/0/number"]),
        (several, {"sheet": {"lines": [BAD]}, "line": BAD}, ["#/sheet/lines/0/number", "#/line/number"]),
        (several, {"sheet": {"lines": []}}, ["#/line"]),
    ],
)
def test_the_pointer_leads_into_what_was_sent(view: Any, sent: Any, pointers: list[str]) -> None:
    assert faults(view, sent) == [(pointer, "") for pointer in pointers]


def test_a_parameter_of_the_address_is_named_beside_the_body() -> None:
    assert sorted(faults(beside, {"lines": [BAD]}, "?most=many")) == [("", "most"), ("#/lines/0/number", "")]


def test_a_name_with_strange_characters_is_written_as_a_pointer_is() -> None:
    class Strict(Schema):
        model_config = {"extra": "forbid"}

    def strict(request: HttpRequest, sent: Strict) -> None:
        """Takes nothing."""

    strict.__annotations__["sent"] = Strict
    assert faults(strict, {"a/b~c å": 1}) == [("#/a~1b~0c%20%C3%A5", "")]
