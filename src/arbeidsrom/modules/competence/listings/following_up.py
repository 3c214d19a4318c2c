"""The tab «Krav» of «Kompetanseoppfølging», as it is for whoever looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access.deadlines import SET_DEADLINES
from arbeidsrom.modules.competence.access.following_up import Followed, followed_by
from arbeidsrom.modules.competence.actions.looking import note_followed_up
from arbeidsrom.modules.competence.models import Requirement
from arbeidsrom.modules.competence.queries import following_choices as choices
from arbeidsrom.modules.competence.queries import following_up as queries
from arbeidsrom.modules.competence.queries.following_up import Asked, FollowedRow
from arbeidsrom.modules.competence.rules.statuses import WORST_FIRST, Shown
from arbeidsrom.modules.competence.shown import STATUSES
from arbeidsrom.web.components.formats import number
from arbeidsrom.web.lists import Choice, Column, Empty, Filter, Listing, Result, TickAction, Window

DEADLINES = (
    (queries.OVERDUE, _("Deadline passed")),
    (queries.SOON, _("Deadline within 30 days")),
)
LONG_FILTERS = ("plan", "requirement", "unit")
"""Of which there may be too many to offer all."""
MOST_PLANS = 3
"""So many plans are named in a row; the others are counted."""


ACTIONS = TickAction(
    "deadlines",
    pgettext_lazy("chosen requirements", "Actions"),
    lambda: reverse("set_requirement_deadlines"),
    icon="calendar",
    permission=SET_DEADLINES,
)


def as_uuid(text: str) -> UUID | None:
    """The id in an address; of what is none, one that nothing has."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        return queries.UNKNOWN


def asked_by(choice: Choice) -> Asked:
    """What the address asks for."""
    of = choice.filters
    statuses = tuple(Shown(one) for one in of.get("status", "").split(",") if one in Shown.values)
    return Asked(
        text=choice.search,
        statuses=statuses,
        plan=as_uuid(of.get("plan", "")),
        requirement=as_uuid(of.get("requirement", "")),
        unit=as_uuid(of.get("unit", "")),
        deadline=of.get("deadline", ""),
        sort=choice.sort or "name",
        descending=choice.descending and bool(choice.sort),
    )


def _found(
    actor: Actor, choice: Choice, window: Window, *, followed: Followed, requirement: UUID | None = None
) -> Result[FollowedRow]:
    asked = asked_by(choice)
    asked = replace(asked, requirement=requirement) if requirement else asked
    found = queries.followed_requirements(asked, window, followed=followed, today=choice.today)
    return Result(found.rows, found.count, keyset=True, capped=found.capped)


def _looked_at(actor: Actor, rows: Sequence[FollowedRow], now: datetime) -> None:
    note_followed_up({row.person for row in rows}, actor=actor, now=now)


def plans_in_words(plans: Sequence[str]) -> str:
    """Some of them by name, and how many more there are."""
    named, more = plans[:MOST_PLANS], len(plans) - MOST_PLANS
    words = ", ".join(named)
    if more <= 0:
        return words
    return f"{words} " + ngettext("and %(count)s more", "and %(count)s more", more) % {"count": number(more)}


def _is_late(row: FollowedRow) -> str:
    return str(_("The deadline has passed")) if row.days.is_late else ""


def count_of_employees(count: int) -> str:
    """How many employees."""
    return ngettext("%(count)s employee", "%(count)s employees", count) % {"count": number(count)}


def _count(count: int) -> str:
    return ngettext("%(count)s requirement", "%(count)s requirements", count) % {"count": number(count)}


EMPLOYEE: Column[FollowedRow] = Column(
    "name",
    pgettext_lazy("capacity", "Employee"),
    lambda row: row.name,
    sort="name",
    secondary=lambda row: row.place.department,
    fixed=True,
)
REQUIREMENT: Column[FollowedRow] = Column(
    "requirement",
    _("Requirement"),
    lambda row: row.requirement_name,
    sort="requirement",
    link=lambda row: _url(row),
    width=44,
    fixed=True,
)
OTHERS: tuple[Column[FollowedRow], ...] = (
    Column(
        "status", _("Status"), lambda row: STATUSES[row.shown], sort="status", filter="status", width=20, fixed=True
    ),
    Column("plans", _("Plans"), lambda row: plans_in_words(row.place.plans), width=44),
    Column("deadline", _("Deadline"), lambda row: row.days.deadline, kind="date", sort="deadline", secondary=_is_late),
    Column("valid_until", _("Valid until"), lambda row: row.days.valid_until, kind="date"),
)
STATUS: Filter = Filter(
    "status", _("Status"), lambda _actor: [(one.value, one.label) for one in WORST_FIRST], many=True
)
DEADLINE: Filter = Filter("deadline", _("Deadline"), lambda _actor: DEADLINES)
EMPTY = Empty(
    _("No requirements here"),
    _("The requirements in the plans of those whom you follow up are listed here."),
    icon="tasklist",
)


def followed_listing(actor: Actor, chosen: Mapping[str, str], *, today: date) -> Listing[FollowedRow]:
    """The tab «Krav» for whoever looks; what is ``chosen`` of long filters is among what they offer. Two queries."""
    followed, is_few = followed_by(actor, today=today)
    offered = partial(_offered, chosen, followed if is_few else None)
    return Listing(
        key="competence.followed_requirements",
        title=_("Requirements of those you follow up"),
        search_label=_("Search for an employee, a requirement or both"),
        query=partial(_found, followed=followed),
        row_id=lambda row: row.key,
        row_label=lambda row: f"{row.name}, {row.requirement_name}",
        default_sort="name",
        columns=(EMPLOYEE, REQUIREMENT, *OTHERS),
        filters=(
            STATUS,
            DEADLINE,
            Filter("plan", _("Plan"), partial(offered, choices.plans)),
            Filter("requirement", _("Requirement"), partial(offered, choices.requirements)),
            Filter("unit", _("Department"), partial(offered, choices.departments)),
        ),
        empty=EMPTY,
        actions=(ACTIONS,),
        count_label=_count,
        looked_at=_looked_at,
        keeps=True,
    )


def one_requirement(actor: Actor, requirement: Requirement, followed: Followed) -> Listing[FollowedRow]:
    """Everybody one follows up who has the requirement (KP-FAGG-006)."""
    url = partial(reverse, "set_requirement_deadlines", query={"requirement": str(requirement.public_id)})
    return Listing(
        key="competence.followed_requirement",
        title=_("Employees with the requirement"),
        search_label=_("Search for an employee"),
        query=partial(_found, followed=followed, requirement=requirement.public_id),
        row_id=lambda row: row.key,
        row_label=lambda row: row.name,
        default_sort="name",
        columns=(replace(EMPLOYEE, link=lambda row: _url(row)), *OTHERS),
        filters=(STATUS, DEADLINE),
        empty=EMPTY,
        actions=(replace(ACTIONS, url=url),),
        count_label=count_of_employees,
        looked_at=_looked_at,
        keeps=True,
    )


def _url(row: FollowedRow) -> str:
    return reverse("why_status", args=[row.place.assignment, row.place.link])


def _offered(chosen: Mapping[str, str], few: Followed | None, offer: Any, actor: Actor) -> Sequence[tuple[str, str]]:
    return offer(actor, few, chosen)  # type: ignore[no-any-return]
