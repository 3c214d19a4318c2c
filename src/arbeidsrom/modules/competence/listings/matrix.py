"""«Status planer» and «Repeterende krav» as lists: one for each plan, with the requirements of the plan as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence import matrix_table
from arbeidsrom.modules.competence.actions import matrix as actions
from arbeidsrom.modules.competence.models import Plan
from arbeidsrom.modules.competence.queries import matrix as queries
from arbeidsrom.modules.competence.queries.matrix import Asked, Matrix, MatrixRow
from arbeidsrom.web.components.formats import number
from arbeidsrom.web.links import link_to
from arbeidsrom.web.lists import Choice, Column, Empty, Listing, Result, View, Window
from arbeidsrom.web.lists.long import OF
from arbeidsrom.web.lists.shown import Heading

EMPLOYEE: Column[MatrixRow] = Column(
    "name",
    pgettext_lazy("capacity", "Employee"),
    lambda row: row.name,
    sort="name",
    link=lambda row: link_to("employee_plan", row.assignment),
    width=32,
    fixed=True,
)
DEPARTMENT: Column[MatrixRow] = Column(
    "department", gettext_lazy("Department"), lambda row: row.department, sort="department", width=32, fixed=True
)


def _nobody(_actor: Actor, _choice: Choice, _window: Window) -> Result[MatrixRow]:
    """Of no plan in particular there is nothing to show."""
    return Result([], 0)


def _of_no_plan(_actor: Actor, _choice: Choice, _count: int, _now: datetime) -> None:
    """And nothing to take out."""


def _employees(count: int) -> str:
    return ngettext("%(count)s employee", "%(count)s employees", count) % {"count": number(count)}


STATUS_MATRIX: Listing[MatrixRow] = Listing(
    key="competence.status_matrix",
    title=gettext_lazy("Status of plans"),
    search_label=gettext_lazy("Search for a name, an e-mail address or an employee number"),
    columns=(EMPLOYEE, DEPARTMENT),
    query=_nobody,
    exported=_of_no_plan,
    row_id=lambda row: str(row.assignment),
    row_label=lambda row: row.name,
    default_sort="name",
    views=(View("all", gettext_lazy("All"), "size=100"),),
    empty=Empty(gettext_lazy("Nobody has this plan now"), icon="person-group"),
    count_label=_employees,
    excel_label=gettext_lazy("Export to Excel"),
)
REPETITION_MATRIX = replace(
    STATUS_MATRIX, key="competence.repetition_matrix", title=gettext_lazy("Repeated requirements")
)


def listing_of(matrix: Matrix) -> Listing[MatrixRow]:
    """The list of one plan."""
    base = REPETITION_MATRIX if matrix.counts else STATUS_MATRIX
    title = f"{base.title}: {matrix.plan.name}"

    def query(actor: Actor, choice: Choice, window: Window) -> Result[MatrixRow]:
        return queries.matrix_rows(matrix, asked(choice), window, actor=actor, today=choice.today)

    def exported(actor: Actor, choice: Choice, _count: int, now: datetime) -> None:
        found = queries.employees_with_plan(matrix.plan, asked(choice), actor=actor, today=choice.today)
        people = found.order_by().values_list("person__public_id", flat=True)
        actions.export_status_matrix(matrix.plan, people, actor=actor, now=now)

    def looked_at(actor: Actor, rows: Sequence[MatrixRow], now: datetime) -> None:
        actions.look_at_status_matrix(matrix.plan, (row.person for row in rows), actor=actor, now=now)

    def table(
        choice: Choice, _columns: Sequence[Column[MatrixRow]], headings: Sequence[Heading], rows: Sequence[MatrixRow]
    ) -> SafeString:
        return matrix_table.table(matrix, choice, headings, rows, title=title)

    return replace(
        base,
        key=f"{base.key}{OF}{matrix.plan.public_id}",
        title=title,
        columns=(EMPLOYEE, DEPARTMENT, *matrix_table.requirement_columns(matrix)),
        query=query,
        exported=exported,
        looked_at=looked_at,
        table=table,
        empty=_empty(matrix),
    )


def asked(choice: Choice) -> Asked:
    """What the address asks for."""
    return Asked(choice.search, choice.sort or "name", choice.descending and bool(choice.sort))


def _empty(matrix: Matrix) -> Empty:
    if matrix.links:
        return Empty(
            _("Nobody has this plan now"),
            _("None of the employees you follow up has it among their active plans. Choose another plan above."),
            icon="person-group",
        )
    if matrix.counts:
        return Empty(_("Nothing in this plan is repeated"), _("Only requirements with repetitions are shown here."))
    return Empty(_("Nothing stands in this plan yet"), _("No requirement is active in it."), icon="tasklist")


def status_listing_for(actor: Actor, plan_id: str) -> Listing[MatrixRow]:
    """The list as a worker makes it into a file."""
    return _listing_for(actor, plan_id, counts=False)


def repetition_listing_for(actor: Actor, plan_id: str) -> Listing[MatrixRow]:
    """The same of what is repeated."""
    return _listing_for(actor, plan_id, counts=True)


def _listing_for(actor: Actor, plan_id: str, *, counts: bool) -> Listing[MatrixRow]:
    try:
        plan = UUID(plan_id)
    except ValueError:
        raise Plan.DoesNotExist from None
    return listing_of(queries.get_matrix(plan, actor=actor, today=timezone.localdate(), counts=counts))
