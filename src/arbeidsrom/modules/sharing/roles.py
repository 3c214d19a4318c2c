"""Who works with shipments when nobody shares from a case: the receiving desk of a competence centre."""

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

DESK = Role(
    "sharing.desk",
    _("Receiving desk"),
    _("Sees the shipments sent to the competence centre, and still needs the code to open one."),
    frozenset({"sharing.receive"}),
)

CENTRE_DESK = Office(
    "centre_desk",
    _("Receiving desk"),
    (DESK.key,),
    frozenset({UnitKind.COMPETENCE_CENTRE.value}),
    is_desk=True,
)

PERMISSIONS = {
    "sharing.manage_address_book": _("Change the address book of the club"),
    "sharing.manage_central_addresses": _("Change the central addresses"),
    "sharing.receive": _("See shipments sent to the competence centre"),
    "sharing.share": _("Share documents"),
}


def declare() -> None:
    """Make the desk known, and let administrators keep the central addresses."""
    name_permissions(PERMISSIONS)
    register_role(DESK)
    register_office(CENTRE_DESK)
    extend_role(ADMINISTRATOR, {"sharing.manage_central_addresses"})
