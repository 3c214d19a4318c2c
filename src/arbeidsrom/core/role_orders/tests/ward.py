"""A ward where roles are ordered: Astrid leads Silje; Turid owns the trust's roles, Sindre and Solveig all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from arbeidsrom.core.organisation.models import Position
from arbeidsrom.core.role_orders.actions import answering, ordering
from arbeidsrom.core.role_orders.actions.ordering import Wanted
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.core.roles.tests.hospital import Hospital, make_hospital
from arbeidsrom.lib.actor import Actor

SUBJECT_A = "competence.subject_responsible_a"
SUBJECT_B = "competence.subject_responsible_b"
SUPERUSER = "competence.superuser"
TRUST_ADMINISTRATOR = "competence.trust_administrator"
SYSTEM_OPERATOR = "competence.system_operator"
PLAN_RESPONSIBLE = "competence.plan_responsible"
LEADER = "competence.leader"
"""Roles of the catalogue, which the competence portal declares."""


@dataclass
class Ward:
    """The hospital, and the positions of those who order and answer, by first name."""

    hospital: Hospital
    positions: dict[str, Position]

    @property
    def today(self) -> date:
        return self.hospital.today

    def actor(self, name: str) -> Actor:
        """Somebody acting in their position, with the rights of this moment."""
        return self.hospital.actor(self.positions[name])

    def give(self, name: str, role: str, code: str) -> RoleGrant:
        """A role that somebody has had all the time."""
        return RoleGrant.objects.create(
            position=self.positions[name],
            role=role,
            unit=self.hospital.units[code],
            with_subunits=True,
            valid_from=date(2024, 1, 1),
            source=GrantSource.ORDER,
        )

    def wanted(self, role: str = SUBJECT_B, code: str = "1010", **changes: object) -> Wanted:
        """An order as it is filled in."""
        given = {
            "role": role,
            "unit": self.hospital.units[code].public_id,
            "with_subunits": False,
            "valid_from": self.today,
            "valid_to": None,
            "covers": "",
            "reason": "Følger opp nyansatte",
        }
        return Wanted(**{**given, **changes})  # type: ignore[arg-type]

    def order(self, by: str = "Silje", position: str = "Silje", wanted: Wanted | None = None) -> RoleOrder:
        """An order that waits."""
        return ordering.order_role(
            self.positions[position].public_id,
            wanted=wanted or self.wanted(),
            actor=self.actor(by),
            now=self.hospital.now,
            today=self.today,
        )

    def approve(self, order: RoleOrder, by: str = "Turid") -> RoleOrder:
        """Somebody answers yes today."""
        return answering.approve_order(
            order.public_id,
            lock_version=order.lock_version,
            actor=self.actor(by),
            now=self.hospital.now,
            today=self.today,
        )

    def approved(self, **changes: object) -> RoleOrder:
        """A role that Silje has by an order."""
        return self.approve(self.order(wanted=self.wanted(**changes)))  # type: ignore[arg-type]

    def keep(self, order: RoleOrder, by: str = "Turid", *, later: timedelta = timedelta(0)) -> RoleOrder:
        """An owner keeps the role at the review."""
        return answering.keep_role(
            order.public_id,
            lock_version=order.lock_version,
            actor=self.actor(by),
            now=self.hospital.now + later,
            today=self.today + later,
        )


def make_ward() -> Ward:
    """As of the hospital's day."""
    hospital = make_hospital()
    astrid = hospital.employ("Astrid", "1010", title="Avdelingsleder")
    positions = {
        "Astrid": astrid,
        "Silje": hospital.employ("Silje", "1010", led_by=astrid),
        "Ole": hospital.employ("Ole", "1020"),
        "Turid": hospital.employ("Turid", "1020", title="Rådgiver"),
        "Nora": hospital.employ("Nora", "2010", title="Rådgiver"),
        "Sindre": hospital.employ("Sindre", "1020", title="Systemansvarlig"),
        "Solveig": hospital.employ("Solveig", "2010", title="Systemansvarlig"),
    }
    ward = Ward(hospital, positions)
    ward.give("Turid", TRUST_ADMINISTRATOR, "sykehuset")
    ward.give("Nora", TRUST_ADMINISTRATOR, "nabo")
    ward.give("Sindre", SYSTEM_OPERATOR, "region")
    ward.give("Solveig", SYSTEM_OPERATOR, "region")
    return ward
