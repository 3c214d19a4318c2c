"""A small hospital for tests of system messages: two departments, several titles, one who leads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from arbeidsrom.core.organisation.actions import arrange_tree
from arbeidsrom.core.organisation.models import Person, Position, PositionKind, Unit, UnitKind
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.core.system_messages.actions import sending, writing
from arbeidsrom.core.system_messages.actions.writing import Wording
from arbeidsrom.core.system_messages.models import SystemMessage
from arbeidsrom.core.system_messages.own_groups import InUnit
from arbeidsrom.lib.actor import Actor
from tests.cast import Cast

SINCE = date(2026, 1, 1)
SYSTEM_OPERATOR = "competence.system_operator"


@dataclass
class Hospital:
    """Units and people by name; the cast's administrator is the system operator too, and sends."""

    cast: Cast
    trust: Unit
    surgery: Unit
    ward: Unit
    medicine: Unit
    people: dict[str, Person] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)

    @property
    def sender(self) -> Actor:
        """The system operator, whose role the competence portal declares."""
        return self.cast.admin

    def hire(self, name: str, unit: Unit, title: str, *, leader: str = "", until: date | None = None) -> Person:
        """Somebody gets a position; the same person can hold several."""
        if name not in self.people:
            self.people[name] = Person.objects.create(given_name=name, family_name="Ansatt")
        position = Position.objects.create(
            person=self.people[name],
            unit=unit,
            kind=PositionKind.EMPLOYMENT,
            title=title,
            leader=self.positions[leader] if leader else None,
            valid_from=SINCE,
            valid_to=until,
        )
        self.positions.setdefault(name, position)
        return self.people[name]

    def draft(self, **changed: object) -> SystemMessage:
        """A message that lacks nothing but its recipients."""
        given = {
            "title": "Nye rutiner for hygiene",
            "content": "Les **rutinene** i dag.",
            "sender": "Kompetanseavdelingen",
            "visible_until": self.cast.today + timedelta(days=7),
        }
        wording = Wording(**{**given, **changed})  # type: ignore[arg-type]
        return writing.begin_message(wording, actor=self.sender, now=self.cast.now)

    def to_unit(self, message: SystemMessage, unit: Unit, *, below: bool = True) -> None:
        """One more group: everybody in the unit."""
        how = InUnit.BELOW if below else InUnit.ONLY
        self.to_group(message, "unit", f"{how}:{unit.public_id}")

    def to_group(self, message: SystemMessage, kind: str, value: str) -> None:
        """One more group."""
        writing.choose_group(message.public_id, kind=kind, value=value, actor=self.sender, now=self.cast.now)

    def to_person(self, message: SystemMessage, name: str) -> None:
        """One more person."""
        person, cast = self.people[name].public_id, self.cast
        writing.choose_person(message.public_id, person=person, actor=self.sender, now=cast.now, today=cast.today)

    def send(self, message: SystemMessage, *, to: int) -> SystemMessage:
        """Confirmed and sent."""
        sending.order_message(message.public_id, confirmed_for=to, actor=self.sender, now=self.cast.now)
        sending.send(message.public_id, now=self.cast.now)
        message.refresh_from_db()
        return message

    def receivers(self, message: SystemMessage) -> list[str]:
        """The names of those who have got it, each as often as they did."""
        return sorted(message.deliveries.values_list("person__given_name", flat=True))


def make_hospital(cast: Cast) -> Hospital:
    """A trust with surgery (with a ward below it) and medicine."""

    def unit(kind: UnitKind, name: str, parent: Unit, *, is_controller: bool = False) -> Unit:
        code = name.lower()
        made = Unit.objects.create(
            kind=kind, name=name, code=code, parent=parent, valid_from=SINCE, is_controller=is_controller
        )
        made.placements.create(parent=parent, valid_from=SINCE)
        return made

    trust = unit(UnitKind.TRUST, "Foretaket", cast.union, is_controller=True)
    surgery = unit(UnitKind.DEPARTMENT, "Kirurgen", trust)
    ward = unit(UnitKind.COST_CENTRE, "Sengeposten", surgery)
    medicine = unit(UnitKind.DEPARTMENT, "Medisinen", trust)
    arrange_tree(today=cast.today)
    for each in (trust, surgery, ward, medicine):
        each.refresh_from_db()
    hospital = Hospital(cast, trust, surgery, ward, medicine)
    RoleGrant.objects.create(
        position=cast.positions["admin"],
        role=SYSTEM_OPERATOR,
        unit=cast.union,
        with_subunits=True,
        valid_from=SINCE,
        source=GrantSource.ORDER,
    )
    hospital.hire("Astrid", surgery, "Avdelingsleder")
    hospital.hire("Silje", ward, "Sykepleier", leader="Astrid")
    hospital.hire("Tor", ward, "Lege", leader="Astrid")
    hospital.hire("Unni", medicine, "Sykepleier")
    hospital.hire("Gone", ward, "Sykepleier", until=cast.today)
    return hospital
