"""The receiver answers with a message and documents (KL-SHARE-013)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.sharing.actions import answers
from arbeidsrom.modules.sharing.queries.openings import OpenShipment
from arbeidsrom.modules.sharing.receiver_forms import AnswerForm
from arbeidsrom.modules.sharing.views.receiver import let_go_of_database, origin_of, to_content, with_open_shipment
from arbeidsrom.web.pages import plain_page

AROUND_FILES = 2**20  # the message, and what a form puts between its files


@require_http_methods(["GET", "HEAD", "POST"])
@with_open_shipment
def give_answer(request: HttpRequest, opened: OpenShipment) -> HttpResponse:
    """A form with a message and files; the files are sealed while they come in."""
    form = AnswerForm()
    if request.method != "POST":
        return _form(request, opened, form)
    try:
        answers.ensure_room(opened, size=_announced_size(request))
        request.takes_files = True  # type: ignore[attr-defined]  # before the form is read: nobody else fills the disk
        form = AnswerForm(request.POST, request.FILES)
        if not form.is_valid():
            return _form(request, opened, form, status=400)
        _take(request, opened, form)
    except Refused as refusal:
        return _form(request, opened, form, status=400, problem=str(refusal))
    return HttpResponseRedirect(to_content(opened) + "?svar=takk")


def _announced_size(request: HttpRequest) -> int:
    """How large the files may be by what the browser says of the whole form; no more than that is ever read."""
    return max(int(request.META.get("CONTENT_LENGTH") or 0) - AROUND_FILES, 0)


def _take(request: HttpRequest, opened: OpenShipment, form: AnswerForm) -> None:
    said = form.cleaned_data
    let_go_of_database()
    stored = [answers.receive_file(opened, file.chunks(), file_name=file.name or "") for file in said["files"]]
    answers.give_answer(opened, message=said["message"], files=stored, origin=origin_of(request), now=timezone.now())


def _form(
    request: HttpRequest, opened: OpenShipment, form: AnswerForm, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    context = {"said": opened.manifest, "reference": opened.shipment.reference, "form": form, "problem": problem}
    return plain_page(request, "sharing/receiver/answer.html", context, status=status)
