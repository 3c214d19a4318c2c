"""What the panel shows of a loan that is being registered or changed: step by step, kept in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone

from arbeidsrom.core.organisation.models import Position, Unit
from arbeidsrom.core.people import access
from arbeidsrom.core.people.actions import loans as actions
from arbeidsrom.core.people.forms.loans import LoanForm
from arbeidsrom.core.people.models import Loan
from arbeidsrom.core.people.queries import choosing
from arbeidsrom.core.people.queries import loans as queries
from arbeidsrom.core.people.queries.choosing import PersonChoice, UnitChoice
from arbeidsrom.core.people.queries.loans import LoanRow
from arbeidsrom.core.people.rules import Stage
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import Decision
from arbeidsrom.web.requests import Request

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Lending:
    """The employee, the loans there are, the one that is edited, and how far a new one has been filled in."""

    position: Position
    rows: list[LoanRow]
    may_lend: Decision
    today: date
    editing: LoanRow | None
    unit: Unit | None
    searched: str
    departments: list[UnitChoice]
    leaders: list[PersonChoice]
    leader_searched: str
    knows_comment: bool
    comment: str

    def form(self, posted: QueryDict | None = None) -> LoanForm | None:
        """The form, once there is a department to lend to."""
        if self.unit is None or not self.may_lend:
            return None
        return LoanForm(
            posted,
            leaders=self.leaders,
            has_begun=self.editing is not None and self.editing.stage == Stage.ONGOING,
            knows_comment=self.knows_comment,
            initial=self._initial(self.unit),
        )

    def _initial(self, unit: Unit) -> dict[str, Any]:
        row = self.editing
        if row is None:
            return {"unit": unit.public_id, "first_day": self.today + timedelta(days=1)}
        same = unit.public_id == row.unit_id
        return {
            "unit": unit.public_id,
            "lock_version": row.lock_version,
            "first_day": row.first_day,
            "last_day": row.last_day,
            "leader": str(row.leader_id) if same and row.leader_id else "",
            "comment": self.comment,
        }


def asked_for(request: Request, position: Position, *, today: date) -> Lending:
    """As the address says: which loan is edited, which department was searched for or chosen."""
    return _lending(
        position,
        actor=request.actor,
        today=today,
        editing=_uuid(request.GET.get("edit", "")),
        unit_id=_uuid(request.GET.get("unit", "")),
        searched=request.GET.get("department", "").strip()[:LONGEST],
        leader_searched=request.GET.get("leader_name", "").strip()[:LONGEST],
        request=request,
    )


def posted(request: Request, position: Position, *, editing: UUID | None, today: date) -> Lending:
    """As the form says that was sent; whoever was searched for as leader can be chosen still."""
    return _lending(
        position,
        actor=request.actor,
        today=today,
        editing=editing,
        unit_id=_uuid(request.POST.get("unit", "")),
        searched="",
        leader_searched="",
        request=request,
        chosen_leader=_uuid(request.POST.get("leader", "")),
    )


def _lending(
    position: Position,
    *,
    actor: Actor,
    today: date,
    editing: UUID | None,
    unit_id: UUID | None,
    searched: str,
    leader_searched: str,
    request: Request,
    chosen_leader: UUID | None = None,
) -> Lending:
    rows = queries.loans_of(position, today=today)
    may_lend = access.may_lend(actor, position)
    edited = next((row for row in rows if row.public_id == editing and row.stage != Stage.FINISHED), None)
    wanted = unit_id or (edited.unit_id if edited and not searched else None)
    unit = choosing.departments(today=today).filter(public_id=wanted).first() if may_lend and wanted else None
    knows, comment = _comment(edited, request) if edited and may_lend else (True, "")
    return Lending(
        position=position,
        rows=rows,
        may_lend=may_lend,
        today=today,
        editing=edited if may_lend else None,
        unit=unit,
        searched=searched,
        departments=choosing.departments_named(searched, today=today) if may_lend and searched else [],
        leaders=_leaders(unit, position, edited, leader_searched, chosen_leader, today=today) if unit else [],
        leader_searched=leader_searched,
        knows_comment=knows,
        comment=comment,
    )


def _leaders(
    unit: Unit, position: Position, edited: LoanRow | None, searched: str, chosen: UUID | None, *, today: date
) -> list[PersonChoice]:
    """Who leads there, whoever was searched for, and whoever leads the loan now; each once."""
    besides = position.person_id
    found = choosing.leaders_of(unit, today=today, besides=besides)
    if searched:
        found = [*choosing.leaders_named(searched, today=today, besides=besides), *found]
    now = edited.leader_id if edited and edited.unit_id == unit.public_id else None
    kept = {one for one in (chosen, now) if one is not None}
    if missing := kept - {one.public_id for one in found}:
        possible = choosing.possible_leaders(today=today).filter(public_id__in=missing).exclude(person=besides)
        found += choosing.person_choices(possible.order_by("id"))
    return list({one.public_id: one for one in found}.values())


def _comment(edited: LoanRow, request: Request) -> tuple[bool, str]:
    """The comment for whoever wrote it; others change the loan without it."""
    with_everything = ("temporary__unit", "registered_by", "position__person", "position__unit")
    loan = Loan.objects.select_related(*with_everything).get(public_id=edited.public_id)
    if not access.may_read_comment(request.actor, loan):
        return False, ""
    if request.method != "GET":
        return True, ""
    return True, actions.read_comment(loan, actor=request.actor, now=timezone.now())


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
