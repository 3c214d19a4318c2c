"""A role that every installation has, whatever modules are on: somebody runs it (PL-MOD-001).

A module adds what an administrator may do with it by ``registry.extend_role``, and takes away what a role of its own
does instead by ``registry.narrow_role``.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.models import UnitKind
from arbeidsrom.core.roles.registry import Office, Role, name_permissions, register_office, register_role

ADMINISTRATOR = "core.administrator"

ROLE = Role(
    ADMINISTRATOR,
    _("Administrator of the installation"),
    _("Runs the installation: organisation, access, imports and jobs; no content of any case."),
    frozenset(
        {
            "organisation.administer",
            "roles.explain_access",
            "roles.support",
            "membership.import_members",
            "operations.see",
            "audit.verify",
            "privacy.see_register",
        }
    ),
)

OFFICE = Office(
    "administrator",
    _("Administrator"),
    (ADMINISTRATOR,),
    frozenset({UnitKind.UNION.value}),
    with_subunits=True,
    is_desk=True,
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
    "organisation.import_employees": _("Import employees from the HR system"),
    "privacy.answer_requests": _("Answer requests for access to personal data"),
    "privacy.see_register": _("See the register of processing activities"),
    "roles.approve_orders": _("Approve orders of roles"),
    "roles.choose_deputies": _("Choose own deputies, and those of leaders below"),
    "roles.delegate_approval": _("Delegate the approval of learning goals"),
    "roles.explain_access": _("Ask why somebody has access"),
    "roles.support": _("Ask to see what somebody else sees"),
}


def declare() -> None:
    """Make the administrator known, and the permissions of core in words."""
    name_permissions(PERMISSIONS)
    register_role(ROLE)
    register_office(OFFICE)
