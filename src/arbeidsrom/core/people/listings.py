"""The lists of employees, declared once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from arbeidsrom.core.organisation.models import Category
from arbeidsrom.core.people import access
from arbeidsrom.core.people.actions.control import note_search
from arbeidsrom.core.people.actions.lists import take_out_employees
from arbeidsrom.core.people.columns import WithRegistered
from arbeidsrom.core.people.queries import control
from arbeidsrom.core.people.queries.control import ControlRow
from arbeidsrom.core.people.queries.employees import Asked, Availability, EmployeeRow, employees
from arbeidsrom.core.people.queries.leaderless import LeaderlessRow, leaderless
from arbeidsrom.core.people.ticks import Registered
from arbeidsrom.core.roles import registry
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.components.formats import number
from arbeidsrom.web.lists import Choice, Column, Empty, Filter, Listing, Result, View, Window, cells
from arbeidsrom.web.status import Status

AVAILABILITIES: dict[Availability, Status] = {
    Availability.AVAILABLE: Status(_("Available"), "neutral", "person-checkmark"),
    Availability.AWAY: Status(_("Away"), "info", "calendar"),
    Availability.LENT: Status(_("Lent out"), "warning", "leave"),
    Availability.BORROWED: Status(_("Borrowed"), "success", "handshake"),
}


def _query(actor: Actor, choice: Choice, window: Window) -> Result[EmployeeRow]:
    asked = Asked(
        who=choice.filters.get("who", "mine"),
        text=choice.search,
        availability=choice.filters.get("availability", ""),
        category=choice.filters.get("category", ""),
        sort=choice.sort or "name",
        descending=choice.descending and bool(choice.sort),
    )
    found = employees(asked, window, actor=actor, today=choice.today)
    return Result(found.rows, found.count, keyset=True, capped=found.capped)


def _availability(row: EmployeeRow) -> SafeString:
    """The status, which opens the side panel at what it says; without script it leads to the same as a page."""
    is_lent = row.availability is Availability.LENT
    url = reverse("employee_loans" if is_lent else "availability", args=[row.public_id])
    return format_html(
        '<a class="tag-link" href="{}" hx-get="{}" hx-target="#side-panel" hx-swap="innerHTML" aria-haspopup="dialog">'
        '{}<span class="ds-sr-only">, {}</span></a>',
        url,
        url,
        SafeString(cells.shown(AVAILABILITIES[row.availability])),
        row.name,
    )


def _who(_actor: Actor) -> Sequence[tuple[str, Any]]:
    return [("mine", _("My employees")), ("all", _("All employees"))]


def _exported(actor: Actor, choice: Choice, count: int, now: datetime) -> None:
    take_out_employees(count, actor=actor, now=now)


def _count(count: int) -> str:
    return ngettext("%(count)s employee", "%(count)s employees", count) % {"count": number(count)}


MINE = View("mine", _("My employees"), "f-who=mine")
ALL = View("all", _("All employees"), "f-who=all")

EMPLOYEES: Listing[EmployeeRow] = Listing(
    key="people.employees",
    title=_("Employee overview"),
    search_label=_("Search for a name, an e-mail address or an employee number"),
    remembers_ticks=True,
    columns=WithRegistered(
        Column(
            "name",
            _("Name"),
            lambda row: row.name,
            sort="name",
            link=lambda row: reverse("personal_details", args=[row.public_id]),
            secondary=lambda row: row.title,
            width=32,
        ),
        Column(
            "department",
            _("Department"),
            lambda row: row.department,
            sort="department",
            secondary=lambda row: row.code,
            width=32,
        ),
        Column(
            "availability",
            _("Availability"),
            _availability,
            excel=lambda row: str(AVAILABILITIES[row.availability].label),
        ),
        Column("starts_on", _("Start date"), lambda row: row.starts_on, kind="date", aside=True),
        Column("leader", _("Leader"), lambda row: row.leader, aside=True, width=32),
        Column("title", _("Job title"), lambda row: row.title, shown=False, width=32),
        Column("code", _("Department number"), lambda row: row.code, shown=False),
        Column("employee_number", _("Employee number"), lambda row: row.employee_number, shown=False),
        Column("email", _("E-mail"), lambda row: row.email, shown=False, width=32),
        Column("mobile", _("Mobile"), lambda row: row.mobile, shown=False),
    ),
    query=_query,
    row_id=lambda row: str(row.public_id),
    row_label=lambda row: f"{row.name}, {row.department}",
    default_sort="name",
    views=(MINE, ALL),
    filters=(
        Filter("who", _("Whom"), _who, in_tabs=True),
        Filter(
            "availability",
            _("Availability"),
            lambda _actor: [(key.value, status.label) for key, status in AVAILABILITIES.items()],
        ),
        Filter("category", _("Group"), lambda _actor: Category.choices),
    ),
    empty=Empty(_("No employees here"), _("Those whom you lead or look after are listed here."), icon="person-group"),
    exported=_exported,
    count_label=_count,
    actions=Registered(),
)


def listing_for(actor: Actor) -> Listing[EmployeeRow]:
    """The tabs that make sense: one's own for whoever leads somebody, everybody for whoever sees more than those."""
    views = tuple(
        view for view, there in ((MINE, actor.leads), (ALL, bool(actor.spans(access.SEE_EMPLOYEES)))) if there
    )
    return replace(EMPLOYEES, views=views) if views else EMPLOYEES


def _leaderless(actor: Actor, choice: Choice, window: Window) -> Result[LeaderlessRow]:
    sort = choice.sort or "department"
    rows, count = leaderless(window, actor=actor, today=choice.today, text=choice.search, sort=sort)
    return Result(rows, count, keyset=True)


LEADERLESS: Listing[LeaderlessRow] = Listing(
    key="people.without_leader",
    title=_("Employees without a leader"),
    search_label=_("Search for a name, an e-mail address or an employee number"),
    columns=(
        Column(
            "name",
            _("Name"),
            lambda row: row.name,
            sort="name",
            link=lambda row: reverse("choose_leader", args=[row.public_id]),
            secondary=lambda row: row.title,
        ),
        Column(
            "department", _("Department"), lambda row: row.department, sort="department", secondary=lambda row: row.code
        ),
        Column("last_leader", _("Led until now by"), lambda row: row.last_leader),
    ),
    query=_leaderless,
    row_id=lambda row: str(row.public_id),
    row_label=lambda row: f"{row.name}, {row.department}",
    default_sort="department",
    empty=Empty(_("Everybody has a leader"), icon="checkmark-circle"),
    count_label=_count,
)


def _control(actor: Actor, choice: Choice, window: Window) -> Result[ControlRow]:
    search = control.Search(
        text=choice.search,
        role=choice.filters.get("role", ""),
        state=choice.filters.get("state", ""),
        sort=choice.sort or "name",
    )
    rows, count = control.positions_found(search, window, actor=actor, today=choice.today)
    if search.is_long_enough:
        note_search((row.person for row in rows), count, actor=actor, now=timezone.now())
    return Result(rows, count, keyset=True)


def _roles(_actor: Actor) -> Sequence[tuple[str, Any]]:
    return [(role.key, role.label) for role in registry.roles().values()]


def _found(count: int) -> str:
    return ngettext("%(count)s position", "%(count)s positions", count) % {"count": number(count)}


ACTIVE = Status(_("Active"), "success")
ENDED = Status(_("Ended"), "neutral")

CONTROL: Listing[ControlRow] = Listing(
    key="people.access",
    title=_("Positions"),
    search_label=_("Search for a name, an e-mail address or a department (two characters or more)"),
    columns=(
        Column(
            "name",
            _("Name"),
            lambda row: row.name,
            sort="name",
            link=lambda row: reverse("position_access", args=[row.public_id]),
            secondary=lambda row: row.title,
            width=32,
        ),
        Column(
            "department", _("Department"), lambda row: row.department, sort="department", secondary=lambda row: row.code
        ),
        Column("state", _("Active or ended"), lambda row: ACTIVE if row.is_active else ENDED),
        Column("email", _("E-mail"), lambda row: row.email, aside=True),
        Column("mobile", _("Mobile"), lambda row: row.mobile, aside=True),
        Column("last_sign_in", _("Last sign-in"), lambda row: row.last_sign_in, kind="moment"),
        Column("valid_from", _("Valid from"), lambda row: row.valid_from, kind="date", shown=False),
        Column("last_day", _("Last day"), lambda row: row.last_day, kind="date", shown=False),
    ),
    query=_control,
    row_id=lambda row: str(row.public_id),
    row_label=lambda row: f"{row.name}, {row.department}",
    default_sort="name",
    filters=(
        Filter("role", _("Role"), _roles),
        Filter(
            "state", _("Active or ended"), lambda _actor: [(control.ACTIVE, ACTIVE.label), (control.ENDED, ENDED.label)]
        ),
    ),
    empty=Empty(
        _("Search for somebody"),
        _("Positions of your trust are shown when you search, active and ended ones."),
        icon="magnifying-glass",
    ),
    count_label=_found,
)
