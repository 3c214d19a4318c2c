"""Requirements from a spreadsheet: the file, what would be made of it, and making it (nothing before that)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from arbeidsrom.core.organisation.queries import held_on
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.competence.access import requirements as access
from arbeidsrom.modules.competence.actions.requirements import importing
from arbeidsrom.modules.competence.forms import requirement_sheets as forms
from arbeidsrom.modules.competence.forms.requirement_sheets import JudgedSheet, SheetForm
from arbeidsrom.modules.competence.models import RequirementSheet
from arbeidsrom.modules.competence.queries import sheet_choices
from arbeidsrom.modules.competence.queries.requirements import HAVE_DRAFT
from arbeidsrom.modules.competence.sheet_book import SheetBook
from arbeidsrom.web.lists import excel
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_http_methods(["GET", "POST"])
def upload_requirements(request: Request, *, central: bool = False) -> HttpResponse:
    """A file with one requirement in each row; it is only read."""
    if central:
        access.may_see_central_requirements(request.actor).or_absent()
    access.may_add_requirements(request.actor, central=central).or_refuse()
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if request.method == "POST" and form.is_valid():
        sheet = importing.keep_sheet(
            columns=form.columns,
            rows=forms.stored(form.rows),
            merged=form.merged,
            central=central,
            actor=request.actor,
            now=timezone.now(),
        )
        return redirect("import_requirements", sheet.public_id)
    context = {
        "form": form,
        "central": central,
        "template_url": reverse("central_requirement_template" if central else "requirement_template"),
    }
    return page(request, "competence/upload_requirements.html", context)


@require_http_methods(["GET", "POST"])
def import_requirements(request: Request, sheet_id: UUID) -> HttpResponse:
    """What each row would make, judged by what is true now; confirmed, the sound rows become drafts."""
    sheet = access.own_sheets(request.actor).get(public_id=sheet_id)
    access.may_add_requirements(request.actor, central=sheet.central).or_refuse()
    if sheet.is_imported:
        return _imported_already(request, sheet)
    judged = forms.judged(sheet, actor=request.actor, today=timezone.localdate())
    if request.method == "GET":
        return _preview(request, sheet, judged)
    if request.POST.get("mark") != judged.mark or not judged.sound:
        messages.warning(request, _("Something has changed since this page was shown. Look through it once more."))
        return _preview(request, sheet, judged, status=409)
    try:
        made = importing.import_requirements(sheet_id, judged.to_make(), actor=request.actor, now=timezone.now())
    except importing.ImportedAlready as refusal:
        messages.info(request, str(refusal))
        return redirect(_drafts(sheet))
    except Refused as refusal:
        messages.error(request, str(refusal))
        again = forms.judged(sheet, actor=request.actor, today=timezone.localdate())
        return _preview(request, sheet, again, status=409)
    told = ngettext(
        "%(count)s requirement is made, as a draft. It takes effect for nobody until you publish it.",
        "%(count)s requirements are made, as drafts. They take effect for nobody until you publish them.",
        len(made),
    )
    messages.success(request, told % {"count": len(made)})
    return redirect(_drafts(sheet))


@require_safe
def requirement_template(request: Request, *, central: bool = False) -> HttpResponseBase:
    """The workbook to fill in: headings, lists to choose from, and explanations."""
    actor, today = request.actor, timezone.localdate()
    if central:
        access.may_see_central_requirements(actor).or_absent()
    access.may_add_requirements(actor, central=central).or_refuse()
    units = list(access.owning_units(actor, central=central).filter(held_on(today)).order_by("lft", "pk"))
    categories = dict.fromkeys(one.path for one in sheet_choices.category_places(units))
    book = SheetBook([f"{unit.code} {unit.name}" for unit in units], list(categories), central=central)
    name = excel.file_name(_("Requirements to import"), today)
    response = FileResponse(book.made(), as_attachment=True, filename=name)
    response["Content-Type"] = excel.TYPE
    response["Cache-Control"] = "no-store"
    return response


def _preview(request: Request, sheet: RequirementSheet, judged: JudgedSheet, *, status: int = 200) -> HttpResponse:
    context = {
        "sheet": sheet,
        "sound": judged.sound,
        "faulty": judged.faulty,
        "mark": judged.mark,
        "make": forms.counted(len(judged.sound)),
        "again_url": reverse("upload_central_requirements" if sheet.central else "upload_requirements"),
    }
    return page(request, "competence/import_requirements.html", context, status=status)


def _imported_already(request: Request, sheet: RequirementSheet) -> HttpResponse:
    """A second confirmation, or the page opened once more."""
    try:
        importing.refuse_if_imported(sheet)
    except importing.ImportedAlready as refusal:
        messages.info(request, str(refusal))
    return redirect(_drafts(sheet))


def _drafts(sheet: RequirementSheet) -> str:
    """The list of what is drafted, where those made are."""
    return reverse("central_requirements" if sheet.central else "requirements") + f"?f-state={HAVE_DRAFT}"
