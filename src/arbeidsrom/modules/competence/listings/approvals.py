"""«Godkjenning av kompetanseplaner»: the plans that wait for the leader (KP-APPROVE-004, 005)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.models import Assignment
from arbeidsrom.modules.competence.queries import assigning as queries
from arbeidsrom.web.links import link_to
from arbeidsrom.web.lists import Choice, Column, Empty, Listing, Result, Window


def found(actor: Actor, choice: Choice, window: Window) -> Result[Assignment]:
    """The plans that wait. Two queries."""
    rows = queries.waiting_for_approval(actor=actor, today=choice.today, text=choice.search)
    return Result(list(rows[window.offset : window.offset + window.limit]), rows.count())


APPROVALS: Listing[Assignment] = Listing(
    key="competence.approvals",
    title=_("Approval of competence plans"),
    query=found,
    row_id=lambda row: str(row.public_id),
    row_label=lambda row: f"{row.plan.name}, {row.person.name}",
    search_label=_("Search for name or plan"),
    empty=Empty(
        _("Nothing here"),
        _("When an employee has fulfilled a plan that you approve, it stands here."),
        icon="checkmark-circle",
    ),
    columns=[
        Column(
            "name",
            pgettext_lazy("capacity", "Employee"),
            lambda row: row.person.name,
            secondary=lambda row: row.position.unit.name,
        ),
        Column(
            "plan",
            _("Plan"),
            lambda row: row.plan.name,
            link=lambda row: link_to("employee_plan", row.public_id),
            width=40,
        ),
        Column("sent_at", _("Sent"), lambda row: row.sent_at, kind="moment"),
    ],
)
