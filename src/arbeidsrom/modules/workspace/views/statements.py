"""The case statement form's page: it keeps what is written by itself, and makes the documents when all is there."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import statements as actions
from arbeidsrom.modules.workspace.forms import statements as forms
from arbeidsrom.modules.workspace.models import Case, StatementDraft
from arbeidsrom.modules.workspace.queries import cases, statements
from arbeidsrom.modules.workspace.queries.facts import facts_of
from arbeidsrom.modules.workspace.statements.answers import missing
from arbeidsrom.modules.workspace.views.frame import case_page, looked_at, written_language
from arbeidsrom.web import unfinished
from arbeidsrom.web.pages import is_part_request
from arbeidsrom.web.requests import Request

KEPT = "workspace.statement"


@require_http_methods(["GET", "POST"])
def case_statement(request: Request, case_id: UUID) -> HttpResponse:
    """Fill in the form; save it, take more lines, or finish it."""
    case = looked_at(request, case_id)
    access.may_work_on(request.actor, case).or_refuse()
    today = timezone.localdate()
    facts = facts_of(case, today=today)
    if request.method == "POST":
        filled = forms.sent(request.POST, facts.documents, subject=case.subject)
        if filled.is_valid():
            return _act(request, case, filled)
        return _shown(request, case, filled, lock_version=str(_version(request)))
    begun = unfinished.begun(request.actor, KEPT, case_id).draft
    if begun:
        kept = QueryDict(urlencode(begun.content, doseq=True))
        return _shown(
            request,
            case,
            forms.sent(kept, facts.documents, subject=case.subject),
            lock_version=kept.get("lock_version", ""),
        )
    draft = statements.draft_of(case)
    answers = statements.answers_of(case, draft, today=today)
    filled = forms.opened(answers, facts.documents, subject=case.subject)
    return _shown(request, case, filled, asked_to_finish="missing" in request.GET)


def _act(request: Request, case: Case, filled: forms.StatementForms) -> HttpResponse:
    """Save what was written, then do what the button says."""
    case_id, now, answers = case.public_id, timezone.now(), filled.answers()
    draft = actions.save_statement(
        case_id,
        answers,
        lock_version=_version(request),
        sitting=_sitting(request),
        actor=request.actor,
        now=now,
    )
    page = reverse("case_statement", args=[case_id])
    wanted = request.POST.get("do", "save")
    if wanted == "finish" and missing(answers, case.subject):
        return redirect(f"{page}?missing=1")
    if wanted == "finish":
        actions.finish_statement(
            case_id,
            lock_version=draft.lock_version,
            language=written_language(),
            actor=request.actor,
            now=now,
            today=timezone.localdate(),
        )
        messages.success(request, _("The case statement form is stored in the case as a PDF and as a Word document."))
        return redirect("case_documents", case_id)
    if wanted == "save":
        messages.success(request, _("The draft is saved."))
    return redirect(f"{page}#{wanted}" if wanted in {"happened", "limits"} else page)


@require_POST
def save_statement(request: Request, case_id: UUID) -> HttpResponse:
    """Save while somebody writes; the page says when."""
    case = cases.get_case(case_id, actor=request.actor)
    if not is_part_request(request):
        return redirect("case_statement", case_id)
    there = facts_of(case, today=timezone.localdate()).documents
    filled = forms.sent(request.POST, there, subject=case.subject)
    now = timezone.now()
    draft, is_understood = statements.draft_of(case), filled.is_valid()
    if is_understood:
        draft = actions.save_statement(
            case_id,
            filled.answers(),
            lock_version=_version(request),
            sitting=_sitting(request),
            by_itself=True,
            actor=request.actor,
            now=now,
        )
        unfinished.done(request.actor, KEPT, case_id)
    shown = _written(draft) if is_understood else str(_version(request))
    context = {"draft": draft, "lock_version": shown, "not_saved": not is_understood}
    return case_page(request, "statement.html", case, context, part="saved")


def _sitting(request: Request) -> UUID | None:
    """The opened page that sends."""
    try:
        return UUID(request.POST.get("sitting", ""))
    except ValueError:
        return None


def _version(request: Request) -> int:
    given = request.POST.get("lock_version", "0")
    return int(given) if given.isdigit() and len(given) < 9 else 0


def _written(draft: StatementDraft | None) -> str:
    """The number of the version that is stored, against lost updates; never with a thousands separator."""
    return str(draft.lock_version if draft else 0)


def _shown(
    request: Request,
    case: Case,
    filled: forms.StatementForms,
    *,
    asked_to_finish: bool = False,
    lock_version: str = "",
) -> HttpResponse:
    """The page; with the version that was written from, when it was not opened just now."""
    draft = statements.draft_of(case)
    answers = statements.answers_of(case, draft, today=timezone.localdate())
    filled.mark_needed()
    context = {
        "form": filled.form,
        "happened": filled.happened,
        "limits": filled.limits,
        "draft": draft,
        "kept_name": KEPT,
        "lock_version": lock_version or _written(draft),
        "sitting": _sitting(request) or uuid4(),
        "missing": missing(answers, case.subject),
        "asked_to_finish": asked_to_finish,
        "subject": case.subject,
    }
    return case_page(request, "statement.html", case, context)
