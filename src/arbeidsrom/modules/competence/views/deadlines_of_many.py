"""«Handlinger»: the deadlines of all that is chosen, set or removed at once (KP-FDEADB)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from arbeidsrom.modules.competence.access.deadlines import may_set_deadlines
from arbeidsrom.modules.competence.access.following_up import followed_by, may_follow_up
from arbeidsrom.modules.competence.actions import deadlines_of_many as actions
from arbeidsrom.modules.competence.actions.deadlines import refuse_day
from arbeidsrom.modules.competence.actions.deadlines_of_many import Outcome
from arbeidsrom.modules.competence.actions.work import CannotBeRegistered
from arbeidsrom.modules.competence.forms.following_up import DeadlinesForm, carried, shown_before
from arbeidsrom.modules.competence.listings.following_up import followed_listing
from arbeidsrom.modules.competence.queries.following_up import FollowedRow, chosen_requirements, pair_of
from arbeidsrom.modules.competence.queries.pairs import Key
from arbeidsrom.modules.competence.shown import STATUSES
from arbeidsrom.web.components.formats import number, short_date
from arbeidsrom.web.lists import Window, read, ticked
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

MOST = 5_000
"""So many at once: more would keep all these people waiting while it is done."""
NAMED = 20
"""So many of those left out are named; the others are counted."""


@require_http_methods(["GET", "HEAD", "POST"])
def set_requirement_deadlines(request: Request) -> HttpResponse:
    """What is chosen, by employee; then the day, then «OK»."""
    may_follow_up(request.actor).or_refuse()
    may_set_deadlines(request.actor).or_refuse()
    if request.method != "POST":
        return redirect("followed_requirements")
    step, today = request.POST.get("step", ""), timezone.localdate()
    if not step and _are_too_many(request, today):
        messages.warning(request, _("At most %(most)s can be chosen at once. Narrow the list first.") % _most())
        return _back(request)
    shown = shown_before(request.POST.get("shown", "")) if step else _ticked(request, today)
    if step == "remove_now":
        return _removed(request, shown)
    is_set = step in ("set", "set_now")
    given = {"due": request.POST.get("due", "")}
    form = DeadlinesForm(request.POST if is_set else None, initial=given, today=today)
    if is_set and form.is_valid():
        try:
            if step == "set_now":
                return _set(request, shown, form.cleaned_data["due"])
            refuse_day(form.cleaned_data["due"], today=today)
        except CannotBeRegistered as refusal:
            form.add_error(refusal.field, str(refusal))
    return page(request, "competence/following_up/deadlines.html", _context(request, shown, form, step, today))


def _most() -> dict[str, str]:
    return {"most": number(MOST)}


def _are_too_many(request: Request, today: date) -> bool:
    if request.POST.get("all") != "1":
        return False
    listing = followed_listing(request.actor, {}, today=today)
    choice = read(QueryDict(request.POST.get("query", "")), listing)
    found = listing.query(request.actor, choice, Window(0, 1, counted=MOST))
    return found.capped or found.count > MOST


def _ticked(request: Request, today: date) -> Mapping[Key, str]:
    """What was ticked in the list, or all that match."""
    keys = ticked(request.POST, followed_listing(request.actor, {}, today=today), request.actor)
    return {pair: "" for key in keys[:MOST] if (pair := pair_of(key))}


def _context(request: Request, shown: Mapping[Key, str], form: DeadlinesForm, step: str, today: date) -> dict[str, Any]:
    followed, _is_few = followed_by(request.actor, today=today)
    rows = chosen_requirements(shown, followed=followed, today=today)
    asked = step if step == "remove" or (step == "set" and form.is_valid()) else ""
    concerned = [row for row in rows if (row.set_on if asked == "remove" else not row.no_deadline)]
    text = request.POST.get("shown", "") if step else carried(rows)
    return {
        "form": form,
        "asked": asked,
        "due": form.cleaned_data.get("due") if asked == "set" else None,
        "groups": _by_employee(rows),
        "counts": _counts(concerned),
        "concerned": len(concerned),
        "replaced": sum(row.set_on is not None for row in concerned),
        "shown": text,
        "query": request.POST.get("query", ""),
    }


def _by_employee(rows: Sequence[FollowedRow]) -> list[tuple[str, list[tuple[FollowedRow, Any]]]]:
    """Each employee with what is chosen of theirs (KP-FDEADB-002, 003)."""
    grouped = groupby(rows, key=lambda row: (row.person, row.name))
    return [(name, [(row, STATUSES[row.shown]) for row in of]) for (_person, name), of in grouped]


def _counts(rows: Sequence[FollowedRow]) -> dict[str, str]:
    return in_words(len(rows), len({row.person for row in rows}))


def in_words(requirements: int, people: int) -> dict[str, str]:
    """How many requirements of how many employees."""
    return {
        "requirements": ngettext("%(count)s requirement", "%(count)s requirements", requirements)
        % {"count": number(requirements)},
        "people": ngettext("%(count)s employee", "%(count)s employees", people) % {"count": number(people)},
    }


def _set(request: Request, shown: Mapping[Key, str], due: date) -> HttpResponse:
    outcome = actions.set_requirement_deadlines(list(shown), due=due, actor=request.actor, now=timezone.now())
    if outcome.changed:
        said = in_words(len(outcome.changed), outcome.people) | {"day": short_date(due)}
        told = _("The deadline %(day)s is set: %(requirements)s, %(people)s. They are told.") % said
        messages.success(request, told)
    if outcome.unchanged:
        said = {"count": number(outcome.unchanged)}
        same = ngettext("%(count)s had that day already.", "%(count)s had that day already.", outcome.unchanged)
        messages.info(request, same % said)
    return _left_out(request, outcome, shown)


def _removed(request: Request, shown: Mapping[Key, str]) -> HttpResponse:
    outcome = actions.remove_requirement_deadlines(list(shown), actor=request.actor, now=timezone.now())
    if outcome.changed:
        said = in_words(len(outcome.changed), outcome.people)
        messages.success(request, _("The deadline is removed: %(requirements)s, %(people)s.") % said)
    else:
        messages.info(request, _("None of them had a deadline."))
    return _left_out(request, outcome, shown)


def _left_out(request: Request, outcome: Outcome, shown: Mapping[Key, str]) -> HttpResponse:
    """What got no deadline is said by name; by the names that the page had, where somebody is out of reach now."""
    if outcome.left_out:
        gone = _("not assigned any more, or not followed up by you any more")
        named = [f"{shown[key]} ({why.label if why else gone})" for key, why in outcome.left_out[:NAMED]]
        if more := len(outcome.left_out) - NAMED:
            named += [ngettext("and %(count)s more", "and %(count)s more", more) % {"count": number(more)}] * (more > 0)
        messages.warning(request, _("Left out: %(names)s.") % {"names": "; ".join(named)})
    return _back(request)


def _back(request: Request) -> HttpResponse:
    """To the list, narrowed as it was."""
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return redirect(f"{reverse('followed_requirements')}{'?' if query else ''}{query}")
