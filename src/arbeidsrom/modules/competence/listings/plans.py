"""«Administrer planer» and its archive, declared once (KP-ADM-147 to 161, 248)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import plans as access
from arbeidsrom.modules.competence.models.plans import PlanKind
from arbeidsrom.modules.competence.queries.plans import listing as queries
from arbeidsrom.modules.competence.queries.plans.listing import Asked, PlanRow
from arbeidsrom.modules.competence.rules.plans import PlanStatus
from arbeidsrom.web.components.formats import number
from arbeidsrom.web.links import link_to
from arbeidsrom.web.lists import Choice, Column, Empty, Filter, Listing, Result, View, Window
from arbeidsrom.web.status import Status

STATUSES = {
    PlanStatus.DRAFT_PUBLISHED: Status(PlanStatus.DRAFT_PUBLISHED.label, "warning", "pencil"),
    PlanStatus.DRAFT_UNPUBLISHED: Status(PlanStatus.DRAFT_UNPUBLISHED.label, "neutral", "pencil"),
    PlanStatus.PUBLISHED: Status(PlanStatus.PUBLISHED.label, "success"),
    PlanStatus.UNPUBLISHED: Status(PlanStatus.UNPUBLISHED.label, "neutral", "circle"),
}
OWNERS = (
    (queries.OWN, _("Own department")),
    (queries.TRUST, _("Own trust")),
    (queries.CENTRAL, _("Central plans only")),
    (queries.REGION, _("The whole region")),
    (queries.LACKING, _("Lacking a valid owner")),
)
ACCESSES = ((queries.EDIT, pgettext_lazy("plan", "Edit")), (queries.PREVIEW, _("Preview only")))


def _asked(choice: Choice) -> Asked:
    filters = choice.filters
    return Asked(
        text=choice.search,
        kind=filters.get("kind", ""),
        status=filters.get("status", ""),
        access=filters.get("access", ""),
        owner=filters.get("owner", ""),
        unit=filters.get("unit", ""),
        sort=choice.sort or "name",
        descending=choice.descending,
    )


def _found(actor: Actor, choice: Choice, window: Window) -> Result[PlanRow]:
    return Result(*queries.plans_found(_asked(choice), window, actor=actor, today=choice.today))


def _central(actor: Actor, choice: Choice, window: Window) -> Result[PlanRow]:
    asked = replace(_asked(choice), owner=queries.CENTRAL)
    return Result(*queries.plans_found(asked, window, actor=actor, today=choice.today))


def _archived(actor: Actor, choice: Choice, window: Window) -> Result[PlanRow]:
    return Result(*queries.archived_found(_asked(choice), window, actor=actor, today=choice.today))


def _count(count: int) -> str:
    return ngettext("%(count)s plan", "%(count)s plans", count) % {"count": number(count)}


def _name(row: PlanRow) -> SafeString:
    """The name, which opens the information beside the list; without script it leads to the same as a page."""
    url = link_to("plan_card", row.public_id)
    return format_html(
        '<a class="ds-link" href="{}" hx-get="{}" hx-target="#side-panel" hx-swap="innerHTML"'
        ' aria-haspopup="dialog">{}</a>',
        url,
        url,
        row.name,
    )


def _owners(archived: bool) -> Any:
    def choices(actor: Actor) -> Sequence[tuple[str, str]]:
        return queries.owners_of_plans(actor, archived=archived)

    return choices


PLANS: Listing[PlanRow] = Listing(
    key="competence.plans",
    title=_("Administer plans"),
    query=_found,
    row_id=lambda row: str(row.public_id),
    row_label=lambda row: row.name,
    search_label=_("Search for name, owner or person"),
    default_sort="name",
    count_label=_count,
    empty=Empty(
        _("No plans here"),
        _("Plans that you may edit stand here. Choose “All plans” to look at those of others."),
        _("New plan"),
        lambda: reverse("choose_plan_kind"),
        icon="tasklist",
        permission=access.CREATE,
    ),
    columns=[
        Column("name", _("Name"), _name, sort="name", excel=lambda row: row.name, width=40),
        Column("kind", _("Type"), lambda row: row.kind.label, sort="kind", filter="kind"),
        Column(
            "description",
            _("Description"),
            lambda row: Truncator(row.description).chars(120),
            aside=True,
            width=40,
        ),
        Column("owner", pgettext_lazy("plan", "Owner"), lambda row: row.owner, sort="owner"),
        Column("status", _("Status"), lambda row: STATUSES[row.status], filter="status"),
        Column(
            "access",
            pgettext_lazy("plan", "Access"),
            lambda row: pgettext_lazy("plan", "Edit") if row.may_edit else _("Preview only"),
            link=lambda row: link_to("edit_plan", row.public_id) if row.may_edit else None,
            filter="access",
        ),
        Column("created_by", _("Created by"), lambda row: row.created_by, sort="created_by", aside=True),
        Column("version", pgettext_lazy("plan", "Version"), lambda row: row.version, shown=False),
        Column("changed", _("Changed"), lambda row: row.changed_at, kind="moment", sort="changed", shown=False),
    ],
    filters=[
        Filter("kind", _("Type of plan"), lambda actor: PlanKind.choices),
        Filter("owner", pgettext_lazy("plan", "Owner"), lambda actor: OWNERS),
        Filter("unit", _("Owner departments"), _owners(archived=False), many=True),
        Filter("status", _("Status of the plan"), lambda actor: PlanStatus.choices),
        Filter("access", pgettext_lazy("plan", "Access"), lambda actor: ACCESSES),
    ],
    views=[
        View("editable", _("Plans I may edit"), f"f-access={queries.EDIT}"),
        View("all", _("All plans"), ""),
    ],
    keeps=True,
)

CENTRAL_PLANS: Listing[PlanRow] = replace(
    PLANS,
    key="competence.central_plans",
    title=_("Central plans"),
    query=_central,
    empty=Empty(
        _("No central plans here"),
        _("Plans that are made once for the whole region stand here."),
        _("New central plan"),
        lambda: reverse("add_central_plan"),
        icon="tasklist",
        permission=access.EDIT_CENTRAL,
    ),
    filters=[one for one in PLANS.filters if one.key not in ("owner", "unit")],
    views=(),
)
"""Those of «Global administrasjon» (KP-HF-025): as the others, but of one kind of owner alone."""

ARCHIVED_PLANS: Listing[PlanRow] = Listing(
    key="competence.archived_plans",
    title=_("Archive of plans"),
    query=_archived,
    row_id=lambda row: str(row.public_id),
    row_label=lambda row: row.name,
    search_label=_("Search for the name of the plan"),
    default_sort="name",
    count_label=_count,
    empty=Empty(_("No archived plans"), _("Plans that are archived stand here for good."), icon="archive"),
    columns=[
        Column(
            "name",
            _("Name"),
            lambda row: row.name,
            sort="name",
            link=lambda row: link_to("plan_card", row.public_id),
            width=40,
        ),
        Column("archived_by", _("Archived by"), lambda row: row.archived_by, sort="archived_by"),
        Column("archived_at", _("Archived"), lambda row: row.archived_at, kind="moment", sort="archived"),
        Column("owner", _("Department"), lambda row: row.owner, sort="owner"),
    ],
    filters=[Filter("unit", _("Department"), _owners(archived=True))],
)
