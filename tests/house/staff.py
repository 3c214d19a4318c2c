"""A department with a leader who looks after its employees too: beside the union's own people, for the house checks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from arbeidsrom.core.accounts.models import Account
from arbeidsrom.core.organisation.actions import arrange_tree
from arbeidsrom.core.organisation.models import Person, Position, PositionKind, Unit, UnitKind
from arbeidsrom.core.people import access
from arbeidsrom.core.role_orders import access as orders
from arbeidsrom.core.role_orders.models import RoleOrder
from arbeidsrom.core.roles import registry
from arbeidsrom.core.roles.models import GrantSource, RoleGrant
from arbeidsrom.core.roles.registry import Role
from arbeidsrom.core.system_messages import access as messages
from arbeidsrom.modules.competence.access import assigning, categories, own, plans, requirements
from arbeidsrom.modules.competence.models import (
    Assignment,
    Category,
    Link,
    NotRelevant,
    Plan,
    Requirement,
    RequirementDraft,
    Section,
)
from arbeidsrom.modules.competence.rules.settings import Settings
from tests.cast import Cast

STAFF = ("astrid",)
"""Those who are employed in the world of the house checks."""

HIRED = date(2020, 1, 1)
ROLE = Role(
    "house.looks_after_employees",
    "Følger opp ansatte",
    "",
    frozenset(
        {
            *(access.SEE_EMPLOYEES, access.REGISTER_LOANS, access.SET_LEADER),
            *(access.CONTROL_ACCESS, access.REACTIVATE, access.SEE_CHART),
            *(orders.ORDER, orders.APPROVE),
            messages.SEND,
            *(assigning.ASSIGN, assigning.APPROVE, own.READ_PLANS),
            *(plans.PREVIEW, plans.CREATE, plans.EDIT, plans.ARCHIVE),
            *(requirements.ADMINISTER, requirements.EDIT_CENTRAL),
            *(plans.SEE_CENTRAL, categories.EDIT),
        }
    ),
)

ORDERED_ROLE = "competence.superuser"


def add_staff(cast: Cast) -> Unit:
    """Astrid leads the department, with one employee and one without a leader."""
    registry.register_role(ROLE)
    trust = _unit("Foretaket", UnitKind.TRUST, cast.union, is_controller=True)
    ward = _unit("Avdelingen", UnitKind.COST_CENTRE, trust)
    arrange_tree(today=cast.today)
    for unit in (trust, ward, cast.union, cast.district, cast.local_union, cast.neighbour_union, cast.centre):
        unit.refresh_from_db()
    for club in (cast.hospital_club, cast.school_club, cast.neighbour_club):
        club.refresh_from_db()
    astrid = Person.objects.create(given_name="Astrid", family_name="Øvrebø", email="astrid@example.no")
    cast.people["astrid"] = astrid
    cast.accounts["astrid"] = Account.objects.create(email="astrid@example.no", person=astrid)
    cast.positions["astrid"] = _employed(astrid, ward)
    RoleGrant.objects.create(
        position=cast.positions["astrid"], role=ROLE.key, unit=trust, with_subunits=True, valid_from=HIRED,
        source=GrantSource.ORDER,
    )  # fmt: skip
    employ(cast, 0)
    return ward


def employ(cast: Cast, number: int) -> None:
    """Two more employees: one whom Astrid leads, and one whom nobody leads."""
    leader = cast.positions["astrid"]
    for given, led_by in (("Silje", leader), ("Ole", None)):
        person = Person.objects.create(
            given_name=given, family_name=f"Berg{number}", employee_number=f"{given}{number}"
        )
        _employed(person, leader.unit, led_by)


def an_order(cast: Cast, number: int = 0) -> RoleOrder:
    """A role is ordered for one more employee of Astrid's, by that employee: it waits for Astrid, who owns it."""
    ward = cast.positions["astrid"].unit
    person = Person.objects.create(given_name="Hanne", family_name=f"Løkås{number}")
    return RoleOrder.objects.create(
        position=_employed(person, ward, cast.positions["astrid"]), role=ORDERED_ROLE, unit=ward,
        valid_from=cast.today, reason="Følger opp nyansatte", ordered_by=person, ordered_at=cast.now,
    )  # fmt: skip


def a_requirement(cast: Cast, number: int = 0) -> Requirement:
    """A published requirement of Astrid's department with a draft, shared with it."""
    ward = cast.positions["astrid"].unit
    category = Category.objects.get_or_create(unit=ward.parent, parent=None, name="Akuttmedisin")[0]
    settings = Settings(f"HLR {number}", ward.pk, category.pk)
    made = Requirement(created_at=cast.now, published_at=cast.now)
    made.take_over(settings)
    made.save()
    made.revisions.create(number=1, content=settings.as_json(), published_at=cast.now)
    RequirementDraft.objects.create(
        requirement=made, content=replace(settings, must_be_done=True).as_json(), saved_at=cast.now
    )
    made.sharings.create(unit=ward, shared_at=cast.now)
    return made


def _unit(name: str, kind: UnitKind, above: Unit, *, is_controller: bool = False) -> Unit:
    made = Unit.objects.create(
        kind=kind, name=name, code=name.lower(), parent=above, valid_from=HIRED, is_controller=is_controller
    )
    made.placements.create(parent=above, valid_from=HIRED)
    return made


def _employed(person: Person, unit: Unit, leader: Position | None = None) -> Position:
    return Position.objects.create(
        person=person, unit=unit, kind=PositionKind.EMPLOYMENT, title="Sykepleier", employer=unit.parent,
        leader=leader, led_since=HIRED if leader else None, valid_from=HIRED,
    )  # fmt: skip


def has_plan(cast: Cast, plan: Plan, number: int = 0) -> Assignment:
    """One more employee of Astrid's, who has the plan; what stands in it is repeated."""
    ward = cast.positions["astrid"].unit
    person = Person.objects.create(given_name="Jonas", family_name=f"Bråten{number}")
    position = _employed(person, ward, cast.positions["astrid"])
    Requirement.objects.filter(links__plan=plan).update(repetitions=2)
    return Assignment.objects.create(plan=plan, position=position, person=person, assigned_on=cast.today)


def an_assignment(cast: Cast, number: int = 0) -> Assignment:
    """A plan of Astrid's department that she has herself: two sub-plans, each with one thing that is not relevant."""
    position = cast.positions["astrid"]
    plan = Plan.objects.create(
        name=f"Plan {number}", owner=position.unit, completion="leader", created_at=cast.now, changed_at=cast.now
    )
    marked = {
        "person": position.person,
        "plan": plan,
        "comment": "Kontor",
        "marked_at": cast.now,
        "marked_by": "Astrid",
    }
    for place in (0, 1):
        section = Section.objects.create(plan=plan, name=f"Del {place}", place=place, may_be_not_relevant=True)
        requirements = (
            a_requirement(cast, 10 * number + 2 * place + 1),
            a_requirement(cast, 10 * number + 2 * place + 2),
        )
        links = [
            Link.objects.create(
                plan=plan, section=section, requirement=one, place=0, state="active",
                linked_at=cast.now, activated_at=cast.now,
            )
            for one in requirements
        ]  # fmt: skip
        NotRelevant.objects.create(**marked, **({"section": section} if place else {"link": links[1]}))
    return Assignment.objects.create(plan=plan, position=position, person=position.person, assigned_on=cast.today)
