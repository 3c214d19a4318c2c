"""The side panel of an employee, tab «Fravær»: when they are away; without script it is a page (KP-ABSENCE-003)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arbeidsrom.core.organisation.models import Absence, Position, PositionKind
from arbeidsrom.core.people import access, again
from arbeidsrom.core.people.actions import absences as actions
from arbeidsrom.core.people.again import Demand
from arbeidsrom.core.people.forms.absences import AbsenceForm
from arbeidsrom.core.people.queries import absences as queries
from arbeidsrom.core.people.queries.absences import AbsenceRow
from arbeidsrom.core.people.queries.loans import get_employee
from arbeidsrom.core.people.rules import Stage
from arbeidsrom.core.people.views import loans
from arbeidsrom.lib.decisions import Decision
from arbeidsrom.web.pages import is_part_request, page
from arbeidsrom.web.requests import Request


@dataclass(frozen=True, slots=True)
class Panel:
    """The employee, the absences there are, the one that was chosen, and what can be asked for again."""

    position: Position
    rows: list[AbsenceRow]
    chosen: AbsenceRow | None
    may_register: Decision
    demands: list[Demand]

    def form(self, posted: QueryDict | None = None, *, note: str = "") -> AbsenceForm | None:
        """Filled with what was chosen (KP-ABSENCE-014)."""
        if not self.may_register:
            return None
        row = self.chosen
        return AbsenceForm(
            posted,
            demands=self.demands,
            is_by_hand=row is None or row.is_by_hand,
            can_end=row is not None and row.is_by_hand and row.stage == Stage.ONGOING,
            initial={
                "lock_version": row.lock_version,
                "first_day": row.first_day,
                "last_day": row.last_day,
                "note": note,
            }
            if row
            else {},
        )


@require_safe
def availability(request: Request, position_id: UUID) -> HttpResponse:
    """What opens from the overview: absence, or the loan where the employee is borrowed."""
    today = timezone.localdate()
    position = get_employee(position_id, actor=request.actor, today=today)
    if position.kind == PositionKind.LOAN:
        return loans.borrowed(request, position)
    panel = _panel(request, position, _chosen(request), today=today)
    return _show(request, panel, panel.form(note=_note(request, panel, today=today)))


def _chosen(request: Request) -> UUID | None:
    try:
        return UUID(request.GET.get("absence", ""))
    except ValueError:
        return None


def _panel(request: Request, position: Position, chosen: UUID | None, *, today: date) -> Panel:
    rows = queries.absences_of(position, today=today)
    may_register = access.may_register_absence(request.actor, position)
    return Panel(
        position=position,
        rows=rows,
        chosen=next((row for row in rows if row.public_id == chosen), None) if may_register else None,
        may_register=may_register,
        demands=again.demands_of(position, actor=request.actor, today=today) if may_register else [],
    )


def _note(request: Request, panel: Panel, *, today: date) -> str:
    if panel.chosen is None or not panel.chosen.has_note:
        return ""
    return actions.read_note(panel.chosen.public_id, actor=request.actor, now=timezone.now(), today=today)


def _show(request: Request, panel: Panel, form: AbsenceForm | None) -> HttpResponse:
    context = {
        "tab": "absences",
        "position": panel.position,
        "panel": panel,
        "form": form,
        "here": reverse("availability", args=[panel.position.public_id]),
        "absences": [row for row in panel.rows if row.stage != Stage.FINISHED],
        "history": [row for row in panel.rows if row.stage == Stage.FINISHED],
        "in_panel": is_part_request(request),
    }
    return page(request, loans.TEMPLATE, context, part="panel")


@require_POST
def register_absence(request: Request, position_id: UUID) -> HttpResponse:
    """A new absence, and what is done again after it."""
    panel, today = _posted(request, position_id)
    form = panel.form(request.POST)
    if form and form.is_valid():
        try:
            actions.register_absence(
                position_id, terms=form.terms(), actor=request.actor, now=timezone.now(), today=today
            )
        except actions.AbsenceRefused as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("The absence is registered."))
            return redirect("availability", position_id)
    return _show(request, panel, form)


@require_POST
def edit_absence(request: Request, position_id: UUID, absence_id: UUID) -> HttpResponse:
    """«Lagre» of an absence that was chosen: other days, back in work, or something to do again."""
    panel, today = _posted(request, position_id, absence_id)
    form = panel.form(request.POST)
    if form and form.is_valid():
        try:
            done = _save(request, panel, absence_id, form, today=today)
        except actions.AbsenceRefused as refusal:
            _say(form, refusal)
        else:
            messages.success(request, done)
            return redirect("availability", position_id)
    return _show(request, panel, form)


def _save(request: Request, panel: Panel, absence_id: UUID, form: AbsenceForm, *, today: date) -> str:
    by: dict[str, Any] = {"actor": request.actor, "now": timezone.now(), "today": today}
    if panel.chosen and not panel.chosen.is_by_hand:
        actions.demand_again(absence_id, demands=form.demands(), **by)
        return _("Saved.")
    by |= {"terms": form.terms(), "lock_version": form.cleaned_data["lock_version"] or 0}
    if form.cleaned_data.get("is_back"):
        actions.end_absence(absence_id, **by)
        return _("The employee is back in work.")
    actions.edit_absence(absence_id, **by)
    return _("The absence is changed.")


@require_POST
def delete_absence(request: Request, position_id: UUID, absence_id: UUID) -> HttpResponse:
    """An absence that has not begun never does."""
    _unused, today = _posted(request, position_id, absence_id)
    version = loans.version_of(request)
    actions.delete_absence(absence_id, lock_version=version, actor=request.actor, now=timezone.now(), today=today)
    messages.success(request, _("The absence is deleted."))
    return redirect("availability", position_id)


def _posted(request: Request, position_id: UUID, absence_id: UUID | None = None) -> tuple[Panel, date]:
    """As the form says that was sent, or 404: another employee's absence is not this one's."""
    today = timezone.localdate()
    position = get_employee(position_id, actor=request.actor, today=today)
    access.may_register_absence(request.actor, position).or_refuse()
    panel = _panel(request, position, absence_id, today=today)
    if absence_id and panel.chosen is None:
        raise Absence.DoesNotExist
    return panel, today


def _say(form: AbsenceForm, refusal: actions.AbsenceRefused) -> None:
    """What is wrong stands at its field."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
