"""Members as a case needs them: to be chosen, and to see which cases they have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from arbeidsrom.core.keys.bulk import open_rows
from arbeidsrom.core.membership.access import visible_members
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.membership.queries.members import members_with_contact, membership_of
from arbeidsrom.core.organisation.models import Person, Unit
from arbeidsrom.lib import norwegian
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace.models import Case
from arbeidsrom.modules.workspace.queries import cases


@dataclass(frozen=True, slots=True)
class MemberChoice:
    """A member of the club who can be chosen."""

    public_id: UUID
    member_number: str
    name: str
    employer: str
    workplace: str


def members_to_choose(club: Unit, *, actor: Actor) -> list[MemberChoice]:
    """The members of the club today, by name."""
    members = list(visible_members(actor).filter(club=club, left_date=None).defer("name_tokens"))
    open_rows(members, "details")
    return [
        MemberChoice(member.public_id, member.member_number, member.name, member.employer, member.workplace)
        for member in sorted(members, key=lambda member: (norwegian.sort_key(member.name), member.member_number))
    ]


def members_of(case: Case) -> list[Member]:
    """The members the case concerns, as the register has them today."""
    return list(Member.objects.filter(public_id__in=cases.members_concerned(case)).order_by("id"))


def is_one_of(person: Person, members: Iterable[Member]) -> bool:
    """Whether somebody in office is one of the members: by e-mail address, phone or identity number (KL-WHO-008)."""
    tenants = {member.pk: member.tenant for member in members}
    if not tenants:
        return False
    reached = members_with_contact(set(tenants.values()), email=person.email, phone=person.mobile)
    own = membership_of(person)
    return any(member.pk in tenants for member in (*reached, *filter(None, [own])))
