"""«Send e-post» to the ticked employees of the overview."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from arbeidsrom.core.people import access
from arbeidsrom.core.people.actions.emails import MOST, send_email_to_employees
from arbeidsrom.core.people.forms.emails import EmailForm
from arbeidsrom.core.people.listings import listing_for
from arbeidsrom.core.people.queries.emails import addressed
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.web import unfinished
from arbeidsrom.web.components.formats import number
from arbeidsrom.web.lists import ticked
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

KEPT = "people.email"


@require_http_methods(["GET", "POST"])
def write_to_employees(request: Request) -> HttpResponse:
    """First the form, with those who were ticked; then it is sent (KP-EMAIL-001, 002)."""
    actor = request.actor
    access.may_write_to_employees(actor).or_refuse()
    begun = unfinished.begun(actor, KEPT, None)
    given = begun.draft.as_posted() if begun.draft and request.method == "GET" else request.POST
    chosen = _chosen(request, given)
    form = EmailForm(given if "text" in given else None)
    found = addressed(chosen, actor=actor, today=timezone.localdate())
    if request.method == "POST" and form.is_valid() and _send(request, form, chosen):
        return redirect("employees")
    context = {
        "form": form,
        "begun": begun,
        "found": found,
        "chosen": " ".join(str(one) for one in chosen),
        "too_many": found.everybody if found.everybody > MOST else 0,
        "most": MOST,
    }
    return page(request, "people/write_to_employees.html", context)


def _chosen(request: Request, given: QueryDict) -> list[UUID]:
    """Those ticked in the overview, or whom the form carries: all in one field, for there are limits to fields."""
    carried = given.get("positions", "").split()
    found = []
    for text in carried or ticked(given, listing_for(request.actor), request.actor):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _send(request: Request, form: EmailForm, chosen: list[UUID]) -> bool:
    """Whether it was sent; why not stands above the form, with what was written in it."""
    now = timezone.now()
    try:
        sent = send_email_to_employees(
            chosen, **form.cleaned_data, actor=request.actor, now=now, today=timezone.localdate(now)
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    told = ngettext(
        "The e-mail is on its way to %(count)s employee. You get a confirmation.",
        "The e-mail is on its way to %(count)s employees, each alone. You get a confirmation.",
        len(sent.reached),
    )
    messages.success(request, told % {"count": number(len(sent.reached))})
    if sent.without:
        names = ", ".join(one.name for one in sent.without)
        messages.warning(request, f"{_('Have no e-mail address, and did not get it:')} {names}")
    return True
