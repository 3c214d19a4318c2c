"""One member, as found and as shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from arbeidsrom.core.keys.bulk import blind_indexes, open_rows
from arbeidsrom.core.membership import access
from arbeidsrom.core.membership.models import Member, MemberNote, TariffArea, Transfer
from arbeidsrom.core.membership.register import EMAIL, IDENTITY, PHONE
from arbeidsrom.core.membership.rules import KEPT_AFTER_LEAVING, Sender, without_zeros
from arbeidsrom.core.organisation.models import Person, Unit
from arbeidsrom.lib import norwegian
from arbeidsrom.lib.actor import Actor


@dataclass(frozen=True, slots=True)
class MemberDetails:
    """All that a member's page shows, but for the identity number."""

    public_id: UUID
    member_number: str
    name: str
    club: str
    employer: str
    employer_number: str
    workplace: str
    position_title: str
    percent: Decimal | None
    tariff_area: str
    occupationally_active: bool
    phone: str
    email: str
    member_since: date
    left_date: date | None


@dataclass(frozen=True, slots=True)
class MemberCard:
    """What another app shows of a member it already knows: a name, and whether the person is still a member."""

    public_id: UUID
    member_number: str
    name: str
    workplace: str
    position_title: str
    employer: str
    email: str
    phone: str
    percent: Decimal | None
    tariff_area: str
    has_left: bool


def get_member(public_id: UUID, *, actor: Actor, lock: bool = False) -> Member:
    """The member with the club, or ``Member.DoesNotExist`` when the actor cannot see them."""
    members = access.visible_members(actor).select_related("club")
    return (members.select_for_update(of=("self",)) if lock else members).get(public_id=public_id)


def details_of(member: Member) -> MemberDetails:
    """The member as the page shows one."""
    return MemberDetails(
        public_id=member.public_id,
        member_number=member.member_number,
        name=member.name,
        club=member.club.name,
        employer=member.employer,
        employer_number=member.employer_number,
        workplace=member.workplace,
        position_title=member.position_title,
        percent=None if member.percent is None else without_zeros(member.percent),
        tariff_area=str(TariffArea(member.tariff_area).label),
        occupationally_active=member.occupationally_active,
        phone=member.phone,
        email=member.email,
        member_since=member.member_since,
        left_date=member.left_date,
    )


def left_before(today: date) -> QuerySet[Member]:
    """The members who left so long ago that nothing but a case keeps them."""
    return Member.objects.filter(left_date__lte=today - KEPT_AFTER_LEAVING)


def left_long_ago(today: date, *, after: int, at_most: int) -> list[int]:
    """The next of them, by id."""
    return list(left_before(today).filter(pk__gt=after).order_by("id").values_list("id", flat=True)[:at_most])


def note_of(member: Member) -> MemberNote | None:
    """What the member's present club has noted."""
    return MemberNote.objects.filter(member=member, club=member.club_id).first()


def transfers_of(member: Member) -> list[Transfer]:
    """The member's moves between clubs, the newest first."""
    return list(member.transfers.select_related("from_club", "to_club").order_by("-on_date", "-id"))


def sender(actor: Actor) -> Sender:
    """The actor as members see who writes to them."""
    person = Person.objects.filter(pk=actor.person_id or 0).only("email").first()
    return Sender(actor.label, actor.position_label, person.email if person else "")


def member_cards(ids: Iterable[UUID]) -> dict[UUID, MemberCard]:
    """The members with these public ids, for a caller that has decided who may see them. One query."""
    members = list(Member.objects.filter(public_id__in=list(ids)).order_by("id"))
    open_rows(members, "details")
    return {member.public_id: _card(member) for member in members}


def _card(member: Member) -> MemberCard:
    return MemberCard(
        public_id=member.public_id,
        member_number=member.member_number,
        name=member.name,
        workplace=member.workplace,
        position_title=member.position_title,
        employer=member.employer,
        email=member.email,
        phone=member.phone,
        percent=None if member.percent is None else without_zeros(member.percent),
        tariff_area=str(TariffArea(member.tariff_area).label),
        has_left=member.has_left,
    )


def members_with_identity(number: str, tenants: Iterable[UUID]) -> list[Member]:
    """The members with a national identity number, found without opening any: a person's own entries."""
    return _with_index("identity_index", IDENTITY, number, tenants)


def members_with_contact(tenants: Iterable[UUID], *, email: str = "", phone: str = "") -> list[Member]:
    """The members with an e-mail address or a phone number, found without opening any."""
    tenants = list(tenants)
    by_email = _with_index("email_index", EMAIL, norwegian.email_index(email), tenants) if email else []
    by_phone = _with_index("phone_index", PHONE, norwegian.phone_index(phone), tenants) if phone else []
    return list({member.pk: member for member in [*by_email, *by_phone]}.values())


def membership_of(person: Person) -> Member | None:
    """The membership of somebody who also holds an office or works here, found by the identity number (PL-AUD-002).

    Computed when asked, never stored: no row says which person is which member.
    """
    if person.identity_index is None:
        return None
    tenants = Unit.objects.filter(is_controller=True).values_list("public_id", flat=True)
    found = members_with_identity(str(person.identity_number), tenants)
    return min(found, key=lambda member: (member.has_left, -member.pk), default=None)


def _with_index(column: str, purpose: str, value: str, tenants: Iterable[UUID]) -> list[Member]:
    """In the index of each tenant, whose hashes of the value differ. Two queries."""
    wanted = blind_indexes(tenants, purpose, value)
    found = Member.objects.filter(**{f"{column}__in": list(wanted.values())}).select_related("club").order_by("id")
    return [member for member in found if bytes(getattr(member, column)) == wanted.get(member.tenant)]
