"""The roles and offices («verv») of a union: who works in the club's room (KL-WHO-001 to 004)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.models import UnitKind
from arbeidsrom.core.roles.administrator import ADMINISTRATOR
from arbeidsrom.core.roles.registry import (
    Office,
    Role,
    extend_role,
    name_permissions,
    register_office,
    register_role,
)

CLUB = frozenset({UnitKind.CLUB.value})
LOCAL_UNION = frozenset({UnitKind.LOCAL_UNION.value})

ROLES = (
    Role(
        "workspace.steward",
        _("Steward"),
        _("Works with members, cases and documents of the clubs that the election covers."),
        frozenset(
            {
                "workspace.handle_cases",
                "membership.see_members",
                "membership.write_to_members",
                "sharing.share",
                "sharing.manage_address_book",
            }
        ),
    ),
    Role(
        "workspace.club_leader",
        _("Leader of the club"),
        _("Settings of the club and registering who holds its offices."),
        frozenset({"workspace.manage_club", "organisation.appoint", "audit.read"}),
    ),
    Role(
        "workspace.union_leader",
        _("Leader of the local union"),
        _("Sees which clubs, stewards and numbers of cases there are, and never the content of a case."),
        frozenset(
            {
                "workspace.oversee_clubs",
                "workspace.receive_cases",
                "workspace.confirm_deletion",
                "workspace.manage_settings",
                "organisation.appoint",
                "audit.read",
                "membership.import_members",
                "privacy.answer_requests",
            }
        ),
    ),
)

STEWARD = ("workspace.steward",)

OFFICES = (
    Office("club_leader", _("Club leader"), ("workspace.steward", "workspace.club_leader"), CLUB),
    Office("deputy_leader", _("Deputy leader"), STEWARD, CLUB),
    Office("board_member", _("Board member"), STEWARD, CLUB),
    Office("released_steward", _("Released steward"), STEWARD, CLUB, spans_units=True),
    Office("workplace_steward", _("Steward of a workplace"), STEWARD, CLUB),
    Office("main_steward", _("Main steward"), STEWARD, CLUB, spans_units=True),
    Office(
        "union_leader", _("Leader of the local union"), ("workspace.union_leader",), LOCAL_UNION, with_subunits=True
    ),
    Office(
        "district_leader",
        _("Leader of the county district"),
        (),
        frozenset({UnitKind.DISTRICT.value}),
    ),
)


PERMISSIONS = {
    "workspace.confirm_deletion": _("Confirm that cases are deleted"),
    "workspace.handle_cases": _("Work with cases"),
    "workspace.manage_club": _("Change the settings of the club"),
    "workspace.manage_settings": _("Change case types, deadlines and templates"),
    "workspace.oversee_clubs": _("See which clubs, stewards and numbers of cases there are"),
    "workspace.receive_cases": _("Take over cases that are handed to the local union"),
    "workspace.see_statistics": _("See statistics"),
}


def declare() -> None:
    """Make the union's roles and offices known, and what administrators may do in the workspace."""
    name_permissions(PERMISSIONS)
    for role in ROLES:
        register_role(role)
    for office in OFFICES:
        register_office(office)
    extend_role(ADMINISTRATOR, {"workspace.manage_settings", "workspace.see_statistics"})
