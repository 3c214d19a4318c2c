"""The side panel of an employee, tab «Utlån»: where they are lent to, or from; without script a page (KP-LENDREG)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arbeidsrom.core.organisation.models import Position, PositionKind
from arbeidsrom.core.people import access
from arbeidsrom.core.people.actions import loans as actions
from arbeidsrom.core.people.forms.loans import LoanForm
from arbeidsrom.core.people.queries import loans as queries
from arbeidsrom.core.people.rules import Stage
from arbeidsrom.core.people.views import lending
from arbeidsrom.core.people.views.lending import Lending
from arbeidsrom.web.pages import is_part_request, page
from arbeidsrom.web.requests import Request

TEMPLATE = "people/availability.html"


@require_safe
def employee_loans(request: Request, position_id: UUID) -> HttpResponse:
    """All loans for the lending side, the one loan for the borrowing side."""
    today = timezone.localdate()
    position = queries.get_employee(position_id, actor=request.actor, today=today)
    if position.kind == PositionKind.LOAN:
        return borrowed(request, position)
    asked = lending.asked_for(request, position, today=today)
    return page(request, TEMPLATE, _lent(asked, asked.form()) | {"in_panel": is_part_request(request)}, part="panel")


def borrowed(request: Request, position: Position) -> HttpResponse:
    """The panel of a temporary position: the loan that gave it."""
    loan, row = queries.loan_to(position, today=timezone.localdate())
    knows = access.may_read_comment(request.actor, loan)
    comment = actions.read_comment(loan, actor=request.actor, now=timezone.now()) if knows else ""
    context = {"tab": "loans", "position": position, "borrowed": row, "comment": comment}
    context["in_panel"] = is_part_request(request)
    return page(request, TEMPLATE, context, part="panel")


def _lent(asked: Lending, form: LoanForm | None) -> dict[str, Any]:
    return {
        "tab": "loans",
        "position": asked.position,
        "asked": asked,
        "form": form,
        "here": reverse("employee_loans", args=[asked.position.public_id]),
        "loans": [row for row in asked.rows if row.stage != Stage.FINISHED],
        "history": [row for row in asked.rows if row.stage == Stage.FINISHED],
        "may_lend": asked.may_lend,
    }


@require_http_methods(["POST"])
def register_loan(request: Request, position_id: UUID) -> HttpResponse:
    """Lend somebody to another department."""
    asked = _asked(request, position_id)
    form = asked.form(request.POST)
    if form and form.is_valid():
        try:
            actions.register_loan(
                position_id, terms=form.terms(), actor=request.actor, now=timezone.now(), today=asked.today
            )
        except actions.LoanRefused as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("The loan is registered."))
            return redirect("employee_loans", position_id)
    return page(request, TEMPLATE, _lent(asked, form))


@require_http_methods(["POST"])
def edit_loan(request: Request, position_id: UUID, loan_id: UUID) -> HttpResponse:
    """Change a loan that has not ended."""
    asked = _asked(request, position_id, editing=loan_id)
    form = asked.form(request.POST)
    if form and form.is_valid():
        try:
            actions.edit_loan(
                loan_id,
                terms=form.terms(),
                lock_version=form.cleaned_data["lock_version"] or 0,
                actor=request.actor,
                now=timezone.now(),
                today=asked.today,
            )
        except actions.LoanRefused as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("The loan is changed."))
            return redirect("employee_loans", position_id)
    return page(request, TEMPLATE, _lent(asked, form))


@require_POST
def end_loan(request: Request, position_id: UUID, loan_id: UUID) -> HttpResponse:
    """The loan lasts for the rest of the day."""
    asked = _asked(request, position_id, editing=loan_id)
    actions.end_loan(
        loan_id, lock_version=version_of(request), actor=request.actor, now=timezone.now(), today=asked.today
    )
    messages.success(request, _("The loan ends when the day is over."))
    return redirect("employee_loans", position_id)


@require_POST
def delete_loan(request: Request, position_id: UUID, loan_id: UUID) -> HttpResponse:
    """A loan that has not begun never does."""
    asked = _asked(request, position_id, editing=loan_id)
    actions.delete_loan(
        loan_id, lock_version=version_of(request), actor=request.actor, now=timezone.now(), today=asked.today
    )
    messages.success(request, _("The loan is deleted."))
    return redirect("employee_loans", position_id)


def _asked(request: Request, position_id: UUID, *, editing: UUID | None = None) -> Lending:
    today = timezone.localdate()
    position = queries.get_employee(position_id, actor=request.actor, today=today)
    access.may_lend(request.actor, position).or_refuse()
    return lending.posted(request, position, editing=editing, today=today)


def version_of(request: Request) -> int:
    """Which version of a thing was looked at when a button was pressed."""
    version = request.POST.get("lock_version", "")
    return int(version) if version.isdecimal() and len(version) < 9 else -1


def _say(form: LoanForm, refusal: actions.LoanRefused) -> None:
    """What is wrong stands at its field; of the department, which is hidden, above them all."""
    form.add_error(refusal.field if refusal.field != "unit" else None, str(refusal))
