"""The list of members, and what it writes in the log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from arbeidsrom.core.membership import access, actions
from arbeidsrom.core.membership.queries.alphabet import NAME, NUMBER
from arbeidsrom.core.membership.queries.lists import (
    MemberFilter,
    MemberRow,
    list_counts,
    member_clubs,
    member_page,
)
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.norwegian import shown_phone
from arbeidsrom.web.components.formats import number
from arbeidsrom.web.links import link_to
from arbeidsrom.web.lists import Choice, Column, Empty, Filter, Listing, Result, TickAction, Window

ACTIVE, NOT_ACTIVE = "yes", "no"


def wanted(choice: Choice) -> MemberFilter:
    """What the address asks for."""
    filters = choice.filters
    return MemberFilter(
        text=choice.search,
        club=as_uuid(filters.get("club", "")),
        workplaces=(filters["workplace"],) if "workplace" in filters else (),
        tariff_areas=(filters["tariff_area"],) if "tariff_area" in filters else (),
        occupationally_active={ACTIVE: True, NOT_ACTIVE: False}.get(filters.get("active", "")),
    )


def found(actor: Actor, choice: Choice, window: Window) -> Result[MemberRow]:
    """The members that match."""
    page = member_page(
        wanted(choice),
        actor=actor,
        sort=choice.sort,
        descending=choice.descending,
        first=window.offset,
        size=window.limit,
    )
    return Result(page.rows, page.total, sort=page.sort)


def looked_at(actor: Actor, rows: Sequence[MemberRow], now: datetime) -> None:
    """Names and addresses are shown on a page."""
    actions.look_at_list(rows, actor=actor, now=now)


def exported(actor: Actor, choice: Choice, count: int, now: datetime) -> None:
    """The list is taken out as a file."""
    actions.export_list(wanted(choice), actor=actor, now=now)


def members_found(count: int) -> str:
    """«1 800 medlemmer»."""
    return ngettext("%(count)s member", "%(count)s members", count) % {"count": number(count)}


def as_uuid(text: str) -> UUID | None:
    """The public id in an address or a tick box; nothing when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def members_for(actor: Actor) -> Listing[MemberRow]:
    """The list as the actor sees it."""
    return replace(MEMBERS, filters=counted_filters(actor))


def counted_filters(actor: Actor) -> list[Filter]:
    """The filters with the number of members behind each choice, all from one look; clubs only where there are many."""
    counts, clubs = list_counts(actor=actor), member_clubs(actor=actor)
    choices = {
        "club": [(str(club.public_id), club.name) for club in clubs],
        "workplace": [(one.value, f"{one.label} ({number(one.count)})") for one in counts.workplaces],
        "tariff_area": [(one.value, f"{one.label} ({number(one.count)})") for one in counts.tariff_areas],
        "active": [
            (ACTIVE, f"{_('Yes')} ({number(counts.active)})"),
            (NOT_ACTIVE, f"{_('No')} ({number(counts.total - counts.active)})"),
        ],
    }
    return [
        Filter(one.key, one.label, _always(choices[one.key]))
        for one in MEMBERS.filters
        if one.key != "club" or len(clubs) > 1
    ]


def _always(choices: list[tuple[str, str]]) -> Callable[[Actor], list[tuple[str, str]]]:
    return lambda actor: choices


def _none(actor: Actor) -> list[tuple[str, str]]:
    return []


MEMBERS: Listing[MemberRow] = Listing(
    key="membership.members",
    title=_("Members"),
    query=found,
    looked_at=looked_at,
    exported=exported,
    row_id=lambda row: str(row.public_id),
    row_label=lambda row: row.name,
    count_label=members_found,
    search_label=_("Search for name or member number"),
    default_sort=NAME,
    empty=Empty(
        _("No members"),
        _("The members of your clubs come from the union's own register every night."),
        icon="person-group",
    ),
    columns=[
        Column(
            "name",
            _("Name"),
            lambda row: row.name,
            sort=NAME,
            link=lambda row: link_to("member", row.public_id),
            width=32,
        ),
        Column("number", _("Member number"), lambda row: row.member_number, sort=NUMBER, width=16),
        Column("club", _("Club"), lambda row: row.club, shown=False),
        Column("workplace", _("Workplace"), lambda row: row.workplace, sort="workplace"),
        Column("position_title", _("Position title"), lambda row: row.position_title, sort="position_title"),
        Column(
            "percent",
            _("Percentage"),
            lambda row: row.whole_percent,
            kind="number",
            sort="percent",
            width=12,
            aside=True,
        ),
        Column(
            "tariff_area", _("Tariff area"), lambda row: row.tariff_area_label, sort="tariff_area", width=16, aside=True
        ),
        Column("active", _("Occupationally active"), lambda row: row.occupationally_active, width=12, aside=True),
        Column("phone", _("Phone"), lambda row: shown_phone(row.phone), excel=lambda row: row.phone, width=16),
        Column("email", _("E-mail"), lambda row: row.email, width=30, aside=True),
        Column(
            "member_since",
            _("Member since"),
            lambda row: row.member_since,
            kind="date",
            sort="member_since",
            width=14,
            aside=True,
        ),
    ],
    filters=[
        Filter("club", _("Club"), _none),
        Filter("workplace", _("Workplace"), _none),
        Filter("tariff_area", _("Tariff area"), _none),
        Filter("active", _("Occupationally active"), _none),
    ],
    actions=[
        TickAction(
            "write",
            _("Write to the chosen"),
            lambda: reverse("write_to_members"),
            icon="envelope-closed",
            permission=access.WRITE,
        )
    ],
)
