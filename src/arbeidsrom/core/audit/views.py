"""Pages of the log: reading it, and having it verified."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from arbeidsrom.core.audit import access, actions, queries
from arbeidsrom.core.audit.listings import LOG
from arbeidsrom.lib.norwegian import sort_key
from arbeidsrom.web.components.pager import pages_asked_for
from arbeidsrom.web.lists import list_page
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

PAGE = 50


@require_GET
def audit_log(request: Request) -> HttpResponseBase:
    """Who has done and looked at what; that somebody reads it is written down as well."""
    actor = request.actor
    access.may_read_log(actor).or_refuse()
    response = list_page(request, LOG, "audit/log.html", {"may_verify": bool(access.tenants_to_verify(actor))})
    actions.record("audit.log.viewed", None, actor=actor, at=timezone.now())
    return response


@require_GET
def audit_chains(request: Request) -> HttpResponse:
    """Whether the log is whole."""
    tenants = access.tenants_to_verify(request.actor)
    if not tenants:
        raise PermissionDenied(_("Only those who look after the log of the organisation can have it verified."))
    by_name = sorted(tenants.items(), key=lambda tenant: (sort_key(tenant[1]), tenant[0]))
    pages = pages_asked_for(request.GET, len(by_name), PAGE)
    chains = queries.chains(dict(by_name[pages.window(PAGE)]))
    return page(request, "audit/chains.html", {"chains": chains, "pages": pages})


@require_POST
def verify_chain(request: Request, tenant: UUID) -> HttpResponse:
    """Have a chain verified now."""
    actions.start_verification(tenant, actor=request.actor, now=timezone.now())
    messages.success(request, _("The log is being verified. Come back in a moment to see what was found."))
    return redirect("audit_chains")
