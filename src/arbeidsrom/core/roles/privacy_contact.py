"""A role that every installation has, whatever modules are on: somebody answers for the data (PL-AUD-001, 003, 004).

It is held where a body answers for data, and reaches what that body answers for, not what others below it do.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.organisation.models import UnitKind
from arbeidsrom.core.roles.registry import Office, Role, register_office, register_role

PRIVACY_CONTACT = "core.privacy_contact"

ROLE = Role(
    PRIVACY_CONTACT,
    _("Data protection contact"),
    _("Reads the log, answers requests for access and sees the register of processing activities; opens no case."),
    frozenset({"audit.read", "privacy.answer_requests", "privacy.see_register"}),
)

OFFICE = Office(
    "privacy_contact",
    _("Data protection contact"),
    (PRIVACY_CONTACT,),
    frozenset(UnitKind.values),
    is_desk=True,
    of_controllers=True,
)


def declare() -> None:
    """Make the data protection contact known; the permissions are named with the administrator's."""
    register_role(ROLE)
    register_office(OFFICE)
