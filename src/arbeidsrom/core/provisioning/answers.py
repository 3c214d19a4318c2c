"""How SCIM is spoken: its own kind of JSON, and its own way of telling what went wrong (RFC 7644 § 3.12)."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from pydantic import ValidationError
from scim2_models import Error, SCIMException

from arbeidsrom.web.api.problems import Problem

SCIM = "application/scim+json"
TAKEN = (SCIM, "application/json")
View = Callable[..., HttpResponse]


def answer(content: Any, *, status: int = 200, **headers: str) -> HttpResponse:
    """JSON as SCIM has it; headers by name, such as ``Location``."""
    told = json.dumps(content, ensure_ascii=False).encode()
    return HttpResponse(told, status=status, content_type=SCIM, headers=headers)


def told(error: Error) -> HttpResponse:
    """What went wrong."""
    return answer(error.model_dump(), status=int(error.status or 500))


def tell(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problems of the door in SCIM's words."""
    detail = problem.detail or str(problem.kind.title)
    response = told(Error(status=problem.status, detail=detail))
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def scim(view: View) -> View:
    """A view whose faults in what was sent are told as SCIM tells them."""

    @wraps(view)
    def spoken(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *given, **named)
        except SCIMException as error:
            return told(error.to_error())
        except ValidationError as error:
            return told(Error.from_validation_error(error.errors()[0]))

    return spoken
