"""SCIM 2.0 (RFC 7644): what the service can, and users."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError
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

from arbeidsrom.core.api_clients.access import may_see_clients
from arbeidsrom.core.provisioning import access, actions, groups, queries
from arbeidsrom.core.provisioning.answers import TAKEN, answer, scim
from arbeidsrom.core.provisioning.forms import MapForm
from arbeidsrom.core.provisioning.models import ProvisionedGroup, ProvisionedUser
from arbeidsrom.core.provisioning.resources import MOST, PROVIDER, Group, ProvisionedShape
from arbeidsrom.web.api.problems import TOO_LARGE, UNSUPPORTED, refuse
from arbeidsrom.web.api.requests import ApiRequest
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

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
def scim_search_users(request: ApiRequest) -> HttpResponse:
    """As a list, with what is asked for in the body."""
    access.may_provision(request.actor).or_refuse()
    asked = SearchRequest[ProvisionedShape].model_validate(_sent(request), scim_ctx=Context.SEARCH_REQUEST)
    return _found(request, asked)


@require_POST
@scim
def scim_search(request: ApiRequest) -> HttpResponse:
    """Users and then groups; what a filter names and one kind does not have, matches none of that kind."""
    access.may_provision(request.actor).or_refuse()
    said = _sent(request)
    wanted, faults = [], []
    for model, find in ((ProvisionedShape, queries.search), (Group, queries.search_groups)):
        try:
            asked = SearchRequest[model].model_validate(said, scim_ctx=Context.SEARCH_REQUEST)  # type: ignore[valid-type]
        except ValidationError as fault:
            faults.append(fault)
        else:
            wanted.append((asked, find))
    if not wanted:
        raise faults[0]
    return _found_anywhere(request, wanted)


def _found_anywhere(request: ApiRequest, wanted: list[tuple[Any, Any]]) -> HttpResponse:
    """One list of what each search finds, as if they were one."""
    found: list[dict[str, Any]] = []
    first, total = max(wanted[0][0].start_index or 1, 1), 0
    count = MOST if wanted[0][0].count is None else max(wanted[0][0].count, 0)
    for asked, find in wanted:
        rest = {"start_index": max(first - total, 1), "count": min(count, MOST) - len(found)}
        listed = find(asked.model_copy(update=rest), actor=request.actor, base=_base(request))
        total += listed.total_results or 0
        told = listed.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=asked)
        found += told.get("Resources", [])
    ids = {one["id"] for one in found} | {each["value"] for one in found for each in one.get("members", [])}
    shown = access.visible_users(request.actor).filter(public_id__in=ids)
    _note(request, list(shown.select_related("account__person")))
    return answer(
        {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
            "totalResults": total,
            "startIndex": first,
            "itemsPerPage": len(found),
            "Resources": found,
        }
    )


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
        actions.give_up_user(user_id, **changing, today=timezone.localdate())
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


@require_http_methods(["GET", "POST"])
@scim
def scim_groups(request: ApiRequest) -> HttpResponse:
    """The groups that the client keeps, or a new one."""
    access.may_provision(request.actor).or_refuse()
    if request.method == "GET":
        return _found_groups(request, SearchRequest[Group].model_validate(dict(request.GET.items())))
    shape = Group.model_validate(_sent(request), scim_ctx=Context.RESOURCE_CREATION_REQUEST)
    now, today = timezone.now(), timezone.localdate()
    group = groups.make_group(shape, actor=request.actor, now=now, today=today)
    return _told_group(request, group, Context.RESOURCE_CREATION_RESPONSE, status=201)


@require_POST
@scim
def scim_search_groups(request: ApiRequest) -> HttpResponse:
    """As a list, with what is asked for in the body."""
    access.may_provision(request.actor).or_refuse()
    return _found_groups(request, SearchRequest[Group].model_validate(_sent(request), scim_ctx=Context.SEARCH_REQUEST))


@require_http_methods(["GET", "PUT", "PATCH", "DELETE"])
@scim
def scim_group(request: ApiRequest, group_id: UUID) -> HttpResponse:
    """One group: read, replaced, changed, given up."""
    access.may_provision(request.actor).or_refuse()
    changing: dict[str, Any] = {
        "match": request.headers.get("If-Match", ""),
        "actor": request.actor,
        "now": timezone.now(),
        "today": timezone.localdate(),
    }
    if request.method == "DELETE":
        groups.give_up_group(group_id, **changing)
        return HttpResponse(status=204)
    if request.method == "PUT":
        shape = Group.model_validate(_sent(request), scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)
        group = groups.replace_group(group_id, shape, **changing)
        return _told_group(request, group, Context.RESOURCE_REPLACEMENT_RESPONSE)
    if request.method == "PATCH":
        patch = PatchOp[Group].model_validate(_sent(request), scim_ctx=Context.RESOURCE_PATCH_REQUEST)
        group = groups.patch_group(group_id, patch, **changing)
        return _told_group(request, group, Context.RESOURCE_PATCH_RESPONSE)
    group = queries.get_group(group_id, actor=request.actor)
    if request.headers.get("If-None-Match", "") == queries.etag(group):
        return HttpResponse(status=304, headers={"ETag": queries.etag(group)})
    return _told_group(request, group, Context.RESOURCE_QUERY_RESPONSE)


def _told_group(request: ApiRequest, group: ProvisionedGroup, context: Context, *, status: int = 200) -> HttpResponse:
    """The group as the client wants to see it; who is in it was read, and is told so."""
    named = {name: request.GET[name] for name in ("attributes", "excludedAttributes") if name in request.GET}
    wanted = ResponseParameters[Group].model_validate(named)
    shape = queries.shape_of_group(group, base=_base(request))
    _note_members(request, [shape])
    content = shape.model_dump(scim_ctx=context, response_parameters=wanted)
    location = f"{_base(request)}/Groups/{group.public_id}"
    return answer(content, status=status, ETag=queries.etag(group), Location=location)


def _found_groups(request: ApiRequest, asked: SearchRequest[Group]) -> HttpResponse:
    listed = queries.search_groups(asked, actor=request.actor, base=_base(request))
    _note_members(request, listed.resources or [])
    return answer(listed.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=asked))


def _note_members(request: ApiRequest, shapes: list[Group]) -> None:
    ids = {str(member.value) for shape in shapes for member in shape.members or []}
    read = access.visible_users(request.actor).filter(public_id__in=ids)
    _note(request, list(read.select_related("account__person")))


@require_GET
def provisioned_groups(request: Request) -> HttpResponse:
    """The groups of identity systems, and the role that each gives."""
    may_see_clients(request.actor).or_refuse()
    return page(request, "provisioning/groups.html", {"rows": queries.group_rows(actor=request.actor)})


@require_http_methods(["GET", "POST"])
def map_provisioned_group(request: Request, group_id: UUID) -> HttpResponse:
    """Which role the group gives, and where."""
    group = queries.get_group_to_map(group_id, actor=request.actor)
    initial = {"role": group.role, "unit": group.unit.code if group.unit else "", "with_subunits": group.with_subunits}
    form = MapForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        groups.map_group(
            group_id,
            role=form.cleaned_data["role"],
            unit=form.cleaned_data["unit"],
            with_subunits=form.cleaned_data["with_subunits"],
            actor=request.actor,
            now=timezone.now(),
            today=timezone.localdate(),
        )
        messages.success(request, _("It is saved. Those in the group have the role in the positions they hold there."))
        return redirect("provisioned_groups")
    return page(request, "provisioning/map_group.html", {"group": group, "form": form})


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
