"""What stands around every page of a plan's editor: the tabs, and how the plan stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.listings.plans import STATUSES
from arbeidsrom.modules.competence.models import Plan
from arbeidsrom.modules.competence.queries.plans import describing
from arbeidsrom.web.components import pager
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


def tabs(plan: Plan, request: Request) -> str:
    """The parts of the editor that the actor may open (KP-ADM-189)."""
    edits, archives = access.may_edit_plan(request.actor, plan), access.may_archive_plan(request.actor, plan)
    found: list[tuple[str, str]] = []
    if edits:
        found += [(_("Edit content"), "edit_plan"), (_("Set owner/responsible"), "set_plan_people")]
        found += [(_("Approve activities/requirements"), "approve_plan_changes")]
        found += [(pgettext("tab", "Publishing"), "plan_publishing")]
    found.append((_("Version history"), "plan_versions"))
    if archives:
        found.append((pgettext("tab", "Archiving"), "archive_plan"))
    links = [(word, reverse(name, args=[plan.public_id])) for word, name in found]
    return pager.tab_links([(word, url, url == request.path) for word, url in links], _("Parts of the plan"))


def plan_page(
    request: Request, plan: Plan, template: str, context: Mapping[str, Any] | None = None, *, part: str | None = None
) -> HttpResponse:
    """A page of the editor."""
    standing = describing.standing_of(plan, today=timezone.localdate())
    return page(
        request,
        template,
        {
            "plan": plan,
            "tabs": tabs(plan, request),
            "standing": standing,
            "status": STATUSES[standing.status],
            "may_report": access.may_report_usage(request.actor, plan),
            "may_edit": access.may_edit_plan(request.actor, plan),
            **(context or {}),
        },
        part=part,
    )
