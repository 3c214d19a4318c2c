"""What people hang up in the apps below."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit import events as audit_events
from arbeidsrom.core.notifications import types as notification_types
from arbeidsrom.core.organisation import changes, mergers
from arbeidsrom.core.organisation.access import ADMINISTER, APPOINT
from arbeidsrom.core.organisation.models import PositionKind
from arbeidsrom.core.people import access, columns, events, notices, sights, standing_in, ticks
from arbeidsrom.core.people.ending import EndingLoans, drop_loans_of_removed
from arbeidsrom.core.people.listings import EMPLOYEES, listing_for
from arbeidsrom.core.people.until_delivery import ByHand
from arbeidsrom.core.roles.access import EXPLAIN
from arbeidsrom.core.roles.registry import name_permissions
from arbeidsrom.lib.actor import Actor
from arbeidsrom.web.lists import long
from arbeidsrom.web.navigation import Item, Place, register

PERMISSIONS = {
    access.SEE_EMPLOYEES: _("See all employees"),
    access.REGISTER_LOANS: _("Lend employees to other departments"),
    access.REGISTER_ABSENCES: _("Register that employees are away"),
    access.SET_LEADER: _("Choose another leader for employees"),
    access.CONTROL_ACCESS: _("See who has which access"),
    access.REACTIVATE: _("Make ended positions active until the next import"),
    access.SEE_CHART: _("See the organisation chart"),
}


def connect() -> None:
    """Called once at start."""
    name_permissions(PERMISSIONS)
    audit_events.declare(*events.EVENTS)
    changes.register("loans", EndingLoans())
    changes.register_until_next_delivery("reactivations", ByHand())
    mergers.register_removal("loans", drop_loans_of_removed)
    for kind in notices.TYPES:
        notification_types.register(kind)
    long.offer(EMPLOYEES, listing_for)
    sights.register(access.SEE_EMPLOYEES, access.CONTROL_ACCESS)
    sights.register(APPOINT, ADMINISTER, of=(PositionKind.OFFICE, PositionKind.DESK))
    sights.register(EXPLAIN, of=PositionKind)
    columns.register(standing_in.COLUMN)
    ticks.register(ticks.SEND_EMAIL)
    _hang_up_pages()


def _hang_up_pages() -> None:
    employees = Item(
        "employees", _("My employees"), "employees", "person-group", access.SEE_EMPLOYEES, 15, also_for=_leads
    )
    overview = Item(
        "employee_overview",
        _("Overview"),
        "employees",
        "person-group",
        access.SEE_EMPLOYEES,
        10,
        place=Place.OVERVIEW,
        also_for=_leads,
    )
    control = Item("control_access", _("Access control"), "control_access", "key-horizontal", access.CONTROL_ACCESS, 55)
    chart = Item(
        "organisation_chart",
        _("Organisation chart"),
        "organisation_chart",
        "branching",
        access.SEE_CHART,
        55,
        place=Place.GLOBAL,
    )
    own = Item("own_details", _("Personal details"), "own_details", "person-circle", order=20, place=Place.OWN)
    for item in (employees, overview, control, chart, own):
        register(item)


def _leads(actor: Actor) -> bool:
    return actor.leads
