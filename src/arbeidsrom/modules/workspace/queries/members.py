"""Members as a case needs them: to be chosen, and to see which cases they have."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from arbeidsrom.core.keys.bulk import TenantHasher, open_rows
from arbeidsrom.core.membership.access import visible_members
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.membership.queries.members import members_with_contact, membership_of
from arbeidsrom.core.organisation.models import Person, Unit
from arbeidsrom.lib import norwegian
from arbeidsrom.lib.actor import Actor
from arbeidsrom.modules.workspace.models import Case, CaseParty
from arbeidsrom.modules.workspace.queries import cases
from arbeidsrom.modules.workspace.queries.search import IN_CASE


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


def members_in_cases(members: Collection[UUID]) -> set[UUID]:
    """Those of the members whom a case concerns, closed ones too: their right of access leads through the register.

    One query for each body that answers for cases.
    """
    found: set[UUID] = set()
    for tenant in Case.objects.order_by().values_list("tenant", flat=True).distinct():
        hasher = TenantHasher(tenant)
        by_index = {hasher.blind_index(IN_CASE, str(member)): member for member in members}
        parties = CaseParty.objects.filter(member_index__in=list(by_index))
        found |= {by_index[bytes(index or b"")] for index in parties.values_list("member_index", flat=True)}
    return found


def is_one_of(person: Person, members: Iterable[Member]) -> bool:
    """Whether somebody in office is one of the members: by e-mail address, phone or identity number (KL-WHO-008)."""
    tenants = {member.pk: member.tenant for member in members}
    if not tenants:
        return False
    reached = members_with_contact(set(tenants.values()), email=person.email, phone=person.mobile)
    own = membership_of(person)
    return any(member.pk in tenants for member in (*reached, *filter(None, [own])))
