"""The column «Status planer» of the employee overview, and what is done there with those ticked (KP-OVERVIEW-013)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from arbeidsrom.core.people.columns import EmployeeColumn
from arbeidsrom.core.people.queries.employees import EmployeeRow
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access import assigning as access
from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.queries.assigning import PlanCell, plan_cells
from arbeidsrom.web.components import icons
from arbeidsrom.web.components.formats import number
from arbeidsrom.web.lists import TickAction

NONE = PlanCell(0, 0, waits=False)


def cells(rows: Collection[EmployeeRow], actor: Actor, today: date) -> Mapping[int, PlanCell]:
    """For those who may read plans, what each of the rows has. One query."""
    if not actor.holds(own.READ_PLANS):
        return {}
    found = plan_cells([row.id for row in rows])
    return {row.id: found.get(row.id, NONE) for row in rows}


def show(row: EmployeeRow, cell: PlanCell | None) -> SafeString:
    """How many plans, which leads to them, and how many are complete; with a sign where one waits for approval."""
    if cell is None:
        return SafeString("")
    words = ngettext("%(count)s plan", "%(count)s plans", cell.plans) % {"count": number(cell.plans)}
    url = reverse("employee_plans", args=[row.public_id])
    link = format_html('<a class="ds-link" href="{}">{}<span class="ds-sr-only">, {}</span></a>', url, words, row.name)
    if cell.complete:
        link = format_html('{}<span class="secondary">{}</span>', link, _complete(cell))
    if not cell.waits:
        return link
    sign = icons.icon("exclamationmark-triangle")
    return format_html('{} {}<span class="ds-sr-only">{}</span>', link, sign, _("Waiting for approval"))


def _complete(cell: PlanCell) -> str:
    return ngettext("%(count)s complete", "%(count)s complete", cell.complete) % {"count": number(cell.complete)}


def count(_row: EmployeeRow, cell: PlanCell | None) -> int | None:
    """How many, in a file."""
    return cell.plans if cell else None


COLUMN = EmployeeColumn("plans", gettext_lazy("Status of plans"), cells, order=20, show=show, excel=count)
ASSIGN = TickAction(
    "assign_plan",
    gettext_lazy("Assign a plan"),
    lambda: reverse("choose_plan"),
    icon="tasklist",
    permission=access.ASSIGN,
)
