"""«Signering krav/læringsaktivitet»: what one is asked to sign, and what became of it (KP-SIGN)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
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
    """One request: what was done, the employee's comment, the history, and signing or declining (KP-SIGN-006)."""
    actor, now = request.actor, timezone.now()
    view = queries.request_of(request_id, actor=actor, now=now)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if request.POST.get("do") == "sign":
                actions.sign_performance(request_id, comment=said["comment"], actor=actor, now=now)
            else:
                actions.decline_performance(
                    request_id, reason=said["reason"], comment=said["comment"], actor=actor, now=now
                )
        except CannotBeRegistered as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            signed = request.POST.get("do") == "sign"
            messages.success(request, _("Signed.") if signed else _("Declined. The employee has been told."))
            return redirect("signing")
    waits = view.request.state == PerformanceState.WAITING
    context = {
        "view": view,
        "asked": view.request,
        "form": form,
        "waits": waits,
        "may_sign": own.may_sign(actor, view.request),
    }
    return page(request, "competence/signing/request.html", context)


@require_POST
def undo_decision(request: Request, request_id: UUID) -> HttpResponse:
    """«Avbryte signering», «Avbryt avvisning» (KP-SIGN-023)."""
    actions.undo_decision(request_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("Undone. It waits for signing again."))
    return redirect("signature_request", request_id)
