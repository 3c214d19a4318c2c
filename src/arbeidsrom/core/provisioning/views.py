"""SCIM 2.0 (RFC 7644): what the service can, and users."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from scim2_models import (
    Context,
    ForbiddenException,
    InvalidSyntaxException,
    ListResponse,
    PatchOp,
    Resource,
    ResponseParameters,
    SearchRequest,
)

from arbeidsrom.core.provisioning import access, actions, queries
from arbeidsrom.core.provisioning.answers import TAKEN, answer, scim
from arbeidsrom.core.provisioning.models import ProvisionedUser
from arbeidsrom.core.provisioning.resources import PROVIDER, ProvisionedShape
from arbeidsrom.web.api.problems import TOO_LARGE, UNSUPPORTED, refuse
from arbeidsrom.web.api.requests import ApiRequest

LARGEST = 1024 * 1024


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/scim/v2")


def _sent(request: HttpRequest) -> Any:
    """The JSON of the body."""
    if request.content_type not in TAKEN:
        raise refuse(UNSUPPORTED)
    if len(request.body) > LARGEST:
        raise refuse(TOO_LARGE)
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise InvalidSyntaxException(detail="The body is not JSON.") from error


@require_GET
@scim
def scim_config(request: ApiRequest) -> HttpResponse:
    """What the service can."""
    access.may_provision(request.actor).or_refuse()
    config = PROVIDER.config
    assert config is not None  # noqa: S101
    return answer(config.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))


@require_GET
@scim
def scim_resource_types(request: ApiRequest, name: str = "") -> HttpResponse:
    """The kinds of things it knows, or one of them."""
    access.may_provision(request.actor).or_refuse()
    return _described(request, PROVIDER.resource_types, name)


@require_GET
@scim
def scim_schemas(request: ApiRequest, name: str = "") -> HttpResponse:
    """What it knows of them, or of one."""
    access.may_provision(request.actor).or_refuse()
    return _described(request, PROVIDER.schemas, name)


def _described(request: ApiRequest, all_of_them: Any, name: str) -> HttpResponse:
    if "filter" in request.GET:  # RFC 7644 § 4
        raise ForbiddenException(detail="What the service can is not searched.")
    if name:
        found = next((one for one in all_of_them if str(one.id or one.name) == name), None)
        if found is None:
            raise Http404
        return answer(found.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))
    of: type[Resource[Any]] = type(all_of_them[0])
    listed = ListResponse[of](  # type: ignore[valid-type]
        total_results=len(all_of_them),
        start_index=1,
        items_per_page=len(all_of_them),
        resources=list(all_of_them),
    )
    return answer(listed.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE))


@require_http_methods(["GET", "POST"])
@scim
def scim_users(request: ApiRequest) -> HttpResponse:
    """The users that the client looks after, or a new one."""
    access.may_provision(request.actor).or_refuse()
    if request.method == "GET":
        asked = SearchRequest[ProvisionedShape].model_validate(dict(request.GET.items()))
        return _found(request, asked)
    shape = ProvisionedShape.model_validate(_sent(request), scim_ctx=Context.RESOURCE_CREATION_REQUEST)
    user = actions.make_user(shape, actor=request.actor, now=timezone.now())
    return _told(request, user, Context.RESOURCE_CREATION_RESPONSE, status=201)


@require_POST
@scim
def scim_search(request: ApiRequest) -> HttpResponse:
    """As a list, with what is asked for in the body."""
    access.may_provision(request.actor).or_refuse()
    asked = SearchRequest[ProvisionedShape].model_validate(_sent(request), scim_ctx=Context.SEARCH_REQUEST)
    return _found(request, asked)


@require_http_methods(["GET", "PUT", "PATCH", "DELETE"])
@scim
def scim_user(request: ApiRequest, user_id: UUID) -> HttpResponse:
    """One user: read, replaced, changed, given up."""
    access.may_provision(request.actor).or_refuse()
    changing: dict[str, Any] = {
        "match": request.headers.get("If-Match", ""),
        "actor": request.actor,
        "now": timezone.now(),
    }
    if request.method == "DELETE":
        actions.give_up_user(user_id, **changing)
        return HttpResponse(status=204)
    if request.method == "PUT":
        shape = ProvisionedShape.model_validate(_sent(request), scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)
        user = actions.replace_user(user_id, shape, **changing)
        return _told(request, user, Context.RESOURCE_REPLACEMENT_RESPONSE)
    if request.method == "PATCH":
        patch = PatchOp[ProvisionedShape].model_validate(_sent(request), scim_ctx=Context.RESOURCE_PATCH_REQUEST)
        user = actions.patch_user(user_id, patch, **changing)
        return _told(request, user, Context.RESOURCE_PATCH_RESPONSE)
    user = queries.get_user(user_id, actor=request.actor)
    if request.headers.get("If-None-Match", "") == queries.etag(user):
        return HttpResponse(status=304, headers={"ETag": queries.etag(user)})
    _note(request, [user])
    return _told(request, user, Context.RESOURCE_QUERY_RESPONSE)


def _told(request: ApiRequest, user: ProvisionedUser, context: Context, *, status: int = 200) -> HttpResponse:
    """The user as the client wants to see it."""
    named = {name: request.GET[name] for name in ("attributes", "excludedAttributes") if name in request.GET}
    wanted = ResponseParameters[ProvisionedShape].model_validate(named)
    shape = queries.shape_of(user, base=_base(request))
    content = shape.model_dump(scim_ctx=context, response_parameters=wanted)
    location = f"{_base(request)}/Users/{user.public_id}"
    return answer(content, status=status, ETag=queries.etag(user), Location=location)


def _found(request: ApiRequest, asked: SearchRequest[ProvisionedShape]) -> HttpResponse:
    listed = queries.search(asked, actor=request.actor, base=_base(request))
    ids = [UUID(shape.id) for shape in listed.resources or [] if shape.id]
    _note(
        request, list(access.visible_users(request.actor).filter(public_id__in=ids).select_related("account__person"))
    )
    return answer(listed.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=asked))


def _note(request: ApiRequest, users: list[ProvisionedUser]) -> None:
    people = [user.account.person.public_id for user in users if user.account.person]
    actions.note_reading(people, actor=request.actor, now=timezone.now())
