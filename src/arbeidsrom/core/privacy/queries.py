"""Whom a request is about."""

from __future__ import annotations

from uuid import UUID

from arbeidsrom.core.audit.rules import INSTALLATION
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.membership.queries.members import membership_of
from arbeidsrom.core.organisation.models import Person, Unit
from arbeidsrom.core.privacy import access, contacts
from arbeidsrom.core.privacy.collectors import DataSubject
from arbeidsrom.lib.actor import Actor


def own_subject(actor: Actor) -> DataSubject:
    """Whoever asks, as the one it is about, with the membership that the identity number leads to."""
    person = Person.objects.get(pk=access.own_person(actor))
    member = membership_of(person)
    return DataSubject(person.name, person=person.public_id, member=member.public_id if member else None)


def get_member(member_id: UUID, *, actor: Actor) -> Member:
    """A member whose request the actor answers, or ``DoesNotExist``."""
    return access.members_to_answer(actor).select_related("club").get(public_id=member_id)


def member_subject(member: Member) -> DataSubject:
    """A member as the one it is about."""
    return DataSubject(member.name, member=member.public_id)


def outsider_subject(name: str, *, email: str, phone: str) -> DataSubject:
    """Somebody outside the union; what was sealed under one body's key may have come to another with a club since."""
    bodies = Unit.objects.filter(is_controller=True).values_list("public_id", flat=True)
    return DataSubject(
        name,
        marks=tuple(contacts.marks_in(bodies, email, phone)),
        known_as=tuple(contacts.marks(INSTALLATION, email, phone)),
    )


def find_member(number: str, *, actor: Actor) -> Member | None:
    """The member with exactly this number, if the actor answers their requests."""
    return access.members_to_answer(actor).filter(member_number=number.strip()).first() if number.strip() else None
