"""The tab «Krav aggregert» of «Kompetanseoppfølging», as it is for whoever looks (KP-FAGG)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.competence.access.deadlines import SET_DEADLINES
from arbeidsrom.modules.competence.access.following_up import Followed, followed_by
from arbeidsrom.modules.competence.listings.following_up import DEADLINE, EMPTY, asked_by, plans_in_words
from arbeidsrom.modules.competence.queries import following_choices as choices
from arbeidsrom.modules.competence.queries.aggregated import AggregatedRow, aggregated_requirements
from arbeidsrom.web.components.formats import number, short_date
from arbeidsrom.web.links import link_to
from arbeidsrom.web.lists import Choice, Column, Filter, Listing, Result, TickAction, Window

ACTIONS = TickAction(
    "aggregated",
    pgettext_lazy("chosen requirements", "Actions"),
    lambda: reverse("set_requirement_deadlines"),
    icon="calendar",
    permission=SET_DEADLINES,
)
"""Its key tells the page that what is ticked are requirements."""


def _found(actor: Actor, choice: Choice, window: Window, *, followed: Followed) -> Result[AggregatedRow]:
    found = aggregated_requirements(asked_by(choice), window, followed=followed, today=choice.today)
    return Result(found.rows, found.count)


def _percent(row: AggregatedRow) -> str:
    return "–" if row.percent is None else f"{number(row.percent)} %"


def _deadlines(row: AggregatedRow) -> str:
    """How many have one that is to be met, and the first of them."""
    if not row.dated:
        return ""
    said = {"count": number(row.dated), "day": short_date(row.next_due)}
    return ngettext("%(count)s: %(day)s", "%(count)s, the first %(day)s", row.dated) % said


def _count(count: int) -> str:
    return ngettext("%(count)s requirement", "%(count)s requirements", count) % {"count": number(count)}


COLUMNS: tuple[Column[AggregatedRow], ...] = (
    Column(
        "requirement",
        _("Requirement"),
        lambda row: row.name,
        sort="name",
        link=lambda row: link_to("followed_requirement", row.public_id),
        width=44,
        fixed=True,
    ),
    Column("assigned", _("Employees"), lambda row: row.assigned, kind="number", sort="assigned", fixed=True),
    Column(
        "percent",
        pgettext_lazy("aggregated requirement", "Completion"),
        _percent,
        kind="number",
        sort="percent",
        fixed=True,
    ),
    Column("soon", _("Deadline < 30d"), lambda row: row.due_soon, kind="number", sort="soon"),
    Column("overdue", _("Deadline passed"), lambda row: row.overdue, kind="number", sort="overdue"),
    Column("deadlines", _("Deadlines"), _deadlines),
    Column("plans", _("Plans"), lambda row: plans_in_words(row.plans), width=44),
)


def aggregated_listing(actor: Actor, chosen: Mapping[str, str], *, today: date) -> Listing[AggregatedRow]:
    """The list for whoever looks. Two queries."""
    followed, is_few = followed_by(actor, today=today)
    few = followed if is_few else None
    return Listing(
        key="competence.aggregated_requirements",
        title=_("Requirements of those you follow up"),
        search_label=_("Search for a requirement"),
        query=partial(_found, followed=followed),
        row_id=lambda row: str(row.public_id),
        row_label=lambda row: row.name,
        default_sort="name",
        columns=COLUMNS,
        filters=(
            DEADLINE,
            Filter("plan", _("Plan"), lambda one: choices.plans(one, few, chosen)),
            Filter("unit", _("Department"), lambda one: choices.departments(one, few, chosen)),
        ),
        empty=EMPTY,
        actions=(ACTIONS,),
        count_label=_count,
        keeps=True,
    )
