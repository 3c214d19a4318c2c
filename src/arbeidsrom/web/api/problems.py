"""What went wrong, told to a machine (RFC 9457): one shape for everything, and every refusal has one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext_lazy as _
from ninja.errors import HttpError, ValidationError

from arbeidsrom.lib.refusals import Refused
from arbeidsrom.web.errors import reference_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PROBLEM = "application/problem+json"
EXPLAINED_AT = "/api/docs/"
"""The page that explains each kind of problem, at ``#`` and its key."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its key, which never changes, its status, and its title in the reader's language."""

    key: str
    status: int
    title: _StrPromise


BAD_REQUEST = Kind("bad-request", 400, _("The request could not be understood"))
KEY_MISSING = Kind("idempotency-key-missing", 400, _("The request lacks its idempotency key"))
UNAUTHENTICATED = Kind("unauthenticated", 401, _("The request shows no valid token"))
FORBIDDEN = Kind("forbidden", 403, _("The client may not do this"))
NOT_FOUND = Kind("not-found", 404, _("It does not exist, or the client cannot see it"))
METHOD = Kind("method-not-allowed", 405, _("The address does not take this method"))
CONFLICT = Kind("conflict", 409, _("Nothing was changed"))
KEY_AT_WORK = Kind("idempotency-key-at-work", 409, _("A request with this key is being carried out"))
TOO_LARGE = Kind("too-large", 413, _("The request is too large"))
UNSUPPORTED = Kind("unsupported-media-type", 415, _("The content is of a kind that is not taken here"))
INVALID = Kind("invalid", 422, _("Something in the request is not as it must be"))
KEY_REUSED = Kind("idempotency-key-reused", 422, _("The idempotency key belongs to another request"))
TOO_MANY = Kind("too-many-requests", 429, _("The client asks too often"))
BROKEN = Kind("broken", 500, _("Something went wrong on our side"))

KINDS = (
    *(BAD_REQUEST, KEY_MISSING, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, METHOD, CONFLICT, KEY_AT_WORK),
    *(TOO_LARGE, UNSUPPORTED, INVALID, KEY_REUSED, TOO_MANY, BROKEN),
)
BY_STATUS = {400: BAD_REQUEST, 401: UNAUTHENTICATED, 403: FORBIDDEN, 404: NOT_FOUND, 405: METHOD, 409: CONFLICT}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one part of a request: a JSON pointer into the body, or the name of a parameter."""

    detail: str
    pointer: str = ""
    parameter: str = ""

    def told(self) -> dict[str, str]:
        """Without what does not apply."""
        named = {"detail": self.detail, "pointer": self.pointer, "parameter": self.parameter}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Problem:
    """One occurrence of a kind of problem."""

    kind: Kind
    detail: str = ""
    faults: Sequence[Fault] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        return self.kind.status


class ProblemRaised(Exception):
    """A request ends here, with this problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind.key)
        self.problem = problem


def refuse(kind: Kind, detail: object = "", *, faults: Sequence[Fault] = (), **headers: str) -> ProblemRaised:
    """To be raised: the problem with its sentence; headers by name, such as ``Retry_After``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ProblemRaised(Problem(kind, str(detail), faults, named))


def problem_of(error: Exception) -> Problem:
    """What an exception of the program or of its libraries is to a machine that asks."""
    match error:
        case ProblemRaised():
            return error.problem
        case ValidationError():
            return Problem(INVALID, faults=[fault_of(each) for each in error.errors])
        case HttpError():
            return Problem(BY_STATUS.get(error.status_code, BAD_REQUEST), error.message)
        case Http404() | ObjectDoesNotExist():
            return Problem(NOT_FOUND)
        case PermissionDenied():
            return Problem(FORBIDDEN, str(error))
        case Refused():
            return Problem(CONFLICT, str(error))
        case RequestDataTooBig():
            return Problem(TOO_LARGE)
        case BadRequest() | SuspiciousOperation() | UnreadablePostError():
            return Problem(BAD_REQUEST)
    return Problem(BROKEN)


def fault_of(error: Mapping[str, Any]) -> Fault:
    """A finding of the checker of types: where it is, and what is wrong."""
    source, *path = map(str, error["loc"])
    if source in ("body", "form", "file"):
        return Fault(error["msg"], pointer=pointer_to(path))
    return Fault(error["msg"], parameter=path[-1] if path else source)


def pointer_to(path: Sequence[str]) -> str:
    """A JSON pointer into what was sent (RFC 6901), the whole of it where the path is empty."""
    return "#" + "".join("/" + quote(each.replace("~", "~0").replace("/", "~1"), safe="~") for each in path)


def tell(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The answer; its reference finds the lines of the request in the log."""
    said = {
        "type": f"{settings.PUBLIC_URL.rstrip('/')}{EXPLAINED_AT}#{problem.kind.key}",
        "title": str(problem.kind.title),
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.path,
        "reference": reference_of(request),
        "errors": [fault.told() for fault in problem.faults],
    }
    told = {name: value for name, value in said.items() if value}
    content = json.dumps(told, ensure_ascii=False).encode()
    return HttpResponse(content, status=problem.status, content_type=PROBLEM, headers=dict(problem.headers))
