"""The roles and offices («verv») of a union: who works in the club's room (KL-WHO-001 to 004)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.models import UnitKind
from arbeidsrom.core.roles.registry import Office, Role, name_permissions, register_office, register_role

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
    Role(
        "workspace.administrator",
        _("Administrator of the installation"),
        _("Runs the installation: organisation, access, imports and jobs; no content of any case."),
        frozenset(
            {
                "organisation.administer",
                "roles.explain_access",
                "roles.support",
                "membership.import_members",
                "operations.see",
                "workspace.manage_settings",
                "workspace.see_statistics",
                "sharing.manage_central_addresses",
                "audit.verify",
                "privacy.see_register",
            }
        ),
    ),
    Role(
        "sharing.desk",
        _("Receiving desk"),
        _("Sees the shipments sent to the competence centre, and still needs the code to open one."),
        frozenset({"sharing.receive"}),
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
    Office(
        "centre_desk",
        _("Receiving desk"),
        ("sharing.desk",),
        frozenset({UnitKind.COMPETENCE_CENTRE.value}),
        is_desk=True,
    ),
    Office(
        "administrator",
        _("Administrator"),
        ("workspace.administrator",),
        frozenset({UnitKind.UNION.value}),
        with_subunits=True,
        is_desk=True,
    ),
)


PERMISSIONS = {
    "audit.read": _("Read the log of the unit"),
    "audit.verify": _("Verify the chain of the log"),
    "membership.import_members": _("Import members from file"),
    "membership.see_members": _("See members"),
    "membership.write_to_members": _("Send messages to members"),
    "operations.see": _("See how the installation runs"),
    "organisation.administer": _("Change the organisation"),
    "organisation.appoint": _("Register who holds an office"),
    "privacy.answer_requests": _("Answer requests for access to personal data"),
    "privacy.see_register": _("See the register of processing activities"),
    "roles.explain_access": _("Ask why somebody has access"),
    "roles.support": _("Ask to see what somebody else sees"),
    "sharing.manage_address_book": _("Change the address book of the club"),
    "sharing.manage_central_addresses": _("Change the central addresses"),
    "sharing.receive": _("See shipments sent to the competence centre"),
    "sharing.share": _("Share documents"),
    "workspace.confirm_deletion": _("Confirm that cases are deleted"),
    "workspace.handle_cases": _("Work with cases"),
    "workspace.manage_club": _("Change the settings of the club"),
    "workspace.manage_settings": _("Change case types, deadlines and templates"),
    "workspace.oversee_clubs": _("See which clubs, stewards and numbers of cases there are"),
    "workspace.receive_cases": _("Take over cases that are handed to the local union"),
    "workspace.see_statistics": _("See statistics"),
}


def declare() -> None:
    """Make the union's roles and offices known."""
    name_permissions(PERMISSIONS)
    for role in ROLES:
        register_role(role)
    for office in OFFICES:
        register_office(office)
