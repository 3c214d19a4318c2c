"""«Handlinger»: the deadlines of all that is chosen, set or removed at once (KP-FDEADA, KP-FDEADB).

From «Krav» it is about everything that is shown, by employee; from «Krav aggregert» about those that are ticked, by
requirement. What was shown goes along from step to step, and nothing is done to what comes later.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.refusals import Refused
from arbeidsrom.modules.competence.access.deadlines import may_set_deadlines
from arbeidsrom.modules.competence.access.following_up import followed_by, may_follow_up
from arbeidsrom.modules.competence.actions import deadlines_of_many as actions
from arbeidsrom.modules.competence.actions.deadlines import refuse_day
from arbeidsrom.modules.competence.actions.deadlines_of_many import Outcome
from arbeidsrom.modules.competence.actions.looking import note_followed_up
from arbeidsrom.modules.competence.actions.work import CannotBeRegistered
from arbeidsrom.modules.competence.forms.following_up import DeadlinesForm, carried, shown_before
from arbeidsrom.modules.competence.listings import aggregated
from arbeidsrom.modules.competence.listings.following_up import as_uuid, asked_by, followed_listing, one_requirement
from arbeidsrom.modules.competence.queries import following_up as queries
from arbeidsrom.modules.competence.queries.following_up import FollowedRow, pair_of
from arbeidsrom.modules.competence.queries.pairs import Key
from arbeidsrom.modules.competence.shown import STATUSES
from arbeidsrom.web.components.formats import number, short_date
from arbeidsrom.web.lists import Listing, Window, read, ticked
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

MOST = 5_000
"""So many at once: more would keep all these people waiting while it is done."""
NAMED = 20
"""So many of those left out are named; the others are counted."""
SET, SET_NOW, REMOVE, REMOVE_NOW = "set", "set_now", "remove", "remove_now"
BY_REQUIREMENT = aggregated.ACTIONS.key


class TooMany(Refused):
    """More is chosen than can be done at once."""

    def __init__(self) -> None:
        said = {"most": number(MOST)}
        super().__init__(_("At most %(most)s can be chosen at once. Narrow the list first.") % said)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the page shows, with what each was called, and which of it is ticked."""

    shown: Mapping[Key, str]
    ticked: tuple[Key, ...]
    by_requirement: bool


@require_http_methods(["GET", "HEAD", "POST"])
def set_requirement_deadlines(request: Request) -> HttpResponse:
    """What is chosen; then the day, then «OK»."""
    may_follow_up(request.actor).or_refuse()
    may_set_deadlines(request.actor).or_refuse()
    if request.method != "POST":
        return _back(request)
    step, today = request.POST.get("step", ""), timezone.localdate()
    try:
        chosen = _carried(request) if step else _from_list(request, today)
    except TooMany as refusal:
        messages.warning(request, str(refusal))
        return _back(request)
    if step == REMOVE_NOW:
        return _removed(request, chosen)
    is_set, given = step in (SET, SET_NOW), {"due": request.POST.get("due", "")}
    form = DeadlinesForm(request.POST if is_set else None, initial=given, today=today)
    if is_set and form.is_valid():
        try:
            if step == SET_NOW:
                return _set(request, chosen, form.cleaned_data["due"])
            refuse_day(form.cleaned_data["due"], today=today)
        except CannotBeRegistered as refusal:
            form.add_error(refusal.field, str(refusal))
    return page(request, "competence/following_up/deadlines.html", _context(request, chosen, form, step, today))


def _carried(request: Request) -> Chosen:
    """As the page before had it."""
    shown = shown_before(request.POST.get("shown", ""))
    by_requirement = request.POST.get("do") == BY_REQUIREMENT
    wanted = {pair_of(key) for key in request.POST.getlist("ids")} if by_requirement else shown.keys()
    return Chosen(shown, tuple(key for key in shown if key in wanted), by_requirement)


def _from_list(request: Request, today: date) -> Chosen:
    """What was ticked in a list, or all that match there."""
    actor = request.actor
    followed, _is_few = followed_by(actor, today=today)
    if request.POST.get("do") == BY_REQUIREMENT:
        listing = aggregated.aggregated_listing(actor, {}, today=today)
        ids = [as_uuid(one) or queries.UNKNOWN for one in _ticked(request, listing, actor)]
        asked = asked_by(read(QueryDict(request.POST.get("query", "")), listing))
        keys = queries.keys_of_requirements(ids, asked, followed=followed, most=MOST + 1)
        if len(keys) > MOST:
            raise TooMany
        return Chosen(dict.fromkeys(keys, ""), tuple(keys), by_requirement=True)
    if requirement_id := _one(request):
        requirement = queries.get_followed_requirement(requirement_id, followed=followed)
        found = _ticked(request, one_requirement(actor, requirement, followed), actor)
    else:
        found = _ticked(request, followed_listing(actor, {}, today=today), actor)
    keys = [pair for key in found if (pair := pair_of(key))]
    return Chosen(dict.fromkeys(keys, ""), tuple(keys), by_requirement=False)


def _ticked(request: Request, listing: Listing[Any], actor: Actor) -> list[str]:
    if request.POST.get("all") == "1":
        choice = read(QueryDict(request.POST.get("query", "")), listing)
        found = listing.query(actor, choice, Window(0, 1, counted=MOST))
        if found.capped or found.count > MOST:
            raise TooMany
    return ticked(request.POST, listing, actor)


def _one(request: Request) -> UUID | None:
    """The requirement whose page it was ticked on."""
    return as_uuid(request.GET.get("requirement", ""))


def _context(request: Request, chosen: Chosen, form: DeadlinesForm, step: str, today: date) -> dict[str, Any]:
    followed, _is_few = followed_by(request.actor, today=today)
    order = queries.BY_REQUIREMENT if chosen.by_requirement else queries.BY_EMPLOYEE
    rows = queries.chosen_requirements(chosen.shown, followed=followed, today=today, order=order)
    note_followed_up({row.person for row in rows}, actor=request.actor, now=timezone.now())
    asked = step if step == REMOVE or (step == SET and form.is_valid()) else ""
    on = {f"{person}.{requirement}" for person, requirement in chosen.ticked}
    wanted = [row for row in rows if row.key in on]
    concerned = [row for row in wanted if (row.set_on if asked == REMOVE else not row.no_deadline)]
    due = form.cleaned_data.get("due") if asked == SET else None
    return {
        "form": form,
        "asked": asked,
        "due": due,
        "groups": _grouped(rows, on, by_requirement=chosen.by_requirement),
        "by_requirement": chosen.by_requirement,
        "do": BY_REQUIREMENT if chosen.by_requirement else "",
        "on": [row.key for row in wanted],
        "counts": in_words([(row.person, row.requirement) for row in concerned]),
        "concerned": len(concerned),
        "replaced": sum(row.set_on not in (None, due) for row in concerned),
        "shown": request.POST.get("shown", "") if step else carried(rows),
        "query": request.POST.get("query", ""),
        "here": request.get_full_path(),
        "up": _address(request),
    }


Group = tuple[str, list[tuple[FollowedRow, Any, bool]]]


def _grouped(rows: list[FollowedRow], on: set[str], *, by_requirement: bool) -> list[Group]:
    """By employee (KP-FDEADB-002), or by requirement (KP-FDEADA-002): each row with its status, and whether ticked."""

    def of(row: FollowedRow) -> tuple[UUID, str]:
        return (row.requirement, row.requirement_name) if by_requirement else (row.person, row.name)

    return [
        (name, [(row, STATUSES[row.shown], row.key in on) for row in group])
        for (_id, name), group in groupby(rows, key=of)
    ]


def in_words(keys: Collection[Key]) -> dict[str, str]:
    """How many requirements of how many employees: each once, however many of the other it concerns (KP-LIMP-035)."""
    people, requirements = (len(set(one)) for one in zip(*keys, strict=True)) if keys else (0, 0)
    return {
        "requirements": ngettext("%(count)s requirement", "%(count)s requirements", requirements)
        % {"count": number(requirements)},
        "people": ngettext("%(count)s employee", "%(count)s employees", people) % {"count": number(people)},
    }


def _set(request: Request, chosen: Chosen, due: date) -> HttpResponse:
    outcome = actions.set_requirement_deadlines(chosen.ticked, due=due, actor=request.actor, now=timezone.now())
    if outcome.changed:
        said = in_words(outcome.changed) | {"day": short_date(due)}
        told = _("The deadline %(day)s is set: %(requirements)s, %(people)s. They are told.") % said
        messages.success(request, told)
    if outcome.unchanged:
        said = {"count": number(outcome.unchanged)}
        same = ngettext("%(count)s had that day already.", "%(count)s had that day already.", outcome.unchanged)
        messages.info(request, same % said)
    return _left_out(request, outcome, chosen)


def _removed(request: Request, chosen: Chosen) -> HttpResponse:
    outcome = actions.remove_requirement_deadlines(chosen.ticked, actor=request.actor, now=timezone.now())
    if outcome.changed:
        said = in_words(outcome.changed)
        messages.success(request, _("The deadline is removed: %(requirements)s, %(people)s.") % said)
    else:
        messages.info(request, _("None of them had a deadline."))
    return _left_out(request, outcome, chosen)


def _left_out(request: Request, outcome: Outcome, chosen: Chosen) -> HttpResponse:
    """What got no deadline is said by name; by the names that the page had, where somebody is out of reach now."""
    if outcome.left_out:
        gone = _("not assigned any more, or not followed up by you any more")
        named = [f"{chosen.shown[key]} ({why.label if why else gone})" for key, why in outcome.left_out[:NAMED]]
        if (more := len(outcome.left_out) - NAMED) > 0:
            named.append(ngettext("and %(count)s more", "and %(count)s more", more) % {"count": number(more)})
        messages.warning(request, _("Left out: %(names)s.") % {"names": "; ".join(named)})
    return _back(request)


def _back(request: Request) -> HttpResponse:
    """To the list, narrowed as it was."""
    return redirect(_address(request))


def _address(request: Request) -> str:
    query = QueryDict(request.POST.get("query", "")).urlencode()
    if requirement := _one(request):
        url = reverse("followed_requirement", args=[requirement])
    else:
        is_aggregated = request.POST.get("do") == BY_REQUIREMENT
        url = reverse("aggregated_requirements" if is_aggregated else "followed_requirements")
    return f"{url}?{query}" if query else url
