"""«Signering krav/læringsaktivitet»: what one is asked to sign, and what became of it (KP-SIGN)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.modules.competence.access import own
from arbeidsrom.modules.competence.actions import signing as actions
from arbeidsrom.modules.competence.actions.work import CannotBeRegistered
from arbeidsrom.modules.competence.forms.signing import DecisionForm
from arbeidsrom.modules.competence.listings.signing import REQUESTS
from arbeidsrom.modules.competence.queries import signing as queries
from arbeidsrom.modules.competence.queries.signing import RequestView
from arbeidsrom.modules.competence.states import PerformanceState
from arbeidsrom.web.lists import list_page
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_GET
def signing(request: Request) -> HttpResponseBase:
    """The list, by tabs: waiting, signed, declined (KP-SIGN-003, 004)."""
    own.may_see_requests(request.actor).or_refuse()
    return list_page(request, REQUESTS, "competence/signing/list.html")


@require_http_methods(["GET", "POST"])
def signature_request(request: Request, request_id: UUID) -> HttpResponse:
    """What was done, the employee's comment, the history, and signing or declining, of several at once (KP-SIGN-006).

    Of a requirement that is repeated the signer ticks which (KP-SIGN-018), and is shown what was done afterwards.
    """
    actor, now = request.actor, timezone.now()
    posted = request.POST if request.method == "POST" else None
    if posted is not None and posted.get("do") not in ("sign", "decline"):
        raise BadRequest
    view = _as_asked(request_id, request, now)
    form = DecisionForm(posted, request_id=request_id, waiting=view.waiting)
    if posted is not None and form.is_valid():
        try:
            _decide(posted["do"], form, request, now)
        except CannotBeRegistered as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _lead_on(request, view, form, signed=posted["do"] == "sign")
    context = {
        "view": view,
        "asked": view.request,
        "form": form,
        "waits": view.request.state == PerformanceState.WAITING,
        "several": len(view.waiting) > 1,
        "may_sign": own.may_sign(actor, view.request),
    }
    return page(request, "competence/signing/request.html", context)


def _as_asked(request_id: UUID, request: Request, now: datetime) -> RequestView:
    """The request; who signs what has just been withdrawn is told so, and does not meet an empty page."""
    if request.method == "POST":
        actions.refuse_gone(request_id, actor=request.actor)
    return queries.request_of(request_id, actor=request.actor, now=now)


def _decide(step: str, form: DecisionForm, request: Request, now: datetime) -> None:
    chosen, comment, actor = form.requests(), form.cleaned_data["comment"], request.actor
    if step == "sign":
        actions.sign_performances(chosen, comment=comment, actor=actor, now=now)
    else:
        reason = form.cleaned_data["reason"]
        actions.decline_performances(chosen, reason=reason, comment=comment, actor=actor, now=now)


def _lead_on(request: Request, view: RequestView, form: DecisionForm, *, signed: bool) -> HttpResponse:
    if view.settings.repetitions is not None:
        return redirect("decided_requests", form.requests()[0])
    messages.success(request, _("Signed.") if signed else _("Declined. The employee has been told."))
    return redirect("signing")


@require_GET
def decided_requests(request: Request, request_id: UUID) -> HttpResponse:
    """What was signed or declined together: it can be undone, or one goes on with what is left (KP-SIGN-021)."""
    own.may_see_requests(request.actor).or_refuse()
    view = queries.decided_together(request_id, actor=request.actor)
    context = {
        "view": view,
        "requirement": view.first.requirement,
        "signed": view.first.state == PerformanceState.DONE,
        "may_sign": own.may_sign(request.actor, view.first),
    }
    return page(request, "competence/signing/decided.html", context)


@require_POST
def undo_decision(request: Request, request_id: UUID) -> HttpResponse:
    """«Avbryte signering», «Avbryt avvisning» (KP-SIGN-023)."""
    actions.undo_decision(request_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("Undone. It waits for signing again."))
    return redirect("signature_request", request_id)


@require_POST
def undo_decisions(request: Request, request_id: UUID) -> HttpResponse:
    """All that was signed or declined together waits again."""
    view = queries.decided_together(request_id, actor=request.actor)
    together = [one.public_id for one in view.together]
    actions.undo_decisions(together, actor=request.actor, now=timezone.now())
    messages.success(request, _("Undone. It waits for signing again."))
    return redirect("signature_request", request_id)
