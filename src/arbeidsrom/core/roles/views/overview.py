"""The page that says what each role gives access to (KP-ROLE-014)."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from arbeidsrom.core.roles import overview
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_GET
def role_overview(request: Request) -> HttpResponse:
    """Every role of the installation, and what it gives; for everybody."""
    return page(request, "roles/role_overview.html", {"roles": overview.role_descriptions(request.actor)})
