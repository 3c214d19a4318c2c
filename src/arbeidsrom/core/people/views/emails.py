"""«Send e-post» to the ticked employees of the overview."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from arbeidsrom.core.people import access
from arbeidsrom.core.people.actions.emails import CannotBeSent, send_email_to_employees
from arbeidsrom.core.people.forms.emails import EmailForm
from arbeidsrom.core.people.listings import listing_for
from arbeidsrom.core.people.queries.emails import Addressed, addressed
from arbeidsrom.web import unfinished
from arbeidsrom.web.components.formats import number
from arbeidsrom.web.lists import ticked
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

KEPT = "people.email"
MOST = 1000
"""To so many at once; more is what system messages are for."""


@require_http_methods(["GET", "POST"])
def write_to_employees(request: Request) -> HttpResponse:
    """First the form, with those who were ticked; then it is sent (KP-EMAIL-001, 002)."""
    actor = request.actor
    access.may_write_to_employees(actor).or_refuse()
    begun = unfinished.begun(actor, KEPT, None)
    kept = begun.draft.as_posted() if begun.draft and request.method == "GET" else request.POST
    chosen = _uuids(kept.getlist("positions") or ticked(kept, listing_for(actor), actor))
    found = addressed(chosen, actor=actor, today=timezone.localdate())
    form = EmailForm(kept if "text" in kept else None)
    if found.everybody > MOST:
        return _page(request, EmailForm(), Addressed((), ()), too_many=found.everybody)
    if request.method == "POST" and form.is_valid() and _send(request, form, chosen):
        return redirect("employees")
    return _page(request, form, found, chosen)


def _send(request: Request, form: EmailForm, chosen: list[UUID]) -> bool:
    """Whether it was sent; why not stands above the form."""
    now = timezone.now()
    try:
        sent = send_email_to_employees(
            chosen, **form.cleaned_data, actor=request.actor, now=now, today=timezone.localdate(now)
        )
    except CannotBeSent as refusal:
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
        messages.warning(request, f"{_('Without an e-mail address, and not written to:')} {names}")
    return True


def _page(
    request: Request, form: EmailForm, found: Addressed, chosen: list[UUID] | None = None, *, too_many: int = 0
) -> HttpResponse:
    context = {"form": form, "found": found, "chosen": chosen or [], "too_many": too_many, "most": MOST, "kept": KEPT}
    return page(request, "people/write_to_employees.html", context)


def _uuids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
