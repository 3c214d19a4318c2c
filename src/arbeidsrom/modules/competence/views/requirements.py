"""«Administrer krav»: the list, and one requirement with its tabs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from arbeidsrom.modules.competence.access import plans as plan_access
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.listings.requirements import CENTRAL, REQUIREMENTS, status_of
from arbeidsrom.modules.competence.models import Requirement
from arbeidsrom.modules.competence.queries import requirements as queries
from arbeidsrom.modules.competence.queries import shown, using
from arbeidsrom.web.components.pager import tab_links
from arbeidsrom.web.lists import list_page
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_safe
def requirements(request: Request) -> HttpResponseBase:
    """Every requirement of the departments that one looks after, and no others (KP-ADM-098)."""
    access.may_see_requirements(request.actor).or_refuse()
    context = {
        "may_add": access.may_add_requirements(request.actor),
        "may_add_activity": access.may_add_requirements(request.actor, is_activity=True),
    }
    return list_page(request, REQUIREMENTS, "competence/requirements.html", context)


@require_safe
def central_requirements(request: Request) -> HttpResponseBase:
    """The central ones, under «Global administrasjon» (KP-ADM-083)."""
    access.may_see_central_requirements(request.actor).or_absent()
    context = {
        "may_add": access.may_add_requirements(request.actor, central=True),
        "may_add_activity": access.may_add_requirements(request.actor, central=True, is_activity=True),
    }
    return list_page(request, CENTRAL, "competence/central_requirements.html", context)


@require_safe
def requirement(request: Request, requirement_id: UUID) -> HttpResponse:
    """«Publisert versjon»: what applies; of one that never was published, what its draft says."""
    one = looked_at(request, requirement_id)
    access.may_see_published(request.actor, one).or_refuse()
    revision, draft = queries.latest_revision(one), queries.draft_of(one)
    settings = revision.settings if revision else draft.settings if draft else None
    assert settings is not None  # noqa: S101 -- it has been published, or has its first draft
    may_edit = access.may_edit_requirement(request.actor, one)
    context = {
        "settings": shown.shown_settings(settings, one),
        "revision": revision,
        "may_edit": may_edit,
        "may_reset": may_edit and one.is_published and not settings.is_linked_to_course,
        "may_draft": access.may_draft_requirement(request.actor, one),
        "in_plans": using.plans_with(one).exists() if may_edit else True,
    }
    return requirement_page(request, "requirement.html", one, context)


@require_safe
def requirement_plans(request: Request, requirement_id: UUID) -> HttpResponse:
    """«Brukt i planer» (KP-ADM-072)."""
    one = looked_at(request, requirement_id)
    access.may_see_published(request.actor, one).or_refuse()
    context = {
        "plans": using.used_in(one),
        "employees": using.employees_with(one),
        "may_see_plans": plan_access.may_see_plans(request.actor),
    }
    return requirement_page(request, "requirement_plans.html", one, context)


@require_safe
def requirement_history(request: Request, requirement_id: UUID) -> HttpResponse:
    """Every version there has been (KP-ADM-137, 139)."""
    one = looked_at(request, requirement_id)
    access.may_see_behind(request.actor, one).or_refuse()
    return requirement_page(request, "requirement_history.html", one, {"revisions": queries.revisions_of(one)})


@require_safe
def requirement_revision(request: Request, requirement_id: UUID, number: int) -> HttpResponse:
    """What one of them said."""
    one = looked_at(request, requirement_id)
    access.may_see_behind(request.actor, one).or_refuse()
    revision = queries.get_revision(one, number)
    context = {"settings": shown.shown_settings(revision.settings, one), "revision": revision}
    return requirement_page(request, "requirement_revision.html", one, context)


def looked_at(request: Request, requirement_id: UUID) -> Requirement:
    """The requirement, for those who look at requirements at all (KP-ADM-273)."""
    access.may_look(request.actor).or_refuse()
    return queries.get_requirement(requirement_id, actor=request.actor)


def requirement_page(
    request: Request, template: str, one: Requirement, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page about the requirement, with what stands above every one of them."""
    head = {"requirement": one, "status": status_of(one), "sections": _sections(request, one)}
    return page(request, f"competence/{template}", {**head, **context}, status=status)


def _sections(request: Request, one: Requirement) -> SafeString:
    """The tabs that the actor may open (KP-ADM-061, 072, 107, 108, 132)."""
    actor = request.actor
    behind, edits = access.may_see_behind(actor, one), access.may_edit_requirement(actor, one)
    offered = [
        (_("Published version") if one.is_published else _("Content"), "requirement", True),
        (pgettext("of a requirement", "Draft"), "edit_requirement", edits),
        (_("Sharing"), "requirement_sharing", behind and not one.is_archived),
        (_("Used in plans"), "requirement_plans", one.is_published),
        (_("Archiving"), "requirement_archiving", behind and one.is_published),
        (_("History"), "requirement_history", behind and one.is_published),
    ]
    urls = [(label, reverse(name, args=[one.public_id])) for label, name, is_offered in offered if is_offered]
    return tab_links([(label, url, url == request.path) for label, url in urls])
