"""Choosing who else approves learning goals (KP-DELEG)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.core.roles import access, choosing
from arbeidsrom.core.roles import delegates as approval
from arbeidsrom.core.roles.forms import AddDelegateForm, DescribeDelegateForm
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_GET
def delegates(request: Request) -> HttpResponse:
    """«Deleger godkjenning av læringsmål»: who approves for the leader, and what."""
    access.may_delegate_approval(request.actor).or_refuse()
    return _shown(request)


@require_http_methods(["GET", "POST"])
def add_delegate(request: Request) -> HttpResponse:
    """Find a colleague by name, and choose."""
    access.may_delegate_approval(request.actor).or_refuse()
    now, today = timezone.now(), timezone.localdate()
    leader, text = approval.own_leader(request.actor), request.GET.get("q", "")
    without = {leader.person_id}
    found = choosing.colleagues_named(text, beside=leader.unit, without=without, today=today) if text.strip() else []
    form = AddDelegateForm(request.POST or None, found=found)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            approval.add_delegate(
                person_id=UUID(given["person"]),
                description=given["description"],
                actor=request.actor,
                now=now,
                today=today,
            )
        except approval.CannotApprove as refusal:
            form.add_error("person", str(refusal))
        else:
            messages.success(request, _("The delegate is added."))
            return redirect("delegates")
    return page(request, "roles/add_delegate.html", {"form": form, "found": found, "q": text})


@require_POST
def describe_delegate(request: Request, delegate_id: UUID) -> HttpResponse:
    """Save what a delegate approves."""
    form = DescribeDelegateForm(request.POST)
    if not form.is_valid():
        access.may_delegate_approval(request.actor).or_refuse()
        messages.error(request, _("A description has 300 characters at most."))
        return redirect("delegates")
    description = form.cleaned_data["description"]
    approval.describe_delegate(delegate_id, description=description, actor=request.actor, now=timezone.now())
    messages.success(request, _("The description is saved."))
    return redirect("delegates")


@require_POST
def remove_delegate(request: Request, delegate_id: UUID) -> HttpResponse:
    """The person approves nothing more for the leader."""
    delegate = approval.remove_delegate(delegate_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("%(name)s approves no longer for you.") % {"name": delegate.person.name})
    return redirect("delegates")


def _shown(request: Request) -> HttpResponse:
    rows = approval.delegates_of(request.actor.leads_as, today=timezone.localdate())
    return page(request, "roles/delegates.html", {"rows": rows})
