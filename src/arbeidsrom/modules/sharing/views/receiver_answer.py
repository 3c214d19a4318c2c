"""The receiver answers with a message and documents (KL-SHARE-013)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.sharing.actions import answers
from arbeidsrom.modules.sharing.queries.openings import OpenShipment
from arbeidsrom.modules.sharing.views.receiver import let_go_of_database, origin_of, to_content, with_open_shipment
from arbeidsrom.web.pages import plain_page


@require_http_methods(["GET", "HEAD", "POST"])
@with_open_shipment
def give_answer(request: HttpRequest, opened: OpenShipment) -> HttpResponse:
    """A form with a message and files; the files are sealed while they come in."""
    if request.method != "POST":
        return _form(request, opened)
    request.takes_files = True  # type: ignore[attr-defined]  # before the form is read: nobody else fills the disk
    message, files = request.POST.get("message", ""), request.FILES.getlist("files")
    try:
        answers.may_answer(opened, message=message, files=len(files))
        let_go_of_database()
        stored = [answers.receive_file(opened, file.chunks(), file_name=file.name or "") for file in files]
        answers.give_answer(opened, message=message, files=stored, origin=origin_of(request), now=timezone.now())
    except Refused as refusal:
        return _form(request, opened, problem=str(refusal))
    return HttpResponseRedirect(to_content(opened) + "?svar=takk")


def _form(request: HttpRequest, opened: OpenShipment, *, problem: str = "") -> HttpResponse:
    message = request.POST.get("message", "") if problem else ""
    context = {
        "said": opened.manifest,
        "reference": opened.shipment.reference,
        "problem": problem,
        "message": message,
    }
    return plain_page(request, "sharing/receiver/answer.html", context, status=400 if problem else 200)
