"""API clients for those who administer them, and the description of the API for those who build other systems."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from arbeidsrom.core.api_clients import access, actions, described, queries
from arbeidsrom.core.api_clients.forms import ClientForm, GrantForm, TokenForm
from arbeidsrom.core.api_clients.models import ApiClient
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.web.pages import page, plain_page
from arbeidsrom.web.requests import Request, asked_to_confirm


@require_GET
def api_clients(request: Request) -> HttpResponse:
    """The clients of the units one administers."""
    access.may_see_clients(request.actor).or_refuse()
    rows = queries.clients(actor=request.actor, now=timezone.now())
    return page(request, "api_clients/clients.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def add_api_client(request: Request) -> HttpResponse:
    """A new client, which can do nothing yet."""
    access.may_see_clients(request.actor).or_refuse()
    form = ClientForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        client = actions.make_client(actor=request.actor, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The client is made. Give it a role and a token."))
        return redirect("api_client", client.public_id)
    return page(request, "api_clients/add.html", {"form": form})


@require_GET
def api_client(request: Request, client_id: UUID) -> HttpResponse:
    """One client: what it may do where, and its tokens."""
    client = queries.get_client(client_id, actor=request.actor)
    return page(request, "api_clients/client.html", _context(request, client))


@require_http_methods(["GET", "POST"])
def give_client_role(request: Request, client_id: UUID) -> HttpResponse:
    """What the client may do in a unit."""
    client = queries.get_client(client_id, actor=request.actor)
    access.may_change(request.actor, client).or_refuse()
    initial = {"valid_from": timezone.localdate(), "unit": client.owner.code}
    form = GrantForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.give_role(
                client_id,
                role=given["role"],
                unit=given["unit"],
                with_subunits=given["with_subunits"],
                valid_from=given["valid_from"],
                valid_to=form.valid_to(),
                actor=request.actor,
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("role", str(refusal))
        else:
            messages.success(request, _("The role is given."))
            return redirect("api_client", client_id)
    return page(request, "api_clients/grant.html", {"client": client, "form": form})


@require_POST
def take_client_role(request: Request, client_id: UUID, grant_id: UUID) -> HttpResponse:
    """The role ends now."""
    now, today = timezone.now(), timezone.localdate()
    actions.take_role(client_id, grant_id, actor=request.actor, now=now, today=today)
    messages.success(request, _("The role is taken away."))
    return redirect("api_client", client_id)


@require_http_methods(["GET", "POST"])
def make_client_token(request: Request, client_id: UUID) -> HttpResponse:
    """A token, shown this once to somebody who has just shown who they are."""
    client = queries.get_client(client_id, actor=request.actor)
    access.may_change(request.actor, client).or_refuse()
    if asked := asked_to_confirm(request):
        return asked
    form = TokenForm(request.POST or None)
    token = ""
    if request.method == "POST" and form.is_valid():
        token = actions.make_token(client_id, days=form.cleaned_data["days"], actor=request.actor, now=timezone.now())
    return page(request, "api_clients/token.html", {"client": client, "form": form, "token": token})


@require_POST
def revoke_client_token(request: Request, client_id: UUID, token_id: UUID) -> HttpResponse:
    """The token opens nothing any more."""
    actions.revoke_token(client_id, token_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("The token is revoked."))
    return redirect("api_client", client_id)


@require_http_methods(["GET", "POST"])
def revoke_client(request: Request, client_id: UUID) -> HttpResponse:
    """Shut out for good, after having seen what that means."""
    if request.method == "POST":
        actions.revoke_client(client_id, actor=request.actor, now=timezone.now())
        messages.success(request, _("The client is shut out."))
        return redirect("api_client", client_id)
    client = queries.get_client(client_id, actor=request.actor)
    access.may_change(request.actor, client).or_refuse()
    context = {
        "heading": _("Shut out %(client)s?") % {"client": client.name},
        "consequences": [
            _("Its tokens open nothing from this moment on."),
            _("It cannot be let in again; a new client can be made."),
        ],
        "submit": _("Shut out"),
        "cancel_url": reverse("api_client", args=[client_id]),
    }
    return page(request, "web/confirm.html", context)


def _context(request: Request, client: ApiClient) -> dict[str, Any]:
    return {
        "client": client,
        "grants": queries.grant_rows(client, today=timezone.localdate()),
        "tokens": queries.token_rows(client, now=timezone.now()),
        "may_change": access.may_change(request.actor, client),
    }


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The API described for machines (OpenAPI 3.1)."""
    return HttpResponse(described.as_json(), content_type="application/json")


@login_not_required
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """The same for people."""
    return plain_page(request, "api_clients/docs.html", described.for_people())
