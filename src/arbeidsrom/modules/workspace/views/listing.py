"""The case list, declared once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions.lists import look_at_cases, take_out_cases
from arbeidsrom.modules.workspace.models import Case
from arbeidsrom.modules.workspace.queries import cases, lists, overview, stewards
from arbeidsrom.modules.workspace.queries.lists import Asked, CaseRow, ShownCase
from arbeidsrom.modules.workspace.queries.stewards import UnattendedRow
from arbeidsrom.modules.workspace.states import CaseState
from arbeidsrom.web.components.formats import number
from arbeidsrom.web.links import link_to
from arbeidsrom.web.lists import Choice, Column, Empty, Filter, Listing, Result, View, Window
from arbeidsrom.web.status import Status

TABS = {
    "own": _("Own cases"),
    "club": _("The club's cases"),
    "waiting": _("Waiting"),
    "overdue": _("Overdue"),
    "soon": _("Due within a week"),
    "closed": _("Closed"),
    "all": _("All of mine"),
}
COLOURS: dict[str, Status] = {
    CaseState.OPEN: Status(CaseState.OPEN.label, "info", "folder"),
    CaseState.WAITING: Status(CaseState.WAITING.label, "warning", "hourglass"),
    CaseState.SENT: Status(CaseState.SENT.label, "brand1", "paperplane"),
    CaseState.CLOSED: Status(CaseState.CLOSED.label, "neutral", "padlock-locked"),
    CaseState.REOPENED: Status(CaseState.REOPENED.label, "accent", "arrow-undo"),
}
HIDDEN = _("Somebody else's case")


def status_of(case: Case) -> Status:
    """The state as it is shown."""
    return COLOURS[case.state]


def _query(actor: Actor, choice: Choice, window: Window) -> Result[CaseRow]:
    asked = Asked(
        tab=choice.filters.get("which", "own"),
        text=choice.search,
        type=choice.filters.get("type", ""),
        state=choice.filters.get("state", ""),
        club=choice.filters.get("club", ""),
        sort=choice.sort or "number",
        descending=choice.descending if choice.sort else True,
        offset=window.offset,
        limit=window.limit,
    )
    found = lists.case_list(asked, actor=actor, today=choice.today)
    return Result(found.rows, found.count)


def _title(row: CaseRow) -> str:
    return row.title or str(HIDDEN)


def _link(row: CaseRow) -> str | None:
    return link_to("case", row.public_id) if row.is_visible else None


def _due(row: CaseRow) -> Any:
    if row.has_passed_deadline and row.next_due:
        return Status(f"{row.next_due:%d.%m.%Y}", "danger", "exclamationmark-triangle")
    return row.next_due


def _types(_actor: Actor) -> Sequence[tuple[str, Any]]:
    return [(each.key, each.name) for each in cases.all_case_types()]


def _clubs(actor: Actor) -> Sequence[tuple[str, Any]]:
    clubs = cases.clubs_to_choose_from(actor)
    return [(club.code, club.name) for club in clubs]


def _which(_actor: Actor) -> Sequence[tuple[str, Any]]:
    return list(TABS.items())


def _shown(rows: Iterable[CaseRow]) -> list[ShownCase]:
    return [row.shown for row in rows if row.shown]


def _looked_at(actor: Actor, rows: Sequence[CaseRow], now: datetime) -> None:
    look_at_cases(_shown(rows), actor=actor, now=now)


def _exported(actor: Actor, choice: Choice, count: int, now: datetime) -> None:
    take_out_cases(_shown(_query(actor, choice, Window(0, count)).rows), actor=actor, now=now)


def _count(count: int) -> str:
    return ngettext("%(count)s case", "%(count)s cases", count) % {"count": number(count)}


CASES: Listing[CaseRow] = Listing(
    key="workspace.cases",
    title=_("Cases"),
    search_label=_("Search number, title, member, documents and their text"),
    columns=(
        Column("title", _("Title"), _title, link=_link, secondary=lambda row: row.members, width=40),
        Column("number", _("Number"), lambda row: row.label, sort="number", link=_link, width=10),
        Column(
            "state",
            _("State"),
            lambda row: COLOURS[row.state] if row.state else None,
            sort="state",
            secondary=lambda row: row.waiting_for,
        ),
        Column("type", _("Type"), lambda row: row.type and str(row.type), sort="type"),
        Column("due", _("Next deadline"), _due, kind="date", sort="due", excel=lambda row: row.next_due),
        Column("responsible", _("Responsible"), lambda row: row.responsible, sort="responsible", aside=True),
        Column("opened", _("Opened"), lambda row: row.opened_on, kind="date", sort="opened", shown=False),
        Column("changed", _("Last changed"), lambda row: row.changed_at, kind="moment", sort="changed", shown=False),
        Column("waiting", _("Waits until"), lambda row: row.waiting_until, kind="date", shown=False),
        Column("club", _("Club"), lambda row: row.club, shown=False),
    ),
    query=_query,
    row_id=lambda row: str(row.public_id),
    row_label=lambda row: row.label,
    views=tuple(View(key, label, f"f-which={key}") for key, label in TABS.items()),
    filters=(
        Filter("which", _("Which cases"), _which, in_tabs=True),
        Filter("type", _("Type"), _types),
        Filter("state", _("State"), lambda _actor: CaseState.choices),
        Filter("club", _("Club"), _clubs),
    ),
    empty=Empty(
        _("No cases here"),
        _("Cases that you work with are listed here."),
        _("New case"),
        lambda: reverse("new_case"),
        "folder",
        permission=access.HANDLE,
    ),
    looked_at=_looked_at,
    exported=_exported,
    count_label=_count,
)


def _out_of_reach(actor: Actor, choice: Choice, window: Window) -> Result[UnattendedRow]:
    rows, count = stewards.closed_out_of_reach(
        actor,
        number=choice.search,
        club=choice.filters.get("club", ""),
        today=choice.today,
        at_most=slice(window.offset, window.offset + window.limit),
    )
    return Result(rows, count)


def _clubs_below(actor: Actor) -> Sequence[tuple[str, Any]]:
    return [(club.code, club.name) for club in overview.clubs_below(actor)]


CLOSED_OUT_OF_REACH: Listing[UnattendedRow] = Listing(
    key="workspace.closed_out_of_reach",
    title=_("Closed cases that nobody can open"),
    search_label=_("Search for a case number"),
    columns=(
        Column("number", _("Number"), lambda row: row.label, link=lambda row: link_to("place_case", row.public_id)),
        Column("club", _("Club"), lambda row: row.club),
        Column("type", _("Type"), lambda row: str(row.type)),
        Column("closed", _("Closed"), lambda row: row.closed_on, kind="date"),
        Column("responsible", _("Last responsible"), lambda row: row.last_responsible),
    ),
    query=_out_of_reach,
    row_id=lambda row: str(row.public_id),
    row_label=lambda row: row.label,
    filters=(Filter("club", _("Club"), _clubs_below),),
    empty=Empty(
        _("Every closed case can be opened by somebody"),
        _("A closed case is listed here when nobody who had it is in office any longer."),
        icon="checkmark-circle",
    ),
    count_label=_count,
)
