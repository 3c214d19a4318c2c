"""My information, answering a member's request for access, and the register of processing activities."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.core.accounts.confirming import recently_confirmed
from arbeidsrom.core.audit.actions import record
from arbeidsrom.core.privacy import access, actions, queries, register
from arbeidsrom.core.privacy.forms import FindMemberForm, FindOutsiderForm
from arbeidsrom.core.privacy.listings import CATEGORY_LABELS, FIELDS
from arbeidsrom.web.lists import list_page
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request, may_take_out


@require_GET
def my_data(request: Request) -> HttpResponse:
    """«Mine opplysninger»: what is stored about me, who has looked at it, what I can have erased (PL-AUD-002, 003)."""
    subject, sections = actions.look_at_own(actor=request.actor, now=timezone.now())
    return page(request, "privacy/my_data.html", {"sections": sections, "subject": subject})


@require_POST
@recently_confirmed
def my_data_package(request: Request) -> HttpResponse:
    """Everything as a file."""
    return zip_response(actions.make_own_package(actor=request.actor, now=timezone.now()))


@require_POST
def erase_my_data(request: Request, section: str) -> HttpResponse:
    """Have a part erased."""
    count = actions.erase_own(section, actor=request.actor, now=timezone.now())
    messages.success(request, _("Erased: %(count)s.") % {"count": count})
    return redirect("my_data")


@require_GET
def access_requests(request: Request) -> HttpResponse:
    """Find the member who has asked, or go on to somebody outside the union."""
    actor = request.actor
    access.may_answer(actor).or_refuse()
    form = FindMemberForm(request.GET or None)
    if request.GET and form.is_valid():
        member = queries.find_member(form.cleaned_data["number"], actor=actor)
        if member:
            return redirect("member_data", member.public_id)
        form.add_error("number", _("You answer requests of no member with this number."))
    context = {"form": form, "may_answer_outsiders": access.may_answer_outsiders(actor)}
    return page(request, "privacy/requests.html", context)


@require_GET
def member_data(request: Request, member_id: UUID) -> HttpResponse:
    """What is stored about a member, for whoever answers the request."""
    subject, sections = actions.look_at_member(member_id, actor=request.actor, now=timezone.now())
    context = {"subject": subject, "sections": sections, "member_id": member_id}
    return page(request, "privacy/member_data.html", context)


@require_POST
@recently_confirmed
def member_data_package(request: Request, member_id: UUID) -> HttpResponse:
    """Everything about the member as a file, to be given to them."""
    return zip_response(actions.make_member_package(member_id, actor=request.actor, now=timezone.now()))


@require_http_methods(["GET", "POST"])
@recently_confirmed
def outsider_data(request: Request) -> HttpResponse:
    """Somebody outside the union has asked: what is stored about them, on the page or as a file to give to them.

    Name, address and number never stand in the page's own address, so the form is sent each time.
    """
    access.may_answer_outsiders(request.actor).or_refuse()
    form = FindOutsiderForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "privacy/find_outsider.html", {"form": form})
    if "package" in request.POST:
        made = actions.make_outsider_package(**form.cleaned_data, actor=request.actor, now=timezone.now())
        return zip_response(made)
    subject, sections = actions.look_at_outsider(**form.cleaned_data, actor=request.actor, now=timezone.now())
    return page(request, "privacy/outsider_data.html", {"form": form, "subject": subject, "sections": sections})


@require_GET
def processing_register(request: Request) -> HttpResponseBase:
    """The register of processing activities («behandlingsprotokoll»): every field with personal data (PL-AUD-004)."""
    access.may_see_register(request.actor).or_refuse()
    activities = [
        {"row": row, "categories": [CATEGORY_LABELS[category] for category in row.categories]}
        for row in register.activity_rows()
    ]
    return list_page(request, FIELDS, "privacy/register.html", {"activities": activities})


@require_GET
def processing_register_json(request: Request) -> HttpResponse:
    """The register as data."""
    actor = request.actor
    access.may_see_register(actor).or_refuse()
    may_take_out(actor).or_refuse()
    record("privacy.register.exported", None, actor=actor, at=timezone.now())
    data = [
        {
            "key": row.activity.key,
            "name": str(row.activity.name),
            "purpose": str(row.activity.purpose),
            "people": str(row.activity.people),
            "basis": str(row.activity.basis),
            "recipients": str(row.activity.recipients),
            "retention": str(row.activity.retention),
            "security": str(row.activity.security),
            "fields": [
                {
                    "field": field.place,
                    "part_of": field.name,
                    "words": field.words,
                    "category": field.category,
                    "retention": field.retention,
                    "erased_by": field.erased_by,
                    "sealed": field.is_sealed,
                }
                for field in row.fields
            ],
        }
        for row in register.activity_rows()
    ]
    response = JsonResponse({"activities": data}, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="processing-activities.json"'
    response["Cache-Control"] = "no-store"
    return response


def zip_response(content: bytes) -> HttpResponse:
    """The package as a download that nobody keeps on the way."""
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="personal-data.zip"'
    response["Cache-Control"] = "no-store"
    return response
