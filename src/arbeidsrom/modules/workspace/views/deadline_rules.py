"""The rows that deadlines are counted by, kept by the union (KL-CASE-005)."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.lib.refusals import ChangedMeanwhile
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import deadline_rules as actions
from arbeidsrom.modules.workspace.actions.deadline_rules import RuleRefused
from arbeidsrom.modules.workspace.forms.deadline_rules import ChangeLawForm, DeadlineRuleForm
from arbeidsrom.modules.workspace.queries import cases
from arbeidsrom.modules.workspace.queries import deadline_rules as queries
from arbeidsrom.modules.workspace.queries.settings import union_administered
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


def _union(request: Request) -> Unit:
    """The union whose rules the actor keeps."""
    union = union_administered(request.actor)
    access.may_edit_deadline_rules(request.actor, union).or_refuse()
    return union


@require_GET
def deadline_rules(request: Request) -> HttpResponse:
    """Every time limit with its source, and how far it is verified."""
    _union(request)
    context = {"rules": queries.all_rules(), "today": timezone.localdate()}
    return page(request, "workspace/deadline_rules.html", context)


@require_http_methods(["GET", "POST"])
def add_deadline_rule(request: Request) -> HttpResponse:
    """A time limit that the program does not know of."""
    union = _union(request)
    form = DeadlineRuleForm(request.POST or None, types=cases.all_case_types())
    if request.method == "POST" and form.is_valid():

        def save() -> None:
            actions.add_deadline_rule(union, form.rule(), actor=request.actor, now=timezone.now())

        if _saved(form, save):
            return _done(request)
    return page(request, "workspace/deadline_rule.html", {"form": form, "heading": _("New deadline rule")})


@require_http_methods(["GET", "POST"])
def edit_deadline_rule(request: Request, rule_id: int) -> HttpResponse:
    """Fill in a row or put it right; one that deadlines were counted by keeps how it counts."""
    union = _union(request)
    row = queries.get_rule(rule_id)
    counted = queries.deadlines_counted_by(row)
    form = DeadlineRuleForm(request.POST or None, types=cases.all_case_types(), row=row, is_counted_by=counted > 0)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["lock_version"]

        def save() -> None:
            actions.change_deadline_rule(
                union, rule_id, form.rule(), lock_version=version, actor=request.actor, now=timezone.now()
            )

        if _saved(form, save):
            return _done(request)
    context = {"form": form, "heading": str(row.rule.label), "row": row, "rule": row.rule, "counted": counted}
    return page(request, "workspace/deadline_rule.html", context)


@require_http_methods(["GET", "POST"])
def change_law(request: Request, rule_id: int) -> HttpResponse:
    """The law changes from a day on."""
    union = _union(request)
    row = queries.get_rule(rule_id)
    begun = {"valid_from": None, "source": ""}
    form = ChangeLawForm(request.POST or None, types=cases.all_case_types(), row=row, initial=begun)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["lock_version"]

        def save() -> None:
            actions.change_law(
                union, rule_id, form.rule(), lock_version=version, actor=request.actor, now=timezone.now()
            )

        if _saved(form, save):
            return _done(request)
    heading = _("Change of law: %(rule)s") % {"rule": row.rule.label}
    return page(request, "workspace/deadline_rule.html", {"form": form, "heading": heading, "changes": row.rule})


@require_POST
def check_deadline_rule(request: Request, rule_id: int) -> HttpResponse:
    """Read at its source today."""
    version = request.POST.get("lock_version", "")
    actions.check_deadline_rule(
        _union(request),
        rule_id,
        lock_version=int(version) if version.isascii() and version.isdigit() else 0,
        actor=request.actor,
        now=timezone.now(),
        today=timezone.localdate(),
    )
    return _done(request)


def _saved(form: DeadlineRuleForm, save: Callable[[], None]) -> bool:
    """Whether it could be saved; what could not stand is told at its field."""
    try:
        save()
    except RuleRefused as refusal:
        form.add_error(refusal.field, str(refusal))
    except ChangedMeanwhile as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


def _done(request: Request) -> HttpResponse:
    messages.success(request, _("The deadline rule is saved."))
    return redirect(reverse("deadline_rules"))
