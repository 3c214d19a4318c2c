"""Handing over at the end of a term, and answering whether one takes over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import offers as actions
from arbeidsrom.modules.workspace.actions.lists import look_at_cases
from arbeidsrom.modules.workspace.actions.offers import Offered, TakenOver
from arbeidsrom.modules.workspace.forms.stewards import AnswerOffersForm, OfferCasesForm
from arbeidsrom.modules.workspace.queries import lists, offers, stewards
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_http_methods(["GET", "POST"])
def offer_cases(request: Request) -> HttpResponse:
    """Ask a successor to take over cases that one is responsible for."""
    access.may_work_with_cases(request.actor).or_refuse()
    today, form = timezone.localdate(), None
    own, asked = stewards.own_responsibility(request.actor), offers.asked_by(request.actor)
    if own:
        waiting = {row.case for row in asked}
        form = OfferCasesForm(
            request.POST or None,
            stewards=stewards.successors(request.actor, today=today),
            cases=[(str(case.public_id), f"{case.label} {case.title}") for case in own],
            initial={"cases": [str(case.public_id) for case in own if case.public_id not in waiting]},
        )
    if form and request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = actions.offer_cases(
            [UUID(one) for one in given["cases"]],
            to=UUID(given["position"]),
            note=given["note"],
            actor=request.actor,
            now=timezone.now(),
            today=today,
        )
        _say(request, done)
        return redirect("offer_cases")
    look_at_cases(lists.shown_cases(own), actor=request.actor, now=timezone.now())
    return page(request, "workspace/offer_cases.html", {"form": form, "asked": asked})


def _say(request: Request, done: Offered) -> None:
    """How many were asked about, and which the chosen one cannot have."""
    if done.asked:
        name, count = done.asked[0].to_position.person.name, len(done.asked)
        said = ngettext(
            "%(name)s is asked to take over %(count)s case.", "%(name)s is asked to take over %(count)s cases.", count
        )
        messages.success(request, said % {"name": name, "count": count})
    if done.left:
        numbers = ", ".join(case.label for case in done.left)
        said = _("Choose somebody else for %(numbers)s: whoever you chose cannot have them.")
        messages.warning(request, said % {"numbers": numbers})


@require_http_methods(["GET", "POST"])
def offered_cases(request: Request) -> HttpResponse:
    """Take over, or say no to, the cases that one is asked about."""
    access.may_work_with_cases(request.actor).or_refuse()
    rows = offers.offers_to(request.actor)
    everything = [(str(row.public_id), row.label) for row in rows]
    ticked = {"offers": [key for key, _label in everything]}
    form = AnswerOffersForm(request.POST or None, offers=everything, initial=ticked)
    if request.method == "POST" and form.is_valid():
        return _answer(request, [UUID(one) for one in form.cleaned_data["offers"]], form.cleaned_data["reason"])
    look_at_cases([row.shown for row in rows if row.note], actor=request.actor, now=timezone.now())
    return page(request, "workspace/offered_cases.html", {"rows": rows, "form": form})


def _answer(request: Request, chosen: list[UUID], reason: str) -> HttpResponse:
    now = timezone.now()
    if request.POST.get("do") == "decline":
        if actions.decline_cases(chosen, reason=reason, actor=request.actor, now=now):
            messages.success(request, _("You do not take over the cases. Whoever asked is told."))
        else:
            _say_that_nobody_asks(request)
        return redirect("offered_cases")
    done = actions.accept_cases(chosen, actor=request.actor, now=now, today=timezone.localdate())
    _say_what_was_taken(request, done)
    return redirect("cases" if done.taken else "offered_cases")


def _say_what_was_taken(request: Request, done: TakenOver) -> None:
    """How many, and which of the ticked ones went another way meanwhile."""
    if done.taken:
        count = len(done.taken)
        said = ngettext("You have taken over %(count)s case.", "You have taken over %(count)s cases.", count)
        messages.success(request, said % {"count": count})
    if done.left:
        numbers = ", ".join(case.label for case in done.left)
        said = _("You can no longer take over these cases: %(numbers)s.")
        messages.warning(request, said % {"numbers": numbers})
    if not done.taken and not done.left:
        _say_that_nobody_asks(request)


def _say_that_nobody_asks(request: Request) -> None:
    messages.warning(request, _("You are no longer asked to take over these cases."))


@require_POST
def withdraw_offer(request: Request, offer_id: UUID) -> HttpResponse:
    """Keep a case after all."""
    actions.withdraw_offer(offer_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("You keep the case."))
    return redirect("offer_cases")
