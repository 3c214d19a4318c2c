"""The REST API as one: each app registers a router with its resources, and ``config`` mounts them all.

routers.register("/units", router)     # in the app's wiring.py, the router in its api.py
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern
from ninja import NinjaAPI, Router
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer

from arbeidsrom.web.api.schema import finished

DESCRIPTION = """\
People, positions and units, deliveries of the HR system, and orders of roles. A client sees and does what its roles
give it, in the units they are given for; what it cannot see does not exist (404).

Times are UTC. Periods are half-open: `valid_to` is the first day on which something no longer holds, null when it goes
on. Identity numbers are never given out."""

_routers: dict[str, Router] = {}


def register(prefix: str, router: Router) -> None:
    """Hang resources up under an address such as ``/units``."""
    _routers[prefix] = router


class Bearer(HttpBearer):
    """A token of an API client in the header `Authorization: Bearer …`; the door has checked it already."""

    def __call__(self, request: HttpRequest) -> Any:
        return getattr(request, "actor", None)

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        raise NotImplementedError


class Api(NinjaAPI):
    """Exceptions are told by the door, the same way whether they are raised here or before."""

    def set_default_exception_handlers(self) -> None:
        """None."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        """The function's name, which is unique."""
        return str(operation.view_func.__name__)

    def validation_error_from_error_contexts(
        self, error_contexts: Sequence[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """Where each fault is in what the client sent.

        Ninja begins with the parameter's name also where one parameter is the whole body, and nobody sends that name.
        """
        found = []
        for context in error_contexts:
            whole = getattr(context.model, "__read_from_single_attr__", None)
            for error in super().validation_error_from_error_contexts([context]).errors:
                source, *path = error["loc"]
                if whole and path[:1] == [whole]:
                    error["loc"] = (source, *path[1:])
                found.append(error)
        return ValidationError(found)


def make(*, version: str = "1.0.0") -> Api:
    """All resources that the installed apps have registered."""
    api = Api(
        title="Arbeidsrom", version=version, description=DESCRIPTION, docs_url=None, openapi_url=None, auth=Bearer()
    )
    for prefix, router in sorted(_routers.items()):
        api.add_router(prefix, router, tags=[prefix.strip("/")])
    return api


def addresses(api: Api) -> list[URLPattern]:
    """The patterns of the API; who asks is found out by the door and not by a session."""
    return [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]


def document(api: Api, *, prefix: str) -> Mapping[str, Any]:
    """The API described as OpenAPI 3.1, with what holds for every operation."""
    return finished(OpenAPISchema(api, prefix))
