"""«Tabelltildeling»: many plans to many employees, and what becomes of those they have (KP-ASSIGN-004 to 009).

Whom and which plans the table is of comes with the form, with what is ticked; once that is carried out it stands in the
address, where nobody is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.modules.competence.access import assigning as access
from arbeidsrom.modules.competence.actions.assigning_table import Outcome, carry_out_table
from arbeidsrom.modules.competence.models import Plan
from arbeidsrom.modules.competence.queries import assigning_table as queries
from arbeidsrom.modules.competence.queries.assigning_table import Cell, Table
from arbeidsrom.web.components.formats import number
from arbeidsrom.web.pages import database_closed, is_part_request, never_cached, page
from arbeidsrom.web.requests import Request

MOST_EMPLOYEES, MOST_PLANS, LONGEST = 50, 15, 100
CONFIRM = "competence/assigning/confirm_table.html"


@require_http_methods(["GET", "POST"])
def assign_table(request: Request) -> HttpResponse:
    """The table; with script the button counts what is ticked, without it one asks for it."""
    access.may_assign(request.actor).or_refuse()
    given = request.POST if request.method == "POST" else request.GET
    positions, plans = _ids(given, "position", MOST_EMPLOYEES), _ids(given, "plan", MOST_PLANS)
    table = queries.table_of(positions, plans, actor=request.actor, today=timezone.localdate())
    chosen, changes = _ticked(request.POST, table), _changes(request.POST, table)
    if is_part_request(request):
        with database_closed(CONFIRM):
            return never_cached(HttpResponse(render_to_string(CONFIRM, _counted(chosen, changes), request)))
    if request.POST.get("do") == "confirm" and (chosen or changes):
        now = timezone.now()
        outcome = carry_out_table(chosen, changes, actor=request.actor, now=now, today=timezone.localdate(now))
        _tell(request, table, outcome)
        return _address([str(one) for one in positions], [str(one) for one in plans])
    context = {
        "table": table,
        "lines": list(_lines(table, request.POST)),
        "missing": len(positions) - len(table.lines),
        **_counted(chosen, changes),
        **_found(request, given, table),
    }
    return page(request, "competence/assigning/table.html", context)


def _address(positions: Iterable[str], plans: Iterable[str]) -> HttpResponse:
    """The table of these: the address can be kept and sent, for it names nobody."""
    query = QueryDict(mutable=True)
    query.setlist("position", list(positions)[:MOST_EMPLOYEES])
    query.setlist("plan", list(plans)[:MOST_PLANS])
    response = redirect("assign_table")
    response["Location"] += f"?{query.urlencode()}"
    return response


def _ids(given: QueryDict, name: str, most: int) -> list[UUID]:
    found: dict[UUID, None] = {}
    for text in given.getlist(name):
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return list(found)[:most]


def _ticked(posted: QueryDict, table: Table) -> list[Cell]:
    free = table.free
    return [free[key] for key in dict.fromkeys(posted.getlist("give")) if key in free]


def _changes(posted: QueryDict, table: Table) -> list[tuple[Cell, str]]:
    found = ((cell, posted.get(f"change-{assignment}", "")) for assignment, cell in table.held.items())
    return [(cell, step) for cell, step in found if step]


def _counted(chosen: list[Cell], changes: list[tuple[Cell, str]]) -> dict[str, int]:
    return {"chosen": len(chosen), "changes": len(changes)}


class Shown(NamedTuple):
    """A cell as it is shown: the plan's name, whether it is ticked, and what was chosen in it."""

    cell: Cell
    plan: str
    ticked: bool
    step: str


def _lines(table: Table, posted: QueryDict) -> Iterator[tuple[Position, list[Shown]]]:
    given = set(posted.getlist("give"))

    def shown(cell: Cell, plan: Plan) -> Shown:
        step = posted.get(f"change-{cell.assignment.public_id}", "") if cell.assignment else ""
        return Shown(cell, plan.name, cell.key in given, step)

    for line in table.lines:
        yield line.position, [shown(cell, plan) for cell, plan in zip(line.cells, table.plans, strict=True)]


def _found(request: Request, given: QueryDict, table: Table) -> dict[str, Any]:
    """Whom and which plans a search finds to be added."""
    who, which = (given.get(name, "").strip()[:LONGEST] for name in ("who", "which"))
    there = [one.position for one in table.lines]
    today = timezone.localdate()
    employees = queries.employees_to_add(
        who, besides=[one.public_id for one in there], actor=request.actor, today=today
    )
    plans = queries.plans_to_add(which, positions=there, besides=[one.public_id for one in table.plans])
    room = {"room_for_employees": len(there) < MOST_EMPLOYEES, "room_for_plans": len(table.plans) < MOST_PLANS}
    return {"who": who, "which": which, "employees": employees, "plans": plans, **room}


def _tell(request: Request, table: Table, outcome: Outcome) -> None:
    if outcome.given:
        told = ngettext("%(count)s plan is assigned.", "%(count)s plans are assigned.", outcome.given)
        messages.success(request, told % {"count": number(outcome.given)})
    if outcome.changed:
        told = ngettext("%(count)s plan is changed.", "%(count)s plans are changed.", outcome.changed)
        messages.success(request, told % {"count": number(outcome.changed)})
    people = {line.position.public_id: line.position.person.name for line in table.lines}
    plans = {plan.public_id: plan.name for plan in table.plans}
    for one in outcome.failures:
        what = _("%(plan)s for %(name)s") % {"plan": plans[one.cell.plan], "name": people[one.cell.position]}
        messages.error(request, f"{what}: {one.reason}")
