"""Those who look after requirements and plans in the hospital of the tests, by the roles of the portal."""

from __future__ import annotations

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.core.roles.tests.hospital import Hospital
from arbeidsrom.lib.actor import Actor


def with_role(hospital: Hospital, name: str, role: str, unit: str, *, works_in: str = "1010") -> Actor:
    """Somebody employed in a department holds an ordered role in a unit and all below."""
    position = hospital.employ(name, works_in)
    grant(hospital, position, role, unit)
    return hospital.actor(position)


def grant(hospital: Hospital, position: Position, role: str, unit: str) -> None:
    """One more role."""
    RoleGrant.objects.create(
        position=position,
        role=role,
        unit=hospital.units[unit],
        with_subunits=True,
        valid_from=hospital.today,
        source=GrantSource.ORDER,
    )
