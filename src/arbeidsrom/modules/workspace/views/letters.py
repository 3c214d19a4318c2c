"""Letters from Word templates, the templates of clubs and unions, and the case report."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from arbeidsrom.lib.papers.content import Language
from arbeidsrom.lib.papers.pdf import as_pdf
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import letters as actions
from arbeidsrom.modules.workspace.actions.timeline import take_out_report
from arbeidsrom.modules.workspace.forms.letters import LetterForm, TemplateForm
from arbeidsrom.modules.workspace.letters.fields import FIELDS, LISTS
from arbeidsrom.modules.workspace.models import Case, EventKind
from arbeidsrom.modules.workspace.queries import consents, letters
from arbeidsrom.modules.workspace.queries.cases import get_case
from arbeidsrom.modules.workspace.queries.facts import facts_of
from arbeidsrom.modules.workspace.report import case_report as report_of
from arbeidsrom.modules.workspace.views.frame import case_page, looked_at, written_language
from arbeidsrom.web import unfinished
from arbeidsrom.web.components.pager import pages_asked_for
from arbeidsrom.web.pages import never_cached, page
from arbeidsrom.web.requests import Request, asked_to_confirm

UNITS = 100
ACTING = ("demand_negotiation", "protocol_negotiation")
"""The letters in which the club acts on behalf of a member."""
TEMPLATES = 50


@require_GET
def choose_letter(request: Request, case_id: UUID) -> HttpResponse:
    """Which letter, minutes or protocol to make."""
    case = looked_at(request, case_id)
    access.may_work_on(request.actor, case).or_refuse()
    shipped, own = letters.offered_in(case.club)
    return case_page(request, "choose_letter.html", case, {"shipped": shipped, "own": own})


@require_http_methods(["GET", "POST"])
def make_letter(request: Request, case_id: UUID, template: str) -> HttpResponse:
    """Fill in what the case does not know, and make the Word document."""
    case = looked_at(request, case_id)
    access.may_work_on(request.actor, case).or_refuse()
    chosen = letters.chosen(template, case.club, language=written_language())
    today = timezone.localdate()
    begun = unfinished.begun(request.actor, f"workspace.letter.{template}", case_id)
    form = LetterForm(request.POST or None, asked=chosen.template.asked, today=today, initial=begun.initial)
    if request.method == "POST" and form.is_valid():
        version = actions.make_letter(
            case_id,
            template,
            form.answers(),
            language=written_language(),
            actor=request.actor,
            now=timezone.now(),
            today=today,
        )
        messages.success(request, _("The letter is made. Download it, read it through and write on in Word."))
        return redirect("document", case_id, version.document.public_id)
    context = {
        "form": form,
        "heading": str(chosen.label),
        "submit": _("Make the document"),
        "begun": begun,
        "consequences": _without_power(case, template, today),
    }
    return case_page(request, "case_form.html", case, context)


def _without_power(case: Case, template: str, today: date) -> list[str]:
    """A warning where the letter acts for members who have not given the club the power to."""
    if template not in ACTING:
        return []
    return [
        _("No power of attorney from %(name)s is recorded in the case.") % {"name": name}
        for name in consents.members_without_power_of_attorney(case, today=today)
    ]


@require_GET
def case_report(request: Request, case_id: UUID) -> HttpResponse:
    """The case with its timeline as a PDF, in the order and with the kinds chosen on the timeline's page."""
    now = timezone.now()
    get_case(case_id, actor=request.actor)
    if asked := asked_to_confirm(request):
        return asked
    case = take_out_report(case_id, actor=request.actor, now=now)
    chosen = [kind for kind in request.GET.getlist("kind") if kind in EventKind.values]
    today = timezone.localdate()
    facts = facts_of(case, today=today, kinds=chosen, oldest_first=request.GET.get("order") != "newest")
    words = ", ".join(str(EventKind(kind).label) for kind in chosen)
    language: Language = written_language() if get_language() in {"nb", "nn"} else "en"
    paper = report_of(facts, made_by=request.actor.label, now=now, today=today, language=language, filtered=words)
    response = HttpResponse(as_pdf(paper), content_type="application/pdf")
    name = f"saksrapport-{case.year}-{case.number}.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return never_cached(response)


@require_http_methods(["GET", "POST"])
def letter_templates(request: Request) -> HttpResponse:
    """The templates of the clubs and unions one looks after, those that were searched for; bring a new one."""
    access.may_look_after_templates(request.actor).or_refuse()
    text = request.GET.get("q", "")
    units = letters.units_with_templates(actor=request.actor, text=text)
    offered = list(units[:UNITS])
    form = TemplateForm(request.POST or None, request.FILES or None, units=units, offered=offered)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.add_template(
            given["unit"],
            name=given["name"],
            language=given["language"],
            content=given["file"],
            actor=request.actor,
            now=timezone.now(),
        )
        messages.success(request, _("The template is added and can be chosen in cases."))
        return redirect("letter_templates")
    templates = letters.templates_looked_after(actor=request.actor, text=text)
    pages = pages_asked_for(request.GET, templates.count(), TEMPLATES)
    context = {
        "templates": letters.template_rows(templates, pages.window(TEMPLATES), actor=request.actor),
        "pages": pages,
        "form": form if offered else None,
        "searched": text,
        "not_offered": units.count() - len(offered),
        "fields": FIELDS,
        "lists": [(name, sorted(inside)) for name, inside in LISTS.items()],
    }
    return page(request, "workspace/letter_templates.html", context)


@require_http_methods(["POST"])
def remove_template(request: Request, template_id: UUID) -> HttpResponse:
    """Offer a template no more."""
    template = actions.remove_template(template_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("“%(name)s” is no longer offered.") % {"name": template.name})
    return redirect("letter_templates")
